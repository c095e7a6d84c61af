"""The work of a study: plan the period as it is and in every scenario, and keep the figures.

As with planning, what counts in numpy is imported when it is needed.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scheduler.clock import Clock
from scheduler.domain.jobs import Job
from scheduler.domain.planning.studies import Study, StudyOutcome
from scheduler.jobs.progress import Console
from scheduler.jobs.solver_process import SolverProcess
from scheduler.services.planning import job_steps
from scheduler.services.planning.snapshot import Snapshot
from scheduler.storage.store import Store
from solver.formats.json import problem_to_json, solution_to_json
from solver.solution import Solution

if TYPE_CHECKING:
    from scheduler.services.planning.scenarios import Posed


@dataclass(frozen=True, slots=True, kw_only=True)
class Examiner:
    """Answers a study; see `scheduler.jobs.runner.Work`. Stopped, it keeps what it has planned by then."""

    solver: SolverProcess = field(default_factory=SolverProcess)

    async def __call__(self, store: Store, clock: Clock, job: Job, console: Console) -> None:
        study_id = int(job.arguments["study_id"])
        console.say(phase="translating")
        study, snapshot = await job_steps.snapshot_of_study(store, study_id)
        posed = await asyncio.to_thread(_pose, study, snapshot)
        plans: list[Solution] = []
        for number, each in enumerate(posed):
            if console.stop.is_set():
                break
            console.say(phase="solving", scenario=number, scenarios=len(posed), elapsed=0)
            question, start = await asyncio.to_thread(_asked, each, plans)
            plans.append(
                await self.solver.solve(
                    question, console, seconds=study.seconds, seed=study.seed, start=start
                )
            )
        console.say(phase="comparing")
        found = await asyncio.to_thread(_outcomes, posed, plans)
        await job_steps.keep_outcomes(store, study_id, found, clock.now())
        console.say(phase="done")


def _pose(study: Study, snapshot: Snapshot) -> "tuple[Posed, ...]":
    from scheduler.services.planning.scenarios import pose

    return pose(snapshot, study.scenarios)


def _asked(posed: "Posed", plans: Sequence[Solution]) -> tuple[str, str | None]:
    """The question, and the plan of how things are to begin with."""
    from solver.scenario import readable_plan

    start = solution_to_json(readable_plan(posed.problem, plans[0])) if plans else None
    return problem_to_json(posed.problem), start


def _outcomes(posed: "Sequence[Posed]", plans: Sequence[Solution]) -> tuple[StudyOutcome, ...]:
    from scheduler.services.planning.scenarios import outcomes

    return outcomes(posed, plans)
