"""When a person or resource can be booked at all (VAVAILABILITY, RFC 7953): opening hours, week by week."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from calendars.encode import PRODUCT, person_line, timezone_lines
from calendars.errors import InvalidValue
from calendars.event import BusyKind, CalendarUser, check_instant, check_uid
from calendars.lines import document, escape, fold, instant, local
from calendars.zones import TimeZone, is_utc, is_zone, time_zone

_WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Open on these weekdays (0 is Monday) from `opens` to `closes`, wall time, from a day to a last day.

    `closes` at or before `opens` is on the next day.
    """

    weekdays: frozenset[int]
    opens: time
    closes: time
    first_on: date
    last_on: date | None = None
    summary: str = ""

    def __post_init__(self) -> None:
        if not self.weekdays or not self.weekdays <= set(range(7)):
            raise InvalidValue("weekdays", "they are some of 0 (Monday) to 6 (Sunday)")
        if self.opens.tzinfo or self.closes.tzinfo or self.opens.microsecond or self.closes.microsecond:
            raise InvalidValue("opens", "opening hours are wall time in whole seconds")
        if self.last_on is not None and self.last_on < self._begins_on():
            raise InvalidValue("last_on", f"{self.last_on} is before the first open day")

    def first(self) -> tuple[datetime, datetime]:
        """The first opening, as naive wall time."""
        opens = datetime.combine(self._begins_on(), self.opens)
        closes = datetime.combine(self._begins_on(), self.closes)
        return opens, closes if closes > opens else closes + timedelta(days=1)

    def _begins_on(self) -> date:
        return next(
            day
            for day in (self.first_on + timedelta(days=number) for number in range(7))
            if day.weekday() in self.weekdays
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """All opening hours of one person or resource; outside of them it is `closed`."""

    uid: str
    name: str
    zone: str
    stamped_at: datetime
    organizer: CalendarUser
    hours: tuple[Hours, ...] = ()
    closed: BusyKind = BusyKind.UNAVAILABLE

    def __post_init__(self) -> None:
        check_uid(self.uid)
        check_instant("stamped_at", self.stamped_at)
        if not is_zone(self.zone):
            raise InvalidValue("zone", f"{self.zone!r} is not an IANA time zone")
        if not is_utc(self.zone) and self.stamped_at < time_zone(self.zone).valid_from:
            raise InvalidValue(
                "zone", f"{self.zone} has no yearly rule, so weekly hours cannot be said in it"
            )


def encode_availability(availability: Availability) -> bytes:
    """One VAVAILABILITY; each of its hours is a weekly series in wall time."""
    zone = None if is_utc(availability.zone) else time_zone(availability.zone)
    stamp = f"DTSTAMP:{instant(availability.stamped_at)}"
    lines = ["BEGIN:VAVAILABILITY", f"UID:{availability.uid}", stamp]
    lines.append(person_line("ORGANIZER", availability.organizer))
    lines.append(f"BUSYTYPE:{availability.closed}")
    if name := escape(availability.name):
        lines.append(f"SUMMARY:{name}")
    for number, hours in enumerate(availability.hours, 1):
        lines += [
            "BEGIN:AVAILABLE",
            f"UID:{availability.uid}-{number}",
            stamp,
            *_hours(hours, zone),
            "END:AVAILABLE",
        ]
    return document(
        [
            *("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN"),
            *timezone_lines([zone.key] if zone else []),
            *map(fold, lines),
            *("END:VAVAILABILITY", "END:VCALENDAR"),
        ]
    )


def _hours(hours: Hours, zone: TimeZone | None) -> Iterator[str]:
    opens, closes = hours.first()
    tag, end = (f";TZID={zone.key}", "") if zone else ("", "Z")
    yield f"DTSTART{tag}:{local(opens)}{end}"
    yield f"DTEND{tag}:{local(closes)}{end}"
    until = f";UNTIL={instant(_last_second(hours.last_on, zone))}" if hours.last_on else ""
    yield f"RRULE:FREQ=WEEKLY{until};BYDAY={','.join(_WEEKDAYS[day] for day in sorted(hours.weekdays))}"
    if summary := escape(hours.summary):
        yield f"SUMMARY:{summary}"


def _last_second(day: date, zone: TimeZone | None) -> datetime:
    return datetime.combine(day, time(23, 59, 59), zone.rules if zone else UTC)
