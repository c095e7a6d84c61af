"""What a foreign calendar is read into: occurrences, what they share, and what could not be read."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from calendars.event import Status
from calendars.foreign_times import OLDEST, YOUNGEST, Moment
from calendars.lines import unescape
from calendars.tokens import Component
from calendars.values import Length, instant_of

NEVER: Final = datetime(1, 1, 1, tzinfo=UTC)


class ShownAs(StrEnum):
    """What the time of an event is to its owner, in the words of Outlook and of Microsoft Graph."""

    BUSY = "busy"
    TENTATIVE = "tentative"
    AWAY = "oof"
    ELSEWHERE = "workingElsewhere"
    FREE = "free"
    DECLINED = "declined"


TAKEN: Final = frozenset({ShownAs.BUSY, ShownAs.TENTATIVE, ShownAs.AWAY})
"""What takes time where nobody chose otherwise."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One event, or one of a series, in UTC; `recurrence` is when the series meant it to start."""

    starts: datetime
    ends: datetime
    uid: str
    recurrence: datetime | None
    all_day: bool
    summary: str
    description: str
    location: str
    status: Status
    shown: ShownAs
    sequence: int

    def takes(self, taken: frozenset[ShownAs]) -> bool:
        """Whether it takes time for somebody to whom the kinds in `taken` do."""
        return self.status is not Status.CANCELLED and self.shown in taken and self.starts < self.ends


@dataclass(frozen=True, slots=True)
class Skipped:
    """What could not be read, or not believed: the line where it begins, its UID, and why."""

    line: int
    uid: str
    reason: str


@dataclass(frozen=True, slots=True)
class Details:
    """What all occurrences of one VEVENT share, and how long each lasts."""

    uid: str
    event: Component
    first: Moment
    length: Length
    summary: str
    description: str
    location: str
    status: Status
    shown: ShownAs
    sequence: int
    stamped_at: datetime

    @property
    def version(self) -> tuple[int, datetime]:
        """The higher is the newer (RFC 5546 2.1.5)."""
        return self.sequence, self.stamped_at

    def at(self, start: Moment, recurrence: datetime | None, length: Length | None = None) -> Occurrence:
        """The occurrence at `start`, of a length of its own where it has one."""
        starts = start.instant
        return Occurrence(
            starts,
            max(starts, start.after(length or self.length)),
            self.uid,
            recurrence,
            start.is_date,
            self.summary,
            self.description,
            self.location,
            self.status,
            self.shown,
            self.sequence,
        )


def text_of(component: Component, name: str) -> str:
    """A TEXT property with its escapes resolved, or nothing."""
    return unescape(component.value(name)).strip()


@dataclass(frozen=True, slots=True)
class Replacement:
    """A VEVENT that replaces one occurrence of its series, or that one and all following; `original` None:
    which one cannot be read."""

    details: Details
    original: Moment | None

    @property
    def recurrence(self) -> datetime | None:
        """When the series meant it to start."""
        return self.original.instant if self.original else None

    @property
    def is_following(self) -> bool:
        """Whether it speaks for all later occurrences too."""
        prop = self.details.event.first("RECURRENCE-ID")
        return prop is not None and prop.parameter("RANGE").upper() == "THISANDFUTURE"

    def moved(self, start: Moment) -> Moment | None:
        """Where it puts the occurrence at `start` of those that follow it; None beyond all years."""
        first = self.details.first
        by = first.wall - (self.original or first).wall
        if not OLDEST - start.wall < by < YOUNGEST - start.wall:
            return None
        return Moment(start.wall + by, first.zone, first.is_date)


def sequence_of(event: Component) -> int:
    """SEQUENCE, or 0 where it cannot be read."""
    text = event.value("SEQUENCE").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0


def stamp_of(event: Component) -> datetime:
    """DTSTAMP, or before everything where there is none."""
    return instant_of(event, "DTSTAMP") or NEVER


def shown_as(event: Component, follower: str) -> ShownAs:
    """What the event is to `follower`, a mail address: what they answered, then what Outlook says beyond the
    standard, then STATUS and TRANSP."""
    for prop in event.all("ATTENDEE") if follower else ():
        if prop.value.strip().lower().removeprefix("mailto:") == follower.lower():
            answer = prop.parameter("PARTSTAT").upper()
            if answer in ("DECLINED", "TENTATIVE"):
                return ShownAs[answer]
    said = event.value("X-MICROSOFT-CDO-BUSYSTATUS") or event.value("X-MICROSOFT-CDO-INTENDEDSTATUS")
    if found := _OUTLOOK.get(said.strip().upper()):
        return found
    if event.value("TRANSP").strip().upper() == "TRANSPARENT":
        return ShownAs.FREE
    tentative = event.value("STATUS").strip().upper() == "TENTATIVE"
    return ShownAs.TENTATIVE if tentative else ShownAs.BUSY


_OUTLOOK: Final = {
    "FREE": ShownAs.FREE,
    "TENTATIVE": ShownAs.TENTATIVE,
    "OOF": ShownAs.AWAY,
    "WORKINGELSEWHERE": ShownAs.ELSEWHERE,
}
FREE_BUSY_TYPES: Final = {
    "FREE": ShownAs.FREE,
    "BUSY-TENTATIVE": ShownAs.TENTATIVE,
    "BUSY-UNAVAILABLE": ShownAs.AWAY,
}
