"""Bookings as a calendar shows them to the owner of a feed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from calendars.event import Calendar, Conference, Event, Geo, Person, Status
from scheduler.domain.bookings import Booking, BookingStatus
from scheduler.domain.feeds import Feed, Privacy
from scheduler.domain.people import Actor
from scheduler.domain.places import Campus
from scheduler.domain.policies import sees_details
from scheduler.domain.resources import Resource, ResourceKind

Words = Callable[[str], str]
"""The words of one language, by key."""

HOME_ZONE = "Europe/Amsterdam"
_STATUS = {
    BookingStatus.CONFIRMED: Status.CONFIRMED,
    BookingStatus.REQUESTED: Status.TENTATIVE,
    BookingStatus.CANCELLED: Status.CANCELLED,
    BookingStatus.DECLINED: Status.CANCELLED,
}
_THINGS = (ResourceKind.EQUIPMENT, ResourceKind.DEMONSTRATOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """A feed's bookings and the names around them; `owner` decides how much of each is told."""

    feed: Feed
    owner: Actor
    bookings: tuple[Booking, ...]
    resources: Mapping[int, Resource]
    campuses: Mapping[int, Campus]


def calendar_of(contents: Contents, words: Words) -> Calendar:
    """The feed as RFC 5545 knows it, in the words of its language."""
    zones = {campus.zone for campus in contents.campuses.values()}
    return Calendar(
        name=contents.feed.name,
        zone=zones.pop() if len(zones) == 1 else HOME_ZONE,
        language=contents.feed.language.value,
        description=words("feed.description"),
        events=tuple(_event(booking, contents, words) for booking in contents.bookings),
    )


def _event(booking: Booking, contents: Contents, words: Words) -> Event:
    campus = contents.campuses.get(booking.campus_id or 0)
    known = contents.resources
    resources = [known[need.resource_id] for need in booking.needs if need.resource_id in known]
    full = contents.feed.privacy is Privacy.FULL
    return event_for(contents.owner if full else None, booking, resources, campus, words)


def event_for(
    reader: Actor | None,
    booking: Booking,
    resources: list[Resource],
    campus: Campus | None,
    words: Words,
) -> Event:
    """A booking as `reader` may see it, with the UID it has in every feed and invitation; to nobody it
    tells only that the time is taken."""
    owners = {resource.owner_id for resource in resources}
    event = _whole_event(booking, resources, campus, words)
    return event if sees_details(reader, booking, owners) else event.busy_only(words("feed.busy"))


def _whole_event(booking: Booking, resources: list[Resource], campus: Campus | None, words: Words) -> Event:
    return Event(
        uid=booking.calendar_uid,
        starts=booking.span.start,
        ends=booking.span.end,
        zone=campus.zone if campus else HOME_ZONE,
        summary=booking.title,
        created_at=booking.created_at,
        modified_at=max(booking.created_at, booking.updated_at),
        sequence=booking.sequence,
        status=_STATUS[booking.status],
        description="\n".join(_description(booking, resources, words)),
        location=_location(resources, campus, words),
        categories=(words(f"purpose.{booking.purpose.value}"),),
        geo=_geo(campus),
        conference=_conference(booking, resources, words),
        organizer=Person("", campus.name) if campus else None,
        transparent=not booking.holds,
    )


def _description(booking: Booking, resources: list[Resource], words: Words) -> list[str]:
    kinds = {
        "feed.groups": [r.name for r in resources if r.kind is ResourceKind.GROUP],
        "feed.staff": [r.name for r in resources if r.kind is ResourceKind.STAFF],
        "feed.things": [r.name for r in resources if r.kind in _THINGS],
    }
    lines = [f"{words(key)}: {', '.join(names)}" for key, names in kinds.items() if names]
    link = _link(booking, resources)
    if link:
        lines.append(f"{words('feed.online')}: {link}")
    if booking.status is BookingStatus.REQUESTED:
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


def _link(booking: Booking, resources: list[Resource]) -> str | None:
    """The booking's own meeting link, or that of the online room it has."""
    return booking.meeting_url or next((r.meeting_url for r in resources if r.meeting_url), None)


def _conference(booking: Booking, resources: list[Resource], words: Words) -> Conference | None:
    link = _link(booking, resources)
    return Conference(link, words("feed.online")) if link else None
