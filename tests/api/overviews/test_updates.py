"""Programs that keep a copy are told what changed: in order, all of it, and no more than they may see."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from scheduler.domain.bookings.bookings import Need
from scheduler.domain.errors import CursorExpired
from scheduler.domain.updates import BEFORE_ALL
from scheduler.services.bookings import CancelBooking, ChangeBooking, cancel_booking, change_booking
from scheduler.services.campus.resources import RESOURCES
from scheduler.services.crud import change_noun, remove_noun
from scheduler.services.overviews.updates import list_updates, number_updates
from scheduler.storage import updates
from scheduler.storage.store import Store
from scheduler.storage.updates import KEPT_FOR
from tests.scheduler.services.bookings.campus import SmallCampus, make_booking, make_small_campus, make_span
from tests.support.api import ClientOf
from tests.support.factories import NOW, make_actor, make_resource


@pytest.fixture
async def at(store: Store) -> SmallCampus:
    return await make_small_campus(store)


@pytest.fixture
async def teacher(client_of: ClientOf, at: SmallCampus) -> httpx.AsyncClient:
    return await client_of(at.teacher)


async def ask(client: httpx.AsyncClient, after: str | None = None, **query: Any) -> dict[str, Any]:
    given = query if after is None else query | {"after": after}
    answer = await client.get("/api/v1/updates", params=given)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def told(answer: dict[str, Any]) -> list[tuple[str, int, bool]]:
    return [(each["noun"], each["id"], each["gone"]) for each in answer["items"]]


async def test_who_begins_gets_a_cursor_and_from_then_on_what_changes(
    teacher: httpx.AsyncClient, at: SmallCampus
) -> None:
    first = await ask(teacher)
    booking = await make_booking(at, Need(at.room.id))
    await change_booking(at.store, at.teacher, ChangeBooking(booking_id=booking.id, title="Anders"), NOW)
    await cancel_booking(at.store, at.teacher, CancelBooking(booking_id=booking.id), NOW)

    second = await ask(teacher, first["next"])
    third = await ask(teacher, second["next"])

    assert (first["items"], first["more"]) == ([], False)
    assert told(second) == [("booking", booking.id, False)] * 3
    assert {each["booking"]["status"] for each in second["items"]} == {"cancelled"}
    assert (third["items"], third["next"]) == ([], second["next"])


async def test_resources_come_along_and_what_is_deleted_is_gone(
    client_of: ClientOf, teacher: httpx.AsyncClient, at: SmallCampus
) -> None:
    operator = await make_actor(at.store, operator=True)
    robot = await make_resource(at.store, at.school, at.campus, name="Cobot", units=1)
    begun = (await ask(teacher))["next"]
    await change_noun(at.store, operator, RESOURCES, robot.id, {"name": "Cobot 2"}, None, NOW)
    changed = await ask(teacher, begun)
    await remove_noun(at.store, operator, RESOURCES, robot.id, None, NOW)

    removed = await ask(teacher, changed["next"])

    (item,) = changed["items"]
    address = f"/api/v1/resources/{robot.id}"
    assert (item["resource"]["name"], item["href"]) == ("Cobot 2", address)
    assert (await teacher.get(address)).status_code == 404
    assert removed["items"] == [
        {"noun": "resource", "id": robot.id, "gone": True, "href": None, "booking": None, "resource": None}
    ]


async def test_parts_are_bounded_and_say_that_there_is_more(
    teacher: httpx.AsyncClient, at: SmallCampus
) -> None:
    begun = (await ask(teacher))["next"]
    made = [(await make_booking(at, Need(at.room.id), span=make_span(h, h + 1))).id for h in range(5)]

    read, more, after = [], True, begun
    while more:
        part = await ask(teacher, after, limit=2)
        read, more, after = [*read, len(part["items"])], part["more"], part["next"]

    assert read == [2, 2, 1]
    assert told(await ask(teacher, begun)) == [("booking", each, False) for each in made]


async def test_every_link_leads_to_the_thing(client_of: ClientOf, at: SmallCampus) -> None:
    """Whatever the noun: what the list says can be read, is read."""
    operator = await client_of(await make_actor(at.store, operator=True))
    added: dict[str, dict[str, Any]] = {
        "organisations": {"name": "Nieuw", "short_name": "N", "kind": "company"},
        "campuses": {"name": "Nieuw", "zone": "Europe/Amsterdam"},
        "openings": {"weekday": 6, "opens": "09:00", "closes": "17:00", "campus_id": at.campus.id},
        "windows": {
            "resource_id": at.demonstrator.id,
            "start": "2026-12-01T08:00:00Z",
            "end": "2026-12-01T16:00:00Z",
        },
        "closures": {
            "resource_id": at.room.id,
            "start": "2026-12-01T08:00:00Z",
            "end": "2026-12-01T16:00:00Z",
        },
        "holidays": {"name": "Kerst", "first_on": "2026-12-25", "last_on": "2026-12-26"},
        "periods": {"name": "Nieuw", "first_on": "2026-11-30", "last_on": "2026-12-13"},
        "groups": {"name": "Nieuw", "size": 3, "mode": "bol", "organisation_ids": [at.school.id]},
        "resources": {"kind": "room", "name": "Nieuw", "owner_id": at.school.id},
    }
    begun = (await ask(operator))["next"]
    made = {path: await operator.post(f"/api/v1/{path}", json=body) for path, body in added.items()}
    assert {path: answer.text for path, answer in made.items() if answer.status_code != 201} == {}

    links = [each["href"] for each in (await ask(operator, begun))["items"]]

    expected = {f"/api/v1/{path}/{answer.json()['id']}" for path, answer in made.items()}
    assert expected <= set(links)
    assert {(await operator.get(link)).status_code for link in links} == {200}


async def test_a_stranger_is_told_only_that_it_is_taken(client_of: ClientOf, at: SmallCampus) -> None:
    stranger = await client_of(await make_actor(at.store))
    begun = (await ask(stranger))["next"]
    await make_booking(at, Need(at.room.id), note="geheim")

    (item,) = (await ask(stranger, begun))["items"]

    assert (item["booking"]["details"], item["booking"]["title"], item["booking"]["note"]) == (
        False,
        None,
        None,
    )


async def test_who_did_not_ask_for_too_long_begins_anew(at: SmallCampus) -> None:
    """Also where nobody asked at all: the clock keeps the list within its days."""
    begun = (await list_updates(at.store, at.teacher, None, 1, NOW)).position
    await make_booking(at, Need(at.room.id))
    await number_updates(at.store, NOW)
    await make_booking(at, Need(at.lab.id, 1))
    later = NOW + KEPT_FOR + timedelta(hours=1)
    await number_updates(at.store, later)

    with pytest.raises(CursorExpired):
        await list_updates(at.store, at.teacher, begun, 50, later)
    async with at.store.read() as tx:
        kept = await updates.updates_behind(tx, BEFORE_ALL, 50)

    assert [each.position.at for each in kept] == [later]


async def test_a_cursor_of_before_a_backup_was_put_back_is_not_taken_for_one_of_after(
    teacher: httpx.AsyncClient, at: SmallCampus
) -> None:
    await make_booking(at, Need(at.room.id))
    number, _, instant = (await ask(teacher))["next"].partition("-")

    answers = [
        await teacher.get("/api/v1/updates", params={"after": after})
        for after in (f"{number}-{int(instant) + 1}", f"{int(number) + 1}-{instant}", number)
    ]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [
        (410, "cursor_expired")
    ] * 3
    assert "zonder `after`" in answers[0].json()["detail"]


@pytest.mark.parametrize("after", ["", "x", "-1", "1-", "1-x", "9999999999-1", "1-1-1", "١"])
async def test_what_was_never_said_is_no_cursor(teacher: httpx.AsyncClient, after: str) -> None:
    answer = await teacher.get("/api/v1/updates", params={"after": after})

    assert (answer.status_code, answer.json()["errors"][0]["problem"]) == (422, "not_a_cursor")


async def test_the_last_number_stays_however_old(store: Store) -> None:
    async with store.write() as tx:
        await updates.note(tx, updates.UpdateNoun.BOOKING, [1, 2])
        await updates.number_new(tx, NOW)
    async with store.write() as tx:
        await updates.note(tx, updates.UpdateNoun.BOOKING, [3])
        await updates.number_new(tx, NOW + 3 * KEPT_FOR)
    async with store.read() as tx:
        last = await updates.last_position(tx)

    assert last.number == 3
