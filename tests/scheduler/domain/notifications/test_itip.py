"""Which of two messages is the newer, and what an invitation asks for given what it came to before."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from scheduler.domain.bookings.bookings import Booking, BookingStatus, Need, Purpose
from scheduler.domain.notifications.inbound import InboundMessage, MailOutcome
from scheduler.domain.notifications.itip import (
    InvitationHistory,
    ItipRequest,
    ItipStep,
    ItipVersion,
    moved_series,
    next_step,
)
from scheduler.domain.time.spans import Span

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 10, 19, 7, tzinfo=UTC)
FIRST = datetime(2026, 10, 20, 7, tzinfo=UTC)
HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)
SPAN = Span(FIRST, FIRST + HOUR)
EARLY, LATE = NOW - 2 * HOUR, NOW - HOUR


def make_booking(number: int = 1, span: Span = SPAN, series_id: int | None = None) -> Booking:
    return Booking(
        id=number,
        uid=UUID(int=number),
        title="Lassen",
        purpose=Purpose.LESSON,
        organisation_id=1,
        organiser_id=1,
        span=span,
        needs=(Need(1),),
        status=BookingStatus.CONFIRMED,
        series_id=series_id,
        occurs_on=span.start.date(),
        created_at=NOW,
        updated_at=NOW,
    )


def make_message(sequence: int = 0, recurrence: datetime | None = None) -> InboundMessage:
    return InboundMessage(
        id=1,
        key=f"{sequence} {recurrence}",
        sender="x",
        received_at=NOW,
        outcome=MailOutcome.BOOKED,
        booking_id=1,
        sequence=sequence,
        recurrence_at=recurrence,
    )


# Summer time ends between the first week and the second: the wall time stays, the instant does not.
WEEKS = (SPAN, Span(FIRST + WEEK + HOUR, FIRST + WEEK + 2 * HOUR))
ONE = InvitationHistory((make_message(1),), (make_booking(),))
GONE = InvitationHistory((make_message(1),), (replace(make_booking(), status=BookingStatus.CANCELLED),))
SERIES = InvitationHistory(
    (make_message(1),), tuple(make_booking(n, span, series_id=1) for n, span in enumerate(WEEKS, 1))
)


@pytest.mark.parametrize(
    ("one", "other", "older"),
    [
        (ItipVersion(1), ItipVersion(2), True),
        (ItipVersion(2), ItipVersion(1), False),
        (ItipVersion(1, LATE), ItipVersion(2, EARLY), True),
        (ItipVersion(1, EARLY), ItipVersion(1, LATE), True),
        (ItipVersion(1, LATE), ItipVersion(1, EARLY), False),
        (ItipVersion(1, LATE), ItipVersion(1, LATE), False),
        (ItipVersion(1), ItipVersion(1, LATE), False),
    ],
)
def test_the_newer_has_the_higher_sequence_and_then_the_later_stamp(
    one: ItipVersion, other: ItipVersion, older: bool
) -> None:
    assert one.is_older_than(other) is older


def test_one_occurrence_is_not_outdated_by_another() -> None:
    other, mine = WEEKS[0].start, WEEKS[1].start
    standing = replace(SERIES, messages=(make_message(1), make_message(5, other), make_message(2, mine)))

    newest = [standing.newest(at).sequence for at in (None, other, mine)]

    assert newest == [1, 5, 2]


def a_request(sequence: int = 1, *spans: Span, cancels: bool = False, **values: object) -> ItipRequest:
    given = {"cancels": cancels, "version": ItipVersion(sequence), "spans": spans} | values
    return ItipRequest(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("request_", "standing", "step"),
    [
        (a_request(0, SPAN), ONE, MailOutcome.OUTDATED),
        (a_request(0, cancels=True), ONE, MailOutcome.OUTDATED),
        (a_request(0, cancels=True), GONE, MailOutcome.OUTDATED),
        (a_request(1, cancels=True), None, MailOutcome.NOTHING_HELD),
        (a_request(1, cancels=True), GONE, MailOutcome.NOTHING_HELD),
        (a_request(1, cancels=True), ONE, ItipStep.CANCEL),
        (a_request(1, cancels=True, place_gone=True), ONE, ItipStep.CANCEL),
        (a_request(1, cancels=True), SERIES, ItipStep.CANCEL_SERIES),
        (a_request(1, cancels=True, occurrence=WEEKS[1].start), SERIES, ItipStep.CANCEL),
        (a_request(1, cancels=True, occurrence=FIRST + 3 * WEEK), SERIES, MailOutcome.NOTHING_HELD),
        (a_request(1, SPAN, place_gone=True), None, MailOutcome.PLACE_GONE),
        (a_request(1), None, MailOutcome.NO_TIME),
        (a_request(1), ONE, MailOutcome.NO_TIME),
        (a_request(1, SPAN), None, ItipStep.BOOK),
        (a_request(1, SPAN), GONE, ItipStep.BOOK),
        (a_request(1, *WEEKS), None, ItipStep.BOOK_SERIES),
        (a_request(1, SPAN, SPAN.moved_to(FIRST + 30 * HOUR)), None, MailOutcome.ODD_SERIES),
        (a_request(1, SPAN), ONE, ItipStep.CHANGE),
        (a_request(1, *WEEKS), ONE, MailOutcome.SERIES_UNCLEAR),
        (a_request(1, SPAN, occurrence=FIRST), SERIES, ItipStep.CHANGE),
        (a_request(1, *WEEKS), SERIES, ItipStep.CHANGE_SERIES),
        (a_request(1, *(each.moved_to(each.start + HOUR) for each in WEEKS)), SERIES, ItipStep.CHANGE_SERIES),
        (a_request(1, WEEKS[1], WEEKS[1].moved_to(WEEKS[1].start + WEEK)), SERIES, ItipStep.CHANGE_SERIES),
        (a_request(1, WEEKS[0]), SERIES, MailOutcome.SERIES_UNCLEAR),
        (a_request(1, WEEKS[0], WEEKS[1].moved_to(FIRST + WEEK)), SERIES, MailOutcome.SERIES_UNCLEAR),
    ],
)
def test_what_an_invitation_asks_for(
    request_: ItipRequest, standing: InvitationHistory | None, step: ItipStep | MailOutcome
) -> None:
    assert next_step(request_, standing, AMSTERDAM, NOW) is step


def test_of_a_series_that_has_begun_only_what_is_to_come_is_moved() -> None:
    now = FIRST + 2 * HOUR
    moved = tuple(each.moved_to(each.start + HOUR) for each in WEEKS)

    assert moved_series(SERIES.bookings, moved, AMSTERDAM, now) == moved[1]
