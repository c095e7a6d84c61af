"""What makes one valid plan better than another: the soft rules, each by the name of its term."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from scheduler.domain.bookings.bookings import Booking, Need
from scheduler.domain.campus.groups import LearningMode
from scheduler.domain.planning.activities import Activity
from scheduler.domain.planning.plans import Pin as KeptPlace
from scheduler.domain.planning.plans import number_of
from scheduler.services.planning.candidates import FIXED_PART
from scheduler.services.planning.grid import Piece
from scheduler.services.planning.snapshot import Snapshot, is_place
from solver.activities import Choice, Pinning, PlanActivity
from solver.rules import Compactness, Distribution, DistributionKind, Stability, TermWeights, WorkingDays

CHANGED_TIME, CHANGED_PLACE = 15, 5
"""change: a session at another time, or on other resources, than is published."""

Names = Mapping[int, Sequence[str]]
"""The solver's names of an activity's weekly sessions."""


def weights(snapshot: Snapshot) -> TermWeights:
    """The terms that have one price for all; the others count prices of their own as they are."""
    prices = snapshot.period.prices
    return TermWeights(travel=prices.travel, capacity=prices.standing)


def compactness(snapshot: Snapshot, names: Names) -> Iterator[Compactness]:
    """The days of a group hang together."""
    for group_id, activities in _by_group(snapshot).items():
        mine = _flat(names[activity.id] for activity in activities)
        if len(mine) > 1:
            yield Compactness(f"group {group_id}", mine, snapshot.period.prices.lonely)


def one_day(snapshot: Snapshot, names: Names) -> Iterator[Distribution]:
    """A BBL group comes one day a week; the other days it works."""
    price = snapshot.period.prices.second_day
    for group_id, activities in _by_group(snapshot).items():
        mine = _flat(names[activity.id] for activity in activities)
        if snapshot.groups[group_id].mode is LearningMode.BBL and len(mine) > 1:
            yield Distribution(f"one day for group {group_id}", DistributionKind.MAX_DAYS, mine, price, (1,))


def working_days(snapshot: Snapshot, names: Names) -> Iterator[WorkingDays]:
    """Sessions of one activity are spread over the days it asks for."""
    for activity in snapshot.activities:
        if activity.minimum_days > 1:
            minimum = min(activity.minimum_days, activity.per_week)
            yield WorkingDays(
                f"days of {activity.id}",
                tuple(names[activity.id]),
                minimum,
                snapshot.period.prices.days_short,
            )


def stability(snapshot: Snapshot, names: Names) -> Iterator[Stability]:
    """Sessions of one activity are in the same place."""
    for activity in snapshot.activities:
        if activity.per_week > 1:
            for role in sorted({need.role for need in activity.needs if is_place(need)}):
                name = f"{role} of {activity.id}"
                yield Stability(name, tuple(names[activity.id]), snapshot.period.prices.other_place, role)


def _by_group(snapshot: Snapshot) -> dict[int, list[Activity]]:
    found: dict[int, list[Activity]] = defaultdict(list)
    for activity in snapshot.activities:
        for group in snapshot.groups_of(activity):
            found[group.id].append(activity)
    return dict(sorted(found.items()))


def _flat(names: Iterable[Sequence[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for each in names for name in each))


def kept_places(snapshot: Snapshot) -> dict[tuple[int, int], KeptPlace]:
    """Per activity and number in the week where a person pinned it."""
    return {(pin.activity_id, pin.number): pin for pin in snapshot.pins}


def published_places(snapshot: Snapshot) -> dict[tuple[int, int], tuple[int, int, tuple[Need, ...]]]:
    """Per activity and number in the week the weekday, slot and needs that most of its sessions have."""
    counts: dict[tuple[int, int], dict[tuple[int, int, tuple[Need, ...]], int]] = defaultdict(dict)
    for booking in snapshot.published:
        place = _place(snapshot, booking)
        if place is not None and booking.activity_id is not None and booking.occurrence is not None:
            tally = counts[booking.activity_id, number_of(booking.occurrence)]
            tally[place] = tally.get(place, 0) + 1
    return {key: max(tally, key=lambda place: tally[place]) for key, tally in counts.items()}


def _place(snapshot: Snapshot, booking: Booking) -> tuple[int, int, tuple[Need, ...]] | None:
    piece: Piece | None = next(snapshot.grid.pieces(booking.span), None)
    return None if piece is None else (piece.day, piece.start, booking.needs)


def choice_of(placeable: PlanActivity, needs: Iterable[Need]) -> Choice | None:
    """The candidates that serve each need of the activity with these resources; None when some cannot."""
    booked, taken = [f"r{need.resource_id}" for need in needs], set[str]()
    chosen = []
    for need in placeable.needs:
        allowed = {candidate.resource for candidate in need.candidates}
        # The fixed parts of a whole are not booked by name: they come with it.
        there = sorted(allowed) if need.role == FIXED_PART else [name for name in booked if name in allowed]
        mine = sorted(there, key=taken.__contains__)[: need.count]
        if len(mine) < need.count:
            return None
        taken.update(mine)
        chosen.append(tuple(mine))
    return tuple(chosen)


def time_at(placeable: PlanActivity, day: int, start: int) -> int | None:
    """The number of the activity's time on that weekday from that slot; None when it has none."""
    at = (each for each, time in enumerate(placeable.times) if time.days == 1 << day and time.start == start)
    return next(at, None)


def pins(
    placeable: PlanActivity,
    day: int,
    start: int,
    needs: Sequence[Need],
    prices: tuple[int | None, int | None],
) -> Iterator[Pinning]:
    """Pins to that weekday and slot and to those resources; a price of None makes one hard."""
    for_time, for_place = prices
    index = time_at(placeable, day, start)
    if index is not None:
        yield Pinning(placeable.id, time=index, penalty=for_time)
    choice = choice_of(placeable, needs)
    if choice is not None:
        yield Pinning(placeable.id, resources=choice, penalty=for_place)
