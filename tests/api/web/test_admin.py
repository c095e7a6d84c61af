"""The admin pages: lists and forms over the nouns, and people with their roles."""

import httpx
import pytest

from scheduler.domain.identity.people import Role
from scheduler.storage.store import Store
from tests.scheduler.services.bookings.campus import SmallCampus, make_small_campus
from tests.support.api import ClientOf
from tests.support.factories import make_actor

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
async def at(store: Store) -> SmallCampus:
    return await make_small_campus(store)


@pytest.fixture
async def admin(client_of: ClientOf, at: SmallCampus) -> httpx.AsyncClient:
    return await client_of(await make_actor(at.store, (at.school, Role.ADMINISTRATOR)))


def a_lab(at: SmallCampus, **values: object) -> dict[str, object]:
    return {
        "kind": "fieldlab",
        "name": "Lab Zorgtechniek",
        "owner_id": at.school.id,
        "campus_id": at.campus.id,
        "units": "6",
        "features": "tillift, zorgrobot",
        "setup_minutes": "0",
        "teardown_minutes": "0",
        "notice_minutes": "0",
        "sharing": "open",
        "active": "1",
    } | values


async def test_every_section_has_a_list_and_an_empty_form(client_of: ClientOf, at: SmallCampus) -> None:
    operator = await client_of(await make_actor(at.store, operator=True))
    names = ("people", "resources", "groups", "periods", "holidays", "openings", "campuses", "organisations")

    answers = [await operator.get(f"/admin/{name}{page}") for name in names for page in ("", "/new")]

    assert {answer.status_code for answer in answers} == {200}


async def test_a_resource_is_added_found_changed_and_deleted(
    admin: httpx.AsyncClient, at: SmallCampus
) -> None:
    added = await admin.post("/admin/resources/new", data=a_lab(at))
    found = (await admin.get("/admin/resources?text=zorgtech")).text
    address = found.partition('<td><a href="')[2].partition('"')[0]
    changed = await admin.post(address, data=a_lab(at, units="4", version="1"))
    form = (await admin.get(address)).text
    removed = await admin.post(f"{address}/delete", data={"version": "2"})

    assert [each.headers["location"] for each in (added, changed, removed)] == [
        "/admin/resources?done=saved",
        "/admin/resources?done=saved",
        "/admin/resources?done=removed",
    ]
    assert ('name="units" type="number" value="4"' in form, "tillift, zorgrobot" in form) == (True, True)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "Vul dit in."),
        ("units", "veel", "Vul een getal in."),
        ("units", "0", "Deze waarde is te groot of te klein."),
        ("meeting_url", "zoom", "Dit heeft niet de goede vorm."),
        ("kind", "staff", "Een persoon of groep brengt dit zelf mee."),
    ],
)
async def test_a_value_that_cannot_be_is_named_beside_its_field(
    admin: httpx.AsyncClient, at: SmallCampus, field: str, value: str, said: str
) -> None:
    answer = await admin.post(
        "/admin/resources/new", data=a_lab(at, **{field: value}), headers={"Accept-Language": "nl"}
    )

    problem = answer.text.partition(f'id="{field}-problem">')[2].partition("<")[0]
    assert (answer.status_code, problem) == (422, said)


async def test_what_is_in_use_stays_and_the_page_says_so(admin: httpx.AsyncClient, at: SmallCampus) -> None:
    answer = await admin.post(f"/admin/resources/{at.lab.id}/delete", data={"version": "1"})

    assert (answer.status_code, "Dit wordt nog gebruikt." in answer.text) == (409, True)


async def test_somebody_new_gets_a_role_a_proof_and_a_link(admin: httpx.AsyncClient, at: SmallCampus) -> None:
    person = {
        "name": "Teun",
        "email": "teun@school.example",
        "organisation_id": at.school.id,
        "role": "student",
    }
    added = await admin.post("/admin/people/new", data=person)
    address = added.headers["location"].partition("?")[0]

    role = await admin.post(f"{address}/roles", data=person | {"role": "teacher"})
    proof = await admin.post(
        f"{address}/proofs", data={"proof": "Waterstof", "valid_from": "2026-11-01", "valid_until": ""}
    )
    answer = await admin.post(f"{address}/invite")
    invited = await admin.get(answer.headers["location"])

    assert {each.status_code for each in (added, role, proof, answer)} == {303}
    assert ("/welcome/" in invited.text, "Waterstof" in invited.text) == (True, True)


async def test_a_student_finds_no_admin(client_of: ClientOf, at: SmallCampus) -> None:
    student = await client_of(await make_actor(at.store, (at.school, Role.STUDENT)))

    answers = [await student.get(path) for path in ("/admin", "/admin/resources", "/admin/people")]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
