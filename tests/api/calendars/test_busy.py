"""Busy time and opening hours behind a feed's secret address."""

from calendars.checks import check
from scheduler.domain.bookings.bookings import Need
from scheduler.storage.store import Store
from tests.scheduler.services.bookings.campus import SmallCampus, make_booking, make_small_campus, make_span
from tests.support.api import ClientOf


async def made_address(at: SmallCampus, client_of: ClientOf, subject: str, subject_id: int) -> str:
    client = await client_of(at.manager)
    answer = await client.post("/api/v1/feeds", json={"subject": subject, "subject_id": subject_id})
    address: str = answer.json()["address"]
    return address.removesuffix(".ics")


def lines(octets: bytes, name: str) -> list[str]:
    return [line for line in octets.decode().split("\r\n") if line.startswith(name)]


async def test_a_lab_is_busy_when_its_last_station_is_taken_and_unavailable_at_night(
    store: Store, client_of: ClientOf
) -> None:
    at = await make_small_campus(store)
    await make_booking(at, Need(at.lab.id, 5), span=make_span(0, 3))
    await make_booking(at, Need(at.lab.id, 3), span=make_span(1, 2))
    address = await made_address(at, client_of, "resource", at.lab.id)
    stranger = await client_of(None)

    answer = await stranger.get(f"{address}/busy.ifb?from=2026-11-24&to=2026-11-24")

    assert lines(answer.content, "FREEBUSY;FBTYPE=BUSY:") == [
        "FREEBUSY;FBTYPE=BUSY:20261124T090000Z/20261124T100000Z"
    ]
    assert lines(answer.content, "FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:") == [
        "FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:20261123T230000Z/20261124T070000Z",
        "FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:20261124T170000Z/20261124T230000Z",
    ]
    assert check(answer.content) == ()


async def test_the_busy_time_of_a_person_tells_when_and_nothing_else(
    store: Store, client_of: ClientOf
) -> None:
    at = await make_small_campus(store)
    await make_booking(at, Need(at.room.id), actor=at.manager, span=make_span(0, 2), title="Geheim overleg")
    address = await made_address(at, client_of, "person", at.manager.id)
    stranger = await client_of(None)

    answer = await stranger.get(f"{address}/busy.ifb")

    assert lines(answer.content, "FREEBUSY") == ["FREEBUSY;FBTYPE=BUSY:20261124T080000Z/20261124T100000Z"]
    assert b"Geheim" not in answer.content


async def test_a_whole_campus_has_no_busy_time_and_says_what_to_take_instead(
    store: Store, client_of: ClientOf
) -> None:
    at = await make_small_campus(store)
    address = await made_address(at, client_of, "campus", at.campus.id)
    stranger = await client_of(None)

    answer = await stranger.get(f"{address}/busy.ifb")

    assert answer.status_code == 422
    assert "feed" in answer.text.lower()


async def test_the_opening_hours_of_a_place_are_a_weekly_series_in_wall_time(
    store: Store, client_of: ClientOf
) -> None:
    at = await make_small_campus(store)
    address = await made_address(at, client_of, "resource", at.lab.id)
    stranger = await client_of(None)

    answer = await stranger.get(f"{address}/hours.ics")

    assert lines(answer.content, "DTSTART;TZID=Europe/Amsterdam") == [
        "DTSTART;TZID=Europe/Amsterdam:20261123T080000"
    ]
    assert lines(answer.content, "RRULE:FREQ=WEEKLY") == ["RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"]


async def test_an_address_that_was_ended_tells_nothing_more(store: Store, client_of: ClientOf) -> None:
    at = await make_small_campus(store)
    client = await client_of(at.manager)
    made = (await client.post("/api/v1/feeds", json={})).json()
    await client.delete(f"/api/v1/feeds/{made['feed']['id']}")
    stranger = await client_of(None)

    answer = await stranger.get(made["address"].removesuffix(".ics") + "/busy.ifb")

    assert answer.status_code == 404
