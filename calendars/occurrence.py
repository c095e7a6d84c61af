"""What a foreign calendar is read into: occurrences, what they share, and what could not be read."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from calendars.event import Status
from calendars.foreign_times import Moment
from calendars.tokens import Component

_ESCAPE = re.compile(r"\\([\\;,nN])")


@dataclass(frozen=True, slots=True, order=True)
class Occurrence:
    """One event, or one of a series, in UTC; `recurrence` is when the series meant it to start."""

    starts: datetime
    ends: datetime
    uid: str
    recurrence: datetime | None = field(compare=False)
    all_day: bool = field(compare=False)
    summary: str = field(compare=False)
    description: str = field(compare=False)
    location: str = field(compare=False)
    status: Status = field(compare=False)
    transparent: bool = field(compare=False)
    sequence: int = field(compare=False)

    @property
    def is_busy(self) -> bool:
        """Whether it takes time."""
        return self.status is not Status.CANCELLED and not self.transparent and self.starts < self.ends


@dataclass(frozen=True, slots=True)
class Skipped:
    """What could not be read: the line where it begins, its UID, and why."""

    line: int
    uid: str
    reason: str


@dataclass(frozen=True, slots=True)
class Details:
    """What all occurrences of one VEVENT share, and how long each lasts."""

    uid: str
    first: Moment
    length: timedelta
    summary: str
    description: str
    location: str
    status: Status
    transparent: bool
    sequence: int

    def at(self, start: Moment, recurrence: datetime | None) -> Occurrence:
        starts = start.instant
        ends = start.moved(self.length).instant if start.is_date else starts + self.length
        return Occurrence(
            starts,
            max(starts, ends),
            self.uid,
            recurrence,
            start.is_date,
            self.summary,
            self.description,
            self.location,
            self.status,
            self.transparent,
            self.sequence,
        )


def text_of(component: Component, name: str) -> str:
    """A TEXT property with its escapes resolved, or nothing."""
    return _ESCAPE.sub(lambda match: "\n" if match[1] in "nN" else match[1], component.value(name)).strip()


@dataclass(frozen=True, slots=True)
class Replacement:
    """A VEVENT that replaces one occurrence of its series, or that one and all following."""

    details: Details
    event: Component
    original: Moment | None

    @property
    def is_following(self) -> bool:
        """Whether it speaks for all later occurrences too."""
        prop = self.event.first("RECURRENCE-ID")
        return prop is not None and prop.parameter("RANGE").upper() == "THISANDFUTURE"


@dataclass(frozen=True, slots=True)
class Following:
    """How an exception for this and the following occurrences moves one of them."""

    details: Details
    start: Moment

    @classmethod
    def of(cls, exceptions: list[Replacement], instant: datetime, start: Moment) -> "Following | None":
        """What the last of `exceptions` before `instant` makes of the occurrence at `start`."""
        before = [(each.original.instant, each) for each in exceptions if each.original]
        _, last = max(
            ((at, each) for at, each in before if at <= instant),
            key=lambda pair: pair[0],
            default=(None, None),
        )
        if last is None or last.original is None:
            return None
        by = last.details.first.wall - last.original.wall
        return cls(last.details, Moment(start.wall + by, last.details.first.zone, last.details.first.is_date))


def sequence_of(event: Component) -> int:
    """SEQUENCE, or 0 where it cannot be read."""
    text = event.value("SEQUENCE").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0
