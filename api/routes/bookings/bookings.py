"""Bookings: ask, see what asking would come to, look, change, let go, take that back."""

from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Response

from api.dependencies import (
    ActorDep,
    IdempotencyKeyDep,
    IfMatchNeededDep,
    LanguageDep,
    NowDep,
    StoreDep,
)
from api.i18n import Times, Words, explain
from api.schemas.bookings.bookings import (
    BookingChange,
    BookingOut,
    BookingQuery,
    BookingRequest,
    RequestedOut,
)
from api.schemas.bookings.changed import ChangedOut
from api.schemas.bookings.judgements import ChangePreviewOut, PreviewOut, ViolationOut
from api.schemas.common import PathId, problems, tag
from api.schemas.cursors import SortedPage, write_cursor
from scheduler.domain.bookings.bookings import SeriesScope
from scheduler.domain.identity.people import Language
from scheduler.services import bookings
from scheduler.services.bookings import CancelBooking, ChangePreview, Preview, RestoreBooking, UndoChange

router = APIRouter(tags=["bookings"])

ScopeQuery = Annotated[
    SeriesScope, Query(description="Of a series: this one, this and the following, or all.")
]
PartlyQuery = Annotated[
    bool,
    Query(
        description="Of a series: change the dates that can change, and name the others. Else all or none."
    ),
]
Reason = Annotated[str, Query(max_length=500, pattern=r"^[^\x00]*$")]


@router.post("/bookings", status_code=201, responses=problems(404, 409))
async def request_booking(
    body: BookingRequest,
    response: Response,
    store: StoreDep,
    actor: ActorDep,
    now: NowDep,
    key: IdempotencyKeyDep,
) -> RequestedOut:
    """Hold everything that is asked for, on every date, or nothing. A refusal (409, `booking_refused`) names
    every broken rule and offers what would be accepted instead."""
    made = await bookings.request_booking(store, actor, body.to_command(key), now)
    first = made.bookings[0]
    tag(response, first.version)
    response.headers["Location"] = f"/api/v1/bookings/{first.id}"
    return RequestedOut.from_requested(made)


@router.post("/previews", responses=problems(404))
async def preview_booking(
    body: BookingRequest, store: StoreDep, actor: ActorDep, now: NowDep, language: LanguageDep
) -> PreviewOut:
    """The judgement that a request would get now; nothing is held."""
    preview = await bookings.preview_booking(store, actor, body.to_command(), now)
    return PreviewOut.from_domain(preview, _in_words(preview, language, now))


@router.get("/bookings")
async def list_bookings(
    query: Annotated[BookingQuery, Query()], store: StoreDep, actor: ActorDep, now: NowDep
) -> SortedPage[BookingOut]:
    """Bookings in id order or sorted, as far as you may see them."""
    found, rest = await bookings.list_bookings(store, actor, query.to_domain(), now)
    return SortedPage(
        items=[BookingOut.from_seen(seen) for seen in found], next=write_cursor(query.sort, rest)
    )


@router.get("/bookings/{booking_id}", responses=problems(404))
async def get_booking(
    booking_id: PathId, response: Response, store: StoreDep, actor: ActorDep, now: NowDep
) -> BookingOut:
    """One booking, with what the owners said who were asked."""
    seen = await bookings.get_booking(store, actor, booking_id, now)
    tag(response, seen.booking.version)
    return BookingOut.from_seen(seen)


@router.patch("/bookings/{booking_id}", responses=problems(404, 409, 412, 428))
async def change_booking(
    booking_id: PathId,
    body: BookingChange,
    response: Response,
    store: StoreDep,
    actor: ActorDep,
    now: NowDep,
    language: LanguageDep,
    version: IfMatchNeededDep,
    scope: ScopeQuery = SeriesScope.ONE,
    partly: PartlyQuery = False,
) -> ChangedOut:
    """Move it, or change what it needs or says. With a wider scope only what changes of this one changes of
    the others, which move by the same wall time. A refusal (409) offers alternatives, each with the booking,
    the version and the scope to ask it with."""
    command = body.to_command(booking_id, version, scope, partly=partly)
    changed = await bookings.change_booking(store, actor, command, now)
    tag(response, changed[0].version)
    return ChangedOut.from_domain(changed, Words(language), now)


@router.post("/bookings/{booking_id}/previews", responses=problems(404, 409, 412, 428))
async def preview_change(
    booking_id: PathId,
    body: BookingChange,
    store: StoreDep,
    actor: ActorDep,
    now: NowDep,
    language: LanguageDep,
    version: IfMatchNeededDep,
    scope: ScopeQuery = SeriesScope.ONE,
    partly: PartlyQuery = False,
) -> ChangePreviewOut:
    """The judgement that this change would get now; nothing is changed."""
    command = body.to_command(booking_id, version, scope, partly=partly)
    preview = await bookings.preview_change(store, actor, command, now)
    return ChangePreviewOut.from_domain(preview, _in_words(preview, language, now))


def _in_words(preview: Preview | ChangePreview, language: Language, now: datetime) -> list[ViolationOut]:
    words = Words(language)
    times = Times(words, ZoneInfo(preview.zone), now)
    return [ViolationOut.from_domain(each, explain(each, words, times)) for each in preview.violations]


@router.delete("/bookings/{booking_id}", responses=problems(404, 409, 412, 428))
async def cancel_booking(
    booking_id: PathId,
    response: Response,
    store: StoreDep,
    actor: ActorDep,
    now: NowDep,
    language: LanguageDep,
    version: IfMatchNeededDep,
    scope: ScopeQuery = SeriesScope.ONE,
    reason: Reason = "",
) -> ChangedOut:
    """Cancel it: the places are free at once, the booking stays to be seen and can be restored."""
    command = CancelBooking(booking_id=booking_id, version=version, scope=scope, reason=reason)
    cancelled = await bookings.cancel_booking(store, actor, command, now)
    tag(response, cancelled[0].version)
    return ChangedOut.from_domain(cancelled, Words(language), now)


@router.post("/bookings/{booking_id}/restore", responses=problems(404, 409, 412, 428))
async def restore_booking(
    booking_id: PathId,
    response: Response,
    store: StoreDep,
    actor: ActorDep,
    now: NowDep,
    language: LanguageDep,
    version: IfMatchNeededDep,
    scope: ScopeQuery = SeriesScope.ONE,
    partly: PartlyQuery = False,
) -> ChangedOut:
    """Undo a cancel while the place is free; with a wider scope, of all that was cancelled with it."""
    command = RestoreBooking(booking_id=booking_id, version=version, scope=scope, partly=partly)
    restored = await bookings.restore_booking(store, actor, command, now)
    tag(response, restored[0].version)
    return ChangedOut.from_domain(restored, Words(language), now)


@router.post("/changes/{change_id}/undo", responses=problems(404, 409, 412))
async def undo_change(
    change_id: PathId, store: StoreDep, actor: ActorDep, now: NowDep, language: LanguageDep
) -> ChangedOut:
    """Take back exactly what one change of yours did, on every date it touched, or nothing of it. A change
    answers with its `change_id`; it can be undone for 30 days, while nobody changed the same bookings."""
    undone = await bookings.undo_change(store, actor, UndoChange(change_id=change_id), now)
    return ChangedOut.from_domain(undone, Words(language), now)
