"""A draft beside what is published: what is new, what moves, what goes, and for whom. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from scheduler.domain.bookings.bookings import Booking, Need
from scheduler.domain.campus.resources import Resource, ResourceKind
from scheduler.domain.planning.plans import PlanSession
from scheduler.domain.time.spans import Span


class Kind(StrEnum):
    NEW = "new"
    MOVED = "moved"
    GONE = "gone"
    SAME = "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One occurrence of an activity as it is (`booking`) and as the plan has it (`session`).

    A new one may have a booking as well: one that was cancelled and now comes back.
    """

    kind: Kind
    session: PlanSession | None = None
    booking: Booking | None = None

    @property
    def before(self) -> tuple[Span, tuple[Need, ...]] | None:
        booking = self.booking
        return (booking.span, booking.needs) if booking is not None and booking.holds else None

    @property
    def after(self) -> tuple[Span, tuple[Need, ...]] | None:
        return None if self.session is None else (self.session.span, self.session.needs)

    @property
    def starts(self) -> datetime:
        """The first moment somebody would miss or find."""
        return min(place[0].start for place in (self.before, self.after) if place is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """A group or a member of staff with the number of their sessions that are new, move or go."""

    resource_id: int
    name: str
    kind: ResourceKind
    people: int
    changes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What publishing would do: who is hit hardest first, then every change by its first moment."""

    counts: Mapping[Kind, int]
    affected: tuple[Affected, ...]
    differences: tuple[Difference, ...]

    @property
    def people(self) -> int:
        return sum(each.people for each in self.affected)


def differences(
    sessions: Sequence[PlanSession],
    bookings: Iterable[Booking],
    now: datetime,
    in_force: Set[tuple[int, int]] = frozenset(),
) -> tuple[Difference, ...]:
    """Occurrence by occurrence. `bookings` are all that plans of the period made, cancelled ones too;
    `in_force` names the occurrences of the plan that is published now.

    What has begun stays as it is, and so does what somebody cancelled although it is in force:
    neither is in the answer.
    """
    known: dict[tuple[int | None, int | None], Booking] = {}
    for booking in sorted(bookings, key=lambda each: (each.holds, each.id)):
        known[booking.activity_id, booking.occurrence] = booking
    begun = {key for key, booking in known.items() if booking.holds and booking.span.start <= now}
    settled = begun | {key for key, booking in known.items() if not booking.holds and key in in_force}
    found = []
    for session in sessions:
        booking_then = known.pop((session.activity_id, session.occurrence), None)
        if (session.activity_id, session.occurrence) not in settled and session.span.start > now:
            found.append(_difference(session, booking_then))
        elif booking_then is not None:
            known[session.activity_id, session.occurrence] = booking_then
    gone = (b for key, b in known.items() if b.holds and b.span.start > now and key not in begun)
    return (*found, *(Difference(kind=Kind.GONE, booking=booking) for booking in gone))


def _difference(session: PlanSession, booking: Booking | None) -> Difference:
    if booking is None or not booking.holds:
        return Difference(kind=Kind.NEW, session=session, booking=booking)
    same = (booking.span, booking.needs) == (session.span, session.needs)
    return Difference(kind=Kind.SAME if same else Kind.MOVED, session=session, booking=booking)


def comparison(
    found: Sequence[Difference], resources: Mapping[int, Resource], sizes: Mapping[int, int]
) -> Comparison:
    """`sizes` says how many people each group is, by its resource."""
    changed = sorted((each for each in found if each.kind is not Kind.SAME), key=lambda each: each.starts)
    tally: dict[int, int] = defaultdict(int)
    for each in changed:
        for resource_id in _people(each, resources):
            tally[resource_id] += 1
    affected = [
        Affected(
            resource_id=resource_id,
            name=resources[resource_id].name,
            kind=resources[resource_id].kind,
            people=sizes.get(resource_id, 1),
            changes=changes,
        )
        for resource_id, changes in tally.items()
    ]
    affected.sort(key=lambda each: (-each.people * each.changes, each.resource_id))
    counts = {kind: sum(each.kind is kind for each in found) for kind in Kind}
    return Comparison(counts=counts, affected=tuple(affected), differences=tuple(changed))


def _people(difference: Difference, resources: Mapping[int, Resource]) -> set[int]:
    """The groups and staff who were to be there, or will be."""
    places = [place for place in (difference.before, difference.after) if place is not None]
    named = {need.resource_id for _, needs in places for need in needs}
    return {each for each in named if each in resources and resources[each].travels}
