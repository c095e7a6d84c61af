"""See the planner's desk: the periods, and every plan with its figures beside the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import Action, require
from scheduler.domain.jobs import Job
from scheduler.domain.planning.periods import Period
from scheduler.domain.planning.plans import Plan
from scheduler.domain.planning.projects import Project
from scheduler.storage import crud, records
from scheduler.storage.campus.groups import GROUPS
from scheduler.storage.crud import Filters
from scheduler.storage.planning import plans
from scheduler.storage.store import Store

_MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDesk:
    """A plan with its job (None: it is long gone) and how much it holds."""

    plan: Plan
    job: Job | None
    sessions: int
    unplaced: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Periods by their first day, plans newest first; names of groups and projects by id."""

    periods: tuple[Period, ...]
    plans: tuple[OnDesk, ...]
    groups: Mapping[int, str]
    projects: Mapping[int, str]

    def current(self, today: date) -> Period:
        """The period that is under way or comes next, or else the last. There must be one."""
        return current_period(self.periods, today)


def current_period(periods: Sequence[Period], today: date) -> Period:
    """Of periods by their first day the one that is under way or comes next, or else the last."""
    return next((period for period in periods if period.last_on >= today), periods[-1])


async def see_desk(store: Store, actor: Actor | None) -> Desk:
    """Raises `Forbidden` for who may see no plans."""
    acting = require(actor, Action.VIEW_PLANS)
    seen_by = None if acting.person.operator else acting.organisation_ids
    async with store.read() as tx:
        periods = await records.listing(tx, Period)
        found = await plans.listing(tx, period_id=None, status=None, seen_by=seen_by, after=0, limit=_MOST)
        jobs = await records.by_id(tx, Job, {plan.job_id for plan in found if plan.job_id is not None})
        sizes = [await plans.sizes_of(tx, plan.id) for plan in found]
        groups = await crud.listed(tx, GROUPS, Filters(), 0, _MOST)
        projects = await records.listing(tx, Project)
    on_desk = [
        OnDesk(plan=plan, job=jobs.get(plan.job_id or 0), sessions=sessions, unplaced=unplaced)
        for plan, (sessions, unplaced) in zip(found, sizes, strict=True)
    ]
    return Desk(
        periods=tuple(sorted(periods, key=lambda period: period.first_on)),
        plans=tuple(reversed(on_desk)),
        groups={group.id: group.name for group in groups},
        projects={project.id: project.title for project in projects},
    )
