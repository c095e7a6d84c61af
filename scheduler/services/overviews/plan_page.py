"""See one plan: its figures, what did not fit and what it would change, its sessions, its matches."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from scheduler.domain.campus.resources import Resource
from scheduler.domain.identity.people import Actor
from scheduler.domain.planning.plans import Match, PlanSession, Unplaced
from scheduler.domain.planning.projects import Project
from scheduler.services.planning.differences import Comparison
from scheduler.services.planning.queries import PlanView, compare_in, plan_in
from scheduler.storage import records
from scheduler.storage.campus.groups import list_groups
from scheduler.storage.planning import plans
from scheduler.storage.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPage:
    """`comparison` with what is in force, once there is something to compare; `resources` are those in it."""

    view: PlanView
    unplaced: tuple[Unplaced, ...] = ()
    comparison: Comparison | None = None
    resources: Mapping[int, Resource]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSessions:
    """The first sessions by time, with their resources."""

    view: PlanView
    sessions: tuple[PlanSession, ...]
    resources: Mapping[int, Resource]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanMatches:
    """Which group got which project, with the names of both."""

    view: PlanView
    matches: tuple[Match, ...]
    groups: Mapping[int, str]
    projects: Mapping[int, str]


async def see_plan(store: Store, actor: Actor | None, plan_id: int, now: datetime) -> PlanPage:
    """One that is being made has nothing but its job yet. Raises `NotFound`."""
    async with store.read() as tx:
        view = await plan_in(tx, actor, plan_id)
        if view.job is not None and not view.job.status.ended:
            return PlanPage(view=view, resources={})
        unplaced = tuple(await plans.unplaced_of(tx, plan_id))
        if view.plan.solved_at is None:
            return PlanPage(view=view, unplaced=unplaced, resources={})
        comparison, resources = await compare_in(tx, view.plan, store.zone, now)
    return PlanPage(view=view, unplaced=unplaced, comparison=comparison, resources=resources)


async def see_plan_sessions(store: Store, actor: Actor | None, plan_id: int, most: int) -> PlanSessions:
    """Raises `NotFound`."""
    async with store.read() as tx:
        view = await plan_in(tx, actor, plan_id)
        found = sorted(await plans.sessions_of(tx, plan_id), key=lambda session: session.span)[:most]
        needed = {need.resource_id for session in found for need in session.needs}
        resources = await records.by_id(tx, Resource, needed)
    return PlanSessions(view=view, sessions=tuple(found), resources=resources)


async def see_plan_matches(store: Store, actor: Actor | None, plan_id: int) -> PlanMatches:
    """Raises `NotFound`."""
    async with store.read() as tx:
        view = await plan_in(tx, actor, plan_id)
        found = await plans.matches_of(tx, plan_id)
        projects = await records.by_id(tx, Project, {m.project_id for m in found if m.project_id is not None})
        groups = await list_groups(tx)
    return PlanMatches(
        view=view,
        matches=tuple(found),
        groups={group.id: group.name for group in groups},
        projects={project.id: project.title for project in projects.values()},
    )
