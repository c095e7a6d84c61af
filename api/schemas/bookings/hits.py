"""What a change of the world hits, on the wire: the bookings, what can be done with each, and what is."""

from datetime import datetime
from typing import Annotated, Any, Self, cast
from zoneinfo import ZoneInfo

from pydantic import Field, create_model

from api.i18n import Times, Words, explain
from api.schemas.bookings.bookings import BookingOut, NeedOut, Needs
from api.schemas.bookings.impacts import ImpactOut
from api.schemas.bookings.judgements import AlternativeOut, ViolationOut
from api.schemas.common import Id, Input, Instant, Line, Output
from scheduler.domain.bookings.hits import Hit
from scheduler.domain.bookings.impacts import Remedy
from scheduler.domain.bookings.states import BookingStatus
from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Invalid
from scheduler.domain.time.spans import Span
from scheduler.services.bookings.hits.commands import Remedies, RemedyChoice, SettledHit, WorldChanged


class HitChoiceIn(Input):
    """What to do with one booking that is hit. `move` takes the start, end and needs of an alternative of
    the preview, `hand_over` the person who takes over."""

    booking_id: Id
    remedy: Remedy
    start: Instant | None = None
    end: Instant | None = None
    needs: Needs | None = None
    to_person_id: Id | None = None

    def to_domain(self) -> RemedyChoice:
        if (self.start is None) != (self.end is None):
            raise Invalid("hits", InvalidCode.ONE_OF, expected="start and end together")
        return RemedyChoice(
            booking_id=self.booking_id,
            remedy=self.remedy,
            span=Span(self.start, self.end) if self.start and self.end else None,
            needs=None if self.needs is None else tuple(need.to_domain() for need in self.needs),
            to_person_id=self.to_person_id,
        )


class HittingIn(Input):
    """A change that may hit bookings: what is said of none of `hits` stays, and its people are told."""

    hits: Annotated[list[HitChoiceIn], Field(max_length=500, default_factory=list)]
    hits_reason: Line = Field("", description="For the people in the bookings that are hit.")

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in super().values().items() if name not in _OF_HITS}

    def remedies(self, *, preview: bool) -> Remedies:
        choices = [choice.to_domain() for choice in self.hits or ()]
        by_id = {choice.booking_id: choice for choice in choices}
        if len(by_id) < len(choices):
            raise Invalid("hits", InvalidCode.TWICE, expected="each booking once")
        return Remedies(choices=by_id, reason=self.hits_reason or "", preview=preview)


_OF_HITS = frozenset(HittingIn.model_fields)


def hitting(body: type[Input]) -> type[HittingIn]:
    """The same shape, with what to do with the bookings that it hits."""
    both: Any = (body, HittingIn)
    return cast("type[HittingIn]", create_model(body.__name__, __base__=both, __doc__=body.__doc__))


class ColleagueOut(Output):
    """Somebody whom the rules accept in the place of who is no longer there."""

    id: Id
    name: str


class StandingHitOut(Output):
    """A booking, and every rule that it stopped keeping."""

    id: Id
    title: str
    start: datetime
    end: datetime
    needs: list[NeedOut]
    organisation_id: int
    organiser_id: int | None
    violations: list[ViolationOut]

    @classmethod
    def of_hit(cls, hit: Hit, words: Words, times: Times) -> dict[str, Any]:
        booking = hit.booking
        return {
            "id": booking.id,
            "title": booking.title,
            "start": booking.span.start,
            "end": booking.span.end,
            "needs": [NeedOut.model_validate(need) for need in booking.needs],
            "organisation_id": booking.organisation_id,
            "organiser_id": booking.organiser_id,
            "violations": [ViolationOut.from_domain(v, explain(v, words, times)) for v in hit.violations],
        }


class UnkeptOut(StandingHitOut):
    """The same with what its next step asks: `PATCH` or `DELETE /api/v1/bookings/{id}` with `version`."""

    status: BookingStatus
    version: int
    impact: ImpactOut | None

    @classmethod
    def from_hit(cls, hit: Hit, words: Words, times: Times) -> Self:
        booking = hit.booking
        impact = None if booking.impact is None else ImpactOut.model_validate(booking.impact)
        said = cls.of_hit(hit, words, times)
        return cls(**said, status=booking.status, version=booking.version, impact=impact)


class HitOut(StandingHitOut):
    """The same with what is done about it. `alternatives` are where else it would be accepted, the best
    first, and `colleagues` who could take over; null: nothing was looked for. A dry run looks for them, of
    the first twenty."""

    remedy: Remedy
    after: BookingOut
    alternatives: list[AlternativeOut] | None
    colleagues: list[ColleagueOut] | None

    @classmethod
    def from_domain(cls, settled: SettledHit, words: Words, times: Times) -> Self:
        offers = settled.offers
        return cls(
            **cls.of_hit(settled.hit, words, times),
            remedy=settled.remedy,
            after=BookingOut.from_own(settled.after),
            alternatives=[AlternativeOut.from_domain(each) for each in offers.alternatives]
            if offers
            else None,
            colleagues=[ColleagueOut.model_validate(each) for each in offers.colleagues] if offers else None,
        )


class HitsOut(Output):
    """`applied` false: nothing was kept, so it would be."""

    hits: list[HitOut]
    applied: bool

    @classmethod
    def shown(cls, done: WorldChanged[Any], words: Words, zone: str, now: datetime) -> dict[str, Any]:
        times = Times(words, ZoneInfo(zone), now)
        return {
            "hits": [HitOut.from_domain(each, words, times) for each in done.hits],
            "applied": done.applied,
        }


def with_hits(output: type[Output]) -> type[Output]:
    """The shape of a thing that was made or changed, with the bookings that this hit."""
    name = output.__name__.removesuffix("Out") + "HitsOut"
    return create_model(name, __base__=(output, HitsOut), __doc__=output.__doc__)
