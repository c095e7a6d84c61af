"""One person with their roles and proofs, as whoever runs their organisation sees them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from scheduler.domain.campus.opening_hours import Closure
from scheduler.domain.campus.organisations import Organisation
from scheduler.domain.campus.resources import Resource
from scheduler.domain.identity.people import Actor, Membership, Person, Qualification
from scheduler.domain.identity.policies import Action, may, reach
from scheduler.domain.time.spans import Span
from scheduler.services.crud import signed_in
from scheduler.services.identity.people import MEMBERSHIPS, QUALIFICATIONS, known_person
from scheduler.storage import crud, records
from scheduler.storage.bookings.surroundings import closures
from scheduler.storage.campus.resources import staff_resource
from scheduler.storage.crud import Filters
from scheduler.storage.store import Store

MOST = 200
_AHEAD: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class PersonPage:
    """`organisations` has the names of those in the roles; `runs` are those the actor may add roles in.
    `staff` is the person as something that can be asked for, `absences` when that is not, from now on."""

    person: Person
    memberships: tuple[Membership, ...]
    qualifications: tuple[Qualification, ...]
    organisations: dict[int, Organisation]
    runs: tuple[Organisation, ...]
    staff: Resource | None
    absences: tuple[Closure, ...]


async def see_person(store: Store, actor: Actor | None, person_id: int, now: datetime) -> PersonPage:
    """Raises `NotFound` for somebody the actor may not know."""
    reader = signed_in(actor)
    of_person = Filters(equal={"person_id": person_id})
    async with store.read() as tx:
        person = await known_person(tx, reader, person_id)
        roles = await crud.listed(tx, MEMBERSHIPS.gateway, of_person, 0, MOST)
        shown = tuple(role for role in roles if MEMBERSHIPS.shown(reader, role) is not None)
        proofs = await crud.listed(tx, QUALIFICATIONS.gateway, of_person, 0, MOST)
        every = await records.listing(tx, Organisation)
        staff = await staff_resource(tx, person_id)
        away = await closures(tx, [staff], Span(now, now + _AHEAD)) if staff is not None else []
    return PersonPage(
        person,
        shown,
        tuple(proofs),
        {each.id: each for each in every},
        _run_by(reader, every),
        staff,
        tuple(each for each in away if staff is not None and each.resource_id == staff.id),
    )


async def organisations_run(store: Store, actor: Actor | None) -> tuple[Organisation, ...]:
    """The organisations in which the actor may add people, by name."""
    runner = signed_in(actor)
    async with store.read() as tx:
        every = await records.listing(tx, Organisation)
    return tuple(sorted(_run_by(runner, every), key=lambda each: each.name))


def _run_by(actor: Actor, organisations: Iterable[Organisation]) -> tuple[Organisation, ...]:
    if not may(actor, Action.MANAGE_PEOPLE):
        return ()
    runs = reach(actor, Action.MANAGE_PEOPLE)
    return tuple(each for each in organisations if runs is None or each.id in runs)
