"""Feeds over HTTP: what a calendar client sends and gets."""

import gzip

from calendars.checks import check
from scheduler.storage.store import Store
from tests.support.api import ClientOf
from tests.support.factories import make_actor


async def made_address(store: Store, client_of: ClientOf) -> str:
    client = await client_of(await make_actor(store))
    answer = await client.post("/api/v1/feeds", json={})
    address: str = answer.json()["address"]
    return address


async def test_an_address_needs_no_sign_in_and_gives_a_calendar_without_findings(
    store: Store, client_of: ClientOf
) -> None:
    address = await made_address(store, client_of)
    stranger = await client_of(None)

    answer = await stranger.get(address)

    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    assert check(answer.content) == ()


async def test_a_client_that_has_the_calendar_is_told_so_whatever_encoding_it_took(
    store: Store, client_of: ClientOf
) -> None:
    address = await made_address(store, client_of)
    stranger = await client_of(None)
    for encoding in ("gzip", "identity"):
        first = await stranger.get(address, headers={"Accept-Encoding": encoding})

        again = await stranger.get(address, headers={"If-None-Match": first.headers["etag"]})

        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])


async def test_a_compressed_calendar_is_the_same_calendar_under_another_validator(
    store: Store, client_of: ClientOf
) -> None:
    address = await made_address(store, client_of)
    stranger = await client_of(None)

    plain = await stranger.get(address, headers={"Accept-Encoding": "identity"})
    packed = await stranger.get(address, headers={"Accept-Encoding": "gzip"})

    assert packed.content == plain.content
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["etag"] != plain.headers["etag"]
    assert int(packed.headers["content-length"]) == len(gzip.compress(plain.content, 6, mtime=0))


async def test_head_tells_the_size_and_sends_nothing(store: Store, client_of: ClientOf) -> None:
    address = await made_address(store, client_of)
    stranger = await client_of(None)
    whole = await stranger.get(address, headers={"Accept-Encoding": "identity"})

    head = await stranger.head(address, headers={"Accept-Encoding": "identity"})

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(whole.content))


async def test_a_wrong_address_is_not_found(client_of: ClientOf) -> None:
    stranger = await client_of(None)

    answer = await stranger.get("/feeds/cal_nothing.ics")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_the_page_learns_which_program_read_the_feed(store: Store, client_of: ClientOf) -> None:
    client = await client_of(await make_actor(store))
    address = (await client.post("/api/v1/feeds", json={})).json()["address"]
    await client.get(address, headers={"User-Agent": "Mozilla/5.0 (X11; phone of Sanne)"})

    listed = (await client.get("/api/v1/feeds")).json()["items"]

    assert [each["last_client"] for each in listed] == ["Mozilla"]


async def test_a_program_gets_other_choices_at_the_address_it_has(store: Store, client_of: ClientOf) -> None:
    client, program = await client_of(await make_actor(store)), await client_of(None)
    made = (await client.post("/api/v1/feeds", json={})).json()
    before = await program.get(made["address"])
    changed = await client.patch(f"/api/v1/feeds/{made['feed']['id']}", json={"name": "Practica"})

    after = await program.get(made["address"], headers={"If-None-Match": before.headers["etag"]})

    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    assert (after.status_code, after.headers["etag"] != before.headers["etag"]) == (200, True)
    assert "X-WR-CALNAME:Practica" in after.text


async def test_what_a_change_leaves_out_stays(store: Store, client_of: ClientOf) -> None:
    client = await client_of(await make_actor(store))
    wish = {"name": "Practica", "language": "en", "alarm": "1h", "attendance": "online"}
    made = (await client.post("/api/v1/feeds", json=wish)).json()["feed"]

    changed = (await client.patch(f"/api/v1/feeds/{made['id']}", json={"privacy": "busy"})).json()

    assert changed == made | {"privacy": "busy", "version": 2}


async def test_a_change_from_an_older_version_is_refused(store: Store, client_of: ClientOf) -> None:
    client = await client_of(await make_actor(store))
    made = (await client.post("/api/v1/feeds", json={})).json()["feed"]
    one, seen = f"/api/v1/feeds/{made['id']}", {"If-Match": f'"{made["version"]}"'}
    first = await client.patch(one, json={"alarm": "1h"}, headers=seen)

    second = await client.patch(one, json={"alarm": "1d"}, headers=seen)

    assert (first.status_code, second.status_code) == (200, 412)


async def test_another_persons_feed_is_not_found(store: Store, client_of: ClientOf) -> None:
    owner, other = await client_of(await make_actor(store)), await client_of(await make_actor(store))
    made = (await owner.post("/api/v1/feeds", json={})).json()["feed"]

    answer = await other.patch(f"/api/v1/feeds/{made['id']}", json={"name": "Van mij"})

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_a_revoked_address_stops_at_once(store: Store, client_of: ClientOf) -> None:
    client = await client_of(await make_actor(store))
    made = (await client.post("/api/v1/feeds", json={})).json()

    ended = await client.delete(f"/api/v1/feeds/{made['feed']['id']}")

    assert ended.status_code == 204
    assert (await client.get(made["address"])).status_code == 404


async def test_a_program_that_asks_for_jcal_gets_it_under_a_validator_of_its_own(
    store: Store, client_of: ClientOf
) -> None:
    address = await made_address(store, client_of)
    stranger = await client_of(None)
    plain = await stranger.get(address)

    answer = await stranger.get(
        address, headers={"Accept": "application/calendar+json", "If-None-Match": plain.headers["etag"]}
    )

    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/calendar+json")
    assert answer.json()[0] == "vcalendar"
    assert answer.headers["vary"] == "Accept, Accept-Encoding"


async def test_days_that_cannot_be_read_are_refused_by_name(store: Store, client_of: ClientOf) -> None:
    address = await made_address(store, client_of)
    stranger = await client_of(None)

    answers = [
        await stranger.get(f"{address}?{query}")
        for query in ("from=monday", "from=2026-12-01&to=2026-11-01", "from=2026-01-01&to=2029-01-01")
    ]

    assert [(a.status_code, a.json()["errors"][0]["field"]) for a in answers] == [
        (422, "from"),
        (422, "to"),
        (422, "to"),
    ]
    assert (await stranger.get(f"{address}?from=2026-11-01&to=2026-12-01")).status_code == 200
