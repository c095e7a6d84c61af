"""Checks of time zones: that every wall time means the instant it should."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from calendars.checks.finding import Found, Level, check
from calendars.foreign_zones import Definition
from calendars.tokens import CalendarFile, Component, Property
from calendars.values import LOCAL_TIMES, Time, read_offset, read_rule, read_time, times_of
from calendars.zone_names import spelt
from calendars.zones import is_zone

_OBSERVANCES = ("STANDARD", "DAYLIGHT")


def _local_times(source: CalendarFile) -> Iterator[tuple[Property, str, Time]]:
    """Every time of an event that has a TZID."""
    for event in source.components("VEVENT"):
        for prop in event.properties:
            if prop.name in LOCAL_TIMES and (key := prop.parameter("TZID")):
                yield from ((prop, key, time) for time in times_of(prop))


@check(
    section="RFC 5545 3.2.19",
    why="A TZID without its VTIMEZONE is read as UTC or as the reader's own zone: Outlook shifts it an hour.",
    fix="Write the VTIMEZONE into the same calendar.",
)
def tzid_defined(source: CalendarFile) -> Found:
    for calendar in source.calendars:
        defined = {spelt(zone.value("TZID")) for zone in calendar.components if zone.name == "VTIMEZONE"}
        reported: set[str] = set()
        for component in calendar.walk():
            for prop in component.properties:
                key = prop.parameter("TZID")
                if key and key not in reported and spelt(key) not in defined and not key.startswith("/"):
                    reported.add(key)
                    yield prop.line, f"no VTIMEZONE for {key}"


@check(
    section="RFC 5545 3.2.19",
    why="A time is either in a zone or in UTC; with a TZID and a Z each client follows another.",
    fix="Leave the Z out, or the TZID. A date takes neither.",
)
def tzid_with_utc(source: CalendarFile) -> Found:
    for prop, key, time in _local_times(source):
        if time.utc or time.is_date:
            yield prop.line, f"{prop.name};TZID={key}:{prop.value[:40]}"


@check(
    section="RFC 5545 3.3.5",
    why="A time without zone is UTC to Google and local time to others: each reader sees another hour.",
    fix="Write a TZID or a Z.",
)
def floating_time(source: CalendarFile) -> Found:
    for event in source.components("VEVENT"):
        for prop in event.properties:
            if prop.name not in LOCAL_TIMES or prop.parameter("TZID"):
                continue
            if any(not (time.utc or time.is_date) for time in times_of(prop)):
                yield prop.line, f"{prop.name}:{prop.value[:40]}"


@check(
    section="RFC 7808 3",
    why="Other names than those of the IANA database ('W. Europe Standard Time') are guessed at.",
    fix="Write the IANA name, such as Europe/Amsterdam.",
    level=Level.ADVICE,
)
def tzid_iana(source: CalendarFile) -> Found:
    for zone in source.components("VTIMEZONE"):
        if zone.value("TZID") and not is_zone(zone.value("TZID")):
            yield zone.line, f"TZID:{zone.value('TZID')}"


@check(
    section="RFC 5545 3.6.5",
    why="A VTIMEZONE says its TZID and at least one STANDARD or DAYLIGHT with start and offsets.",
    fix="Write DTSTART, TZOFFSETFROM and TZOFFSETTO in each.",
)
def timezone_complete(source: CalendarFile) -> Found:
    for zone in source.components("VTIMEZONE"):
        parts = [part for part in zone.components if part.name in _OBSERVANCES]
        if not zone.value("TZID") or not parts:
            yield zone.line, "VTIMEZONE without TZID, or without STANDARD and DAYLIGHT"
        for part in parts:
            missing = [name for name in ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO") if not part.first(name)]
            if missing:
                yield part.line, f"{part.name} without {' and '.join(missing)}"


@check(
    section="RFC 5545 3.6.5",
    why="Two definitions of one TZID contradict each other sooner or later.",
    fix="Keep one.",
)
def timezone_once(source: CalendarFile) -> Found:
    for calendar in source.calendars:
        seen: set[str] = set()
        for zone in calendar.components:
            key = zone.value("TZID")
            if zone.name == "VTIMEZONE" and key in seen:
                yield zone.line, f"another VTIMEZONE for {key}"
            seen.add(key if zone.name == "VTIMEZONE" else "")


@check(
    section="RFC 5545 3.6.5",
    why="Lists of RDATEs end one day (often 2038) and are misread by Outlook: an hour off from the first on.",
    fix="Write one STANDARD and one DAYLIGHT, each with a yearly RRULE.",
)
def timezone_yearly(source: CalendarFile) -> Found:
    for zone in source.components("VTIMEZONE"):
        parts = [part for part in zone.components if part.name in _OBSERVANCES]
        offsets = {part.value("TZOFFSETTO") for part in parts}
        listed = any(part.first("RDATE") for part in parts)
        if listed or (len(offsets) > 1 and not any(_is_yearly(part) for part in parts)):
            yield zone.line, f"{zone.value('TZID')} has {'RDATEs' if listed else 'no yearly RRULE'}"


@check(
    section="RFC 5545 3.6.5",
    why="The onset of summer time is wall time; in UTC the clock changes at the wrong hour.",
    fix="Write DTSTART of STANDARD and DAYLIGHT without Z and without TZID.",
)
def timezone_local(source: CalendarFile) -> Found:
    for part in source.components(*_OBSERVANCES):
        prop = part.first("DTSTART")
        time = read_time(prop.value) if prop else None
        if prop and time and (time.utc or time.is_date or prop.parameter("TZID")):
            yield prop.line, f"DTSTART:{prop.value}"


@check(
    section="RFC 5545 3.3.14",
    why="An offset that cannot be read makes the whole zone UTC.",
    fix="Write +0100.",
)
def timezone_offset(source: CalendarFile) -> Found:
    for part in source.components(*_OBSERVANCES):
        for prop in part.properties:
            if prop.name in ("TZOFFSETFROM", "TZOFFSETTO") and read_offset(prop.value) is None:
                yield prop.line, f"{prop.name}:{prop.value}"


@check(
    section="RFC 5545 3.3.5",
    why="In spring an hour is skipped; an event within it is shown before or after, as clients please.",
    fix="Move it, or write it in UTC.",
)
def no_such_hour(source: CalendarFile) -> Found:
    for prop, key, time in _local_times(source):
        if not (time.utc or time.is_date) and is_zone(key) and _falls_in_gap(time.at, ZoneInfo(key)):
            yield prop.line, f"{time.at:%Y-%m-%d %H:%M} does not exist in {key}"


@check(
    section="RFC 5545 3.6.5",
    why="The file's own VTIMEZONE contradicts the zone of that name: half of the clients are an hour off.",
    fix="Take the rules from the current IANA database.",
)
def timezone_true(source: CalendarFile) -> Found:
    for calendar in source.calendars:
        parts = [part for part in calendar.components if part.name == "VTIMEZONE"]
        zones = {part.value("TZID"): Definition(part) for part in parts}
        reported: set[str] = set()
        for prop, key, time in _local_times(source):
            if key in reported or key not in zones or not is_zone(key) or time.utc or time.is_date:
                continue
            said, true = zones[key].offset_at(time.at), _offsets(time.at, ZoneInfo(key))
            if said is not None and said not in true:
                reported.add(key)
                yield (
                    prop.line,
                    f"{key} at {time.at:%Y-%m-%d %H:%M} is {true.pop()}, its VTIMEZONE says {said}",
                )


def _is_yearly(part: Component) -> bool:
    return read_rule(part.value("RRULE").upper()).get("FREQ") == "YEARLY"


def _offsets(at: datetime, zone: ZoneInfo) -> set[timedelta | None]:
    return {at.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1)}


def _falls_in_gap(at: datetime, zone: ZoneInfo) -> bool:
    try:
        back = at.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
    except OverflowError:
        return False
    return back.replace(tzinfo=None) != at
