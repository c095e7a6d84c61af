"""One booking: look at it, move it, let it go, take that back."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.dependencies import NowDep, StoreDep
from api.schemas.common import PathId
from api.web.dependencies import FormDep, SignedInDep
from api.web.forms import Form, moment
from api.web.page_context import Frame
from api.web.responses import go_to, is_fragment, page, safe_address
from api.web.views.bookings.booking import alternative_links, reasons_for
from scheduler.domain.bookings.bookings import SeriesScope
from scheduler.domain.bookings.refusals import BookingRefused
from scheduler.services.bookings import (
    CancelBooking,
    MoveBooking,
    RestoreBooking,
    cancel_booking,
    move_booking,
    restore_booking,
)
from scheduler.services.overviews.booking_page import see_booking
from scheduler.storage.store import Store

router = APIRouter()


@router.get("/bookings/{booking}")
async def show(frame: SignedInDep, store: StoreDep, booking: PathId) -> HTMLResponse:
    shown = await see_booking(store, frame.actor, booking)
    span = shown.seen.booking.span
    form = Form.blank(frame.words, start=frame.times.iso(span.start), minutes=span.minutes)
    return page("booking/page.html", frame, seen=shown.seen, known=shown.resources, form=form)


@router.post("/bookings/{booking}/move")
async def move(
    request: Request, frame: SignedInDep, store: StoreDep, form: FormDep, booking: PathId, now: NowDep
) -> Response:
    """To another start, and perhaps from one place (`from_resource`) to another (`resource`)."""
    command = _move(form, booking, frame)
    if command is None:
        return go_to(request, f"/bookings/{booking}")
    try:
        await move_booking(store, frame.actor, command, now)
    except BookingRefused as refusal:
        return await _refused(request, frame, store, booking, refusal)
    return go_to(request, safe_address(form.values["back"] or f"/bookings/{booking}"), done="moved")


@router.post("/bookings/{booking}/cancel")
async def cancel(
    request: Request, frame: SignedInDep, store: StoreDep, form: FormDep, booking: PathId, now: NowDep
) -> Response:
    command = CancelBooking(
        booking_id=booking,
        version=form.number("version"),
        scope=_scope(form),
        reason=form.text("reason")[:500],
    )
    await cancel_booking(store, frame.actor, command, now)
    return go_to(request, f"/bookings/{booking}", done="cancelled")


@router.post("/bookings/{booking}/restore")
async def restore(
    request: Request, frame: SignedInDep, store: StoreDep, form: FormDep, booking: PathId, now: NowDep
) -> Response:
    try:
        await restore_booking(store, frame.actor, RestoreBooking(booking_id=booking, scope=_scope(form)), now)
    except BookingRefused as refusal:
        return await _refused(request, frame, store, booking, refusal)
    return go_to(request, f"/bookings/{booking}", done="restored")


def _scope(form: Form) -> SeriesScope:
    return SeriesScope(form.values["scope"]) if form.values["scope"] in set(SeriesScope) else SeriesScope.ONE


def _move(form: Form, booking_id: int, frame: Frame) -> MoveBooking | None:
    start = moment(form.text("start"), frame.times.zone)
    if start is None:
        return None
    return MoveBooking(
        booking_id=booking_id,
        version=form.number("version"),
        scope=_scope(form),
        start=start,
        minutes=form.number("minutes"),
        from_resource=form.number("from_resource"),
        to_resource=form.number("resource"),
    )


async def _refused(
    request: Request, frame: Frame, store: Store, booking_id: int, refusal: BookingRefused
) -> HTMLResponse:
    shown = await see_booking(store, frame.actor, booking_id, refusal.alternatives)
    names = {number: resource.name for number, resource in shown.resources.items()}
    ways = alternative_links(refusal.alternatives, names, frame.words, frame.times)
    return page(
        "booking/refused.html" if is_fragment(request) else "booking/refused_page.html",
        frame,
        status=409,
        booking=shown.seen.booking,
        reasons=reasons_for(refusal.violations, frame.words, frame.times),
        ways=list(zip(ways, refusal.alternatives, strict=True)),
    )
