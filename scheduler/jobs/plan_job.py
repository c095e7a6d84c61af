"""The work of a planning job: match, ask, solve, read back, explain; a repair mends what is in force instead.

What imports OR-Tools is imported when it is needed: a server that plans nothing starts without it.

Nothing is solved or computed while a transaction is open, and nothing long runs in the event loop.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from scheduler.clock import Clock
from scheduler.domain.jobs import Job
from scheduler.domain.planning.plans import Match, Plan, Unplaced
from scheduler.jobs.progress import Console
from scheduler.jobs.solver_process import SolverCrashed, SolverProcess
from scheduler.services.planning import job_steps
from scheduler.services.planning.pipeline import (
    Question,
    Snapshot,
    Timetable,
    extract,
    in_force,
    in_json,
    problem_of,
    without,
)
from scheduler.services.planning.project_market import Market
from scheduler.services.planning.repair import REPAIR_JOB
from scheduler.storage.store import Store
from solver.formats.json import solution_to_json
from solver.solution import Solution

_MATCHING_SECONDS: Final = 20.0
_EXPLAIN_EACH: Final = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Planner:
    """Fills a draft plan, anew or by a repair of what is in force; see `scheduler.jobs.runner.Work`."""

    solver: SolverProcess = field(default_factory=SolverProcess)
    explain_seconds: float = 60.0

    async def __call__(self, store: Store, clock: Clock, job: Job, console: Console) -> None:
        plan_id = int(job.arguments["plan_id"])
        repairs = job.kind == REPAIR_JOB
        if not repairs:
            await self._match(store, plan_id, console)
        console.say(phase="translating")
        plan, snapshot = await job_steps.snapshot_of_plan(store, plan_id)
        snapshot = without(snapshot, job.arguments.get("without", ()))
        question, text = await asyncio.to_thread(_asked, snapshot)
        await job_steps.keep_question(store, plan_id, text)
        console.say(phase="solving", activities=len(question.problem.activities))
        solution: Solution | None
        if repairs:
            solution = await self._repaired(plan, question, text, console, clock.now())
        else:
            solution = await self.solver.solve(text, console, seconds=plan.seconds, seed=plan.seed)
        if solution is None:
            return
        timetable = await asyncio.to_thread(extract, question, solution)
        answer = await asyncio.to_thread(solution_to_json, solution)
        await job_steps.keep_answer(store, plan_id, solution, timetable, answer, clock.now())
        await self._explain(store, plan_id, question, solution, timetable, console)
        console.say(phase="done", cost=solution.cost, bound=solution.bound, unplaced=len(solution.unplaced))

    async def _repaired(
        self, plan: Plan, question: Question, text: str, console: Console, now: datetime
    ) -> Solution | None:
        """What is in force, changed as little as will do; None when it was stopped before it was whole."""
        stands = solution_to_json(in_force(question))
        moment = question.snapshot.grid.moment(now)
        try:
            return await self.solver.repair(
                text, stands, console, now=moment, seconds=plan.seconds, seed=plan.seed
            )
        except SolverCrashed:
            if console.stop.is_set():
                return None
            raise

    async def _explain(
        self,
        store: Store,
        plan_id: int,
        question: Question,
        solution: Solution,
        timetable: Timetable,
        console: Console,
    ) -> None:
        """Find out why each activity did not fit, the important ones first, as long as there is patience."""
        left = _by_importance(question, solution)
        explained = {each.activity_id: each for each in timetable.unplaced}
        until = asyncio.get_running_loop().time() + self.explain_seconds
        for done, name in enumerate(left):
            spare = until - asyncio.get_running_loop().time()
            if console.stop.is_set() or spare <= 0:
                break
            console.say(phase="explaining", explained=done, to_explain=len(left))
            limit = min(_EXPLAIN_EACH, spare)
            activity_id = question.sessions[name][0].id
            known = explained[activity_id]
            explained[activity_id] = await asyncio.to_thread(
                _with_reasons, question, solution, known, name, limit
            )
            await job_steps.keep_reasons(store, plan_id, list(explained.values()))

    async def _match(self, store: Store, plan_id: int, console: Console) -> None:
        """Decide which group does which project, when groups wish for any."""
        plan, market = await job_steps.market_of_plan(store, plan_id)
        matches: tuple[Match, ...] = ()
        if market.rankings:
            console.say(phase="matching", projects=len(market.offered))
            matches = await asyncio.to_thread(_matched, market, plan.seed)
        await job_steps.keep_matches(store, plan, market, matches)


def _matched(market: Market, seed: int) -> tuple[Match, ...]:
    from scheduler.services.planning.matching import match_problem, matched

    question = match_problem(market)
    return () if question is None else matched(question, seed, _MATCHING_SECONDS)


def _with_reasons(
    question: Question, solution: Solution, unplaced: Unplaced, name: str, seconds: float
) -> Unplaced:
    from scheduler.services.planning.reasons import Wording, why

    explanation = why(question.problem, solution, name, seconds)
    return Wording(question).explained(unplaced, explanation)


def _asked(snapshot: Snapshot) -> tuple[Question, str]:
    question = problem_of(snapshot)
    return question, in_json(question)


def _by_importance(question: Question, solution: Solution) -> list[str]:
    """One session of each activity that did not fit entirely, the dearest first."""
    names = {question.sessions[name][0].id: name for name in reversed(solution.unplaced)}
    price = question.problem.activity_by_id
    return sorted(names.values(), key=lambda name: (-(price[name].drop or 0), name))
