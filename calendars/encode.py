"""Events to bytes, as RFC 5545, RFC 5546 (PUBLISH) and RFC 7986 ask and as clients in use read them.

The same calendar gives the same bytes: there is no clock and no chance in here. An event is written in the
wall time of its zone, with that zone's VTIMEZONE. Where wall time would be misread (the second of two equal
hours in autumn, or years for which the zone's yearly rule does not hold) the event is written in UTC.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from calendars.colors import CSS3
from calendars.event import BusyKind, BusyPeriod, Calendar, CalendarUser, Event, EventAlarm, FreeBusy
from calendars.lines import document, duration, escape, fold, instant, local, parameter, plain, uri
from calendars.zones import TimeZone, is_utc, time_zone

PRODUCT: Final = "-//Fieldlab scheduler//Calendars 1.0//EN"
NO_TITLE: Final = "-"
CONTENT_TYPE: Final = "text/calendar; charset=utf-8"


def encode(calendar: Calendar) -> bytes:
    """A published calendar (RFC 5546 3.2.1): no ATTENDEE, one VEVENT per event, ordered by start."""
    events = sorted(calendar.events, key=lambda event: (event.starts, event.uid))
    zones = {key: time_zone(key) for key in {event.zone for event in events} if not is_utc(key)}
    # A calendar without any component is not one (RFC 5545 3.6), so an empty feed still says a zone.
    used = set() if events else {calendar.zone if time_zone(calendar.zone).lines else "UTC"}
    organizer = calendar.organizer or CalendarUser("", calendar.name)
    body: list[str] = []
    for event in events:
        times, in_zone = _times(event, zones.get(event.zone))
        if in_zone:
            used.add(event.zone)
        body.append("BEGIN:VEVENT")
        body += event_lines(event, times, calendar.language, event.organizer or organizer)
        body.append("END:VEVENT")
    return document([*_head(calendar), *timezone_lines(used), *body, "END:VCALENDAR"])


def encode_freebusy(busy: FreeBusy) -> bytes:
    """Published busy time (RFC 5546 3.3.1): periods in UTC, merged, ordered, clipped to the span."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines += ["BEGIN:VFREEBUSY", f"UID:{busy.uid}", f"DTSTAMP:{instant(busy.stamped_at)}"]
    lines += [f"DTSTART:{instant(busy.starts)}", f"DTEND:{instant(busy.ends)}"]
    lines.append(person_line("ORGANIZER", busy.organizer))
    if busy.name:
        lines.append(f"COMMENT:{escape(busy.name)}")
    if busy.url:
        lines.append(f"URL:{uri(busy.url)}")
    for kind in BusyKind:
        lines += (
            f"FREEBUSY;FBTYPE={kind}:{instant(starts)}/{instant(ends)}"
            for starts, ends in _merged(busy.periods, kind, busy.starts, busy.ends)
        )
    return document(map(fold, [*lines, "END:VFREEBUSY", "END:VCALENDAR"]))


def etag(octets: bytes) -> str:
    """A strong validator over the bytes (RFC 9110 8.8.3)."""
    return f'"{hashlib.sha256(octets).hexdigest()[:32]}"'


def times(event: Event) -> tuple[str, bool]:
    """The DTSTART and DTEND lines of one event, and whether they need the VTIMEZONE of its zone."""
    return _times(event, None if is_utc(event.zone) else time_zone(event.zone))


def timezone_lines(keys: Iterable[str]) -> Iterator[str]:
    """The folded VTIMEZONEs of these zones, in the order of their names."""
    for key in sorted(keys):
        yield from map(fold, time_zone(key).lines)


def person_line(name: str, person: CalendarUser, parameters: str = "") -> str:
    """ORGANIZER or ATTENDEE (RFC 5545 3.8.4), not yet folded; `parameters` begins with its semicolon."""
    common_name = f";CN={parameter(person.name)}" if plain(person.name) else ""
    return f"{name}{common_name}{parameters}:{person.address}"


def event_lines(
    event: Event, times: str, language: str, organizer: CalendarUser | None, more: Iterable[str] = ()
) -> Iterator[str]:
    """The folded lines between BEGIN:VEVENT and END:VEVENT; `times` from `times()`, `more` folded.

    Without an `organizer` it is nobody's meeting.
    """
    tag = f";LANGUAGE={language}" if language else ""
    modified = instant(event.modified_at)
    yield fold(f"UID:{event.uid}")
    yield (
        f"DTSTAMP:{modified}\r\n{times}\r\nCREATED:{instant(event.created_at)}\r\n"
        f"LAST-MODIFIED:{modified}\r\nSEQUENCE:{event.sequence}\r\nSTATUS:{event.status.value}\r\n"
        f"TRANSP:{'TRANSPARENT' if event.transparent else 'OPAQUE'}"
    )
    # A published event has a SUMMARY (RFC 5546 3.2.1), and libical drops a property without a value.
    yield fold(f"SUMMARY{tag}:{escape(event.summary) or NO_TITLE}")
    if description := escape(event.description):
        yield fold(f"DESCRIPTION{tag}:{description}")
    if location := escape(event.location):
        yield fold(f"LOCATION{tag}:{location}")
    if categories := ",".join(filter(None, map(escape, event.categories))):
        yield fold(f"CATEGORIES:{categories}")
    if organizer is not None:
        yield fold(person_line("ORGANIZER", organizer))
    yield from _links(event)
    yield from more
    for alarm in event.alarms:
        yield from _alarm_lines(alarm)


def _links(event: Event) -> Iterator[str]:
    if event.geo is not None:
        # Adding zero turns the -0.0 that rounding can leave into 0.0.
        latitude, longitude = (
            round(degrees, 6) + 0.0 for degrees in (event.geo.latitude, event.geo.longitude)
        )
        yield f"GEO:{latitude:.6f};{longitude:.6f}"
    if event.color:
        yield f"COLOR:{event.color}"
    if event.url:
        yield fold(f"URL:{uri(event.url)}")
    if event.conference is not None:
        label = f";LABEL={parameter(event.conference.label)}" if plain(event.conference.label) else ""
        yield fold(f"CONFERENCE;VALUE=URI;FEATURE=VIDEO{label}:{uri(event.conference.uri)}")


def _alarm_lines(alarm: EventAlarm) -> Iterator[str]:
    yield "BEGIN:VALARM"
    yield "ACTION:DISPLAY"
    yield f"TRIGGER:{duration(-alarm.before)}"
    yield fold(f"DESCRIPTION:{escape(alarm.text)}")
    yield "END:VALARM"


def _times(event: Event, zone: TimeZone | None) -> tuple[str, bool]:
    if zone is not None and event.starts >= zone.valid_from:
        starts, ends = event.starts.astimezone(zone.rules), event.ends.astimezone(zone.rules)
        if not (starts.fold or ends.fold):
            tag = f";TZID={zone.key}"
            return f"DTSTART{tag}:{local(starts)}\r\nDTEND{tag}:{local(ends)}", True
    return f"DTSTART:{instant(event.starts)}\r\nDTEND:{instant(event.ends)}", False


def _head(calendar: Calendar) -> Iterator[str]:
    """The calendar's own properties, each also under the older name that Google, Outlook and Apple read."""
    tag = f";LANGUAGE={calendar.language}"
    refresh = duration(calendar.refresh)
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH")
    if name := escape(calendar.name):
        yield fold(f"NAME{tag}:{name}")
        yield fold(f"X-WR-CALNAME:{name}")
    if description := escape(calendar.description):
        yield fold(f"DESCRIPTION{tag}:{description}")
        yield fold(f"X-WR-CALDESC:{description}")
    yield f"X-WR-TIMEZONE:{calendar.zone}"
    yield f"REFRESH-INTERVAL;VALUE=DURATION:{refresh}"
    yield f"X-PUBLISHED-TTL:{refresh}"
    if calendar.color:
        yield f"COLOR:{calendar.color}"
        yield f"X-APPLE-CALENDAR-COLOR:{CSS3[calendar.color]}"
    if calendar.url:
        yield fold(f"URL:{uri(calendar.url)}")


def _merged(
    periods: Iterable[BusyPeriod], kind: BusyKind, starts: datetime, ends: datetime
) -> list[tuple[datetime, datetime]]:
    merged: list[tuple[datetime, datetime]] = []
    for period in sorted((p for p in periods if p.kind is kind), key=lambda p: (p.starts, p.ends)):
        first, last = max(period.starts, starts), min(period.ends, ends)
        if first >= last:
            continue
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged
