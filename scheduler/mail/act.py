"""Third room: what was understood is done, through the services that pages use.

What stands is read again when somebody else changed the booking in between: the message then meets the
newer state, and comes to what that allows.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from scheduler.domain.bookings.bookings import Booking, Need, SeriesScope
from scheduler.domain.bookings.refusals import BookingRefused
from scheduler.domain.campus.resources import Resource
from scheduler.domain.error_codes import ConflictCode
from scheduler.domain.errors import Conflict, FieldlabError, NotFound, Stale
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import books_for
from scheduler.domain.notifications.inbound import MailOutcome, weekly_rule
from scheduler.domain.notifications.itip import InvitationHistory, ItipStep, next_step
from scheduler.mail.understand import Understood
from scheduler.services.bookings import (
    CancelBooking,
    ChangeBooking,
    RequestBooking,
    Requested,
    cancel_booking,
    change_booking,
    request_booking,
)
from scheduler.services.notifications.inbound import InvitedTo, Place, what_stands
from scheduler.services.overviews.resource_names import resources_by_id
from scheduler.storage.store import Store

_ATTEMPTS: Final = 3
"""So often is a message held against a booking that others change at the same time."""

_MISSING: Final = {"organisation": MailOutcome.NO_ORGANISATION, "resource": MailOutcome.PLACE_GONE}


@dataclass(frozen=True, slots=True)
class BookingServices:
    """By which bookings are made, changed and cancelled."""

    request: Callable[[Store, Actor, RequestBooking, datetime], Awaitable[Requested]] = request_booking
    change: Callable[[Store, Actor, ChangeBooking, datetime], Awaitable[Sequence[Booking]]] = change_booking
    cancel: Callable[[Store, Actor, CancelBooking, datetime], Awaitable[Sequence[Booking]]] = cancel_booking


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRequest:
    """An invitation to a place, or its cancellation: who asks what. `title` is what the booking is called."""

    actor: Actor
    place: Place
    need: Need
    understood: Understood
    title: str
    key: str
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.place.zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a message came to. `booking` is the one it is about, as it stands now, `first_id` the one by
    which the invitation is known (of a series the first), `invited` the invitation of ours that was
    answered; `named` are the places among the alternatives."""

    outcome: MailOutcome
    booking: Booking | None = None
    first_id: int | None = None
    standing: InvitationHistory | None = None
    invited: InvitedTo | None = None
    error: FieldlabError | None = None
    named: Mapping[int, Resource] = field(default_factory=dict)


async def act(store: Store, services: BookingServices, asked: PlaceRequest) -> Done:
    """Do what is asked, or nothing with the outcome that says why."""
    for _ in range(_ATTEMPTS):
        case = _Case(asked, await _what_stands(store, asked))
        step = next_step(asked.understood.request(asked.place), case.standing, asked.zone, asked.now)
        if isinstance(step, MailOutcome):
            return case.ended(step)
        try:
            return await _do(store, services, case, step)
        except FieldlabError as error:
            if not _was_overtaken(error):
                named = await _named(store, asked.actor, error)
                return case.ended(_failed(step, error), error=error, named=named)
    return Done(outcome=MailOutcome.BUSY)


@dataclass(frozen=True, slots=True)
class _Case:
    """A message beside what its invitation came to so far."""

    asked: PlaceRequest
    standing: InvitationHistory | None

    @property
    def held(self) -> Booking | None:
        occurrence = self.asked.understood.message.recurrence
        return self.standing.held(occurrence, self.asked.zone, self.asked.now) if self.standing else None

    @property
    def booking(self) -> Booking | None:
        """What it is about, whether or not that is still held."""
        if self.standing is None or self.held is not None:
            return self.held
        about = self.standing.about(self.asked.understood.message.recurrence, self.asked.zone)
        return about[0] if about else None

    def ended(self, outcome: MailOutcome, **why: Any) -> Done:
        """Nothing was done."""
        return Done(outcome=outcome, booking=self.booking, standing=self.standing, **why)


async def _what_stands(store: Store, asked: PlaceRequest) -> InvitationHistory | None:
    resource, uid = asked.place.resource, asked.understood.message.uid
    return await what_stands(store, asked.actor, resource.id, uid) if resource else None


async def _do(store: Store, services: BookingServices, case: _Case, step: ItipStep) -> Done:
    command, actor, now = _command(case, step), case.asked.actor, case.asked.now
    if isinstance(command, RequestBooking):
        booking = (await services.request(store, actor, command, now)).bookings[0]
        return Done(
            outcome=_made(MailOutcome.BOOKED, booking),
            booking=booking,
            first_id=booking.id,
            standing=case.standing,
        )
    if isinstance(command, ChangeBooking):
        booking = (await services.change(store, actor, command, now))[0]
        outcome = _made(MailOutcome.CHANGED, booking)
    else:
        booking = (await services.cancel(store, actor, command, now))[0]
        outcome = MailOutcome.CANCELLED
    first_id = case.standing.latest.booking_id if case.standing else booking.id
    return Done(outcome=outcome, booking=booking, first_id=first_id, standing=case.standing)


def _command(case: _Case, step: ItipStep) -> RequestBooking | ChangeBooking | CancelBooking:
    """What the services are asked. Raises `NotFound` for somebody who may book nowhere."""
    held = case.held
    if held is None or step in (ItipStep.BOOK, ItipStep.BOOK_SERIES):
        return _request(case.asked, series=step is ItipStep.BOOK_SERIES)
    scope = SeriesScope.ALL if step in (ItipStep.CANCEL_SERIES, ItipStep.CHANGE_SERIES) else SeriesScope.ONE
    if step in (ItipStep.CANCEL, ItipStep.CANCEL_SERIES):
        return CancelBooking(booking_id=held.id, scope=scope, by_mail=True)
    asked, spans = case.asked, case.asked.understood.spans
    first = next(span for span in spans if span.end > asked.now) if scope is SeriesScope.ALL else spans[0]
    return ChangeBooking(
        booking_id=held.id,
        scope=scope,
        span=first,
        title=asked.title,
        needs=(asked.need,) if len(held.needs) == 1 else None,
        by_mail=True,
    )


def _request(asked: PlaceRequest, *, series: bool) -> RequestBooking:
    spans, resource = asked.understood.spans, asked.place.resource
    if resource is None:
        raise NotFound("resource", asked.need.resource_id)
    return RequestBooking(
        title=asked.title,
        organisation_id=books_for(asked.actor, resource.owner_id),
        needs=(asked.need,),
        span=None if series else spans[0],
        rule=weekly_rule(spans, asked.zone) if series else None,
        key=asked.key,
        by_mail=True,
    )


def _made(outcome: MailOutcome, booking: Booking) -> MailOutcome:
    return MailOutcome.REQUESTED if booking.waits_for_owner else outcome


def _was_overtaken(error: FieldlabError) -> bool:
    """Whether somebody else was first, so that another look says more than the error."""
    return isinstance(error, Stale) or (
        isinstance(error, Conflict) and error.problem is ConflictCode.NOT_HELD
    )


def _failed(step: ItipStep, error: FieldlabError) -> MailOutcome:
    if step in (ItipStep.CANCEL, ItipStep.CANCEL_SERIES):
        return MailOutcome.NOT_CANCELLED
    noun = error.data["noun"] if isinstance(error, NotFound) else ""
    return _MISSING.get(noun, MailOutcome.REFUSED)


async def _named(store: Store, actor: Actor, error: FieldlabError) -> Mapping[int, Resource]:
    """The places among the alternatives of a refusal."""
    alternatives = error.alternatives if isinstance(error, BookingRefused) else ()
    ids = {other.needs[0].resource_id for other in alternatives}
    return await resources_by_id(store, actor, sorted(ids)) if ids else {}
