"""People, what they are in which organisation, and what they are qualified for."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from scheduler.domain.border import check_new
from scheduler.domain.campus.organisations import Organisation
from scheduler.domain.campus.resources import Resource, ResourceKind
from scheduler.domain.error_codes import ConflictCode
from scheduler.domain.errors import Conflict, NotFound
from scheduler.domain.identity.people import Actor, Language, Membership, Person, Qualification, Role
from scheduler.domain.identity.policies import Action, may, reach, require
from scheduler.services.crud import Noun, Step, add_in, signed_in
from scheduler.services.identity.invitations import require_all_of
from scheduler.storage import crud, records
from scheduler.storage.calendars import feeds, revisions
from scheduler.storage.campus.resources import staff_resource
from scheduler.storage.crud import Filters, gateway
from scheduler.storage.identity import accounts, actors, audit, people
from scheduler.storage.store import Store, Tx

STAFF: Final = frozenset({Role.TEACHER, Role.LAB_MANAGER, Role.PLANNER})
"""Who can be asked for in a booking, and so is a resource."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPerson:
    """`role` in `organisation_id` is the first thing known of somebody new."""

    name: str
    email: str
    organisation_id: int
    role: Role
    language: Language = Language.DUTCH


async def _hire(tx: Tx, step: Step[Membership]) -> None:
    """Staff can be booked: whoever becomes staff gets a resource of that organisation.

    Calendars tell as much as their owner may know, so with another role they say more or less.
    """
    joined = step.after
    for membership in filter(None, (step.before, joined)):
        await feeds.change_those_of(tx, membership.person_id, step.now)
    if joined is None or joined.role not in STAFF or await staff_resource(tx, joined.person_id):
        return
    person = await records.get(tx, Person, joined.person_id)
    staff = Resource(
        id=0,
        kind=ResourceKind.STAFF,
        name=person.name,
        owner_id=joined.organisation_id,
        person_id=person.id,
    )
    await records.add(tx, staff)


def _of_ones_own(actor: Actor, membership: Membership) -> Membership | None:
    seen = may(
        actor,
        Action.VIEW_PEOPLE,
        organisations=[membership.organisation_id],
        own=membership.person_id == actor.id,
    )
    return membership if seen else None


async def _runs_the_person(tx: Tx, actor: Actor | None, membership: Membership) -> Actor:
    """Somebody joins an organisation by whoever runs it, and one of those the person is in already."""
    runner = require(actor, Action.MANAGE_PEOPLE, organisations=[membership.organisation_id])
    known = await actors.organisations_of(tx, membership.person_id)
    if known and membership.organisation_id not in known:
        require(actor, Action.MANAGE_PEOPLE, organisations=known)
    return runner


MEMBERSHIPS = Noun(
    gateway=gateway(Membership),
    see=Action.VIEW_PEOPLE,
    guard=_runs_the_person,
    names={"person_id": Person, "organisation_id": Organisation},
    shown=_of_ones_own,
    after=_hire,
)


async def _knows_the_work(tx: Tx, actor: Actor | None, qualification: Qualification) -> Actor:
    """Of the organisations somebody is in, or of one that asks for this very proof."""
    homes = await actors.organisations_of(tx, qualification.person_id)
    asking = await people.organisations_asking(tx, qualification.name)
    return require(actor, Action.QUALIFY, organisations=homes | asking)


def _of_people_known(actor: Actor) -> Filters:
    return Filters(person_in=reach(actor, Action.VIEW_PEOPLE), person_is=actor.id)


QUALIFICATIONS = Noun(
    gateway=gateway(Qualification),
    see=Action.VIEW_PEOPLE,
    scope=_of_people_known,
    guard=_knows_the_work,
    names={"person_id": Person},
    organisation_of=lambda _: None,
)


def read_me(actor: Actor | None) -> Actor:
    """Oneself, as the policies see one."""
    return require(actor, Action.VIEW_PEOPLE, own=True)


async def list_people(
    store: Store, actor: Actor | None, filters: Filters, after: int, limit: int
) -> tuple[list[Person], int | None]:
    """The people of the organisations in which the actor may know them."""
    reader = require(actor, Action.VIEW_PEOPLE)
    where = reach(reader, Action.VIEW_PEOPLE)
    if filters.person_in is not None:
        where = filters.person_in if where is None else where & filters.person_in
    async with store.read() as tx:
        wanted = replace(filters, person_in=where)
        found = await crud.listed(tx, gateway(Person), wanted, after, limit + 1)
    return found[:limit], found[limit - 1].id if len(found) > limit else None


async def read_person(store: Store, actor: Actor | None, person_id: int) -> Person:
    """Raises `NotFound` for somebody the actor may not know."""
    reader = signed_in(actor)
    async with store.read() as tx:
        return await known_person(tx, reader, person_id)


async def add_person(store: Store, actor: Actor | None, command: AddPerson, now: datetime) -> Person:
    """Somebody new, with a first role. Raises `Conflict(ConflictCode.ALREADY_EXISTS)` for a known address."""
    require(actor, Action.MANAGE_PEOPLE, organisations=[command.organisation_id])
    async with store.write() as tx:
        person = Person(
            id=0, name=command.name, email=command.email.strip().lower(), language=command.language
        )
        check_new(person)
        if await people.id_of_address(tx, person.email) is not None:
            raise Conflict(ConflictCode.ALREADY_EXISTS)
        person = replace(person, id=await records.add(tx, person))
        first = Membership(
            id=0, person_id=person.id, organisation_id=command.organisation_id, role=command.role
        )
        await add_in(tx, actor, MEMBERSHIPS, first, now)
        await audit.note(tx, actor, "create", "person", person.id, command.organisation_id, {}, now)
        return person


async def change_person_in(
    tx: Tx, actor: Actor, person_id: int, values: Mapping[str, Any], since: int | None, now: datetime
) -> Person:
    """For who runs every organisation the person is in; nobody is made an operator this way."""
    before = await person_to_change(tx, actor, person_id)
    return await _change(tx, actor, before, values, since, now)


async def change_me(store: Store, actor: Actor | None, values: Mapping[str, Any], now: datetime) -> Person:
    """One's own name, language and choice about mail."""
    changer = require(actor, Action.OWN_ACCOUNT, own=True)
    async with store.write() as tx:
        before = await records.get(tx, Person, changer.id)
        return await _change(tx, changer, before, values, None, now)


async def known_person(tx: Tx, actor: Actor, person_id: int) -> Person:
    """Raises `NotFound` for somebody the actor may not know."""
    person = await records.get(tx, Person, person_id)
    homes = await actors.organisations_of(tx, person_id)
    if not may(actor, Action.VIEW_PEOPLE, organisations=homes, own=person_id == actor.id):
        raise NotFound("person", person_id)
    return person


async def person_to_change(tx: Tx, actor: Actor, person_id: int) -> Person:
    """The person, all of whose organisations the actor runs. Raises `NotFound` or `Forbidden`."""
    person = await known_person(tx, actor, person_id)
    require_all_of(actor, await actors.roles_of(tx, person))
    return person


async def _change(
    tx: Tx, actor: Actor, before: Person, values: Mapping[str, Any], since: int | None, now: datetime
) -> Person:
    after = replace(before, **values, version=before.version + 1)
    check_new(after, before)
    await records.change(tx, after, since=before.version if since is None else since)
    staff = await staff_resource(tx, after.id)
    if staff is not None and staff.name != after.name:
        staff = replace(staff, name=after.name, version=staff.version + 1)
        await records.change(tx, staff)
        await revisions.touch_resources(tx, [staff.id], now)
    if staff is not None and before.active != after.active:
        # Who is not here can be asked for by nobody, and is again when they come back.
        await records.change(tx, replace(staff, active=after.active, version=staff.version + 1))
    if not after.active:
        await accounts.end_sessions(tx, after.id)
    # The log names the fields and not their values: it outlives the person.
    change = {"fields": sorted(audit.differences(before, after))}
    await audit.note(tx, actor, "change", "person", after.id, None, change, now)
    return after
