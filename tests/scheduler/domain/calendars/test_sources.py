"""A followed calendar: when it is looked at next, what a failure leaves, and what its busy time forbids."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.bookings.bookings import Need
from scheduler.domain.bookings.claims import Claim
from scheduler.domain.bookings.external_busy import Elsewhere, clashes_of
from scheduler.domain.bookings.rules import judge
from scheduler.domain.bookings.violations import Rule, Violation
from scheduler.domain.calendars.sources import EVERY, SELDOM, Source, SourceReading, is_ours, wait_after
from scheduler.domain.error_codes import Failure
from scheduler.domain.errors import Invalid
from scheduler.domain.time.spans import Span, merged
from tests.scheduler.domain.bookings.campus import LAB, NOW, ROOM, TEACHER, make_around, make_span, make_wish

LATER = NOW + timedelta(hours=1)


def make_source(**values: object) -> Source:
    given = {"person_id": 7, "name": "Xedule", "host": "xedule.example"}
    times = dict.fromkeys(("created_at", "checked_at", "good_at", "read_until", "next_at"), NOW)
    return Source(id=3, **given | times | values)  # type: ignore[arg-type]


def make_reading() -> SourceReading:
    return SourceReading(name="Rooster", busy=(make_span(0, 2),), until=NOW + timedelta(days=400), events=2)


def test_a_booking_in_busy_time_of_another_calendar_is_refused_by_name() -> None:
    around = make_around(elsewhere=Elsewhere([(TEACHER, make_span(1, 2)), (TEACHER, make_span(1.5, 3))]))

    found = judge(make_wish(Need(ROOM), Need(TEACHER)), around, NOW).violations

    data = {"from": make_span(1, 3).start, "until": make_span(1, 3).end}
    assert found == (Violation(Rule.BUSY_ELSEWHERE, make_span(0, 2), TEACHER, "Sanne", data),)


def test_a_booking_beside_busy_time_is_let_through() -> None:
    around = make_around(elsewhere=Elsewhere([(TEACHER, make_span(2, 3)), (ROOM, make_span(-3, 0))]))

    assert judge(make_wish(Need(ROOM), Need(TEACHER)), around, NOW).violations == ()


def test_busy_time_takes_all_of_a_lab_with_its_setting_up() -> None:
    around = make_around(
        elsewhere=Elsewhere([(LAB, make_span(-1, -0.25))]), changed={LAB: {"setup_minutes": 30}}
    )

    rules = {violation.rule for violation in judge(make_wish(Need(LAB, 1)), around, NOW).violations}

    assert rules == {Rule.BUSY_ELSEWHERE}


def test_a_failure_keeps_what_is_known_and_says_since_when() -> None:
    good = make_source().read(make_reading(), '"7"', "", NOW)

    twice = good.failed(Failure.UNREACHABLE, None, LATER).failed(Failure.GONE, 410, LATER + EVERY)

    assert (twice.good_at, twice.failing_since, twice.events) == (NOW, LATER, 2)
    assert (twice.failure, twice.answered, twice.failures) == (Failure.GONE, 410, 2)


def test_a_calendar_that_comes_back_no_longer_fails() -> None:
    failing = make_source().failed(Failure.TIMED_OUT, None, NOW)

    back = failing.unchanged(LATER)

    assert (back.failing_since, back.failure, back.failures, back.good_at) == (None, None, 0, LATER)


@given(st.integers(1, 10**6), st.integers(0, 200))
def test_the_wait_grows_with_failures_up_to_a_day_and_a_fifth(source_id: int, failures: int) -> None:
    wait = wait_after(source_id, failures)

    assert min(SELDOM, EVERY * 2 ** min(failures, 5)) <= wait <= SELDOM * 1.2
    assert wait_after(source_id, failures, gone=True) >= SELDOM


def test_calendars_added_together_do_not_come_back_together() -> None:
    waits = sorted(wait_after(source_id, 0) for source_id in range(1, 61))

    assert waits[-1] - waits[0] > timedelta(minutes=10)
    assert max(b - a for a, b in pairwise(waits)) < timedelta(minutes=1)


def test_our_own_events_are_known_by_their_uid() -> None:
    uids = ["a1@fieldlab", " A1@FIELDLAB ", "a1@fieldlab.example", "fieldlab@xedule.example"]

    assert [is_ours(uid) for uid in uids] == [True, True, False, False]


@pytest.mark.parametrize("subject", [{"resource_id": 2}, {"person_id": None}])
def test_a_calendar_is_of_one_person_or_one_resource(subject: dict[str, int | None]) -> None:
    with pytest.raises(Invalid):
        make_source(**subject)


spans = st.tuples(st.integers(0, 60), st.integers(1, 9)).map(lambda at: make_span(at[0], at[0] + at[1]))


@given(st.lists(spans, max_size=12), spans)
def test_busy_time_is_found_by_search_as_by_looking_at_all_of_it(busy: list[Span], asked: Span) -> None:
    elsewhere = Elsewhere((ROOM, span) for span in busy)

    found = list(elsewhere.during(ROOM, asked))

    assert found == [span for span in merged(busy) if span.overlaps(asked)]
    claim = Claim(ROOM, 1, asked, booking_id=5)
    assert {clash.span for clash in clashes_of(1, merged(busy), [claim])} == set(found)
