"""What the planning job does between two solves' worth of work: each step is one short transaction.

The job belongs to nobody who could be asked for permission: whoever asked for the plan was.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from scheduler.domain.planning.plans import Match, Plan, Unplaced
from scheduler.domain.planning.studies import Study, StudyOutcome
from scheduler.services.planning.load_snapshot import read_market
from scheduler.services.planning.pipeline import Snapshot, Timetable, load_snapshot, load_snapshot_of_plan
from scheduler.services.planning.project_market import Market, project_activities
from scheduler.storage import records
from scheduler.storage.planning import plans, teaching
from scheduler.storage.store import Store
from solver.solution import Solution


async def market_of_plan(store: Store, plan_id: int) -> tuple[Plan, Market]:
    """The plan that is to be filled, and the projects groups wish for."""
    async with store.read() as tx:
        plan = await records.get(tx, Plan, plan_id)
        return plan, await read_market(tx, plan)


async def keep_matches(store: Store, plan: Plan, market: Market, matches: Sequence[Match]) -> None:
    """Store who got what, and let every matched group and project be an activity of the period."""
    async with store.write() as tx:
        known = await teaching.activities_of(tx, plan.period_id)
        for activity in project_activities(market, matches, known):
            before = next((each for each in known if each.id == activity.id), None)
            if before is None:
                await teaching.add_activity(tx, activity)
            elif before != activity:
                await teaching.change_activity(tx, replace(activity, version=before.version + 1))
        await plans.keep_matches(tx, plan.id, matches)


async def snapshot_of_plan(store: Store, plan_id: int) -> tuple[Plan, Snapshot]:
    """The plan that is to be filled, and everything it is made from, as things stand now."""
    async with store.read() as tx:
        plan = await records.get(tx, Plan, plan_id)
        return plan, await load_snapshot_of_plan(tx, plan, store.zone)


async def keep_question(store: Store, plan_id: int, problem: str) -> None:
    """Store what the solver is asked, so that it can be asked again."""
    async with store.write() as tx:
        await plans.keep_problem(tx, plan_id, problem)


async def keep_answer(
    store: Store, plan_id: int, solution: Solution, timetable: Timetable, answer: str, now: datetime
) -> Plan:
    """Store the plan that was found; the draft can be compared and published from now on."""
    async with store.write() as tx:
        before = await records.get(tx, Plan, plan_id)
        terms = {
            term.name: {"weight": term.weight, "value": term.value, "cost": term.cost}
            for term in solution.terms
        }
        after = replace(
            before,
            cost=solution.cost,
            bound=solution.bound,
            terms=terms,
            solved_at=now,
            version=before.version + 1,
        )
        await records.change(tx, after)
        await plans.keep_answer(tx, plan_id, timetable.sessions, timetable.unplaced)
        await plans.keep_solution(tx, plan_id, answer)
        return after


async def keep_reasons(store: Store, plan_id: int, unplaced: Sequence[Unplaced]) -> None:
    """Store why activities did not fit, as far as it is known by now."""
    async with store.write() as tx:
        await plans.keep_unplaced(tx, plan_id, unplaced)


async def snapshot_of_study(store: Store, study_id: int) -> tuple[Study, Snapshot]:
    """The study that is to be answered, and everything its scenarios start from, as things stand now."""
    async with store.read() as tx:
        study = await records.get(tx, Study, study_id)
        return study, await load_snapshot(
            tx, study.period_id, study.first_on, home=store.zone, organisation_id=study.organisation_id
        )


async def keep_outcomes(store: Store, study_id: int, outcomes: Sequence[StudyOutcome], now: datetime) -> None:
    """Store what came of the scenarios that were planned."""
    async with store.write() as tx:
        before = await records.get(tx, Study, study_id)
        await records.change(tx, replace(before, outcomes=tuple(outcomes), solved_at=now))
