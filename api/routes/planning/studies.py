"""Studies: ask what if, look at what came of it, stop it, throw it away."""

from fastapi import APIRouter, Response

from api.dependencies import ActorDep, JobsDep, NowDep, StoreDep
from api.schemas.common import PathId, problems
from api.schemas.cursors import After, Limit, Page, page_up_to
from api.schemas.jobs import JobOut
from api.schemas.planning.studies import StudyDetail, StudyIn, StudyOut
from scheduler.services.planning import studies

router = APIRouter(tags=["plans"])


@router.post("/studies", status_code=202, responses=problems(404, 409))
async def create_study(
    body: StudyIn, response: Response, store: StoreDep, actor: ActorDep, now: NowDep, jobs: JobsDep
) -> StudyOut:
    """Compare scenarios of a period with how things are. Nothing of the campus changes: a job plans each
    and keeps the figures; read `/studies/{id}` until its job has ended."""
    study = await studies.create_study(store, actor, body.to_command(), now)
    if study.job_id is not None:
        await jobs.tell(study.job_id)
    response.headers["Location"] = f"/api/v1/studies/{study.id}"
    return StudyOut.model_validate(study)


@router.get("/studies")
async def list_studies(
    store: StoreDep, actor: ActorDep, after: After = 0, limit: Limit = 50
) -> Page[StudyOut]:
    """Studies, the oldest first."""
    found = await studies.list_studies(store, actor, after=after, limit=limit + 1)
    return page_up_to(limit, found, StudyOut.model_validate)


@router.get("/studies/{study_id}", responses=problems(404))
async def read_study(study_id: PathId, store: StoreDep, actor: ActorDep) -> StudyDetail:
    """One study, its job, and what came of the scenarios planned by now."""
    return StudyDetail.of(await studies.get_study(store, actor, study_id))


@router.post("/studies/{study_id}/cancel", responses=problems(404))
async def cancel_study(study_id: PathId, store: StoreDep, actor: ActorDep, now: NowDep) -> JobOut:
    """Ask the study's job to stop; the scenarios planned by then are kept."""
    return JobOut.model_validate(await studies.cancel_study(store, actor, study_id, now))


@router.delete("/studies/{study_id}", status_code=204, responses=problems(404, 409))
async def remove_study(study_id: PathId, store: StoreDep, actor: ActorDep, now: NowDep) -> None:
    """Throw away a study that is not being made."""
    await studies.remove_study(store, actor, study_id, now)
