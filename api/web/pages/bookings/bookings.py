"""One booking: look at it, move it, let it go, take that back."""

from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.dependencies import NowDep, StoreDep
from api.schemas.common import PathId
from api.web.addresses import safe_address
from api.web.dependencies import FormDep, SignedInDep
from api.web.forms import Form, moment
from api.web.page_context import Frame
from api.web.responses import go_to, is_fragment, page
from api.web.views.bookings.booking import alternative_links, instead_of, links_anew, reasons_for
from scheduler.domain.bookings.bookings import SeriesScope
from scheduler.domain.bookings.refusals import BookingRefused
from scheduler.services.bookings import (
    CancelBooking,
    ChangeBooking,
    Changed,
    MoveBooking,
    RestoreBooking,
    UndoChange,
    cancel_booking,
    change_booking,
    move_booking,
    preview_change,
    restore_booking,
    undo_change,
)
from scheduler.services.overviews.booking_page import see_booking
from scheduler.storage.store import Store

router = APIRouter()


@router.get("/bookings/{booking}")
async def show(frame: SignedInDep, store: StoreDep, booking: PathId) -> HTMLResponse:
    shown = await see_booking(store, frame.actor, booking, frame.times.now)
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
        changed = await _moved(store, frame, command, now)
    except BookingRefused as refusal:
        return await _refused(request, frame, store, booking, refusal, form.values["back"])
    if changed.refused:
        return _partly(frame, changed)
    return _done(request, form, booking, "moved", changed)


@router.post("/bookings/{booking}/move/check")
async def check_move(
    frame: SignedInDep, store: StoreDep, form: FormDep, booking: PathId, now: NowDep
) -> HTMLResponse:
    """What would become of a move to where the booking is held now, as a fragment."""
    command = _move(form, booking, frame)
    if command is None:
        return page("booking/verdict.html", frame, reasons=(), asks_owners=False, unknown=True)
    preview = await preview_change(store, frame.actor, command, now)
    reasons = reasons_for(preview.violations, frame.words, frame.times)
    return page("booking/verdict.html", frame, reasons=reasons, asks_owners=preview.asks_owners)


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
    changed = await cancel_booking(store, frame.actor, command, now)
    return _done(request, form, booking, "cancelled", changed)


@router.post("/bookings/{booking}/restore")
async def restore(
    request: Request, frame: SignedInDep, store: StoreDep, form: FormDep, booking: PathId, now: NowDep
) -> Response:
    version, partly = form.number("version"), bool(form.values["partly"])
    command = RestoreBooking(booking_id=booking, version=version, scope=_scope(form), partly=partly)
    try:
        changed = await restore_booking(store, frame.actor, command, now)
    except BookingRefused as refusal:
        return await _refused(request, frame, store, booking, refusal)
    if changed.refused:
        return _partly(frame, changed)
    return _done(request, form, booking, "restored", changed)


@router.post("/changes/{change}/undo")
async def undo(
    request: Request, frame: SignedInDep, store: StoreDep, form: FormDep, change: PathId, now: NowDep
) -> Response:
    """Exactly what that change did, on every date; the answer can be undone in its turn."""
    try:
        changed = await undo_change(store, frame.actor, UndoChange(change_id=change), now)
    except BookingRefused as refusal:
        if refusal.change is None:
            reasons = reasons_for(refusal.violations, frame.words, frame.times)
            return page("booking/undo_refused.html", frame, status=409, reasons=reasons)
        number, back = refusal.change.booking_id, form.values["back"]
        return await _refused(request, frame, store, number, refusal, back, undone=True)
    return _done(request, form, changed[0].id, "undone", changed)


def _scope(form: Form) -> SeriesScope:
    return SeriesScope(form.values["scope"]) if form.values["scope"] in set(SeriesScope) else SeriesScope.ONE


async def _moved(store: Store, frame: Frame, command: MoveBooking | ChangeBooking, now: datetime) -> Changed:
    if isinstance(command, ChangeBooking):
        return await change_booking(store, frame.actor, command, now)
    return await move_booking(store, frame.actor, command, now)


def _done(request: Request, form: Form, booking_id: int, what: str, changed: Changed) -> Response:
    """On to where one came from, with what was done and the way back from it."""
    address = safe_address(form.values["back"] or f"/bookings/{booking_id}")
    dates = {"dates": len(changed)} if len(changed) > 1 else {}
    return go_to(request, address, done=what, undo=changed.change_id, **dates)


def _move(form: Form, booking_id: int, frame: Frame) -> MoveBooking | ChangeBooking | None:
    """From a form, from a drag, or by the button of an alternative, which says all that it is."""
    instead = instead_of(form.values["instead"])
    if instead is not None:
        span, needs, _ = instead
        return ChangeBooking(
            booking_id=booking_id,
            version=form.number("version"),
            scope=_scope(form),
            span=span,
            needs=needs,
            partly=bool(form.values["partly"]),
        )
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
        partly=bool(form.values["partly"]),
    )


def _partly(frame: Frame, changed: Changed) -> HTMLResponse:
    """The dates that changed, and those that did not with the reasons of each."""
    refused = [
        (each.booking, reasons_for(each.violations, frame.words, frame.times)) for each in changed.refused
    ]
    return page("booking/partly.html", frame, changed=changed, refused=refused)


async def _refused(
    request: Request,
    frame: Frame,
    store: Store,
    booking_id: int,
    refusal: BookingRefused,
    back: str = "",
    *,
    undone: bool = False,
) -> HTMLResponse:
    shown = await see_booking(store, frame.actor, booking_id, frame.times.now, refusal.alternatives)
    names = {number: resource.name for number, resource in shown.resources.items()}
    booking, others = shown.seen.booking, refusal.alternatives
    anew = refusal.change is not None and refusal.change.anew
    ways = (
        links_anew(others, booking, names, frame.words, frame.times)
        if anew
        else alternative_links(others, names, frame.words, frame.times)
    )
    return page(
        "booking/refused.html" if is_fragment(request) else "booking/refused_page.html",
        frame,
        status=409,
        booking=booking,
        reasons=reasons_for(refusal.violations, frame.words, frame.times),
        ways=ways,
        again=refusal.change,
        back=back,
        undone=undone,
    )
