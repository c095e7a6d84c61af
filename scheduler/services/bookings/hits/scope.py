"""Which bookings a change of a plain noun can be about at all: a superset, decided on by the judge."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final

from scheduler.domain.campus.campuses import Campus
from scheduler.domain.campus.opening_hours import Closure, Holiday, Opening, Window
from scheduler.domain.campus.resources import Resource
from scheduler.domain.identity.people import Person, Qualification
from scheduler.domain.time.spans import Span, hull
from scheduler.storage.campus.resources import ids_on_campus, ids_owned_by, ids_that_stand, staff_resource
from scheduler.storage.store import Tx

_WIDEST_OFFSET: Final = timedelta(days=1)
"""A local date begins and ends less than a day from the same date in UTC."""
_RULED: Final[Mapping[type[Any], tuple[str, ...]]] = {
    Campus: ("zone",),
    Person: ("active",),
    Resource: (
        "active",
        "campus_id",
        "movable",
        "owner_id",
        "part_of_id",
        "required_qualification",
        "seats",
        "setup_minutes",
        "sharing",
        "standing_room",
        "teardown_minutes",
        "units",
    ),
}
"""What the rules look at of these, when a booking stands; of what is not named here, everything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeScope:
    """Bookings that claim one of `resource_ids` or were made by one of `organiser_ids`, with a moment in
    `within` (None: whenever)."""

    resource_ids: frozenset[int] = frozenset()
    organiser_ids: frozenset[int] = frozenset()
    within: Span | None = None

    @property
    def empty(self) -> bool:
        return not self.resource_ids and not self.organiser_ids


NOTHING: Final = ChangeScope()


async def scope_of(tx: Tx, before: Any | None, after: Any | None) -> ChangeScope:
    """`before` None when a thing is made, `after` None when it goes."""
    versions = [thing for thing in (before, after) if thing is not None]
    same = len(versions) == 2 and _ruled(before) == _ruled(after)
    of = _OF.get(type(versions[0]))
    return NOTHING if same or of is None else await of(tx, versions)


def _ruled(thing: Any) -> Any:
    """What the rules look at in it."""
    fields = _RULED.get(type(thing))
    return thing if fields is None else tuple(getattr(thing, name) for name in fields)


async def _of_resource(tx: Tx, versions: list[Resource]) -> ChangeScope:
    """Of a new one (id 0) nobody has anything."""
    return ChangeScope(resource_ids=frozenset(each.id for each in versions if each.id))


async def _of_closure(tx: Tx, versions: list[Closure]) -> ChangeScope:
    return await _of_places(tx, versions, hull(closure.span for closure in versions))


async def _of_places(tx: Tx, versions: Sequence[Any], within: Span | None = None) -> ChangeScope:
    ids: set[int] = set()
    for thing in versions:
        if thing.resource_id is not None:
            ids.add(thing.resource_id)
        else:
            ids |= set(await ids_on_campus(tx, thing.campus_id))
    return ChangeScope(resource_ids=frozenset(ids), within=within)


async def _of_holiday(tx: Tx, versions: list[Holiday]) -> ChangeScope:
    closing = [holiday for holiday in versions if holiday.closes_places]
    if not closing:
        return NOTHING
    ids: set[int] = set()
    for holiday in closing:
        owner = holiday.organisation_id
        ids |= set(await ids_that_stand(tx) if owner is None else await ids_owned_by(tx, owner))
    first_on, last_on = min(each.first_on for each in closing), max(each.last_on for each in closing)
    within = Span(
        datetime.combine(first_on, time(), UTC) - _WIDEST_OFFSET,
        datetime.combine(last_on, time(), UTC) + 2 * _WIDEST_OFFSET,
    )
    return ChangeScope(resource_ids=frozenset(ids), within=within)


async def _of_campus(tx: Tx, versions: list[Campus]) -> ChangeScope:
    return ChangeScope(resource_ids=frozenset(await ids_on_campus(tx, versions[0].id)))


async def _of_person(tx: Tx, versions: list[Person]) -> ChangeScope:
    return await _of_people(tx, {person.id for person in versions})


async def _of_proof(tx: Tx, versions: list[Qualification]) -> ChangeScope:
    return await _of_people(tx, {proof.person_id for proof in versions})


async def _of_people(tx: Tx, person_ids: set[int]) -> ChangeScope:
    staff = [await staff_resource(tx, person_id) for person_id in sorted(person_ids)]
    return ChangeScope(
        resource_ids=frozenset(each.id for each in staff if each is not None),
        organiser_ids=frozenset(person_ids),
    )


_OF: Final[Mapping[type[Any], Callable[[Tx, Any], Awaitable[ChangeScope]]]] = {
    Resource: _of_resource,
    Closure: _of_closure,
    Opening: _of_places,
    Window: _of_places,
    Holiday: _of_holiday,
    Campus: _of_campus,
    Person: _of_person,
    Qualification: _of_proof,
}
