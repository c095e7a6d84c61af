"""What an invitation to a place asks for, given what its earlier versions came to (RFC 5546).

cancels?  an older version ............................ OUTDATED
          nothing of it is held ....................... NOTHING_HELD
          a whole series / one booking ................ CANCEL_SERIES / CANCEL
invites?  an older version ............................ OUTDATED
          the place is gone ........................... PLACE_GONE
          no time that is still to come ............... NO_TIME
          nothing of it is held: a weekly rule, or one  BOOK_SERIES / BOOK, else ODD_SERIES
          a whole series, all of it moved alike ....... CHANGE_SERIES, else SERIES_UNCLEAR
          one booking ................................. CHANGE
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.notifications.inbound import InboundMessage, MailOutcome, weekly_rule
from scheduler.domain.time.spans import Span
from scheduler.domain.time.wall_time import moved_alike


class ItipStep(StrEnum):
    """What is to be done for a message that can be followed."""

    BOOK = "book"
    BOOK_SERIES = "book_series"
    CHANGE = "change"
    CHANGE_SERIES = "change_series"
    CANCEL = "cancel"
    CANCEL_SERIES = "cancel_series"


@dataclass(frozen=True, slots=True)
class ItipVersion:
    """Which of two messages about the same is the newer: by SEQUENCE, then by DTSTAMP (RFC 5546 2.1.5)."""

    sequence: int
    stamped_at: datetime | None = None

    def is_older_than(self, other: "ItipVersion") -> bool:
        """Of two with the same SEQUENCE, one without a DTSTAMP is never older."""
        if self.sequence != other.sequence or self.stamped_at is None or other.stamped_at is None:
            return self.sequence < other.sequence
        return self.stamped_at < other.stamped_at


@dataclass(frozen=True, slots=True)
class InvitationHistory:
    """What an invitation came to so far: the messages about it, oldest first, and its bookings, the first
    of them first. Neither is empty."""

    messages: tuple[InboundMessage, ...]
    bookings: tuple[Booking, ...]

    @property
    def latest(self) -> InboundMessage:
        return self.messages[-1]

    def newest(self, occurrence: datetime | None) -> ItipVersion:
        """The newest version of all of it or of this occurrence; other occurrences have their own."""
        about = [m for m in self.messages if m.recurrence_at is None or m.recurrence_at == occurrence]
        versions = [ItipVersion(m.sequence, m.stamped_at) for m in about or self.messages]
        newest = versions[0]
        for version in versions[1:]:
            newest = version if newest.is_older_than(version) else newest
        return newest

    def about(self, occurrence: datetime | None, zone: ZoneInfo) -> tuple[Booking, ...]:
        """The bookings that a message is about: all, or those of one occurrence."""
        if occurrence is None:
            return self.bookings
        on = occurrence.astimezone(zone).date()
        return tuple(booking for booking in self.bookings if booking.occurs_on == on)

    def held(self, occurrence: datetime | None, zone: ZoneInfo, now: datetime) -> Booking | None:
        """The booking that a message is about: of a whole series the first that is not over yet."""
        holding = [booking for booking in self.about(occurrence, zone) if booking.holds]
        coming = [booking for booking in holding if booking.span.end > now]
        return min(coming or holding, key=lambda booking: booking.span, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItipRequest:
    """A message as far as the rules look at it. `spans` are all it asks for, in order, `place_gone` says
    that the place invited is none any more."""

    cancels: bool
    version: ItipVersion
    occurrence: datetime | None = None
    spans: tuple[Span, ...] = ()
    repeats: bool = False
    place_gone: bool = False

    @property
    def is_series(self) -> bool:
        return len(self.spans) > 1 or self.repeats


def next_step(
    request: ItipRequest, standing: InvitationHistory | None, zone: ZoneInfo, now: datetime
) -> ItipStep | MailOutcome:
    """What to do, or what the message ends in without anything done; see the table above."""
    if standing is not None and request.version.is_older_than(standing.newest(request.occurrence)):
        return MailOutcome.OUTDATED
    held = None if standing is None else standing.held(request.occurrence, zone, now)
    whole = held is not None and held.series_id is not None and request.occurrence is None
    if request.cancels:
        cancelling = ItipStep.CANCEL_SERIES if whole else ItipStep.CANCEL
        return MailOutcome.NOTHING_HELD if held is None else cancelling
    if request.place_gone or not request.spans:
        return MailOutcome.PLACE_GONE if request.place_gone else MailOutcome.NO_TIME
    if standing is None or held is None:
        return _new(request, zone)
    moved = moved_series(standing.bookings, request.spans, zone, now) if whole else None
    followed = moved is not None if whole else not request.is_series
    changing = ItipStep.CHANGE_SERIES if whole else ItipStep.CHANGE
    return changing if followed else MailOutcome.SERIES_UNCLEAR


def moved_series(
    bookings: Sequence[Booking], spans: Sequence[Span], zone: ZoneInfo, now: datetime
) -> Span | None:
    """Where the first booking of a series that is still to come goes when all that are to come move by the
    same wall time onto exactly these spans; None when they do not."""
    coming = sorted((b for b in bookings if b.holds and b.span.end > now), key=lambda b: b.span)
    wanted = [span for span in spans if span.end > now]
    if not coming or len(wanted) != len(coming):
        return None
    alike = [moved_alike(booking.span, coming[0].span, wanted[0], zone) for booking in coming]
    return wanted[0] if alike == wanted else None


def _new(request: ItipRequest, zone: ZoneInfo) -> ItipStep | MailOutcome:
    if not request.is_series:
        return ItipStep.BOOK
    return MailOutcome.ODD_SERIES if weekly_rule(request.spans, zone) is None else ItipStep.BOOK_SERIES
