"""Mail that comes in: the addresses of places, what an invitation became, and what people answer."""

import re
import unicodedata
from collections.abc import Sequence
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
from scheduler.domain.time.wall_time import WeeklyRule, dates, monday_of

REFUSED_ONCE_IN: Final = timedelta(days=7)
"""A sender we do not know, or who sends no invitation, hears so once in this time."""
MOST_IN_AN_HOUR: Final = 60
"""Messages of one sender."""
_LOCAL = re.compile(r"(?:[a-z0-9-]*-)?([0-9]{1,9})(?:\+([1-9][0-9]{0,2}))?")


class Outcome(StrEnum):
    """What became of a message."""

    BOOKED = "booked"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    REFUSED = "refused"
    OUTDATED = "outdated"
    ANSWERED = "answered"
    TOLD_ONCE = "told_once"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """`key` is a hash of Message-ID and recipient, `sender` one of the address it came from.

    Of an invitation to a place: its UID and SEQUENCE, the span it asked for, and the booking it became
    (of a series the first).
    """

    id: int
    key: str
    sender: str
    received_at: datetime
    outcome: Outcome
    person_id: int | None = None
    resource_id: int | None = None
    booking_id: int | None = None
    uid: str = ""
    sequence: int = 0
    address: str = ""
    starts: datetime | None = None
    ends: datetime | None = None


class Attendance(StrEnum):
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
            minutes=spans[0].minutes,
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
