"""One request claims everything it names, or nothing."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from scheduler.domain.bookings.alternatives import AlternativeKind
from scheduler.domain.bookings.bookings import Need
from scheduler.domain.bookings.refusals import BookingRefused
from scheduler.domain.bookings.states import BookingStatus
from scheduler.domain.bookings.violations import Rule
from scheduler.domain.campus.opening_hours import Closure, ClosureKind, Holiday
from scheduler.domain.errors import Forbidden, Invalid, KeyReused, NotFound, NotSignedIn
from scheduler.domain.identity.people import Role
from scheduler.domain.time.wall_time import WeeklyRule
from scheduler.services.bookings import preview_booking, request_booking
from scheduler.storage.bookings.claims import claims_of
from scheduler.storage.store import Store
from tests.scheduler.services.bookings.campus import (
    SmallCampus,
    a_request,
    make_booking,
    make_small_campus,
    make_span,
)
from tests.support.factories import NOW, keep, make_actor


@pytest.fixture
async def at(store: Store) -> SmallCampus:
    return await make_small_campus(store)


async def units_held(at: SmallCampus, booking_id: int) -> dict[str, list[int]]:
    names = {r.id: r.name for r in (at.lab, at.robot, at.room, at.demonstrator)}
    held: dict[str, list[int]] = {}
    async with at.store.read() as tx:
        for claim in await claims_of(tx, booking_id):
            held.setdefault(names[claim.resource_id], []).append(claim.unit)
    return held


async def test_one_request_claims_all_it_names(at: SmallCampus) -> None:
    made = await request_booking(
        at.store, at.teacher, a_request(at, Need(at.room.id), Need(at.lab.id, 5)), NOW
    )

    assert await units_held(at, made.bookings[0].id) == {"Lab Waterstof": [1, 2, 3, 4, 5], "A1.04": [1]}


async def test_the_whole_lab_takes_its_fixed_equipment(at: SmallCampus) -> None:
    booking = await make_booking(at, Need(at.lab.id, None))

    held = await units_held(at, booking.id)

    assert held == {"Lab Waterstof": [1, 2, 3, 4, 5, 6, 7, 8], "Lasrobot": [1]}


async def test_a_refusal_leaves_nothing_behind(at: SmallCampus) -> None:
    first = await make_booking(at, Need(at.lab.id, 5))

    with pytest.raises(BookingRefused):
        await make_booking(at, Need(at.room.id), Need(at.lab.id, 4))

    free = await make_booking(at, Need(at.room.id), Need(at.lab.id, 3))
    assert (first.id, free.id) == (1, 2)


async def test_a_refusal_names_every_broken_rule(at: SmallCampus) -> None:
    await make_booking(at, Need(at.room.id), Need(at.lab.id, 5))
    evening = make_span(1, 12)

    with pytest.raises(BookingRefused) as refusal:
        await make_booking(at, Need(at.room.id), Need(at.lab.id, 4), span=evening, people=80)

    broken = {(v.rule, v.resource_name) for v in refusal.value.violations}
    assert broken == {
        (Rule.TOO_MANY_PEOPLE, "A1.04"),
        (Rule.CLOSED, "Lab Waterstof"),
        (Rule.CLOSED, "A1.04"),
        (Rule.UNITS_TAKEN, "Lab Waterstof"),
        (Rule.UNITS_TAKEN, "A1.04"),
    }


async def test_each_alternative_is_accepted_when_it_is_asked_for(at: SmallCampus) -> None:
    await make_booking(at, Need(at.lab.id, 6))
    wanted = a_request(at, Need(at.lab.id, 5))

    with pytest.raises(BookingRefused) as refusal:
        await request_booking(at.store, at.teacher, wanted, NOW)

    kinds = [alternative.kind for alternative in refusal.value.alternatives]
    previews = [
        await preview_booking(at.store, at.teacher, replace(wanted, span=other.span, needs=other.needs), NOW)
        for other in refusal.value.alternatives
    ]
    assert kinds == [AlternativeKind.FEWER, AlternativeKind.TIME, AlternativeKind.TIME]
    assert [preview.violations for preview in previews] == [(), (), ()]


async def test_the_nearest_times_come_first(at: SmallCampus) -> None:
    await make_booking(at, Need(at.room.id), span=make_span(0, 2))

    with pytest.raises(BookingRefused) as refusal:
        await make_booking(at, Need(at.room.id), span=make_span(1, 2))

    spans = [alternative.span for alternative in refusal.value.alternatives]
    assert spans == [make_span(2, 3), make_span(2.5, 3.5), make_span(3, 4)]


async def test_a_preview_judges_and_writes_nothing(at: SmallCampus) -> None:
    preview = await preview_booking(at.store, at.teacher, a_request(at, Need(at.lab.id, 9)), NOW)

    assert [v.rule for v in preview.violations] == [Rule.TOO_MANY_UNITS]
    assert (await make_booking(at, Need(at.lab.id, 8))).id == 1


async def test_what_is_shared_on_request_holds_its_place_until_the_owner_agrees(at: SmallCampus) -> None:
    booking = await make_booking(at, Need(at.demonstrator.id))

    with pytest.raises(BookingRefused):
        await make_booking(at, Need(at.demonstrator.id))

    assert booking.status is BookingStatus.REQUESTED


async def test_an_owner_need_not_ask_itself(at: SmallCampus) -> None:
    booking = await make_booking(at, Need(at.demonstrator.id), actor=at.owner, organisation_id=at.company.id)

    assert booking.status is BookingStatus.CONFIRMED


async def test_a_repeated_key_makes_one_booking(at: SmallCampus) -> None:
    wanted = a_request(at, Need(at.lab.id, 2), key="abc")

    first = await request_booking(at.store, at.teacher, wanted, NOW)
    again = await request_booking(at.store, at.teacher, wanted, NOW)

    assert (again.bookings, again.repeated) == (first.bookings, True)


async def test_a_key_belongs_to_one_request(at: SmallCampus) -> None:
    await request_booking(at.store, at.teacher, a_request(at, Need(at.lab.id, 2), key="abc"), NOW)

    with pytest.raises(KeyReused):
        await request_booking(at.store, at.teacher, a_request(at, Need(at.lab.id, 3), key="abc"), NOW)


async def test_only_those_who_may_book_for_an_organisation_can(at: SmallCampus) -> None:
    student = await make_actor(at.store, (at.school, Role.STUDENT))
    wanted = a_request(at, Need(at.lab.id))

    with pytest.raises(NotSignedIn):
        await request_booking(at.store, None, wanted, NOW)
    with pytest.raises(Forbidden):
        await request_booking(at.store, student, wanted, NOW)
    with pytest.raises(Forbidden):
        await request_booking(at.store, at.owner, wanted, NOW)


async def test_an_unknown_resource_is_not_found(at: SmallCampus) -> None:
    with pytest.raises(NotFound):
        await make_booking(at, Need(4711))


async def test_a_resource_is_named_once(at: SmallCampus) -> None:
    with pytest.raises(Invalid):
        await make_booking(at, Need(at.lab.id, 2), Need(at.lab.id, 3))


async def test_an_outage_of_some_stations_leaves_the_others(at: SmallCampus) -> None:
    outage = {"span": make_span(0, 8), "kind": ClosureKind.OUTAGE, "reason": "lekkage", "units": 3}
    await keep(at.store, Closure(id=0, resource_id=at.lab.id, **outage))

    with pytest.raises(BookingRefused) as refusal:
        await make_booking(at, Need(at.lab.id, 6))

    assert [(v.rule, v.data["free"]) for v in refusal.value.violations] == [(Rule.UNITS_TAKEN, 5)]


def every_tuesday(weeks: int = 4, **values: object) -> WeeklyRule:
    first = date(2026, 11, 24)
    given = {"weekdays": (1,), "at": time(9), "minutes": 120, "first_on": first} | values
    return WeeklyRule(last_on=first + timedelta(weeks=weeks - 1), **given)  # type: ignore[arg-type]


async def test_a_series_skips_holidays_and_exceptions(at: SmallCampus) -> None:
    holiday = {"name": "Studiedag", "first_on": date(2026, 12, 1), "last_on": date(2026, 12, 1)}
    await keep(at.store, Holiday(id=0, organisation_id=at.school.id, **holiday))
    rule = every_tuesday(except_on=frozenset({date(2026, 12, 8)}))

    made = await request_booking(at.store, at.teacher, a_request(at, Need(at.lab.id, 2), rule=rule), NOW)

    assert [b.occurs_on for b in made.bookings] == [date(2026, 11, 24), date(2026, 12, 15)]
    assert made.skipped_on == (date(2026, 12, 1),)


async def test_a_series_keeps_its_wall_time_over_the_change_of_clocks(at: SmallCampus) -> None:
    first = date(2027, 3, 23)
    rule = WeeklyRule(
        weekdays=(1,), at=time(9), minutes=120, first_on=first, last_on=first + timedelta(days=7)
    )

    made = await request_booking(at.store, at.teacher, a_request(at, Need(at.lab.id, 2), rule=rule), NOW)

    assert [booking.span.start.hour for booking in made.bookings] == [8, 7]


async def test_a_series_is_refused_whole_and_may_skip_the_dates_that_are_taken(at: SmallCampus) -> None:
    await make_booking(at, Need(at.room.id), span=make_span(0, 2, days=7))
    wanted = a_request(at, Need(at.room.id), rule=every_tuesday())

    with pytest.raises(BookingRefused) as refusal:
        await request_booking(at.store, at.teacher, wanted, NOW)

    skip, *others = refusal.value.alternatives
    assert (skip.kind, skip.rule) == (
        AlternativeKind.SKIP,
        every_tuesday(except_on=frozenset({date(2026, 12, 1)})),
    )
    assert [other.rule for other in others] == [every_tuesday(at=time(11)), every_tuesday(at=time(11, 30))]
    made = await request_booking(at.store, at.teacher, replace(wanted, rule=skip.rule), NOW)
    assert len(made.bookings) == 3


async def test_a_series_without_a_date_is_invalid(at: SmallCampus) -> None:
    rule = every_tuesday(weeks=1, weekdays=(4,))

    with pytest.raises(Invalid) as refusal:
        await request_booking(at.store, at.teacher, a_request(at, Need(at.room.id), rule=rule), NOW)

    assert (refusal.value.field, refusal.value.problem) == ("rule", "no_date_left")
