"""A faculty over HTTP: looked at first, then kept, and refused by name."""

from scheduler.storage.store import Store
from tests.scheduler.services.imports.test_faculty import SMALL
from tests.support.api import ClientOf
from tests.support.factories import make_actor

PATH = "/api/v1/imports"


async def test_a_faculty_is_looked_at_and_then_kept(store: Store, client_of: ClientOf) -> None:
    client = await client_of(await make_actor(store, operator=True))

    looked = await client.post(PATH, json={"text": SMALL})
    kept = await client.post(PATH, json={"text": SMALL, "apply": True, "weeks": 4})

    period = await client.get(f"/api/v1/periods/{kept.json()['period_id']}")
    assert (looked.status_code, looked.json()["applied"]) == (200, False)
    assert (kept.status_code, kept.json()["applied"]) == (200, True)
    assert kept.json()["counts"] == {"created": 13, "updated": 0, "unchanged": 0, "removed": 0, "refused": 0}
    assert (
        period.json()["prices"] | {"lonely": 2, "days_short": 20, "other_place": 4} == period.json()["prices"]
    )


async def test_a_file_that_cannot_be_read_says_where(store: Store, client_of: ClientOf) -> None:
    client = await client_of(await make_actor(store, operator=True))

    refused = await client.post(
        PATH, json={"text": "Name: X\nCourses: many\n"}, headers={"accept-language": "en"}
    )

    assert refused.status_code == 422
    assert "line 2" in refused.json()["detail"]


async def test_what_cannot_all_be_kept_is_not_kept_at_all(store: Store, client_of: ClientOf) -> None:
    client = await client_of(await make_actor(store, operator=True))
    text = SMALL.replace("Gas Jansen 1 1 40", "Gas Jansen 21 1 40")

    refused = await client.post(PATH, json={"text": text, "apply": True})

    assert (refused.status_code, refused.json()["errors"][0]["problem"]) == (409, "import_refused")
    assert "Gas" in refused.json()["detail"]
    assert (await client.get("/api/v1/organisations")).json()["items"] == []


async def test_nobody_but_who_runs_the_installation_adds_a_faculty(store: Store, client_of: ClientOf) -> None:
    client = await client_of(await make_actor(store))

    assert (await client.post(PATH, json={"text": SMALL})).status_code == 403
