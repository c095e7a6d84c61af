"""Everything the rules look at, fetched for the resources and the times at stake: a superset, decided on
by nobody here."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from scheduler.domain.bookings.claims import Held
from scheduler.domain.bookings.hours import closed_by
from scheduler.domain.bookings.surroundings import Surroundings
from scheduler.domain.campus.campuses import Campus, Travel, TravelTimes
from scheduler.domain.campus.opening_hours import Closure, Holiday, Opening, Window
from scheduler.domain.campus.resources import Resource, ResourceKind
from scheduler.domain.identity.people import Qualification
from scheduler.domain.time.spans import Span, hull
from scheduler.domain.time.wall_time import DAY, dates
from scheduler.storage import records
from scheduler.storage.bookings import external_busy
from scheduler.storage.bookings.booking_filter import overdue_ids
from scheduler.storage.bookings.claims import held
from scheduler.storage.store import Tx, home_of
from scheduler.storage.tables import (
    ClosureRow,
    GroupOrganisationRow,
    GroupRow,
    HolidayRow,
    OpeningRow,
    QualificationRow,
    ResourceRow,
    WindowRow,
)
from scheduler.storage.tables.base import columns

_RESOURCE, _OPENING, _CLOSURE = columns(ResourceRow), columns(OpeningRow), columns(ClosureRow)
_WINDOW, _QUALIFICATION, _HOLIDAY = columns(WindowRow), columns(QualificationRow), columns(HolidayRow)
_GROUP, _HOME = columns(GroupRow), columns(GroupOrganisationRow)

_PADDING = DAY + timedelta(hours=1)
"""The longest set-up or tear-down of a resource (see `Resource`), and what a change of the clocks adds."""


async def with_parts_of(tx: Tx, resource_ids: Iterable[int]) -> dict[int, Resource]:
    """Those of the resources that exist, with the equipment that is fixed in them, in id order."""
    ids = sorted(set(resource_ids))
    fixed = and_(_RESOURCE.part_of_id.in_(ids), _RESOURCE.movable.is_(False), _RESOURCE.active)
    found = await records.listing(tx, Resource, or_(_RESOURCE.id.in_(ids), fixed))
    return {resource.id: resource for resource in found}


async def resources_of_kinds(tx: Tx, kinds: Iterable[ResourceKind]) -> list[Resource]:
    """Those that are in use."""
    wanted = _RESOURCE.kind.in_(sorted(kind.value for kind in kinds))
    return await records.listing(tx, Resource, wanted, _RESOURCE.active)


async def surroundings(
    tx: Tx,
    resources: Mapping[int, Resource],
    spans: Sequence[Span],
    now: datetime | None,
    *,
    person_ids: Iterable[int] = (),
    without: Iterable[int] = (),
    reach: timedelta = timedelta(),
) -> Surroundings:
    """What `judge` needs at the moment `now` for wishes of `resources` in `spans` moved by at most `reach`.

    `person_ids` are the people whose qualifications count; the bookings `without` hold nothing, as
    they are the ones being moved, and neither do requests that nobody answered in time (None: as long as
    nobody wrote that down, they do).
    """
    gone = {*without, *(() if now is None else await overdue_ids(tx, now))}
    campuses = await _campuses(tx, resources.values())
    travel = await _travel(tx, resources.values())
    margin = reach + _PADDING + timedelta(minutes=travel.longest)
    stretches = [span.padded(margin, margin) for span in spans]
    return Surroundings(
        resources=resources,
        campuses=campuses,
        openings=await _openings(tx, resources.values()),
        closures=[
            *await closures(tx, resources.values(), hull(stretches)),
            *await _closing_holidays(tx, resources.values(), campuses, hull(stretches)),
        ],
        windows=await windows(tx, resources),
        travel=travel,
        held=Held(await held(tx, resources, stretches, without=gone)),
        elsewhere=await external_busy.elsewhere(tx, resources, hull(stretches)),
        qualifications=await _qualifications(tx, resources.values(), person_ids),
        home=home_of(tx),
    )


async def closures(tx: Tx, resources: Iterable[Resource], within: Span) -> list[Closure]:
    """The closures of these resources and of their campuses that touch `within`."""
    known = list(resources)
    concerned = or_(
        _CLOSURE.resource_id.in_([resource.id for resource in known]),
        _CLOSURE.campus_id.in_(_campus_ids(known)),
    )
    return await records.listing(
        tx, Closure, concerned, _CLOSURE.starts < within.end, _CLOSURE.ends > within.start
    )


async def _closing_holidays(
    tx: Tx, resources: Iterable[Resource], campuses: Mapping[int, Campus], within: Span
) -> list[Closure]:
    """What holidays shut; a day more on both sides, for a date lasts longer than a day over all zones."""
    known = list(resources)
    theirs = _HOLIDAY.organisation_id.in_(sorted({each.owner_id for each in known}))
    first_on, last_on = within.start.date() - DAY, within.end.date() + DAY
    found = await _holidays(tx, theirs, first_on, last_on, _HOLIDAY.closes_places)
    return [
        closure
        for holiday in found
        for closure in closed_by(holiday, known, campuses)
        if closure.span.overlaps(within)
    ]


async def windows(tx: Tx, resource_ids: Iterable[int]) -> list[Window]:
    """All windows of these resources, past ones too: one that had any has no other time."""
    return await records.listing(tx, Window, _WINDOW.resource_id.in_(sorted(resource_ids)))


async def holidays_of(
    tx: Tx, organisation_ids: Iterable[int], first_on: date, last_on: date
) -> list[Holiday]:
    """The public holidays and those of these organisations that have a date from the one to the other."""
    theirs = _HOLIDAY.organisation_id.in_(sorted(set(organisation_ids)))
    return await _holidays(tx, theirs, first_on, last_on)


async def _holidays(
    tx: Tx, theirs: ColumnElement[bool], first_on: date, last_on: date, *only: ColumnElement[bool]
) -> list[Holiday]:
    whose = or_(_HOLIDAY.organisation_id.is_(None), theirs)
    during = (_HOLIDAY.first_on <= last_on, _HOLIDAY.last_on >= first_on)
    return await records.listing(tx, Holiday, whose, *during, *only)


async def holidays(
    tx: Tx, organisation_id: int, resource_ids: Iterable[int], first_on: date, last_on: date
) -> frozenset[date]:
    """The dates that a series of these skips: public ones, the organisation's, and those of every
    institution whose students are in a group that is asked for."""
    homes = (
        select(_HOME.organisation_id)
        .join(GroupRow, _GROUP.id == _HOME.group_id)
        .where(_GROUP.resource_id.in_(sorted(resource_ids)))
    )
    theirs = or_(_HOLIDAY.organisation_id == organisation_id, _HOLIDAY.organisation_id.in_(homes))
    found = await _holidays(tx, theirs, first_on, last_on)
    return frozenset(on for holiday in found for on in dates(holiday.first_on, holiday.last_on))


async def stand_ins(tx: Tx, asked: Iterable[Resource], limit: int = 12) -> list[Resource]:
    """Places of the same kinds as the places that were asked for, those on the same campus first."""
    places = [resource for resource in asked if resource.is_place]
    if not places:
        return []
    where: list[ColumnElement[bool]] = [
        _RESOURCE.kind.in_(sorted({place.kind.value for place in places})),
        _RESOURCE.active,
        _RESOURCE.id.not_in([place.id for place in places]),
    ]
    found = await records.listing(tx, Resource, *where)
    near, features = {place.campus_id for place in places}, [place.features for place in places]
    fitting = [other for other in found if any(other.features >= wanted for wanted in features)]
    return sorted(fitting, key=lambda other: (other.campus_id not in near, other.units, other.id))[:limit]


async def _campuses(tx: Tx, resources: Iterable[Resource]) -> dict[int, Campus]:
    return await records.by_id(tx, Campus, _campus_ids(resources))


async def _travel(tx: Tx, resources: Iterable[Resource]) -> TravelTimes:
    """Only people and groups travel: without them nobody needs to know how long it takes."""
    if not any(resource.travels for resource in resources):
        return TravelTimes()
    return TravelTimes(await records.listing(tx, Travel))


async def _openings(tx: Tx, resources: Iterable[Resource]) -> list[Opening]:
    known = list(resources)
    concerned = or_(
        _OPENING.resource_id.in_([resource.id for resource in known]),
        _OPENING.campus_id.in_(_campus_ids(resource for resource in known if resource.stands)),
    )
    return await records.listing(tx, Opening, concerned)


async def _qualifications(
    tx: Tx, resources: Iterable[Resource], person_ids: Iterable[int]
) -> list[Qualification]:
    """Of the organiser and of the staff that is asked for; when nothing asks for any, none."""
    known = list(resources)
    wanted = {r.required_qualification for r in known if r.required_qualification is not None}
    people = {*person_ids, *(r.person_id for r in known if r.person_id is not None)}
    if not wanted or not people:
        return []
    where: tuple[Any, ...] = (
        _QUALIFICATION.name.in_(sorted(wanted)),
        _QUALIFICATION.person_id.in_(sorted(people)),
    )
    return await records.listing(tx, Qualification, *where)


def _campus_ids(resources: Iterable[Resource]) -> list[int]:
    return sorted({resource.campus_id for resource in resources if resource.campus_id is not None})


async def owners_of(tx: Tx, resource_ids: Iterable[int]) -> dict[int, int]:
    """The organisation that owns each of these resources."""
    query = select(_RESOURCE.id, _RESOURCE.owner_id).where(_RESOURCE.id.in_(sorted(set(resource_ids))))
    return {row.id: row.owner_id for row in await tx.execute(query)}
