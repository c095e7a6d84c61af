"""Mail that comes in: the addresses of places, what a message came to and how that is answered."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import gcd
from typing import Final
from zoneinfo import ZoneInfo

from scheduler.domain.bookings.bookings import Need
from scheduler.domain.campus.resources import Resource
from scheduler.domain.errors import Invalid
from scheduler.domain.time.spans import Span
from scheduler.domain.time.wall_time import WeeklyRule, dates, duration, monday_of

REFUSED_ONCE_IN: Final = timedelta(days=7)
"""A sender we do not know, or who sends no invitation, hears so once in this time."""
MOST_IN_AN_HOUR: Final = 60
"""Messages of one sender."""
_LOCAL = re.compile(r"(?:[a-z0-9-]*-)?([0-9]{1,9})(?:\+([1-9][0-9]{0,2}))?")


class MailOutcome(StrEnum):
    """What became of a message: every one ends in exactly one of these, and `REPLIES` says how each is
    answered."""

    # Before anything is read: the mail server is answered, and nobody else.
    UNREADABLE = "unreadable"
    BOUNCE = "bounce"  # without a return path: a report of a program on a mail of ours
    UNPROVEN = "unproven"  # our mail server does not vouch for its sender
    REPEATED = "repeated"  # this very message was dealt with
    TOO_MANY = "too_many"  # of one sender within an hour; comes again later
    BUSY = "busy"  # others kept changing the booking meanwhile; comes again later
    # No invitation that is ours to deal with.
    UNKNOWN_SENDER = "unknown_sender"
    NO_INVITATION = "no_invitation"
    NO_PLACE = "no_place"  # our own address was invited
    NOT_YOURS = "not_yours"  # who sent it is not the organiser
    TOLD_LATELY = "told_lately"  # one of the four above, of which the sender heard this week
    AUTOMATIC = "automatic"  # one of the four above, written by a program
    # An invitation to a place.
    BOOKED = "booked"
    CHANGED = "changed"
    REQUESTED = "requested"  # booked or changed, and an owner still has to agree
    REFUSED = "refused"
    NO_TIME = "no_time"
    ODD_SERIES = "odd_series"
    SERIES_UNCLEAR = "series_unclear"
    NO_ORGANISATION = "no_organisation"
    PLACE_GONE = "place_gone"
    OUTDATED = "outdated"  # a newer version came in before it
    # A cancellation of one.
    CANCELLED = "cancelled"
    NOT_CANCELLED = "not_cancelled"
    NOTHING_HELD = "nothing_held"
    # What people answer to our own invitations.
    ANSWERED = "answered"
    ANSWER_OUTDATED = "answer_outdated"
    REFRESHED = "refreshed"
    COUNTER_ACCEPTED = "counter_accepted"
    COUNTER_DECLINED = "counter_declined"
    NOT_INVITED = "not_invited"
    NOTED = "noted"  # it asks nothing of us


class ReplyKind(StrEnum):
    """`note` is a plain mail, once a week; `response` answers the invitation by iTIP and `standing` says by
    it what stands now; `current` sends our own invitation as it is by now; `decline_counter` is the iTIP
    answer to a counter-proposal."""

    NONE = "none"
    NOTE = "note"
    RESPONSE = "response"
    STANDING = "standing"
    CURRENT = "current"
    DECLINE_COUNTER = "decline_counter"


_SILENT: Final = (
    MailOutcome.UNREADABLE,
    MailOutcome.BOUNCE,
    MailOutcome.UNPROVEN,
    MailOutcome.REPEATED,
    MailOutcome.TOO_MANY,
    MailOutcome.BUSY,
    MailOutcome.TOLD_LATELY,
    MailOutcome.AUTOMATIC,
    MailOutcome.CANCELLED,  # RFC 5546 3.2.5 knows no answer to a CANCEL that was followed
    MailOutcome.NOTHING_HELD,
    MailOutcome.ANSWERED,
    MailOutcome.COUNTER_ACCEPTED,  # the change itself queues the invitation as it is now
    MailOutcome.NOT_INVITED,  # who was not invited does not learn what there is
    MailOutcome.NOTED,
)
NOTES: Final = (
    MailOutcome.UNKNOWN_SENDER,
    MailOutcome.NO_INVITATION,
    MailOutcome.NO_PLACE,
    MailOutcome.NOT_YOURS,
)
_RESPONSES: Final = (
    MailOutcome.BOOKED,
    MailOutcome.CHANGED,
    MailOutcome.REQUESTED,
    MailOutcome.REFUSED,
    MailOutcome.NO_TIME,
    MailOutcome.ODD_SERIES,
    MailOutcome.SERIES_UNCLEAR,
    MailOutcome.NO_ORGANISATION,
    MailOutcome.PLACE_GONE,
)
REPLIES: Final[Mapping[MailOutcome, ReplyKind]] = {
    **dict.fromkeys(_SILENT, ReplyKind.NONE),
    **dict.fromkeys(NOTES, ReplyKind.NOTE),
    **dict.fromkeys(_RESPONSES, ReplyKind.RESPONSE),
    MailOutcome.OUTDATED: ReplyKind.STANDING,
    MailOutcome.NOT_CANCELLED: ReplyKind.STANDING,
    MailOutcome.ANSWER_OUTDATED: ReplyKind.CURRENT,
    MailOutcome.REFRESHED: ReplyKind.CURRENT,
    MailOutcome.COUNTER_DECLINED: ReplyKind.DECLINE_COUNTER,
}
"""How the sender of a message is answered, whatever it came to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundMessage:
    """What is remembered of a message. `key` is a hash of Message-ID and recipient, `sender` one of the
    address it came from.

    Of an invitation to a place: its UID, SEQUENCE and DTSTAMP, which occurrence it is about (None: all of
    it), the span it asked for, and the booking it became (of a series the first).
    """

    id: int
    key: str
    sender: str
    received_at: datetime
    outcome: MailOutcome
    person_id: int | None = None
    resource_id: int | None = None
    booking_id: int | None = None
    uid: str = ""
    sequence: int = 0
    stamped_at: datetime | None = None
    recurrence_at: datetime | None = None
    address: str = ""
    starts: datetime | None = None
    ends: datetime | None = None


class ParticipationStatus(StrEnum):
    """What somebody answered to our invitation."""

    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"


def address_of(resource: Resource, domain: str) -> str:
    """Where an invitation books this place: readable, and by its number the same after a new name.

    Empty for what nobody books by itself, and where no mail comes in.
    """
    if not domain or resource.travels or not resource.active:
        return ""
    ascii_name = unicodedata.normalize("NFKD", resource.name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_name).strip("-")[:40].strip("-")
    return f"{slug}-{resource.id}@{domain}" if slug else f"{resource.id}@{domain}"


def need_at(address: str, domain: str) -> Need | None:
    """What an address asks for: all of a place, or `+3` places of it; None: it is none of ours."""
    local, _, host = address.lower().rpartition("@")
    match = _LOCAL.fullmatch(local)
    if match is None or not domain or host != domain:
        return None
    return Need(int(match[1]), int(match[2]) if match[2] else None)


def weekly_rule(spans: Sequence[Span], zone: ZoneInfo) -> WeeklyRule | None:
    """The weekly rule that gives exactly these spans (in order, at least two), or None."""
    starts = [span.start.astimezone(zone) for span in spans]
    days = [start.date() for start in starts]
    weeks = [(monday_of(day) - monday_of(days[0])).days // 7 for day in days]
    try:
        rule = WeeklyRule(
            weekdays=tuple(sorted({day.weekday() for day in days})),
            at=starts[0].time(),
            minutes=int(duration(spans[0], zone).total_seconds() // 60),
            first_on=days[0],
            last_on=days[-1],
            every=gcd(*weeks) or 1,
            skip_holidays=False,
        )
        falling = [day for day in dates(rule.first_on, rule.last_on) if rule.falls_on(day)]
        exact = WeeklyRule(
            rule.weekdays,
            rule.at,
            rule.minutes,
            rule.first_on,
            rule.last_on,
            rule.every,
            frozenset(falling) - frozenset(days),
            skip_holidays=False,
        )
    except Invalid:
        return None
    given = tuple(span for _, span in exact.occurrences(zone))
    return exact if given == tuple(spans) else None
