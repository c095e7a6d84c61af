"""Bookings over HTTP: what is sent, what comes back, and with which headers."""

from typing import Any

import httpx
import pytest

from scheduler.domain.bookings.bookings import Need
from scheduler.domain.identity.people import Role
from scheduler.storage.store import Store
from tests.scheduler.services.bookings.campus import SmallCampus, make_booking, make_small_campus, make_span
from tests.support.api import ClientOf
from tests.support.factories import NOW, make_actor


@pytest.fixture
async def at(store: Store) -> SmallCampus:
    return await make_small_campus(store)


@pytest.fixture
async def teacher(client_of: ClientOf, at: SmallCampus) -> httpx.AsyncClient:
    return await client_of(at.teacher)


def a_body(at: SmallCampus, **values: Any) -> dict[str, Any]:
    span = make_span(0, 2)
    return {
        "title": "Brandstofcellen",
        "organisation_id": at.school.id,
        "needs": [{"resource_id": at.lab.id, "units": 5}, {"resource_id": at.room.id}],
        "start": span.start.isoformat(),
        "end": span.end.isoformat(),
    } | values


async def test_a_booking_is_made_and_read_back(teacher: httpx.AsyncClient, at: SmallCampus) -> None:
    made = await teacher.post("/api/v1/bookings", json=a_body(at))
    read = await teacher.get(made.headers["Location"])

    assert (made.status_code, made.headers["ETag"]) == (201, '"1"')
    assert read.json() == made.json()["bookings"][0]


async def test_a_refusal_says_why_in_words_and_what_would_do(
    teacher: httpx.AsyncClient, at: SmallCampus
) -> None:
    await make_booking(at, Need(at.lab.id, 6))

    answer = await teacher.post(
        "/api/v1/bookings",
        json=a_body(at, needs=[{"resource_id": at.lab.id, "units": 5}]),
        headers={"Accept-Language": "nl"},
    )

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (409, "booking_refused")
    assert [error["message"] for error in problem["errors"]] == [
        "Om 09.00 zijn in Lab Waterstof nog 2 van de 8 plekken vrij; je vraagt er 5."
    ]
    assert [each["kind"] for each in problem["alternatives"]] == ["fewer", "time", "time"]


async def test_a_repeated_post_with_its_key_is_harmless(teacher: httpx.AsyncClient, at: SmallCampus) -> None:
    headers = {"Idempotency-Key": "9f1c"}

    first = await teacher.post("/api/v1/bookings", json=a_body(at), headers=headers)
    address, version = first.headers["Location"], {"If-Match": first.headers["ETag"]}
    await teacher.patch(address, json={"title": "Elektrolyse"}, headers=version)
    again = await teacher.post("/api/v1/bookings", json=a_body(at), headers=headers)
    other = await teacher.post("/api/v1/bookings", json=a_body(at, title="Anders"), headers=headers)

    said = ("etag", "location", "content-type", "content-length")
    assert (again.status_code, again.json()) == (201, first.json())
    assert [again.headers[name] for name in said] == [first.headers[name] for name in said]
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")


async def test_a_repeated_post_of_a_series_says_again_what_it_skipped(
    teacher: httpx.AsyncClient, at: SmallCampus
) -> None:
    rule = {
        "weekdays": [0],
        "at": "09:00",
        "minutes": 60,
        "first_on": "2026-12-07",
        "last_on": "2026-12-28",
        "except_on": ["2026-12-21"],
    }
    body = a_body(at, rule=rule, start=None, end=None)
    first, again = [
        await teacher.post("/api/v1/bookings", json=body, headers={"Idempotency-Key": "9f1c"})
        for _ in range(2)
    ]

    assert (again.status_code, again.json()) == (first.status_code, first.json()) == (201, again.json())


async def test_a_change_says_which_version_it_was_made_from(
    teacher: httpx.AsyncClient, at: SmallCampus
) -> None:
    booking = await make_booking(at, Need(at.room.id))
    address, change = f"/api/v1/bookings/{booking.id}", {"title": "Elektrolyse"}

    without = await teacher.patch(address, json=change)
    made = await teacher.patch(address, json=change, headers={"If-Match": '"1"'})
    stale = await teacher.patch(address, json=change, headers={"If-Match": '"1"'})

    assert [without.status_code, made.status_code, stale.status_code] == [428, 200, 412]
    assert (made.headers["ETag"], made.json()["bookings"][0]["title"]) == ('"2"', "Elektrolyse")


async def test_a_cancel_and_its_undo(teacher: httpx.AsyncClient, at: SmallCampus) -> None:
    booking = await make_booking(at, Need(at.room.id))
    address = f"/api/v1/bookings/{booking.id}"

    gone = await teacher.delete(address, headers={"If-Match": '"1"'}, params={"reason": "ziek"})
    back = await teacher.post(f"{address}/restore", headers={"If-Match": gone.headers["ETag"]})

    statuses = [answer.json()["bookings"][0]["status"] for answer in (gone, back)]
    assert statuses == ["cancelled", "confirmed"]


async def test_a_series_is_made_by_its_rule(teacher: httpx.AsyncClient, at: SmallCampus) -> None:
    rule = {
        "weekdays": [1],
        "at": "09:00",
        "minutes": 90,
        "first_on": "2026-11-24",
        "last_on": "2026-12-08",
        "except_on": ["2026-12-01"],
    }

    made = await teacher.post("/api/v1/bookings", json=a_body(at, start=None, end=None, rule=rule))

    occurrences = [booking["occurs_on"] for booking in made.json()["bookings"]]
    assert (made.status_code, occurrences) == (201, ["2026-11-24", "2026-12-08"])


async def test_a_preview_says_what_a_request_would(teacher: httpx.AsyncClient, at: SmallCampus) -> None:
    await make_booking(at, Need(at.room.id))

    answer = await teacher.post(
        "/api/v1/previews",
        json=a_body(at, needs=[{"resource_id": at.room.id}]),
        headers={"Accept-Language": "en"},
    )

    preview = answer.json()
    assert [each["rule"] for each in preview["violations"]] == ["units_taken"]
    assert len(preview["alternatives"]) == 3


async def test_a_stranger_sees_only_that_it_is_taken(client_of: ClientOf, at: SmallCampus) -> None:
    booking = await make_booking(at, Need(at.room.id), note="geheim")
    visitor = await client_of(await make_actor(at.store, (at.company, Role.COMPANY)))

    seen = (await visitor.get(f"/api/v1/bookings/{booking.id}")).json()

    assert (seen["details"], seen["title"], seen["note"]) == (False, None, None)
    assert seen["needs"] == [{"resource_id": at.room.id, "units": 1}]


async def test_the_list_goes_on_from_its_cursor(teacher: httpx.AsyncClient, at: SmallCampus) -> None:
    for hour in (0, 2, 4):
        await make_booking(at, Need(at.room.id), span=make_span(hour, hour + 1))

    first = (await teacher.get("/api/v1/bookings", params={"limit": 2, "mine": True})).json()
    rest = (await teacher.get("/api/v1/bookings", params={"limit": 2, "after": first["next"]})).json()

    assert [len(first["items"]), len(rest["items"]), rest["next"]] == [2, 1, None]


async def test_an_owner_answers_over_the_api(client_of: ClientOf, at: SmallCampus) -> None:
    booking = await make_booking(at, Need(at.demonstrator.id))
    owner = await client_of(at.owner)

    (request,) = (await owner.get("/api/v1/approvals")).json()["items"]
    answer = await owner.post(
        f"/api/v1/approvals/{request['approval']['id']}/decision", json={"approve": True}
    )

    assert (answer.status_code, answer.json()["items"][0]["booking"]["id"]) == (200, booking.id)
    assert answer.json()["items"][0]["booking"]["status"] == "confirmed"


async def found(client: httpx.AsyncClient, **query: Any) -> list[int]:
    answer = await client.get("/api/v1/bookings", params=query)
    return [each["id"] for each in answer.json()["items"]]


async def test_bookings_are_found_by_title_organiser_campus_and_change(
    teacher: httpx.AsyncClient, at: SmallCampus
) -> None:
    first = await make_booking(at, Need(at.room.id))
    second = await make_booking(at, Need(at.lab.id, 1))
    await teacher.patch(
        f"/api/v1/bookings/{second.id}", json={"title": "100% Waterstof"}, headers={"If-Match": "*"}
    )

    assert await found(teacher, text="0% waterSTOF") == [second.id]
    assert await found(teacher, text="0%Waterstof") == []
    assert await found(teacher, organiser_id=at.teacher.id) == [first.id, second.id]
    assert await found(teacher, organiser_id=at.teacher.id + 1000) == []
    assert await found(teacher, campus_id=at.room.campus_id, limit=1) == [first.id]
    assert await found(teacher, updated_since=NOW.isoformat()) == [first.id, second.id]
    assert await found(teacher, updated_since="2027-01-01T00:00:00Z") == []


async def test_nobody_finds_out_by_filters_what_they_may_not_see(
    client_of: ClientOf, at: SmallCampus, store: Store
) -> None:
    booking = await make_booking(at, Need(at.room.id))
    stranger = await client_of(await make_actor(store))

    assert await found(stranger) == [booking.id]
    assert await found(stranger, text=booking.title) == []
    assert await found(stranger, organiser_id=at.teacher.id) == []


async def test_a_change_is_judged_before_it_is_made_and_nothing_changes(
    teacher: httpx.AsyncClient, at: SmallCampus
) -> None:
    booking = await make_booking(at, Need(at.lab.id, 5))
    await make_booking(at, Need(at.lab.id, 4), span=make_span(3, 5), title="Ander")
    address, version = f"/api/v1/bookings/{booking.id}", {"If-Match": f'"{booking.version}"'}
    night = make_span(12, 14)

    async def judged(**change: Any) -> dict[str, Any]:
        answer = await teacher.post(f"{address}/previews", json=change, headers=version)
        assert answer.status_code == 200
        return answer.json()  # type: ignore[no-any-return]

    later, beside, less, dark = [
        await judged(start=make_span(1, 3).start.isoformat(), end=make_span(1, 3).end.isoformat()),
        await judged(start=make_span(2, 4).start.isoformat(), end=make_span(2, 4).end.isoformat()),
        await judged(needs=[{"resource_id": at.lab.id, "units": 2}]),
        await judged(start=night.start.isoformat(), end=night.end.isoformat()),
    ]

    assert [each["status"] for each in (later, less)] == ["confirmed", "confirmed"]
    assert [len(each["violations"]) for each in (later, beside, less, dark)] == [0, 1, 0, 1]
    assert later["occasions"][0]["start"] == "2026-11-24T09:00:00Z"
    assert (await teacher.get(address)).json()["version"] == booking.version
    stale = await teacher.post(f"{address}/previews", json={"title": "x"}, headers={"If-Match": '"9"'})
    assert stale.status_code == 412


async def test_a_preview_of_a_change_says_that_an_owner_will_be_asked(
    teacher: httpx.AsyncClient, at: SmallCampus
) -> None:
    booking = await make_booking(at, Need(at.lab.id, 5))
    needs = [{"resource_id": at.lab.id, "units": 5}, {"resource_id": at.demonstrator.id}]

    answer = await teacher.post(
        f"/api/v1/bookings/{booking.id}/previews", json={"needs": needs}, headers={"If-Match": "*"}
    )

    assert (answer.json()["status"], answer.json()["violations"]) == ("requested", [])
