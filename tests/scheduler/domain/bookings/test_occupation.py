"""When a resource cannot be had at all."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.bookings.claims import Claim
from scheduler.domain.bookings.occupation import full
from scheduler.domain.time.spans import Span


def at(hour: int) -> datetime:
    return datetime(2026, 11, 23, hour, tzinfo=UTC)


def claim(unit: int, start: int, end: int) -> Claim:
    return Claim(1, unit, Span(at(start), at(end)))


def test_a_lab_is_full_only_while_its_last_station_is_taken() -> None:
    claims = [claim(1, 9, 12), claim(2, 10, 11)]

    found = full(claims, 2)

    assert found == [Span(at(10), at(11))]


def test_claims_that_follow_each_other_are_one_full_time() -> None:
    claims = [claim(1, 9, 10), claim(1, 10, 12)]

    found = full(claims, 1)

    assert found == [Span(at(9), at(12))]


@given(claims=st.lists(st.tuples(st.integers(0, 22), st.integers(1, 4)), max_size=8), units=st.integers(1, 3))
def test_an_hour_is_full_exactly_when_so_many_claims_hold_it(
    claims: list[tuple[int, int]], units: int
) -> None:
    held = [claim(number, start, min(23, start + hours)) for number, (start, hours) in enumerate(claims)]

    found = full(held, units)

    for hour in range(23):
        now = Span(at(hour), at(hour + 1))
        taken = sum(each.span.overlaps(now) for each in held)
        assert any(each.contains(now) for each in found) is (taken >= units)
