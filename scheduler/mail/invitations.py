"""Do what an invitation to a place asks: book, move, cancel, through the services that pages use."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from calendars.mail import Answer, Message
from scheduler.domain.bookings.alternatives import Alternative, AlternativeKind
from scheduler.domain.bookings.bookings import Booking, Need, Scope
from scheduler.domain.bookings.refusals import BookingRefused
from scheduler.domain.errors import FieldlabError, NotFound
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import books_for
from scheduler.domain.notifications.inbound import Outcome, address_of, weekly_rule
from scheduler.domain.time.spans import Span
from scheduler.services.bookings import (
    CancelBooking,
    ChangeBooking,
    RequestBooking,
    cancel_booking,
    change_booking,
    request_booking,
)
from scheduler.services.notifications.inbound import Before, Place
from scheduler.services.notifications.phrasing import Voice, Voices
from scheduler.services.notifications.replies import Said, answer_of
from scheduler.services.overviews.resource_names import resources_by_id
from scheduler.storage.store import Store

_MOST_WAYS = 4


@dataclass(frozen=True, slots=True)
class Done:
    """What became of an invitation; `said` None: nothing is answered."""

    outcome: Outcome
    said: Said | None = None
    booking_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Everything about one invitation: who asks what of which place, and what it was before."""

    store: Store
    voices: Voices
    domain: str
    actor: Actor
    place: Place
    need: Need
    said: Message
    spans: Sequence[Span]
    before: Before | None
    key: str
    now: datetime

    @property
    def voice(self) -> Voice:
        return self.voices(self.actor.person.language, self.place.zone, self.now)

    @property
    def title(self) -> str:
        return self.said.summary[:200].strip() or self.voice("booking.title")

    @property
    def held(self) -> Booking | None:
        """The booking that the invitation has by now: of a series, the occurrence it is about."""
        if self.before is None:
            return None
        if self.said.recurrence is None:
            return next((b for b in self.before.bookings if b.holds), None)
        on = self.said.recurrence.astimezone(ZoneInfo(self.place.zone)).date()
        return next((b for b in self.before.bookings if b.holds and b.occurs_on == on), None)


async def invite(asking: Asking) -> Done:
    """Book or change what a REQUEST asks for; a refusal says why and what would do."""
    before = asking.before
    if before is not None and asking.said.sequence < before.arrival.sequence:
        return Done(Outcome.OUTDATED)
    if not asking.spans:
        return _declined(asking.voice("mail.no_time"))
    held = asking.held
    try:
        return await (_book(asking) if held is None else _change(asking, held))
    except BookingRefused as refusal:
        return await _refused(asking, refusal, held)
    except FieldlabError as error:
        nobodys = isinstance(error, NotFound)
        return _declined(asking.voice("mail.no_organisation") if nobodys else asking.voice.error(error))


async def call_off(asking: Asking) -> Done:
    """Cancel what a CANCEL is about; RFC 5546 knows no answer to it."""
    before, held = asking.before, asking.held
    if before is None or held is None:
        return Done(Outcome.IGNORED)
    if asking.said.sequence < before.arrival.sequence:
        return Done(Outcome.OUTDATED)
    scope = Scope.ALL if held.series_id is not None and asking.said.recurrence is None else Scope.ONE
    try:
        command = CancelBooking(booking_id=held.id, scope=scope, by_mail=True)
        await cancel_booking(asking.store, asking.actor, command, asking.now)
    except FieldlabError:
        return Done(Outcome.IGNORED)  # it is over, or others let it go just now
    return Done(Outcome.CANCELLED, booking_id=before.arrival.booking_id)


async def _book(asking: Asking) -> Done:
    span, rule = asking.spans[0], None
    if len(asking.spans) > 1 or asking.said.repeats:
        rule = weekly_rule(asking.spans, ZoneInfo(asking.place.zone))
        if rule is None:
            return _declined(asking.voice("mail.series_odd"))
    command = RequestBooking(
        title=asking.title,
        organisation_id=books_for(asking.actor, asking.place.resource.owner_id),
        needs=(asking.need,),
        span=None if rule else span,
        rule=rule,
        key=asking.key,
        by_mail=True,
    )
    made = await request_booking(asking.store, asking.actor, command, asking.now)
    return _done(asking, Outcome.BOOKED, made.bookings[0])


async def _change(asking: Asking, held: Booking) -> Done:
    if held.series_id is not None and asking.said.recurrence is None:
        return _declined(asking.voice("mail.series_change"))
    command = ChangeBooking(
        booking_id=held.id,
        span=asking.spans[0],
        title=asking.title,
        needs=(asking.need,) if len(held.needs) == 1 else None,
        by_mail=True,
    )
    changed = await change_booking(asking.store, asking.actor, command, asking.now)
    return _done(asking, Outcome.CHANGED, changed[0])


def _done(asking: Asking, outcome: Outcome, booking: Booking) -> Done:
    answer = answer_of(booking)
    comment = asking.voice("mail.waits") if booking.waits_for_owner else ""
    first = asking.before.arrival.booking_id if outcome is Outcome.CHANGED and asking.before else booking.id
    return Done(outcome, Said(answer=answer, comment=comment), first)


def _declined(comment: str) -> Done:
    return Done(Outcome.REFUSED, Said(answer=Answer.DECLINED, comment=comment))


async def _refused(asking: Asking, refusal: BookingRefused, held: Booking | None) -> Done:
    """The reasons, every way out in words, and the first other time as a proposal."""
    voice = asking.voice
    lines = voice.reasons(refusal.violations)
    ways = await _ways(asking, refusal.alternatives)
    lines += [voice("mail.instead"), *ways] if ways else []
    lines += [voice("mail.kept", when=voice.span(held.span))] if held is not None else []
    times = [other.span for other in refusal.alternatives if other.kind is AlternativeKind.TIME]
    alone = len(asking.spans) == 1 and not asking.said.repeats
    proposal = times[0] if times and alone else None
    said = Said(answer=Answer.DECLINED, comment="\n".join(lines), proposal=proposal)
    return Done(Outcome.REFUSED, said)


async def _ways(asking: Asking, alternatives: Sequence[Alternative]) -> list[str]:
    """Other times, other places with their address, fewer places."""
    ids = {other.needs[0].resource_id for other in alternatives}
    known = await resources_by_id(asking.store, asking.actor, sorted(ids))
    lines: list[str] = []
    for other in alternatives[:_MOST_WAYS]:
        need = other.needs[0]
        address = address_of(known[need.resource_id], asking.domain) if need.resource_id in known else ""
        if other.kind is AlternativeKind.TIME:
            lines.append(asking.voice("mail.way_time", when=asking.voice.span(other.span)))
        elif other.kind is AlternativeKind.RESOURCE and address:
            name = known[need.resource_id].name
            lines.append(asking.voice("mail.way_elsewhere", name=name, address=address))
        elif other.kind is AlternativeKind.FEWER and address:
            fewer = address.replace("@", f"+{need.units}@")
            lines.append(asking.voice("mail.way_fewer", address=fewer))
    return lines
