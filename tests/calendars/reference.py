"""The same calendars written with the icalendar library: the slow reference that our encoder must equal."""

from datetime import UTC, datetime, timedelta

import icalendar
from icalendar import vDuration, vText, vUri

from calendars.colors import CSS3
from calendars.encode import NO_TITLE, PRODUCT
from calendars.event import Calendar, CalendarUser, Event, EventAlarm
from calendars.lines import plain
from calendars.zones import is_utc, time_zone


def encode_reference(calendar: Calendar) -> bytes:
    """`calendars.encode.encode` by way of icalendar's own components."""
    written = icalendar.Calendar()
    written.add("VERSION", "2.0")
    written.add("PRODID", PRODUCT)
    written.add("CALSCALE", "GREGORIAN")
    written.add("METHOD", "PUBLISH")
    for name, value in (("NAME", calendar.name), ("DESCRIPTION", calendar.description)):
        if plain(value):
            written.add(name, vText(plain(value)), parameters={"LANGUAGE": calendar.language})
            old = {"NAME": "X-WR-CALNAME", "DESCRIPTION": "X-WR-CALDESC"}[name]
            written.add(old, vText(plain(value)))
    written.add("X-WR-TIMEZONE", vText(calendar.zone))
    written.add("REFRESH-INTERVAL", vDuration(calendar.refresh), parameters={"VALUE": "DURATION"})
    written.add("X-PUBLISHED-TTL", vDuration(calendar.refresh))
    if calendar.color:
        written.add("COLOR", calendar.color)
        written.add("X-APPLE-CALENDAR-COLOR", vText(CSS3[calendar.color]))
    if calendar.url:
        written.add("URL", vUri(calendar.url))
    events = sorted(calendar.events, key=lambda event: (event.starts, event.uid))
    spoken = {event.zone for event in events if in_zone(event)}
    for key in sorted(spoken if events else {calendar.zone if time_zone(calendar.zone).lines else "UTC"}):
        written.add_component(icalendar.Timezone.from_ical("\r\n".join(time_zone(key).lines)))
    for event in events:
        written.add_component(reference_event(event, calendar))
    return written.to_ical(sorted=False)


def in_zone(event: Event) -> bool:
    """Whether wall time says the instants of `event` unmistakably."""
    if is_utc(event.zone) or event.starts < time_zone(event.zone).valid_from:
        return False
    zone = time_zone(event.zone).rules
    return all(not at.astimezone(zone).fold for at in (event.starts, event.ends))


def reference_event(event: Event, calendar: Calendar) -> icalendar.Event:
    written = icalendar.Event()
    tag = {"LANGUAGE": calendar.language}
    zone = time_zone(event.zone).rules if in_zone(event) else UTC
    written.add("UID", event.uid)
    for name, at in (
        ("DTSTAMP", event.modified_at),
        ("CREATED", event.created_at),
        ("LAST-MODIFIED", event.modified_at),
    ):
        written.add(name, at.astimezone(UTC))
    written.add("DTSTART", event.starts.astimezone(zone))
    written.add("DTEND", event.ends.astimezone(zone))
    written.add("SEQUENCE", event.sequence)
    written.add("STATUS", event.status.value)
    written.add("TRANSP", "TRANSPARENT" if event.transparent else "OPAQUE")
    texts = (
        ("SUMMARY", plain(event.summary) or NO_TITLE),
        ("DESCRIPTION", event.description),
        ("LOCATION", event.location),
    )
    for name, text in texts:
        if plain(text):
            written.add(name, plain(text), parameters=tag)
    if categories := [plain(category) for category in event.categories if plain(category)]:
        written.add("CATEGORIES", categories)
    organizer = event.organizer or calendar.organizer or CalendarUser("", calendar.name)
    written.add("ORGANIZER", organizer.address, parameters=named(organizer))
    add_links(written, event)
    for alarm in event.alarms:
        written.add_component(reference_alarm(alarm))
    return written


def named(person: CalendarUser) -> dict[str, str]:
    return {"CN": spoken_in_parameter(person.name)} if plain(person.name) else {}


def spoken_in_parameter(text: str) -> str:
    """Parameters hold no backslash: icalendar would take it for an escape."""
    return plain(text).replace("\\", "/")


def add_links(written: icalendar.Event, event: Event) -> None:
    if event.geo is not None:
        written.add("GEO", (round(event.geo.latitude, 6) + 0.0, round(event.geo.longitude, 6) + 0.0))
    if event.color:
        written.add("COLOR", event.color)
    if event.url:
        written.add("URL", vUri(event.url))
    if event.conference is not None:
        parameters = {"VALUE": "URI", "FEATURE": "VIDEO"}
        if plain(event.conference.label):
            parameters["LABEL"] = spoken_in_parameter(event.conference.label)
        written.add("CONFERENCE", vUri(event.conference.uri), parameters=parameters)


def reference_alarm(alarm: EventAlarm) -> icalendar.Alarm:
    written = icalendar.Alarm()
    written.add("ACTION", "DISPLAY")
    written.add("TRIGGER", -alarm.before)
    written.add("DESCRIPTION", plain(alarm.text))
    return written


def many_events(count: int) -> tuple[Event, ...]:
    """A student's year: `count` lessons with place, text and category, four a day."""
    first = datetime(2026, 9, 1, 7, tzinfo=UTC)
    return tuple(
        Event(
            uid=f"{number:08x}-4b1c-4f0e-9d5a-5b1f7c0d2e3a@lab.example",
            starts=first + timedelta(days=number // 4, hours=2 * (number % 4)),
            ends=first + timedelta(days=number // 4, hours=2 * (number % 4), minutes=90),
            zone="Europe/Amsterdam",
            summary=f"Waterstoftechniek, practicum {number}",
            created_at=first - timedelta(days=30),
            modified_at=first - timedelta(days=30, minutes=-number),
            sequence=number % 3,
            description="Neem je veiligheidsbril mee.\nBegeleider: J. de Vries; groep 1A, bol.",
            location="Waterstoflab, Campus Groningen-Noord",
            categories=("Practicum",),
            url=f"https://lab.example/sessions/{number}",
        )
        for number in range(count)
    )
