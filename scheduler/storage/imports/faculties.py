"""What an earlier import of a faculty left behind, found by the names it gave."""

from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, exists, select

from scheduler.domain.campus.campuses import Campus
from scheduler.domain.campus.groups import Group
from scheduler.domain.campus.opening_hours import Opening
from scheduler.domain.campus.organisations import Organisation
from scheduler.domain.campus.resources import Resource
from scheduler.domain.planning.activities import Activity
from scheduler.domain.planning.periods import Period
from scheduler.storage import records
from scheduler.storage.campus import groups
from scheduler.storage.planning import teaching
from scheduler.storage.store import Tx
from scheduler.storage.tables import (
    CampusRow,
    GroupOrganisationRow,
    GroupRow,
    OpeningRow,
    OrganisationRow,
    PeriodRow,
    ResourceRow,
)
from scheduler.storage.tables.base import columns

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFaculty:
    """None and empty where there is nothing yet."""

    organisation: Organisation | None = None
    campus: Campus | None = None
    period: Period | None = None
    openings: list[Opening] = field(default_factory=list)
    resources: list[Resource] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)


async def known_faculty(tx: Tx, organisation: str, campus: str, period: str) -> KnownFaculty:
    """The organisation, campus and period of these names, with all that is theirs."""
    owner = await _first(tx, Organisation, columns(OrganisationRow).name == organisation)
    place = await _first(tx, Campus, columns(CampusRow).name == campus)
    term = await _first(tx, Period, columns(PeriodRow).name == period)
    return KnownFaculty(
        organisation=owner,
        campus=place,
        period=term,
        openings=[] if place is None else await _hours(tx, place),
        resources=[] if owner is None else await _resources(tx, owner),
        groups=[] if owner is None else await _groups(tx, owner),
        activities=await _activities(tx, term, owner),
    )


async def _first(tx: Tx, cls: type[T], where: ColumnElement[bool]) -> T | None:
    found = await records.listing(tx, cls, where, limit=1)
    return found[0] if found else None


async def _hours(tx: Tx, campus: Campus) -> list[Opening]:
    return await records.listing(tx, Opening, columns(OpeningRow).campus_id == campus.id)


async def _resources(tx: Tx, owner: Organisation) -> list[Resource]:
    return await records.listing(tx, Resource, columns(ResourceRow).owner_id == owner.id)


async def _groups(tx: Tx, owner: Organisation) -> list[Group]:
    home: Any = columns(GroupOrganisationRow)
    mine = select(home.group_id).where(
        home.organisation_id == owner.id, home.group_id == columns(GroupRow).id
    )
    return await groups.list_groups(tx, exists(mine))


async def _activities(tx: Tx, term: Period | None, owner: Organisation | None) -> list[Activity]:
    if term is None or owner is None:
        return []
    return await teaching.activities_of(tx, term.id, organisation_id=owner.id)
