"""Organisations, campuses and their calendars."""

from dataclasses import dataclass
from datetime import datetime

from scheduler.domain.campus.campuses import Campus, Travel
from scheduler.domain.campus.opening_hours import Holiday, Opening, Window
from scheduler.domain.campus.organisations import Organisation
from scheduler.domain.campus.resources import Resource
from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Invalid
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import Action, require
from scheduler.domain.planning.periods import Period
from scheduler.services.crud import Noun, Step
from scheduler.services.guards import of_its_organisation, of_its_resource, of_the_region
from scheduler.storage import records
from scheduler.storage.calendars import revisions
from scheduler.storage.campus import travel
from scheduler.storage.campus.resources import ids_on_campus
from scheduler.storage.crud import gateway
from scheduler.storage.identity import audit
from scheduler.storage.store import Store, Tx


async def _plans_somewhere(tx: Tx, actor: Actor | None, period: Period) -> Actor:
    """Periods are shared by the whole region: whoever plans somewhere may make them."""
    return require(actor, Action.MANAGE_TEACHING)


async def _tell_calendars(tx: Tx, step: Step[Campus]) -> None:
    """Calendars name the campus and its address."""
    if step.before is not None and step.after is not None:
        await revisions.touch_resources(tx, await ids_on_campus(tx, step.after.id), step.now)


ORGANISATIONS = Noun(
    gateway=gateway(Organisation),
    guard=of_the_region,
    organisation_of=lambda organisation: organisation.id,
)
CAMPUSES = Noun(gateway=gateway(Campus), guard=of_the_region, after=_tell_calendars)


async def _by_a_clock(tx: Tx, step: Step[Opening]) -> Opening:
    """Hours are read from the clock of a campus: what is on none cannot be given any."""
    opening = step.after
    assert opening is not None  # noqa: S101 - nothing is completed on the way out
    if opening.resource_id is not None:
        resource = await records.get(tx, Resource, opening.resource_id)
        if resource.campus_id is None:
            raise Invalid("resource_id", InvalidCode.ON_NO_CAMPUS)
    return opening


OPENINGS = Noun(
    gateway=gateway(Opening),
    guard=of_its_resource(Action.MANAGE_RESOURCES),
    names={"campus_id": Campus, "resource_id": Resource},
    complete=_by_a_clock,
)
WINDOWS = Noun(gateway=gateway(Window), guard=of_its_resource(Action.MANAGE_RESOURCES))
HOLIDAYS = Noun(
    gateway=gateway(Holiday),
    guard=of_its_organisation(Action.MANAGE_TEACHING),
    names={"organisation_id": Organisation},
)
PERIODS = Noun(gateway=gateway(Period), guard=_plans_somewhere)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTravel:
    """`minutes` from door to door, in both directions."""

    one_campus_id: int
    other_campus_id: int
    minutes: int


async def list_travel(store: Store, actor: Actor | None) -> list[Travel]:
    """Every pair of campuses of which the time is known, each once."""
    require(actor, Action.VIEW_CAMPUS)
    async with store.read() as tx:
        return await records.listing(tx, Travel)


async def set_travel(store: Store, actor: Actor | None, command: SetTravel, now: datetime) -> Travel:
    """Say how long it takes, or say it anew. Raises `Invalid` for a campus that is not there."""
    manager = require(actor, Action.MANAGE_REGION)
    first, second = sorted((command.one_campus_id, command.other_campus_id))
    if first == second:
        raise Invalid("to_campus_id", InvalidCode.ITSELF)
    async with store.write() as tx:
        if len(await records.by_id(tx, Campus, (first, second))) < 2:
            raise Invalid("to_campus_id", InvalidCode.UNKNOWN)
        pair = Travel(from_campus_id=first, to_campus_id=second, minutes=command.minutes)
        await travel.put(tx, pair)
        change = {"to": second, "minutes": command.minutes}
        await audit.note(tx, manager, "change", "travel", first, None, change, now)
        return pair


async def remove_travel(store: Store, actor: Actor | None, one: int, other: int, now: datetime) -> None:
    """Forget how long it takes. Raises `NotFound`."""
    manager = require(actor, Action.MANAGE_REGION)
    first, second = sorted((one, other))
    async with store.write() as tx:
        await travel.remove(tx, first, second)
        await audit.note(tx, manager, "delete", "travel", first, None, {"to": second}, now)
