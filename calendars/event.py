"""What goes into a calendar: events, the calendar around them, and busy time. All of it checks itself."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from calendars.colors import CSS3
from calendars.errors import DuplicateUid, InvalidValue
from calendars.lines import plain
from calendars.zones import is_zone

# Outside these years zoneinfo's arithmetic and four-digit years run out of room.
EARLIEST: Final = datetime(1900, 1, 2, tzinfo=UTC)
LATEST: Final = datetime(2199, 12, 30, tzinfo=UTC)
MOST_SEQUENCE: Final = 2**31 - 1
_UID = re.compile(r"[!-~]{1,255}")
_EMAIL = re.compile(r"[^\s@<>\"\x00-\x1f]+@[^\s@<>\"\x00-\x1f]+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!-~]+")


class Status(StrEnum):
    """RFC 5545 3.8.1.11, the values of an event."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


class BusyKind(StrEnum):
    """FBTYPE of RFC 5545 3.2.9, without FREE: what is not listed is free."""

    BUSY = "BUSY"
    TENTATIVE = "BUSY-TENTATIVE"
    UNAVAILABLE = "BUSY-UNAVAILABLE"


@dataclass(frozen=True, slots=True)
class CalendarUser:
    """Whom ORGANIZER or ATTENDEE names; `email` without `mailto:`, empty for one who takes no mail."""

    email: str
    name: str = ""

    def __post_init__(self) -> None:
        if self.email and (_EMAIL.fullmatch(self.email) is None or not self.email.isascii()):
            raise InvalidValue("email", f"{self.email!r} is not a mail address")

    @property
    def address(self) -> str:
        """The CAL-ADDRESS (RFC 5545 3.3.3); clients know `invalid:nomail` as nobody to answer to."""
        return f"mailto:{self.email}" if self.email else "invalid:nomail"


@dataclass(frozen=True, slots=True)
class Geo:
    """WGS 84 degrees (RFC 5545 3.8.1.6)."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        if not (-90 <= self.latitude <= 90 and -180 <= self.longitude <= 180):
            raise InvalidValue("geo", f"{self.latitude}, {self.longitude} is no place on earth")


@dataclass(frozen=True, slots=True)
class Conference:
    """Where online participants meet (RFC 7986 5.11). Leave it out for people who come in person."""

    uri: str
    label: str = ""

    def __post_init__(self) -> None:
        _check_uri("conference", self.uri)


@dataclass(frozen=True, slots=True)
class EventAlarm:
    """A notice `before` the start (RFC 5545 3.6.6, ACTION:DISPLAY)."""

    before: timedelta
    text: str

    def __post_init__(self) -> None:
        if self.before < timedelta() or self.before.microseconds:
            raise InvalidValue("alarm", "it is a whole number of seconds before the start")
        if not plain(self.text):
            raise InvalidValue("alarm", "it has no text to show")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One session, booking or closure: one VEVENT.

    `starts` and `ends` are aware, in UTC, half-open and whole seconds; `zone` is the IANA zone whose wall
    time people read. `uid` never changes. `sequence` is stored and grows when time, place or status change.
    `created_at` and `modified_at` come from the row, never from the clock (RFC 5545 3.8.7).
    """

    uid: str
    starts: datetime
    ends: datetime
    zone: str
    summary: str
    created_at: datetime
    modified_at: datetime
    sequence: int = 0
    status: Status = Status.CONFIRMED
    description: str = ""
    location: str = ""
    categories: tuple[str, ...] = ()
    url: str = ""
    color: str = ""
    geo: Geo | None = None
    conference: Conference | None = None
    organizer: CalendarUser | None = None
    transparent: bool = False
    alarms: tuple[EventAlarm, ...] = ()

    def __post_init__(self) -> None:
        check_uid(self.uid)
        _check_span(self.starts, self.ends)
        check_instant("created_at", self.created_at)
        check_instant("modified_at", self.modified_at)
        _check_zone(self.zone)
        _check_color(self.color)
        if self.created_at > self.modified_at:
            raise InvalidValue("modified_at", "it is before created_at")
        if not 0 <= self.sequence <= MOST_SEQUENCE:
            raise InvalidValue("sequence", f"{self.sequence} is not between 0 and {MOST_SEQUENCE}")
        if self.url:
            _check_uri("url", self.url)

    def busy_only(self, summary: str) -> "Event":
        """The same time for people who may only know that it is taken: `summary` and nothing else."""
        return replace(
            self,
            summary=summary,
            description="",
            location="",
            categories=(),
            url="",
            color="",
            geo=None,
            conference=None,
            organizer=None,
            alarms=(),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """A feed: its name and its events, in any order. `refresh` is how often a client should ask.

    RFC 5546 wants an ORGANIZER in every published event; where none is given it is the calendar by its name.
    """

    name: str
    zone: str
    events: tuple[Event, ...]
    description: str = ""
    language: str = "nl"
    color: str = ""
    refresh: timedelta = timedelta(hours=1)
    url: str = ""
    organizer: CalendarUser | None = None

    def __post_init__(self) -> None:
        _check_zone(self.zone)
        _check_color(self.color)
        if _LANGUAGE.fullmatch(self.language) is None:
            raise InvalidValue("language", f"{self.language!r} is not a language tag")
        if self.refresh < timedelta(minutes=1) or self.refresh.microseconds:
            raise InvalidValue("refresh", "it is a whole number of seconds and at least a minute")
        if self.url:
            _check_uri("url", self.url)
        _check_unique(event.uid for event in self.events)


@dataclass(frozen=True, slots=True)
class BusyPeriod:
    """A taken half-open span, in UTC."""

    starts: datetime
    ends: datetime
    kind: BusyKind = BusyKind.BUSY

    def __post_init__(self) -> None:
        _check_span(self.starts, self.ends)


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeBusy:
    """When a person or resource is taken within `[starts, ends)` (VFREEBUSY, RFC 5545 3.6.4)."""

    uid: str
    name: str
    starts: datetime
    ends: datetime
    stamped_at: datetime
    organizer: CalendarUser
    periods: tuple[BusyPeriod, ...] = ()
    url: str = ""

    def __post_init__(self) -> None:
        check_uid(self.uid)
        _check_span(self.starts, self.ends)
        check_instant("stamped_at", self.stamped_at)
        if self.url:
            _check_uri("url", self.url)


def check_uid(uid: str) -> None:
    """Raises InvalidValue unless `uid` can stand on a line as it is."""
    if _UID.fullmatch(uid) is None:
        raise InvalidValue("uid", f"{uid!r} is not 1 to 255 printable ASCII characters without spaces")


def _check_unique(uids: Iterable[str]) -> None:
    seen: set[str] = set()
    for uid in uids:
        if uid in seen:
            raise DuplicateUid(uid)
        seen.add(uid)


def _check_span(starts: datetime, ends: datetime) -> None:
    check_instant("starts", starts)
    check_instant("ends", ends)
    if starts.microsecond or ends.microsecond:
        raise InvalidValue("starts", "calendars know whole seconds only")
    if starts >= ends:
        raise InvalidValue("ends", f"{ends.isoformat()} is not after {starts.isoformat()}")


def check_instant(field: str, at: datetime) -> None:
    """Raises InvalidValue unless `at` is an instant in UTC of a year that calendars are about."""
    if at.tzinfo is None or at.utcoffset():
        raise InvalidValue(field, f"{at.isoformat()} is not an instant in UTC")
    if not EARLIEST <= at <= LATEST:
        raise InvalidValue(field, f"{at.isoformat()} is not between {EARLIEST.year} and {LATEST.year}")


def _check_zone(zone: str) -> None:
    if not is_zone(zone):
        raise InvalidValue("zone", f"{zone!r} is not an IANA time zone")


def _check_color(color: str) -> None:
    if color and color not in CSS3:
        raise InvalidValue("color", f"{color!r} is not a CSS3 colour name")


def _check_uri(field: str, uri: str) -> None:
    if _URI.fullmatch(uri) is None:
        raise InvalidValue(field, f"{uri!r} is not an absolute URI of ASCII characters")
