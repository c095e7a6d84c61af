"""Book: from a place in the week, checked while one types, with alternatives when it cannot be."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from api.dependencies import NowDep, StoreDep
from api.schemas.common import Id, PathId
from api.web.dependencies import FormDep, SignedInDep
from api.web.forms import Form
from api.web.page_context import Frame
from api.web.responses import go_to, is_fragment, page
from api.web.views.bookings.booking import (
    FIELDS,
    RequestVerdict,
    alternative_links,
    blank_form,
    command_from,
    reasons_for,
    verdict_of,
)
from scheduler.domain.bookings.refusals import BookingRefused
from scheduler.domain.errors import Invalid
from scheduler.domain.identity.policies import Action, require
from scheduler.services.bookings import RequestBooking, request_booking, see_own_overlaps
from scheduler.services.overviews.booking_form import BookingForm, see_booking_form, see_verdict
from scheduler.storage.store import Store

router = APIRouter()


class BookAddress(BaseModel):
    """What is known already of the booking: from the week, or from a search."""

    model_config = ConfigDict(extra="ignore")

    start: Annotated[str, Field(max_length=20)] = ""
    end: Annotated[str, Field(max_length=20)] = ""
    units: Annotated[int | None, Field(ge=1, le=500)] = None
    people: Annotated[int | None, Field(ge=0, le=100_000)] = None
    organisation: Id | None = None
    extra: Annotated[tuple[Id, ...], Field(max_length=50)] = ()


@router.get("/book/{resource}")
async def book(
    request: Request,
    frame: SignedInDep,
    store: StoreDep,
    resource: PathId,
    asked: Annotated[BookAddress, Query()],
) -> HTMLResponse:
    known = await see_booking_form(store, frame.actor, resource)
    form = blank_form(known, frame.words, frame.times, asked.start, asked.end, asked.units)
    given = {"people": asked.people, "organisation": asked.organisation}
    form.values |= {name: str(value) for name, value in given.items() if value is not None}
    form.lists = {"extra": [str(number) for number in asked.extra]}
    return _form_page(request, frame, known, form, None)


@router.post("/book/{resource}/check")
async def check(
    frame: SignedInDep, store: StoreDep, form: FormDep, resource: PathId, now: NowDep
) -> HTMLResponse:
    form.values["title"] = form.values["title"] or "-"
    command = _understood(form, resource, frame)
    if command is None:
        require(frame.actor, Action.BOOK)
        return page("book/verdict.html", frame, verdict=None)
    known, preview = await see_verdict(store, frame.actor, resource, command, now)
    return page("book/verdict.html", frame, verdict=verdict_of(preview, known, frame.words, frame.times))


@router.post("/book/{resource}")
async def make(
    request: Request, frame: SignedInDep, store: StoreDep, form: FormDep, resource: PathId, now: NowDep
) -> Response:
    command = _understood(form, resource, frame)
    if command is None:
        known = await see_booking_form(store, frame.actor, resource)
        return _form_page(request, frame, known, form, None, status=422)
    if question := await _question(request, frame, store, form, resource, command, now):
        return question
    try:
        made = await request_booking(store, frame.actor, command, now)
    except BookingRefused as refusal:
        known = await see_booking_form(store, frame.actor, resource)
        return _form_page(request, frame, known, form, _refused(refusal, known, frame), status=409)
    return go_to(request, f"/bookings/{made.bookings[0].id}", done=made.bookings[0].status.value)


async def _question(
    request: Request,
    frame: Frame,
    store: Store,
    form: Form,
    resource: int,
    command: RequestBooking,
    now: datetime,
) -> Response | None:
    """The form again when the person has something else at that time; a refusal goes before the question, and
    what a refusal said already is not asked about when one of its ways out is taken."""
    own = () if form.values["anyway"] else await see_own_overlaps(store, frame.actor, command, now)
    refused = form.span("on", "from", "to", frame.times.zone) if form.values["instead"] else None
    if all(refused is not None and booking.span.overlaps(refused) for booking in own):
        return None
    known, preview = await see_verdict(store, frame.actor, resource, command, now)
    verdict = verdict_of(preview, known, frame.words, frame.times)
    if verdict.accepted:
        verdict = replace(verdict, anyway=form.values["instead"] or "yes")
    return _form_page(request, frame, known, form, verdict, status=409)


def _understood(form: Form, resource_id: int, frame: Frame) -> RequestBooking | None:
    try:
        return command_from(form, resource_id, frame.times.zone)
    except Invalid as error:
        form.accept(error, FIELDS)
        return None


def _refused(refusal: BookingRefused, known: BookingForm, frame: Frame) -> RequestVerdict:
    return RequestVerdict(
        reasons=reasons_for(refusal.violations, frame.words, frame.times),
        alternative_links=alternative_links(refusal.alternatives, known.names, frame.words, frame.times),
    )


def _form_page(
    request: Request,
    frame: Frame,
    known: BookingForm,
    form: Form,
    verdict: RequestVerdict | None,
    status: int = 200,
) -> HTMLResponse:
    template = "book/form.html" if is_fragment(request) else "book/page.html"
    return page(template, frame, status=status, known=known, form=form, verdict=verdict)
