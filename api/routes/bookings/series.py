"""A series as one: read it, make it longer or shorter, book what it skipped."""

from fastapi import APIRouter

from api.dependencies import ActorDep, LanguageDep, NowDep, StoreDep
from api.i18n import Words
from api.schemas.bookings.changed import ChangedOut
from api.schemas.bookings.series import SeriesDates, SeriesOut
from api.schemas.common import PathId, problems
from scheduler.services.bookings import series

router = APIRouter(tags=["bookings"])


@router.get("/series/{series_id}", responses=problems(404))
async def get_series(
    series_id: PathId, store: StoreDep, actor: ActorDep, now: NowDep, language: LanguageDep
) -> SeriesOut:
    """Its rule, its bookings by date whatever became of them, and the dates it skips with the reason."""
    return SeriesOut.from_seen(await series.see_series(store, actor, series_id, now), Words(language), now)


@router.patch("/series/{series_id}", responses=problems(404, 409))
async def change_series_dates(
    series_id: PathId,
    body: SeriesDates,
    store: StoreDep,
    actor: ActorDep,
    now: NowDep,
    language: LanguageDep,
) -> ChangedOut:
    """Lengthen it, shorten it, or book dates it skipped, all or nothing. Answers the bookings that were made
    and cancelled."""
    changed = await series.change_series_dates(store, actor, body.to_command(series_id), now)
    return ChangedOut.from_domain(changed, Words(language), now)
