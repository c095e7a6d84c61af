"""One booking: look at it, move it, let it go, take that back."""

from datetime import timedelta

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.dependencies import NowDep, StoreDep
from api.schemas.common import PathId
from api.web.dependencies import FormDep, SignedInDep
from api.web.forms import Form, moment
from api.web.page_context import Frame
from api.web.responses import go_to, is_fragment, page, safe_address
from api.web.views.bookings.booking import reasons_for, ways_out
from scheduler.domain.bookings.bookings import Booking, Need, Scope
from scheduler.domain.bookings.refusals import BookingRefused
from scheduler.domain.time.spans import Span
from scheduler.services.bookings import (
    CancelBooking,
    ChangeBooking,
    RestoreBooking,
    cancel_booking,
    change_booking,
    get_booking,
    restore_booking,
)
from scheduler.services.overviews.resource_names import resources_by_id
from scheduler.storage.store import Store

router = APIRouter()


@router.get("/bookings/{booking}")
async def show(frame: SignedInDep, store: StoreDep, booking: PathId) -> HTMLResponse:
    seen = await get_booking(store, frame.actor, booking)
    known = await resources_by_id(store, frame.actor, [need.resource_id for need in seen.booking.needs])
    start = frame.times.iso(seen.booking.span.start)
    form = Form.blank(frame.words, start=start, minutes=seen.booking.span.minutes)
    return page("booking/page.html", frame, seen=seen, known=known, form=form)


@router.post("/bookings/{booking}/move")
async def move(
    request: Request, frame: SignedInDep, store: StoreDep, form: FormDep, booking: PathId, now: NowDep
) -> Response:
    """To another start, and perhaps from one place (`from_resource`) to another (`resource`)."""
    before = (await get_booking(store, frame.actor, booking)).booking
    command = _move(form, before, frame)
    if command is None:
        return go_to(request, f"/bookings/{booking}")
    try:
        await change_booking(store, frame.actor, command, now)
    except BookingRefused as refusal:
        return await _refused(request, frame, store, before, refusal)
    return go_to(request, safe_address(form.values["back"] or f"/bookings/{booking}"), done="moved")


@router.post("/bookings/{booking}/cancel")
async def cancel(
    request: Request, frame: SignedInDep, store: StoreDep, form: FormDep, booking: PathId, now: NowDep
) -> Response:
    command = CancelBooking(booking_id=booking, version=form.number("version"), scope=_scope(form))
    await cancel_booking(store, frame.actor, command, now)
    return go_to(request, f"/bookings/{booking}", done="cancelled")


@router.post("/bookings/{booking}/restore")
async def restore(
    request: Request, frame: SignedInDep, store: StoreDep, form: FormDep, booking: PathId, now: NowDep
) -> Response:
    try:
        await restore_booking(store, frame.actor, RestoreBooking(booking_id=booking, scope=_scope(form)), now)
    except BookingRefused as refusal:
        before = (await get_booking(store, frame.actor, booking)).booking
        return await _refused(request, frame, store, before, refusal)
    return go_to(request, f"/bookings/{booking}", done="restored")


def _scope(form: Form) -> Scope:
    return Scope(form.values["scope"]) if form.values["scope"] in set(Scope) else Scope.ONE


def _move(form: Form, before: Booking, frame: Frame) -> ChangeBooking | None:
    start = moment(form.text("start"), frame.times.zone)
    if start is None:
        return None
    length = timedelta(minutes=form.number("minutes") or before.span.minutes)
    old, new = form.number("from_resource"), form.number("resource")
    needs = tuple(Need(new, n.units) if new and n.resource_id == old else n for n in before.needs)
    return ChangeBooking(
        booking_id=before.id,
        version=form.number("version"),
        scope=_scope(form),
        span=Span(start, start + length),
        needs=needs if needs != before.needs else None,
    )


async def _refused(
    request: Request, frame: Frame, store: Store, before: Booking, refusal: BookingRefused
) -> HTMLResponse:
    asked = [need.resource_id for other in refusal.alternatives for need in other.needs]
    known = await resources_by_id(store, frame.actor, [*asked, *(n.resource_id for n in before.needs)])
    names = {number: resource.name for number, resource in known.items()}
    return page(
        "booking/refused.html" if is_fragment(request) else "booking/refused_page.html",
        frame,
        status=409,
        booking=before,
        reasons=reasons_for(refusal.violations, frame.words, frame.times),
        ways=[
            (way, other)
            for way, other in zip(
                ways_out(refusal.alternatives, names, frame.words, frame.times),
                refusal.alternatives,
                strict=True,
            )
        ],
    )
