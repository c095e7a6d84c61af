"""The work of a planning job: match, translate, solve, read back, explain.

What imports OR-Tools is imported when it is needed: a server that plans nothing starts without it.

Nothing is solved or computed while a transaction is open, and nothing long runs in the event loop.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from scheduler.clock import Clock
from scheduler.domain.jobs import Job
from scheduler.domain.planning.plans import Match, Plan, Unplaced
from scheduler.jobs.progress import Console
from scheduler.jobs.solver_process import SolverProcess
from scheduler.services.planning import job_steps
from scheduler.services.planning.extract import sessions_of, unplaced_of
from scheduler.services.planning.project_market import Market
from scheduler.services.planning.snapshot import Case
from scheduler.services.planning.translate import Translation, translate
from scheduler.storage.store import Store
from solver.formats.json import problem_to_json, solution_to_json
from solver.solution import Solution

_MATCHING_SECONDS: Final = 20.0
_EXPLAIN_EACH: Final = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Planner:
    """Fills a draft plan; see `scheduler.jobs.runner.Work`."""

    solver: SolverProcess = field(default_factory=SolverProcess)
    explain_seconds: float = 60.0

    async def __call__(self, store: Store, clock: Clock, job: Job, console: Console) -> None:
        plan_id = int(job.arguments["plan_id"])
        plan = await self._match(store, plan_id, console)
        console.say(phase="translating")
        case = await job_steps.case_of_plan(store, plan_id)
        translation, problem = await asyncio.to_thread(_ask, case)
        await job_steps.keep_question(store, plan_id, problem)
        console.say(phase="solving", activities=len(translation.problem.activities))
        solution = await self.solver.solve(problem, console, seconds=plan.seconds, seed=plan.seed)
        sessions = await asyncio.to_thread(sessions_of, case, translation, solution)
        unplaced = unplaced_of(translation, solution)
        answer = await asyncio.to_thread(solution_to_json, solution)
        await job_steps.keep_answer(store, plan_id, solution, sessions, unplaced, answer, clock.now())
        await self._explain(store, plan_id, case, translation, solution, unplaced, console)
        console.say(phase="done", cost=solution.cost, bound=solution.bound, unplaced=len(solution.unplaced))

    async def _explain(
        self,
        store: Store,
        plan_id: int,
        case: Case,
        translation: Translation,
        solution: Solution,
        unplaced: Sequence[Unplaced],
        console: Console,
    ) -> None:
        """Find out why each activity did not fit, the important ones first, as long as there is patience."""
        left = _by_importance(translation, solution)
        explained = {each.activity_id: each for each in unplaced}
        until = asyncio.get_running_loop().time() + self.explain_seconds
        for done, name in enumerate(left):
            spare = until - asyncio.get_running_loop().time()
            if console.stop.is_set() or spare <= 0:
                break
            console.say(phase="explaining", explained=done, to_explain=len(left))
            limit = min(_EXPLAIN_EACH, spare)
            activity_id = translation.sessions[name][0].id
            known = explained[activity_id]
            explained[activity_id] = await asyncio.to_thread(
                _with_reasons, case, translation, solution, known, name, limit
            )
            await job_steps.keep_reasons(store, plan_id, list(explained.values()))

    async def _match(self, store: Store, plan_id: int, console: Console) -> Plan:
        """Decide which group does which project, when groups wish for any."""
        plan, market = await job_steps.market_of_plan(store, plan_id)
        matches: tuple[Match, ...] = ()
        if market.rankings:
            console.say(phase="matching", projects=len(market.offered))
            matches = await asyncio.to_thread(_matched, market, plan.seed)
        await job_steps.keep_matches(store, plan, market, matches)
        return plan


def _matched(market: Market, seed: int) -> tuple[Match, ...]:
    from scheduler.services.planning.matching import match_problem, matched

    question = match_problem(market)
    return () if question is None else matched(question, seed, _MATCHING_SECONDS)


def _with_reasons(
    case: Case, translation: Translation, solution: Solution, unplaced: Unplaced, name: str, seconds: float
) -> Unplaced:
    from scheduler.services.planning.reasons import Wording, why

    explanation = why(translation.problem, solution, name, seconds)
    return Wording(case, translation).explained(unplaced, explanation)


def _ask(case: Case) -> tuple[Translation, str]:
    translation = translate(case)
    return translation, problem_to_json(translation.problem)


def _by_importance(translation: Translation, solution: Solution) -> list[str]:
    """One session of each activity that did not fit entirely, the dearest first."""
    names = {translation.sessions[name][0].id: name for name in reversed(solution.unplaced)}
    price = translation.problem.activity_by_id
    return sorted(names.values(), key=lambda name: (-(price[name].drop or 0), name))
