"""Bring real input in: look first, then keep all of it or nothing."""

from fastapi import APIRouter

from api.dependencies import ActorDep, NowDep, SettingsDep, StoreDep
from api.schemas.common import problems
from api.schemas.imports.imports import ImportIn, ImportOut
from scheduler.services.imports import import_faculty

router = APIRouter(tags=["imports"])


@router.post("/imports", responses=problems(409))
async def import_file(
    body: ImportIn, store: StoreDep, actor: ActorDep, now: NowDep, settings: SettingsDep
) -> ImportOut:
    """Make a campus of a faculty's file, or say row by row what that would do."""
    return ImportOut.model_validate(await import_faculty(store, actor, body.to_command(), settings.zone, now))
