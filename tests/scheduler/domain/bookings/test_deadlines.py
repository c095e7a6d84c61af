"""Until when an owner may answer, row by row, and what a booking is after that."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from scheduler.domain.bookings.approvals import AnswerTime, Decision, awaiting, must_be_answerable
from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.bookings.states import BookingStatus
from scheduler.domain.errors import Conflict
from scheduler.domain.time.spans import Span
from tests.scheduler.domain.identity.test_policies import make_booking

TIME = AnswerTime(zone="Europe/Amsterdam")
LATER = Span(datetime(2027, 6, 1, 8, tzinfo=UTC), datetime(2027, 6, 1, 10, tzinfo=UTC))


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("asked_at", "ends"),
    [
        pytest.param("2026-11-23T08:00", "2026-11-30T08:00", id="a week without its weekend"),
        pytest.param("2026-11-27T08:00", "2026-12-04T08:00", id="over a weekend"),
        pytest.param("2026-11-28T12:00", "2026-12-04T12:00", id="asked on a Saturday"),
        pytest.param("2026-11-29T23:30", "2026-12-06T23:30", id="Monday there, Sunday in UTC"),
        pytest.param("2026-10-22T08:00", "2026-10-29T09:00", id="the same wall time over the clock change"),
        pytest.param("2026-11-23T08:00:01", "2026-11-30T08:01", id="on the minute, never a second less"),
    ],
)
def test_an_owner_has_five_working_days_by_the_clock(asked_at: str, ends: str) -> None:
    assert TIME.ends(LATER, instant(asked_at)) == instant(ends)


def test_an_owner_has_until_the_beginning_and_for_more_of_what_runs_until_its_end() -> None:
    before, within = LATER.start - timedelta(hours=1), LATER.start + timedelta(minutes=10)

    assert (TIME.ends(LATER, before), TIME.ends(LATER, within)) == (LATER.start, LATER.end)


def make_waiting() -> Booking:
    booking = replace(make_booking(), span=LATER)
    return awaiting(booking, [Decision.PENDING], TIME, instant("2026-11-23T08:00"))


def test_only_what_waits_has_a_deadline() -> None:
    waiting = make_waiting()

    confirmed = waiting.changed(status=BookingStatus.CONFIRMED)

    assert (waiting.decide_by, waiting.changed(title="Anders").decide_by) == (
        instant("2026-11-30T08:00"),
        instant("2026-11-30T08:00"),
    )
    assert (confirmed.decide_by, awaiting(waiting, [], TIME, LATER.start).decide_by) == (None, None)


@pytest.mark.parametrize(
    ("now", "code"),
    [
        ("2026-11-30T07:59", None),
        ("2026-11-30T08:00", "request_lapsed"),
        ("2027-06-01T09:00", "request_lapsed"),
        ("2027-06-01T10:00", "request_over"),
    ],
)
@pytest.mark.parametrize("noted", [False, True], ids=["before the clock came", "after it"])
def test_a_decision_comes_before_the_deadline(now: str, code: str | None, noted: bool) -> None:
    booking, at = make_waiting(), instant(now)
    if noted and code:
        booking = booking.called_off_as(BookingStatus.LAPSED, at)
    if code is None:
        must_be_answerable(booking, at)
        return

    with pytest.raises(Conflict, match=code):
        must_be_answerable(booking, at)


def test_what_is_on_again_has_no_reason_why_it_was_not() -> None:
    gone = make_booking().called_off_as(BookingStatus.CANCELLED, LATER.start, by_id=7, reason=" Ziek ")

    back = gone.changed(status=BookingStatus.CONFIRMED)

    assert (gone.called_off_reason, gone.called_off_by_id) == ("Ziek", 7)
    assert (back.called_off_reason, back.called_off_by_id) == ("", None)
