"""Whether the system can do its work: for load balancers and for people."""

from fastapi import APIRouter

from api.dependencies import StoreDep
from scheduler.services.health import check_database

router = APIRouter()


@router.get("/healthz")
async def health(store: StoreDep) -> dict[str, str]:
    """200 when the database answers; otherwise it is a 500 and in the log."""
    await check_database(store)
    return {"status": "ok"}
