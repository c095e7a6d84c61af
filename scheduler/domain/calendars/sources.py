"""A calendar somewhere else that says when a person, a group or a resource is busy."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from scheduler.domain.error_codes import Failure, InvalidCode
from scheduler.domain.errors import Invalid
from scheduler.domain.time.spans import Span
from scheduler.domain.titles import check_title

EVERY: Final = timedelta(hours=1)
"""How often a calendar that works is looked at."""
SELDOM: Final = timedelta(days=1)
"""The longest wait after failures, and the wait after "gone" (410)."""
BACK: Final = timedelta(days=7)
AHEAD: Final = timedelta(days=400)
"""How far back and ahead busy time is kept: a school year and a summer can be planned around it."""
MOVED_AFTER: Final = timedelta(days=7)
"""An unchanged calendar is read again when its window is so old: a series gives new days."""
MOST_SPANS: Final = 5_000
"""Busy spans kept of one calendar; one with more is refused as a whole."""
UNDO_WITHIN: Final = timedelta(days=1)
"""So long a removed calendar can be brought back; then it is forgotten, address and all."""
AGAIN_AFTER: Final = timedelta(minutes=1)
"""Nobody has a calendar looked at twice within this time."""
OUR_UIDS: Final = "@fieldlab"
"""How the UIDs of our own events end: those come back in calendars that follow ours."""


MOST_SOURCES: Final = 5
"""Calendars that one person, group or resource follows at a time."""


class Whose(StrEnum):
    """Whose busy time a calendar tells."""

    PERSON = "person"
    GROUP = "group"
    RESOURCE = "resource"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceReading:
    """What a calendar says within a window.

    `busy` are disjoint spans in order; `events` counts what takes time, `ours` what came from us and was
    left out, `unread` what could not be read. `repairs` counts quirks by name.
    """

    name: str
    busy: tuple[Span, ...]
    until: datetime
    events: int = 0
    ours: int = 0
    unread: int = 0
    repairs: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A followed calendar: a person's own, or a resource's (a group is one). `host` is all of its address
    that is ever shown; the whole is a secret and stays in the database.

    `good_at` is when what is kept was last right, `read_until` how far that reaches. `answered` is the
    HTTP status that a failure came with.
    """

    id: int
    person_id: int | None = None
    resource_id: int | None = None
    name: str
    host: str
    made_by_id: int | None = None
    created_at: datetime
    checked_at: datetime
    good_at: datetime
    read_until: datetime
    next_at: datetime
    etag: str = ""
    last_modified: str = ""
    events: int = 0
    ours: int = 0
    unread: int = 0
    repairs: Mapping[str, int] = field(default_factory=dict)
    failing_since: datetime | None = None
    failure: Failure | None = None
    answered: int | None = None
    failures: int = 0
    paused_at: datetime | None = None
    removed_at: datetime | None = None
    version: int = 1

    def __post_init__(self) -> None:
        if (self.person_id is None) == (self.resource_id is None):
            raise Invalid("subject", InvalidCode.ONE_OF, expected="a person or a resource")
        check_title(self.name, 100)

    @property
    def counts(self) -> bool:
        """Whether its busy time does."""
        return self.paused_at is None and self.removed_at is None

    def asks_whole(self, now: datetime) -> bool:
        """Whether an unchanged calendar must be read once more, as the window has moved on."""
        return self.read_until < now + AHEAD - MOVED_AFTER

    def read(self, reading: SourceReading, etag: str, last_modified: str, now: datetime) -> "Source":
        """It was got and understood."""
        return replace(
            self._good(now),
            read_until=reading.until,
            etag=etag[:200],
            last_modified=last_modified[:200],
            events=reading.events,
            ours=reading.ours,
            unread=reading.unread,
            repairs=dict(reading.repairs),
        )

    def unchanged(self, now: datetime) -> "Source":
        """Its server says that what we have is still right."""
        return self._good(now)

    def failed(self, failure: Failure, answered: int | None, now: datetime) -> "Source":
        """What was last read stays; the next look comes later with every failure."""
        failures = self.failures + 1
        return replace(
            self,
            checked_at=now,
            next_at=now + wait_after(self.id, failures, gone=failure is Failure.GONE),
            failing_since=self.failing_since or now,
            failure=failure,
            answered=answered,
            failures=failures,
            version=self.version + 1,
        )

    def _good(self, now: datetime) -> "Source":
        return replace(
            self,
            checked_at=now,
            good_at=now,
            next_at=now + wait_after(self.id, 0),
            failing_since=None,
            failure=None,
            answered=None,
            failures=0,
            version=self.version + 1,
        )


def window_at(now: datetime) -> Span:
    """What is kept of a calendar that is read now."""
    return Span(now - BACK, now + AHEAD)


def wait_after(source_id: int, failures: int, *, gone: bool = False) -> timedelta:
    """The time until the next look: an hour, doubled by every failure up to a day.

    It is stretched by up to a fifth, differently for each calendar and failure, so that a thousand that
    were added together, or that failed together, do not come back together.
    """
    wait = SELDOM if gone else min(SELDOM, EVERY * 2 ** min(failures, 10))
    return wait * (1 + 0.2 * _spread(source_id + 7 * failures))


def is_ours(uid: str) -> bool:
    """Whether an event came from us, and has found its way back through another calendar."""
    return uid.strip().lower().endswith(OUR_UIDS)


def _spread(number: int) -> float:
    """From 0 up to 1, far apart for neighbours (multiples of the golden ratio)."""
    return number * 0.6180339887498949 % 1
