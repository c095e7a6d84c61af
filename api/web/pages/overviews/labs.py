"""Labs: today's board, requests to answer, what is out of use."""

from datetime import date, timedelta
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from api.dependencies import NowDep, StoreDep
from api.schemas.common import PathId
from api.web.dependencies import FormDep, SignedInDep
from api.web.forms import Form
from api.web.page_context import Frame
from api.web.pages.bookings.hits import changed_world
from api.web.responses import go_to, page
from api.web.views.overviews.labs import board_of, closures_from, day_of, place_of
from scheduler.domain.bookings.bookings import SeriesScope
from scheduler.domain.campus.opening_hours import ClosureKind
from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Invalid
from scheduler.services.bookings.approvals import DecideRequest, decide_request
from scheduler.services.bookings.hits.commands import Remedies
from scheduler.services.bookings.hits.world_change import AddThing, RemoveThing, change_world
from scheduler.services.campus.closures import CLOSURES
from scheduler.services.overviews.lab_board import see_labs
from scheduler.storage.store import Store

router = APIRouter()

_FURTHEST: Final = timedelta(days=3660)


@router.get("/labs")
async def labs(
    frame: SignedInDep, store: StoreDep, on: Annotated[date | None, Query()] = None
) -> HTMLResponse:
    today = frame.times.today
    return await _board(frame, store, on if on and abs(on - today) < _FURTHEST else today)


@router.post("/labs/requests/{approval_id}")
async def answer_request(
    request: Request, frame: SignedInDep, store: StoreDep, form: FormDep, now: NowDep, approval_id: PathId
) -> Response:
    """Yes or no; a no says why."""
    approve = form.text("answer") == "yes"
    scope = SeriesScope.ALL if form.text("all") else SeriesScope.ONE
    try:
        command = DecideRequest(
            approval_id=approval_id, approve=approve, reason=form.text("reason"), scope=scope
        )
    except Invalid:
        form.object_to(f"reason-{approval_id}", InvalidCode.EMPTY)
        return await _board(frame, store, frame.times.today, form, status=422)
    await decide_request(store, frame.actor, command, now)
    return go_to(request, "/labs", done="approved" if approve else "declined")


@router.post("/labs/outages")
async def report_outage(
    request: Request, frame: SignedInDep, store: StoreDep, form: FormDep, now: NowDep
) -> Response:
    """Put something out of use, and decide about the bookings that it hits."""
    values = _outage(form, frame)
    if values is None:
        return await _board(frame, store, frame.times.today, form, status=422)
    write = AddThing(CLOSURES, values)
    return await changed_world(request, frame, store, form, write, now, back="/labs", done="outage")


@router.post("/labs/outages/{closure_id}/end")
async def end_outage(
    request: Request, frame: SignedInDep, store: StoreDep, now: NowDep, closure_id: PathId
) -> Response:
    await change_world(store, frame.actor, RemoveThing(CLOSURES, closure_id), Remedies(), now)
    return go_to(request, "/labs", done="outage_ended")


def _outage(form: Form, frame: Frame) -> dict[str, Any] | None:
    resource_id, units = form.number("resource", needed=True), form.number("units")
    reason = form.text("reason", needed=True)
    start, end = form.moments("start", "end", frame.times.zone)
    if not form.valid or start is None or end is None:
        return None
    return {
        "resource_id": resource_id,
        "units": units or None,
        "reason": reason,
        "kind": ClosureKind.OUTAGE,
        "start": start,
        "end": end,
    }


async def _board(
    frame: Frame, store: Store, on: date, form: Form | None = None, status: int = 200
) -> HTMLResponse:
    times = frame.times
    day = await see_labs(store, frame.actor, day_of(on, times), closures_from(on, times), times.now)
    blank = Form.blank(frame.words, start=frame.times.iso(frame.times.now))
    return page(
        "labs/page.html",
        frame,
        status=status,
        day=day,
        board=board_of(day, on, frame.times),
        closures=[(closure, place_of(closure, day)) for closure in day.closures],
        form=form or blank,
    )
