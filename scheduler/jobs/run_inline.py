"""Make a plan and wait for it, without a server: for the demo, the command line and imports."""

from scheduler.clock import Clock
from scheduler.domain.identity.people import Actor
from scheduler.domain.jobs import Job, JobStatus
from scheduler.domain.planning.plans import Plan
from scheduler.jobs.plan_job import Planner
from scheduler.jobs.progress import JobFailed, Listener
from scheduler.jobs.runner import Runner
from scheduler.jobs.solver_process import SolverProcess
from scheduler.services.planning.create import PLAN_JOB, CreatePlan, create_plan
from scheduler.storage import records
from scheduler.storage.store import Store


async def plan_and_wait(
    store: Store,
    clock: Clock,
    actor: Actor,
    command: CreatePlan,
    *,
    listen: Listener | None = None,
    solver: SolverProcess | None = None,
) -> Plan:
    """The draft when its job is over; `listen` hears of every step (see `Console.said`).

    Publish it with `publish_plan`. Raises `JobFailed` with the reason.
    """
    plan = await create_plan(store, actor, command, clock.now())
    runner = Runner(store=store, clock=clock, work={PLAN_JOB: Planner(solver=solver or SolverProcess())})
    status = None if plan.job_id is None else await runner.run(plan.job_id, listen)
    async with store.read() as tx:
        job = None if plan.job_id is None else await records.get(tx, Job, plan.job_id)
        if job is None or status not in (JobStatus.DONE, JobStatus.CANCELLED):
            raise JobFailed(job.error if job is not None and job.error else "somebody else took the job")
        return await records.get(tx, Plan, plan.id)
