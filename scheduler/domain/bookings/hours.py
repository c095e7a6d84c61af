"""When a resource can be used at all: its opening hours, its closures, the windows in which it is made
available."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import time
from typing import Final

from scheduler.domain.bookings.bookings import Need
from scheduler.domain.bookings.surroundings import Surroundings
from scheduler.domain.campus.campuses import Campus
from scheduler.domain.campus.opening_hours import Closure, ClosureKind, Holiday, Opening, Window
from scheduler.domain.campus.resources import Resource
from scheduler.domain.time.spans import Span
from scheduler.domain.time.wall_time import dates, hours_on, local_day

BY_DAY: Final = (time(7), time(22))
"""When people come to what keeps no hours."""


def partial_outages(closures: Iterable[Closure]) -> dict[int, list[tuple[Span, int]]]:
    """Per resource the spans in which an outage takes some of its units, as the conflict rule wants them."""
    found: dict[int, list[tuple[Span, int]]] = {}
    for closure in closures:
        if closure.resource_id is not None and closure.units is not None:
            found.setdefault(closure.resource_id, []).append((closure.span, closure.units))
    return found


def open_hours(resource: Resource, span: Span, around: Surroundings) -> list[Span] | None:
    """The resource's opening hours on the dates that `span` touches; None: no hours are kept."""
    campus = around.campuses.get(resource.campus_id or 0)
    if campus is None:
        return None
    hours = hours_of(resource, around)
    if not hours:
        return None
    first, last = span.start.astimezone(campus.tz).date(), span.end.astimezone(campus.tz).date()
    found = (
        hours_on(on, each.opens, each.closes, campus.tz)
        for on in dates(first, last)
        for each in hours
        if each.weekday == on.weekday()
    )
    return [span for span in found if span is not None]


def hours_of(resource: Resource, around: Surroundings) -> list[Opening]:
    """The weekly hours of a resource: its own, else those of the campus on which it stands."""
    own = [each for each in around.openings if each.resource_id == resource.id]
    if own or not resource.stands:
        return own
    return [each for each in around.openings if each.campus_id == resource.campus_id]


def people_come(needs: Collection[Need], span: Span, around: Surroundings) -> bool:
    """Whether anybody may be offered that time: opening hours are judged, but where nothing that is asked for
    keeps any it is by day, and of what lasts longer than a day's hours the beginning is."""
    if any(hours_of(around.resources[need.resource_id], around) for need in needs):
        return True
    zone = around.clock_at(needs)
    first = span.start.astimezone(zone)
    day = hours_on(first.date(), *BY_DAY, zone)
    return day is not None and (day.contains(span) or (day.length < span.length and day.start <= span.start))


def closures_of(resource: Resource, closures: Iterable[Closure]) -> list[Closure]:
    """Those that take the whole of the resource out of use: its own, and its campus's but for people."""
    campus_id = None if resource.travels else resource.campus_id
    whole = (closure for closure in closures if closure.units is None)
    return [
        closure
        for closure in whole
        if closure.resource_id == resource.id or (campus_id is not None and closure.campus_id == campus_id)
    ]


def closed_by(
    holiday: Holiday, resources: Iterable[Resource], campuses: Mapping[int, Campus]
) -> Iterator[Closure]:
    """A holiday that closes as the closures it means, by the clock of each campus: of everything for a
    public one, else of what its organisation owns."""
    if not holiday.closes_places:
        return
    if holiday.organisation_id is None:
        for campus in campuses.values():
            yield _shut(holiday, campus, campus_id=campus.id)
        return
    for resource in resources:
        stands_at = campuses.get(resource.campus_id or 0) if resource.stands else None
        if stands_at is not None and resource.owner_id == holiday.organisation_id:
            yield _shut(holiday, stands_at, resource_id=resource.id)


def _shut(holiday: Holiday, campus: Campus, **whose: int) -> Closure:
    first, last = (local_day(on, campus.tz) for on in (holiday.first_on, holiday.last_on))
    span = Span(first.start, last.end)
    return Closure(id=0, span=span, kind=ClosureKind.CLOSURE, reason=holiday.name, **whose)


def windows_of(resource: Resource, windows: Iterable[Window]) -> list[Span]:
    """The stretches in which the resource is made available; none: always."""
    return [window.span for window in windows if window.resource_id == resource.id]
