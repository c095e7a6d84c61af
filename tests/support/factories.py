"""What tests need to be there: each `make_*` stores one thing with believable values and answers it.

Every factory opens a transaction of its own; names are counted, so that two of a kind can be made.
"""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from typing import Any, TypeVar

from scheduler.domain.campus.campuses import Campus
from scheduler.domain.campus.groups import Group, LearningMode
from scheduler.domain.campus.organisations import Organisation, OrganisationKind
from scheduler.domain.campus.resources import Resource, ResourceKind
from scheduler.domain.identity.people import Actor, Membership, Person, Role
from scheduler.storage import records
from scheduler.storage.campus import groups
from scheduler.storage.identity import actors
from scheduler.storage.store import Store

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
"""Monday 23 November 2026, nine o'clock in Amsterdam."""

_numbers = count(1)
T = TypeVar("T")


async def keep(store: Store, thing: T, **columns: Any) -> T:
    """Store `thing`; answers it with the id it got."""
    async with store.write() as tx:
        return replace(thing, id=await records.add(tx, thing, **columns))  # type: ignore[type-var]


async def make_organisation(store: Store, **values: Any) -> Organisation:
    number = next(_numbers)
    given = {
        "name": f"Noorderpoort {number}",
        "short_name": "NP",
        "kind": OrganisationKind.EDUCATION,
    } | values
    return await keep(store, Organisation(id=0, **given))


async def make_campus(store: Store, **values: Any) -> Campus:
    given = {"name": f"Campus Delfzijl {next(_numbers)}", "zone": "Europe/Amsterdam"} | values
    return await keep(store, Campus(id=0, **given))


async def make_resource(store: Store, owner: Organisation, campus: Campus | None, **values: Any) -> Resource:
    given = {"kind": ResourceKind.FIELDLAB, "name": f"Lab Waterstof {next(_numbers)}", "units": 8} | values
    resource = Resource(id=0, owner_id=owner.id, campus_id=campus.id if campus else None, **given)
    return await keep(store, resource)


async def make_group(store: Store, *schools: Organisation, **values: Any) -> Group:
    """A group of these schools, with the resource it is."""
    number = next(_numbers)
    given = {"name": f"MBO4-A{number}", "size": 24, "mode": LearningMode.BOL} | values
    resource = await make_resource(
        store, schools[0], None, kind=ResourceKind.GROUP, name=given["name"], units=1
    )
    ids = tuple(school.id for school in schools)
    group = Group(id=0, resource_id=resource.id, organisation_ids=ids, **given)
    async with store.write() as tx:
        return replace(group, id=await groups.add_group(tx, group))


async def make_person(store: Store, **values: Any) -> Person:
    number = next(_numbers)
    given = {"name": f"Sanne de Vries {number}", "email": f"sanne{number}@example.org"} | values
    return await keep(store, Person(id=0, **given))


async def make_actor(store: Store, *roles: tuple[Organisation, Role], **values: Any) -> Actor:
    """A person with these roles; one who teaches is a staff resource too."""
    person = await make_person(store, **values)
    for organisation, role in roles:
        await keep(store, Membership(id=0, person_id=person.id, organisation_id=organisation.id, role=role))
        if role is Role.TEACHER:
            staff = {"kind": ResourceKind.STAFF, "name": person.name, "units": 1, "person_id": person.id}
            await make_resource(store, organisation, None, **staff)
    return await act_as(store, person)


async def act_as(store: Store, person: Person) -> Actor:
    """The actor that this person is by now."""
    async with store.read() as tx:
        return await actors.get_actor(tx, person.id)
