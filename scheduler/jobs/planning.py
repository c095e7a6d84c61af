"""The work of a planning job: match, translate, solve, read back, explain.

Nothing is solved or computed while a transaction is open, and nothing long runs in the event loop.
"""

import asyncio
from dataclasses import dataclass, field
from typing import Final

from scheduler.clock import Clock
from scheduler.domain.plans import Job, Plan
from scheduler.jobs.console import Console
from scheduler.jobs.solver_process import SolverProcess
from scheduler.services.planning import steps
from scheduler.services.planning.case import Case
from scheduler.services.planning.matching import match_problem, matches_of
from scheduler.services.planning.readback import sessions_of, unplaced_of
from scheduler.services.planning.translate import Translation, translate
from scheduler.storage.store import Store
from solver import matching
from solver.formats.json import problem_to_json, solution_to_json

_MATCHING_SECONDS: Final = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Planner:
    """Fills a draft plan; see `scheduler.jobs.running.Work`."""

    solver: SolverProcess = field(default_factory=SolverProcess)

    async def __call__(self, store: Store, clock: Clock, job: Job, console: Console) -> None:
        plan_id = int(job.arguments["plan_id"])
        plan = await self._match(store, plan_id, console)
        console.say(phase="translating")
        case = await steps.case_of_plan(store, plan_id)
        translation, problem = await asyncio.to_thread(_ask, case)
        await steps.keep_question(store, plan_id, problem)
        console.say(phase="solving", activities=len(translation.problem.activities))
        solution = await self.solver.solve(problem, console, seconds=plan.seconds, seed=plan.seed)
        sessions = await asyncio.to_thread(sessions_of, case, translation, solution)
        unplaced = unplaced_of(translation, solution)
        answer = await asyncio.to_thread(solution_to_json, solution)
        await steps.keep_answer(store, plan_id, solution, sessions, unplaced, answer, clock.now())
        console.say(phase="done", cost=solution.cost, bound=solution.bound, unplaced=len(solution.unplaced))

    async def _match(self, store: Store, plan_id: int, console: Console) -> Plan:
        """Decide which group does which project, when groups wish for any."""
        plan, market = await steps.market_of_plan(store, plan_id)
        question = match_problem(market)
        if question is None:
            await steps.keep_matches(store, plan, market, ())
            return plan
        console.say(phase="matching", groups=len(question.groups), projects=len(question.projects))
        answer = await asyncio.to_thread(
            matching.match, question, time_limit=_MATCHING_SECONDS, seed=plan.seed
        )
        await steps.keep_matches(store, plan, market, matches_of(answer))
        return plan


def _ask(case: Case) -> tuple[Translation, str]:
    translation = translate(case)
    return translation, problem_to_json(translation.problem)
