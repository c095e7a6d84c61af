"""Plans, what the solver was asked and answered, and what hangs on a plan."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, delete, insert, or_, select, update

from scheduler.domain.bookings.bookings import Need
from scheduler.domain.errors import NotFound
from scheduler.domain.planning.activities import Activity
from scheduler.domain.planning.plans import Match, Pin, Plan, PlanSession, PlanStatus, Unplaced
from scheduler.domain.time.spans import Span
from scheduler.storage import records
from scheduler.storage.store import Tx
from scheduler.storage.tables import (
    ActivityRow,
    MatchRow,
    PinRow,
    PlanProblemRow,
    PlanRow,
    PlanSessionRow,
    UnplacedRow,
)
from scheduler.storage.tables.base import columns

_PLAN, _PROBLEM, _SESSION = columns(PlanRow), columns(PlanProblemRow), columns(PlanSessionRow)
_PIN, _ACTIVITY = columns(PinRow), columns(ActivityRow)
_UNPLACED, _MATCH = columns(UnplacedRow), columns(MatchRow)

T = TypeVar("T", PlanSession, Unplaced, Match)


async def add(tx: Tx, plan: Plan) -> Plan:
    """Insert; the plan with the id it was given."""
    return replace(plan, id=await records.add(tx, plan))


async def listing(
    tx: Tx,
    *,
    period_id: int | None = None,
    status: PlanStatus | None = None,
    seen_by: Iterable[int] | None = None,
    after: int = 0,
    limit: int = 50,
) -> list[Plan]:
    """Plans in id order from the one after `after`; with `seen_by` those for all and for these."""
    where: list[ColumnElement[bool]] = []
    if period_id is not None:
        where.append(_PLAN.period_id == period_id)
    if status is not None:
        where.append(_PLAN.status == status.value)
    if seen_by is not None:
        where.append(or_(_PLAN.organisation_id.is_(None), _PLAN.organisation_id.in_(sorted(seen_by))))
    return await records.listing(tx, Plan, *where, after=after, limit=limit)


async def of_job(tx: Tx, job_id: int) -> Plan:
    """The plan that a job makes. Raises `NotFound`."""
    found = await records.listing(tx, Plan, _PLAN.job_id == job_id, limit=1)
    if not found:
        raise NotFound("plan", f"of job {job_id}")
    return found[0]


async def retire(tx: Tx, plan: Plan) -> None:
    """The plans in force that `plan` takes the place of are replaced."""
    same = [_PLAN.period_id == plan.period_id, _PLAN.status == PlanStatus.PUBLISHED.value]
    if plan.organisation_id is not None:
        same.append(_PLAN.organisation_id == plan.organisation_id)
    values = {"status": PlanStatus.REPLACED.value, "version": _PLAN.version + 1}
    await tx.execute(update(records.table(Plan)).where(*same, _PLAN.id != plan.id).values(values))


async def in_force(tx: Tx, period_id: int) -> frozenset[tuple[int, int]]:
    """The activity and occurrence of every session that published plans of a period have."""
    query = (
        select(_SESSION.activity_id, _SESSION.occurrence)
        .join(records.table(Plan), _PLAN.id == _SESSION.plan_id)
        .where(_PLAN.period_id == period_id, _PLAN.status == PlanStatus.PUBLISHED.value)
    )
    return frozenset((activity_id, occurrence) for activity_id, occurrence in await tx.execute(query))


async def keep_problem(tx: Tx, plan_id: int, problem: str) -> None:
    """Store what the solver is asked, in the solver's own JSON; an earlier question goes."""
    table = PlanProblemRow.__table__  # type: ignore[attr-defined]
    await tx.execute(delete(table).where(_PROBLEM.plan_id == plan_id))
    await tx.execute(insert(table).values(plan_id=plan_id, problem=problem))


async def keep_solution(tx: Tx, plan_id: int, solution: str) -> None:
    """Store what the solver answered, in the solver's own JSON."""
    table = PlanProblemRow.__table__  # type: ignore[attr-defined]
    await tx.execute(update(table).where(_PROBLEM.plan_id == plan_id).values(solution=solution))


async def problem_of(tx: Tx, plan_id: int) -> str:
    """Raises `NotFound` while the job has not said yet what it asks the solver."""
    found = await tx.scalar(select(_PROBLEM.problem).where(_PROBLEM.plan_id == plan_id))
    if found is None:
        raise NotFound("problem", plan_id)
    return str(found)


async def solution_of(tx: Tx, plan_id: int) -> str:
    """Raises `NotFound` while the solver has not answered."""
    found = await tx.scalar(select(_PROBLEM.solution).where(_PROBLEM.plan_id == plan_id))
    if found is None:
        raise NotFound("solution", plan_id)
    return str(found)


async def keep_answer(
    tx: Tx, plan_id: int, sessions: Sequence[PlanSession], unplaced: Sequence[Unplaced]
) -> None:
    """Store where everything lies and what did not fit, in place of an earlier answer."""
    await _replace(tx, PlanSession, plan_id, sessions)
    await keep_unplaced(tx, plan_id, unplaced)


async def keep_unplaced(tx: Tx, plan_id: int, unplaced: Sequence[Unplaced]) -> None:
    """Store what did not fit, in place of what was known before."""
    await _replace(tx, Unplaced, plan_id, unplaced)


async def keep_matches(tx: Tx, plan_id: int, matches: Sequence[Match]) -> None:
    """Store which group got which project, in place of an earlier answer."""
    await _replace(tx, Match, plan_id, matches)


async def _replace(tx: Tx, cls: type[T], plan_id: int, things: Sequence[T]) -> None:
    table = records.table(cls)
    await tx.execute(delete(table).where(table.c.plan_id == plan_id))
    if things:
        await tx.execute(insert(table), [_row(each) | {"plan_id": plan_id} for each in things])


def _row(thing: Any) -> dict[str, Any]:
    """Sessions come by the ten thousand, and are written without the general way's checks."""
    return session_row(thing) if isinstance(thing, PlanSession) else records.dump(thing)


def session_row(session: PlanSession) -> dict[str, Any]:
    """The columns of a session."""
    return {
        "activity_id": session.activity_id,
        "occurrence": session.occurrence,
        "starts": session.span.start,
        "ends": session.span.end,
        "needs": [{"resource_id": need.resource_id, "units": need.units} for need in session.needs],
        "title": session.title,
        "people": session.people,
        "campus_id": session.campus_id,
        "organisation_id": session.organisation_id,
        "project_id": session.project_id,
        "meeting_url": session.meeting_url,
    }


async def sessions_of(
    tx: Tx,
    plan_id: int,
    *,
    activity_ids: Iterable[int] | None = None,
    after: tuple[int, int] = (0, 0),
    limit: int | None = None,
) -> list[PlanSession]:
    """A plan's sessions by activity and occurrence, from the one after `after`."""
    activity, occurrence = after
    later = or_(
        _SESSION.activity_id > activity,
        and_(_SESSION.activity_id == activity, _SESSION.occurrence > occurrence),
    )
    query = select(records.table(PlanSession)).where(_SESSION.plan_id == plan_id, later)
    if activity_ids is not None:
        query = query.where(_SESSION.activity_id.in_(sorted(set(activity_ids))))
    query = query.order_by(_SESSION.activity_id, _SESSION.occurrence).limit(limit)
    return [_session(row) for row in (await tx.execute(query)).mappings()]


def _session(row: Mapping[Any, Any]) -> PlanSession:
    return PlanSession(
        activity_id=row["activity_id"],
        occurrence=row["occurrence"],
        span=Span(row["starts"], row["ends"]),
        needs=tuple(Need(need["resource_id"], need["units"]) for need in row["needs"]),
        title=row["title"],
        people=row["people"],
        campus_id=row["campus_id"],
        organisation_id=row["organisation_id"],
        project_id=row["project_id"],
        meeting_url=row["meeting_url"],
    )


async def sizes_of(tx: Tx, plan_id: int) -> tuple[int, int]:
    """How many sessions a plan places, and of how many activities it leaves something out."""
    return (
        await records.count(tx, PlanSession, _SESSION.plan_id == plan_id),
        await records.count(tx, Unplaced, _UNPLACED.plan_id == plan_id),
    )


async def unplaced_of(tx: Tx, plan_id: int) -> list[Unplaced]:
    """What did not fit, in activity order."""
    return await records.listing(tx, Unplaced, _UNPLACED.plan_id == plan_id)


async def matches_of(tx: Tx, plan_id: int) -> list[Match]:
    """Who got which project, in group order."""
    return await records.listing(tx, Match, _MATCH.plan_id == plan_id)


async def pins_of(tx: Tx, period_id: int) -> list[Pin]:
    """What a person wants to stay where it is, in activity order."""
    query = (
        select(records.table(Pin))
        .join(records.table(Activity), _ACTIVITY.id == _PIN.activity_id)
        .where(_ACTIVITY.period_id == period_id)
        .order_by(_PIN.activity_id, _PIN.number)
    )
    return [records.load(Pin, row) for row in (await tx.execute(query)).mappings()]


async def pin(tx: Tx, activity_id: int, pins: Sequence[Pin]) -> None:
    """These are the pins of an activity, and no others."""
    await tx.execute(delete(records.table(Pin)).where(_PIN.activity_id == activity_id))
    await records.add_all(tx, list(pins))
