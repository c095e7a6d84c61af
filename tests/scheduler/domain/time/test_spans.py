"""Spans are half-open, aware and in UTC."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.errors import Invalid
from scheduler.domain.time.spans import Span, covered, hull, merged

NINE = datetime(2026, 11, 24, 9, tzinfo=UTC)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def make_span(first: int, last: int) -> Span:
    """Minutes after nine."""
    return Span(NINE + timedelta(minutes=first), NINE + timedelta(minutes=last))


spans = st.builds(
    lambda start, length: make_span(start, start + length), st.integers(-200, 200), st.integers(1, 90)
)


def test_spans_that_touch_do_not_overlap() -> None:
    assert not make_span(0, 60).overlaps(make_span(60, 90))
    assert make_span(0, 61).overlaps(make_span(60, 90))


def test_a_span_without_a_zone_or_length_cannot_be_made() -> None:
    with pytest.raises(Invalid, match="no_zone"):
        Span(NINE.replace(tzinfo=None), NINE)
    with pytest.raises(Invalid, match="not_after_start"):
        Span(NINE, NINE)


def test_the_same_instants_are_equal_whatever_zone_they_came_in() -> None:
    repeated_hour = datetime(2026, 10, 25, 2, 30, tzinfo=AMSTERDAM, fold=1)

    span = Span(repeated_hour, repeated_hour + timedelta(hours=1))

    assert span == Span(datetime(2026, 10, 25, 1, 30, tzinfo=UTC), datetime(2026, 10, 25, 2, 30, tzinfo=UTC))


def minutes(of: list[Span]) -> set[datetime]:
    """Every minute in one of the spans."""
    return {span.start + timedelta(minutes=number) for span in of for number in range(span.minutes)}


@given(st.lists(spans, min_size=1, max_size=12))
def test_merging_keeps_every_minute_and_leaves_no_overlap(known: list[Span]) -> None:
    result = merged(known)

    assert minutes(result) == minutes(known)
    assert all(one.end < other.start for one, other in pairwise(result))
    assert hull(result) == hull(known)


def test_a_span_is_covered_by_parts_that_touch() -> None:
    assert covered(make_span(0, 60), [make_span(30, 90), make_span(-10, 30)])
    assert not covered(make_span(0, 60), [make_span(31, 90), make_span(-10, 30)])
