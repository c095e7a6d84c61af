"""A series on one page: its rule in words, its dates, what it skips and why, and its end."""

from datetime import date, datetime

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.dependencies import NowDep, StoreDep
from api.schemas.common import PathId
from api.web.dependencies import FormDep, SignedInDep
from api.web.forms import Form
from api.web.page_context import Frame
from api.web.responses import go_to, page
from api.web.views.bookings.booking import reasons_for
from scheduler.domain.bookings.refusals import BookingRefused
from scheduler.domain.errors import Invalid
from scheduler.services.bookings import ChangeSeriesDates
from scheduler.services.bookings.series import change_series_dates, see_series
from scheduler.storage.store import Store

router = APIRouter()


@router.get("/series/{series}")
async def show(frame: SignedInDep, store: StoreDep, series: PathId, now: NowDep) -> HTMLResponse:
    return await _page(frame, store, series, now)


@router.post("/series/{series}/dates")
async def change_dates(
    request: Request, frame: SignedInDep, store: StoreDep, form: FormDep, series: PathId, now: NowDep
) -> Response:
    """Another end, or dates that were skipped."""
    last_on = form.day("last_on", needed=False)
    also_on = tuple(filter(None, map(_date, form.lists.get("also_on", []))))
    try:
        command = ChangeSeriesDates(series_id=series, last_on=last_on, also_on=also_on)
        changed = await change_series_dates(store, frame.actor, command, now)
    except Invalid as error:
        form.accept(error, ["last_on"])
        return await _page(frame, store, series, now, form, status=422)
    except BookingRefused as refusal:
        reasons = reasons_for(refusal.violations, frame.words, frame.times)
        return await _page(frame, store, series, now, form, reasons, status=409)
    dates = {"dates": len(changed)} if len(changed) > 1 else {}
    return go_to(request, f"/series/{series}", done="saved", undo=changed.change_id, **dates)


async def _page(
    frame: Frame,
    store: Store,
    series_id: int,
    now: datetime,
    form: Form | None = None,
    reasons: tuple[str, ...] = (),
    *,
    status: int = 200,
) -> HTMLResponse:
    seen = await see_series(store, frame.actor, series_id, now)
    form = form or Form.blank(frame.words, last_on=seen.series.rule.last_on.isoformat())
    gaps = [(gap, reasons_for(gap.violations, frame.words, frame.times)) for gap in seen.gaps]
    weekdays = [frame.weekdays[day] for day in seen.rule.weekdays]
    return page(
        "booking/series.html",
        frame,
        status=status,
        seen=seen,
        gaps=gaps,
        form=form,
        reasons=reasons,
        weekdays=weekdays,
    )


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
