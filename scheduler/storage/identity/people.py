"""What is asked of people beside reading them one by one, and everything known of one of them."""

from collections.abc import Iterable
from typing import TypeVar

from sqlalchemy import select

from scheduler.storage import records
from scheduler.storage.store import Tx
from scheduler.storage.tables import PersonRow, ResourceRow
from scheduler.storage.tables.base import columns

T = TypeVar("T")
_PERSON, _RESOURCE = columns(PersonRow), columns(ResourceRow)


async def id_of_address(tx: Tx, email: str) -> int | None:
    """Whose this address is, whether or not they are active."""
    found: int | None = await tx.scalar(select(_PERSON.id).where(_PERSON.email == email))
    return found


async def of_person(tx: Tx, kind: type[T], person_id: int, *, column: str = "person_id") -> list[T]:
    """The things of a kind that are this person's."""
    return await records.listing(tx, kind, records.table(kind).c[column] == person_id)


async def organisations_asking(tx: Tx, qualification: str) -> frozenset[int]:
    """The owners of what may only be used with this qualification."""
    query = select(_RESOURCE.owner_id).where(_RESOURCE.required_qualification == qualification).distinct()
    return frozenset(await tx.scalars(query))


async def who_left(tx: Tx, person_ids: Iterable[int]) -> frozenset[int]:
    """Those of these people who are not here any more: inactive, or gone."""
    wanted = set(person_ids)
    if not wanted:
        return frozenset()
    query = select(_PERSON.id).where(_PERSON.id.in_(sorted(wanted)), _PERSON.active)
    return frozenset(wanted - set(await tx.scalars(query)))
