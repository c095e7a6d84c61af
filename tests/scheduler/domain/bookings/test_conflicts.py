"""The conflict rule, on values."""

from datetime import UTC, datetime, timedelta

from scheduler.domain.bookings.claims import Claim, Demand
from scheduler.domain.bookings.conflicts import Shortage, free_units, seat
from scheduler.domain.campus.resources import Resource, ResourceKind
from scheduler.domain.time.spans import Span

NINE = datetime(2026, 11, 24, 9, tzinfo=UTC)


def make_lab(units: int = 8) -> Resource:
    return Resource(id=7, kind=ResourceKind.FIELDLAB, name="Lab Waterstof", owner_id=1, units=units)


def make_span(first_hour: float, last_hour: float) -> Span:
    return Span(NINE + timedelta(hours=first_hour), NINE + timedelta(hours=last_hour))


def test_three_of_eight_stations_leave_five() -> None:
    held = [Claim(7, unit, make_span(0, 2), booking_id=1) for unit in (1, 2, 3)]

    free = free_units(make_lab(), make_span(1, 3), held)

    assert free == (4, 5, 6, 7, 8)


def test_a_claim_that_ends_when_another_starts_is_no_conflict() -> None:
    held = [Claim(7, 1, make_span(0, 2), booking_id=1)]

    free = free_units(make_lab(units=1), make_span(2, 3), held)

    assert free == (1,)


def test_a_shortage_names_what_is_free_and_who_has_the_rest() -> None:
    held = [Claim(7, unit, make_span(0, 2), booking_id=unit) for unit in range(1, 7)]
    demand = Demand(7, 5, make_span(1, 2))

    seating = seat([demand], held, {7: make_lab()})

    assert seating.shortages == (Shortage(demand, free=2, units=8, taken_by=(1, 2, 3, 4, 5, 6)),)


def test_demands_of_one_booking_exclude_each_other() -> None:
    demands = [Demand(7, 5, make_span(0, 1)), Demand(7, 4, make_span(0, 1))]

    seating = seat(demands, [], {7: make_lab()})

    assert [len(seating.claims), [s.free for s in seating.shortages]] == [5, [3]]


def test_the_unit_with_the_tightest_fit_is_taken_first() -> None:
    held = [Claim(7, 1, make_span(0, 1), booking_id=1), Claim(7, 2, make_span(0, 3), booking_id=2)]

    seating = seat([Demand(7, 1, make_span(3, 4))], held, {7: make_lab(units=3)})

    assert [claim.unit for claim in seating.claims] == [2]


def test_an_outage_takes_free_units_and_never_those_in_use() -> None:
    held = [Claim(7, 8, make_span(0, 2), booking_id=1)]

    free = free_units(make_lab(), make_span(0, 2), held, [(make_span(0, 1), 5)])

    assert free == (1, 2)
