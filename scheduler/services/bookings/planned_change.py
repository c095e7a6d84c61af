"""A change of bookings on its way: as they are and as they are to be, judged as one or as far as can be."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from scheduler.domain.bookings.approvals import AnswerTime
from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.bookings.claims import Claim
from scheduler.domain.bookings.refusals import RefusedChange, RefusedDate
from scheduler.domain.bookings.rules import Verdict, Wish
from scheduler.domain.bookings.series_dates import SeriesCalendar
from scheduler.domain.bookings.standing import Standing
from scheduler.domain.bookings.violations import Rule, Violation
from scheduler.domain.campus.resources import Resource
from scheduler.domain.identity.people import Actor
from scheduler.services.bookings.evaluate import broken, judged, wish_of
from scheduler.services.bookings.rounds import Refused, Verdicts, judge_in_rounds
from scheduler.storage.bookings.claims import claims_by_booking
from scheduler.storage.store import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedChange:
    """Bookings as they are and as they are to be, the named one first. `partly`: those that cannot change
    may stay as they are, `again` is what the next step needs after a refusal; `leapt` are the ids of those
    for which the clocks leap over the hour at which they would begin."""

    before: tuple[Booking, ...]
    after: tuple[Booking, ...]
    resources: Mapping[int, Resource]
    calendar: SeriesCalendar
    leapt: frozenset[int]
    time: AnswerTime
    again: RefusedChange

    @property
    def partly(self) -> bool:
        return self.again.partly

    @property
    def moves(self) -> bool:
        """Whether the rules have to be asked again."""
        return any(asks(b) != asks(a) for b, a in zip(self.before, self.after, strict=True))

    def wishes(self, actor: Actor, held: Mapping[int, tuple[Claim, ...]]) -> tuple[Wish, ...]:
        """What each is to be instead of what it is; `held` are the claims by booking id."""
        return tuple(
            replace(
                wish_of(actor, b.needs, b.span, b.people, b.organisation_id),
                before=Standing(was.span, was.needs, held.get(b.id, ()), was.people),
            )
            for was, b in zip(self.before, self.after, strict=True)
        )

    def calendar_violations(self, was: Booking, becomes: Booking) -> tuple[Violation, ...]:
        """What the calendar of the series has against a date, beside the rules."""
        broken_rules = self.calendar.rules_broken(was.span, becomes.span)
        if was.id in self.leapt:
            broken_rules += (Rule.NO_SUCH_HOUR,)
        return tuple(Violation(rule, becomes.span) for rule in broken_rules)

    def without(self, staying: Collection[int]) -> "PlannedChange":
        """The same for the others; `staying` are ids."""
        return replace(
            self,
            before=tuple(booking for booking in self.before if booking.id not in staying),
            after=tuple(booking for booking in self.after if booking.id not in staying),
        )


@dataclass(frozen=True, slots=True)
class Accepted:
    """What of a change is possible, with the verdicts on it, and what stays as it is."""

    change: PlannedChange
    wishes: tuple[Wish, ...]
    verdicts: tuple[Verdict, ...]
    refused: tuple[RefusedDate, ...]


@dataclass(frozen=True, slots=True)
class ChangeRefusal:
    """Nothing was written; the locks go before anybody looks for alternatives."""

    change: PlannedChange
    wishes: tuple[Wish, ...]
    violations: tuple[Violation, ...]


async def judge_change(
    tx: Tx, actor: Actor, change: PlannedChange, now: datetime
) -> Accepted | ChangeRefusal:
    """All of it, or with `partly` what of it is possible beside the bookings that stay where they are."""
    held = await claims_by_booking(tx, [booking.id for booking in change.before])
    organiser_id = change.before[0].organiser_id if change.before else None

    async def judge(left: Sequence[Booking]) -> tuple[Verdicts, Refused]:
        ids = {booking.id for booking in left}
        part = change.without({booking.id for booking in change.before} - ids)
        wishes = part.wishes(actor, held)
        verdicts = await judged(tx, wishes, change.resources, organiser_id, now, without=ids)
        return verdicts, _refused(part, verdicts)

    verdicts, refused = await judge_in_rounds(change.before, judge, partly=change.partly)
    if not verdicts:
        return ChangeRefusal(change, change.wishes(actor, held), broken(refused))
    part = change.without({each.booking.id for each in refused})
    return Accepted(part, part.wishes(actor, held), verdicts, refused)


def asks(booking: Booking) -> tuple[object, ...]:
    """What the rules look at."""
    return booking.span, booking.needs, booking.people


def _refused(change: PlannedChange, verdicts: Sequence[Verdict]) -> Refused:
    found = (
        RefusedDate(was, (*broken([verdict]), *change.calendar_violations(was, becomes)))
        for was, becomes, verdict in zip(change.before, change.after, verdicts, strict=True)
    )
    return tuple(each for each in found if each.violations)
