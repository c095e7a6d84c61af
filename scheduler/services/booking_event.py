"""Bookings as a calendar shows them to the owner of a feed.

What comes in is judged at the border; a booking that a calendar cannot carry all the same is left out of
it and logged by its id. `fieldlab unwritable` lists all of them.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

import structlog

from calendars.encode import NO_TITLE
from calendars.errors import InvalidValue
from calendars.event import Calendar, CalendarUser, Conference, Event, EventAlarm, Geo, Status
from calendars.lines import plain
from calendars.zones import is_zone
from scheduler.domain.bookings.bookings import Booking, Purpose
from scheduler.domain.bookings.impacts import Breach
from scheduler.domain.bookings.visibility import is_own, sees_details
from scheduler.domain.calendars.feeds import Attendance, Feed, Privacy, Subject
from scheduler.domain.campus.campuses import Campus, zone_at
from scheduler.domain.campus.resources import Resource, ResourceKind
from scheduler.domain.identity.people import Actor

Words = Callable[[str], str]
"""The words of one language, by key."""

_log = structlog.get_logger()
_THINGS = (ResourceKind.EQUIPMENT, ResourceKind.DEMONSTRATOR)


_COLOR = {
    Purpose.LESSON: "steelblue",
    Purpose.PROJECT: "seagreen",
    Purpose.DEMONSTRATION: "darkorange",
    Purpose.MEETING: "mediumpurple",
    Purpose.MAINTENANCE: "slategray",
    Purpose.OTHER: "cadetblue",
}
_COLOR_OF_ALL = {
    Subject.PERSON: "teal",
    Subject.GROUP: "steelblue",
    Subject.RESOURCE: "darkorange",
    Subject.COMPANY: "seagreen",
    Subject.CAMPUS: "slateblue",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """A feed's bookings and the names around them; `owner` decides how much of each is told.

    Those in `lost` are held elsewhere by now and are shown as cancelled. `zone` is the clock of what happens
    on no campus, `site` where our pages are.
    """

    feed: Feed
    owner: Actor
    bookings: tuple[Booking, ...]
    lost: frozenset[int]
    resources: Mapping[int, Resource]
    campuses: Mapping[int, Campus]
    zone: str
    site: str = ""
    called_off_by: Mapping[int, str] = field(default_factory=dict)
    """The name of who cancelled or declined a booking, or changed the world under it, by its id."""


def calendar_of(contents: Contents, words: Words) -> Calendar:
    """The feed as RFC 5545 and RFC 7986 know it, in the words of its language."""
    zones = {campus.zone for campus in contents.campuses.values()}
    return Calendar(
        name=contents.feed.name,
        zone=_written_zone(zones.pop() if len(zones) == 1 else contents.zone),
        language=contents.feed.language.value,
        description=words("feed.description"),
        color=_COLOR_OF_ALL[contents.feed.subject],
        url=f"{contents.site}/me" if contents.site else "",
        events=tuple(event for _, event in events_of(contents, words)),
    )


def events_of(contents: Contents, words: Words) -> Iterator[tuple[Booking, Event]]:
    """Each booking with its event, without those that no calendar can carry."""
    written: set[str] = set()
    for booking in contents.bookings:
        try:
            event = _event(booking, contents, words)
        except InvalidValue as fault:
            note_unwritable(booking.id, fault)
            continue
        if event.uid in written:
            _log.error("a booking is left out of a calendar", booking=booking.id, problem="uid_taken")
            continue
        written.add(event.uid)
        yield booking, event


def note_unwritable(booking_id: int, fault: InvalidValue) -> None:
    """Which booking and which of its values: what the value says may be about people."""
    _log.error("a booking is left out of a calendar", booking=booking_id, problem=fault.field)


def _written_zone(zone: str) -> str:
    """UTC for a zone of which no VTIMEZONE can be made: the instants are the same."""
    return zone if is_zone(zone) else "UTC"


def _event(booking: Booking, contents: Contents, words: Words) -> Event:
    """One session with the choices of the feed."""
    known, feed = contents.resources, contents.feed
    event = event_for(
        contents.owner if feed.privacy is Privacy.FULL else None,
        booking,
        [known[need.resource_id] for need in booking.needs if need.resource_id in known],
        contents.campuses.get(booking.campus_id or 0),
        words,
        zone=contents.zone,
        attendance=feed.attendance,
        called_off_by=contents.called_off_by.get(booking.id, ""),
    )
    if booking.id in contents.lost or booking.called_off:
        # Two of three large clients ignore STATUS, so the title says it too.
        title = f"{words('feed.cancelled')}: {event.summary}"
        return replace(event, summary=title, status=Status.CANCELLED, transparent=True)
    page = f"{contents.site}/bookings/{booking.id}" if event.categories and contents.site else ""
    return replace(event, url=page, alarms=_alarms(feed, event.summary))


def event_for(
    reader: Actor | None,
    booking: Booking,
    resources: list[Resource],
    campus: Campus | None,
    words: Words,
    *,
    zone: str,
    attendance: Attendance = Attendance.ON_SITE,
    called_off_by: str = "",
) -> Event:
    """A booking as `reader` may see it, with the UID it has in every feed and invitation; to nobody it
    tells only that the time is taken. `zone` is the clock of what happens on no campus."""
    owners = {resource.owner_id for resource in resources}
    event = Event(
        uid=booking.calendar_uid,
        starts=booking.span.start,
        ends=booking.span.end,
        zone=_written_zone(zone_at(campus, zone)),
        summary=words("feed.busy"),
        created_at=booking.created_at,
        modified_at=max(booking.created_at, booking.updated_at),
        sequence=booking.sequence,
        status=_status(booking),
        transparent=not booking.holds,
    )
    if reader is None or not sees_details(reader, booking, owners):
        return event
    online = attendance is Attendance.ONLINE or is_own(reader, booking)
    full = _in_full(event, booking, resources, campus, words, online=online)
    why = [
        *why_called_off(booking, called_off_by, words),
        *impact_of(booking, called_off_by, event.zone, words),
    ]
    more = [*why, *_deadline(booking, event.zone, words)]
    return replace(full, description="\n".join([full.description, *more] if full.description else more))


def why_called_off(booking: Booking, by: str, words: Words) -> list[str]:
    """Why nothing comes of it, and who said so, for everybody who may see it: a line each."""
    if booking.lapsed:
        return [words("booking.lapsed_why")]
    said = {"booking.called_off_reason": booking.called_off_reason, "booking.called_off_by": by}
    return [f"{words(key)}: {text}" for key, text in said.items() if text] if booking.called_off else []


def impact_of(booking: Booking, by: str, zone: str, words: Words) -> list[str]:
    """What a change of the world did to it, the rules that were broken and who did it: a line each."""
    impact = booking.impact
    if impact is None:
        return []
    lines = [f"{words(f'impact.{impact.remedy.value}')}."]
    lines += [_breach(breach, zone, words) for breach in impact.breaches]
    if impact.reason:
        lines.append(f"{words('impact.said')}: {impact.reason}")
    return [*lines, f"{words('impact.by')}: {by}"] if by and not booking.called_off else lines


def _breach(breach: Breach, zone: str, words: Words) -> str:
    parts = [words(f"impact.rule.{breach.rule.value}")]
    if breach.resource_name:
        parts.append(f": {breach.resource_name}")
    if breach.reason:
        parts.append(f" ({breach.reason})")
    if breach.until is not None:
        local = breach.until.astimezone(ZoneInfo(zone))
        parts.append(f", {words('impact.until')} {local:%Y-%m-%d %H:%M}")
    return "".join(parts)


def _deadline(booking: Booking, zone: str, words: Words) -> list[str]:
    if booking.decide_by is None:
        return []
    local = booking.decide_by.astimezone(ZoneInfo(zone))
    return [f"{words('feed.decide_by')} {local:%Y-%m-%d %H:%M}."]


def _status(booking: Booking) -> Status:
    if booking.called_off:
        return Status.CANCELLED
    return Status.TENTATIVE if booking.tentative else Status.CONFIRMED


def _in_full(
    event: Event,
    booking: Booking,
    resources: list[Resource],
    campus: Campus | None,
    words: Words,
    *,
    online: bool,
) -> Event:
    link = _link(booking, resources, online=online)
    return replace(
        event,
        summary=booking.title,
        description="\n".join(_description(booking, resources, link, words)),
        location=_location(resources, campus, words),
        categories=(words(f"purpose.{booking.purpose.value}"),),
        color=_COLOR[booking.purpose],
        geo=_geo(campus),
        conference=Conference(link, words("feed.online")) if link else None,
        organizer=CalendarUser("", campus.name) if campus else None,
    )


def _alarms(feed: Feed, text: str) -> tuple[EventAlarm, ...]:
    before = feed.alarm.before
    return () if before is None else (EventAlarm(before, plain(text) or NO_TITLE),)


def _description(booking: Booking, resources: list[Resource], link: str | None, words: Words) -> list[str]:
    kinds = {
        "feed.groups": [r.name for r in resources if r.kind is ResourceKind.GROUP],
        "feed.staff": [r.name for r in resources if r.kind is ResourceKind.STAFF],
        "feed.things": [r.name for r in resources if r.kind in _THINGS],
    }
    lines = [f"{words(key)}: {', '.join(names)}" for key, names in kinds.items() if names]
    if link:
        lines.append(f"{words('feed.online')}: {link}")
    if booking.waits_for_owner:
        lines.append(words("feed.waits"))
    return [*lines, booking.note] if booking.note else lines


def _location(resources: list[Resource], campus: Campus | None, words: Words) -> str:
    places = [f"{r.name} ({r.location})" if r.location else r.name for r in resources if r.is_place]
    if not places and any(r.kind is ResourceKind.ONLINE for r in resources):
        return words("feed.online")
    return ", ".join([*places, campus.name] if campus else places)


def _geo(campus: Campus | None) -> Geo | None:
    if campus is None or campus.latitude is None or campus.longitude is None:
        return None
    return Geo(campus.latitude, campus.longitude)


def _link(booking: Booking, resources: list[Resource], *, online: bool) -> str | None:
    """The booking's own meeting link, or that of its online room, for whoever takes part online.

    Where there is no place to go to, that is everybody.
    """
    link = booking.meeting_url or next((r.meeting_url for r in resources if r.meeting_url), None)
    return link if online or not any(resource.is_place for resource in resources) else None
