"""Owners who share on request decide; until all have, the booking holds its place as `requested`. They have
until its deadline: who was asked and does not answer in time lets the request lapse."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from scheduler.domain.bookings.bookings import Booking, Need
from scheduler.domain.bookings.claims import with_parts
from scheduler.domain.bookings.states import BookingStatus, waits_for_owner
from scheduler.domain.campus.resources import Resource, Sharing
from scheduler.domain.error_codes import ConflictCode
from scheduler.domain.errors import Conflict
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import decides_for
from scheduler.domain.time.spans import Span
from scheduler.domain.time.wall_time import DAY, at_wall_time


class Decision(StrEnum):
    PENDING = "pending"
    APPROVED = "approved"
    DECLINED = "declined"


ANSWERS: Final[Mapping[Decision, frozenset[Decision]]] = {
    Decision.PENDING: frozenset({Decision.APPROVED, Decision.DECLINED}),
    Decision.APPROVED: frozenset(),
    Decision.DECLINED: frozenset(),
}
"""What each decision may become; who is asked again gets a new approval."""


def may_be_decided(decision: Decision) -> bool:
    """Whether the owner has yet to answer."""
    return bool(ANSWERS[decision])


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """What one owner says to one booking; `reason` is for the person who asked."""

    id: int
    booking_id: int
    organisation_id: int
    decision: Decision = Decision.PENDING
    reason: str = ""
    decided_by_id: int | None = None
    decided_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return may_be_decided(self.decision)

    def decided(self, decision: Decision, reason: str, by_id: int, at: datetime) -> "Approval":
        """The answer of `by_id`, given once. Raises `Conflict` when there is one already."""
        if decision not in ANSWERS[self.decision]:
            raise Conflict(ConflictCode.ALREADY_DECIDED)
        return replace(self, decision=decision, reason=reason, decided_by_id=by_id, decided_at=at)


ANSWER_DAYS: Final = 5
_MINUTE: Final = timedelta(minutes=1)
_SATURDAY: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTime:
    """How long owners have to answer, the same all over an installation: so many days from Monday to Friday
    by the clock of `zone`. Holidays count, so that everybody can reckon it."""

    zone: str
    working_days: int = ANSWER_DAYS

    def ends(self, span: Span, asked_at: datetime) -> datetime:
        """When a request for `span` lapses: at the wall time it was asked, so many working days later, and
        never after the booking begins; of one that is under way and was asked for more, after it ends."""
        zone = ZoneInfo(self.zone)
        asked = asked_at.astimezone(zone)
        on, left = asked.date(), self.working_days
        while left:
            on += DAY
            left -= on.weekday() < _SATURDAY
        late = at_wall_time(on, asked.time(), zone)
        minute = late.replace(second=0, microsecond=0)
        return min(
            minute if minute == late else minute + _MINUTE, span.start if span.start > asked_at else span.end
        )


def awaiting(
    booking: Booking, decisions: Iterable[Decision], time: AnswerTime, asked_at: datetime
) -> Booking:
    """The booking with the status that its owners leave it, and while one has yet to answer until when."""
    status = status_after(decisions)
    ends = time.ends(booking.span, asked_at) if waits_for_owner(status) else None
    return replace(booking, status=status, decide_by=ends)


def must_be_answerable(booking: Booking, now: datetime) -> None:
    """A decision comes before the deadline, and so before the booking begins. Raises `Conflict` with a code
    of its own for what is over and for what lapsed, whether or not the clock wrote that down already."""
    if not booking.as_of(now).lapsed:
        return
    if booking.span.end <= now:
        raise Conflict(ConflictCode.REQUEST_OVER)
    raise Conflict(ConflictCode.REQUEST_LAPSED)


def owners_to_ask(
    needs: Iterable[Need], resources: Mapping[int, Resource], organisation_id: int
) -> tuple[int, ...]:
    """The organisations that decide about a booking of `organisation_id`, in id order."""
    asked = (resources[need.resource_id] for need in needs)
    return tuple(
        sorted(
            {r.owner_id for r in asked if r.sharing is Sharing.ON_REQUEST and r.owner_id != organisation_id}
        )
    )


def awaited_owners(
    actor: Actor, needs: Iterable[Need], resources: Mapping[int, Resource], organisation_id: int
) -> tuple[int, ...]:
    """Those of them whose word a booking of `actor` waits for: who speaks for an owner has said yes."""
    asked = owners_to_ask(with_parts(needs, resources.values()), resources, organisation_id)
    return tuple(owner_id for owner_id in asked if not decides_for(actor, owner_id))


def asked_again(
    said: Iterable[Approval], needed: Iterable[Approval], more: Container[int]
) -> tuple[Approval, ...]:
    """The approvals of a booking that was changed: an owner in `more` is asked about what is added, the
    others keep what they said, and who was never asked is not asked about less."""
    known = {approval.organisation_id: approval for approval in said}
    return tuple(
        approval if approval.organisation_id in more else known[approval.organisation_id]
        for approval in needed
        if approval.organisation_id in more or approval.organisation_id in known
    )


def status_after(decisions: Iterable[Decision]) -> BookingStatus:
    """One no is a no; otherwise all must have said yes."""
    known = set(decisions)
    if Decision.DECLINED in known:
        return BookingStatus.DECLINED
    return BookingStatus.REQUESTED if any(map(may_be_decided, known)) else BookingStatus.CONFIRMED
