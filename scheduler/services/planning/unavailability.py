"""When each resource cannot be had: out of hours, closed, outside its windows, busy elsewhere, or booked.

The solver counts how many units are left at a moment; the conflict rule gives named units. What is
told here is such that both agree: whatever fits by the count can be seated (see `_booked`).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from scheduler.domain.bookings.attendance import units_for
from scheduler.domain.bookings.claims import Claim
from scheduler.domain.bookings.hours import closures_of, open_hours, partial_outages, windows_of
from scheduler.domain.bookings.surroundings import Surroundings
from scheduler.domain.campus.opening_hours import Opening
from scheduler.domain.campus.resources import Resource
from scheduler.domain.time.spans import difference
from scheduler.domain.time.wall_time import local_day
from scheduler.services.planning.grid import DAYS, SLOT, SLOTS_PER_DAY, Piece, slots_up
from scheduler.services.planning.snapshot import Snapshot
from solver.times import Busy

Day = tuple[int, int]
"""A week of the period and a day in it."""
Hours = tuple[tuple[int, int], ...]
"""Stretches of one day's slots."""


class Unavailability:
    """Answers for one snapshot when its resources cannot be had.

    `visits` says on which campuses each person or group may find itself by this plan.
    """

    def __init__(self, snapshot: Snapshot, visits: Mapping[int, frozenset[int]]) -> None:
        self._snapshot = snapshot
        self._visits = visits
        self._held: dict[int, list[Claim]] = defaultdict(list)
        for claim in snapshot.around.held:
            self._held[claim.resource_id].append(claim)
        self._outages = partial_outages(snapshot.around.closures)
        self._openings: dict[tuple[int | None, int | None], list[Opening]] = defaultdict(list)
        for opening in snapshot.around.openings:
            self._openings[opening.campus_id, opening.resource_id].append(opening)
        self._closed: dict[tuple[int, int], dict[Day, Hours]] = {}

    def busy(self, resource: Resource) -> tuple[Busy, ...]:
        """Everything that takes the resource, with weeks that look alike told together."""
        weeks: dict[tuple[int, int, int, int | None], int] = defaultdict(int)
        for piece, units in (*self._shut_pieces(resource), *self._booked(resource)):
            weeks[piece.day, piece.start, piece.end, units] |= 1 << piece.week
        return tuple(
            Busy(1 << day, mask, start, end - start, units)
            for (day, start, end, units), mask in sorted(weeks.items(), key=str)
        )

    def shut(self, resource: Resource) -> dict[Day, Hours]:
        """Per day the slots in which nobody can have the resource, whoever books it."""
        found: dict[Day, list[tuple[int, int]]] = defaultdict(list)
        for piece, _ in self._shut_pieces(resource):
            found[piece.week, piece.day].append((piece.start, piece.end))
        return {day: tuple(hours) for day, hours in found.items()}

    def _shut_pieces(self, resource: Resource) -> Iterator[tuple[Piece, None]]:
        grid, around = self._snapshot.grid, self._snapshot.around
        before, after = resource.setup_minutes // SLOT, resource.teardown_minutes // SLOT
        for (week, day), hours in self._out_of_hours(resource).items():
            for start, end in hours:
                # Set-up and tear-down may lie outside the hours: what a session is padded with is
                # taken off again here.
                first = start + after if start else 0
                last = end - before if end < SLOTS_PER_DAY else end
                yield Piece(week, day, *((first, last) if first < last else (start, end))), None
        for closure in closures_of(resource, around.closures):
            yield from ((piece, None) for piece in grid.pieces(closure.span))
        for span in around.elsewhere.of(resource.id):
            yield from ((piece, None) for piece in grid.pieces(span))
        windows = windows_of(resource, around.windows)
        for span in difference([grid.span], windows) if windows else ():
            yield from ((piece, None) for piece in grid.pieces(span))

    def _out_of_hours(self, resource: Resource) -> dict[Day, Hours]:
        """The same for every place that keeps its campus's hours, and found once for all of them."""
        own = self._openings.get((None, resource.id))
        openings = own or self._openings.get((resource.campus_id, None), [])
        around = replace(self._snapshot.around, openings=openings)
        if open_hours(resource, self._snapshot.grid.span, around) is None:
            return {}
        key = (0, resource.id) if own else (resource.campus_id or 0, 0)
        if key not in self._closed:
            self._closed[key] = dict(self._closed_hours(resource, around))
        return self._closed[key]

    def _closed_hours(self, resource: Resource, around: Surroundings) -> Iterator[tuple[Day, Hours]]:
        grid = self._snapshot.grid
        for week in range(grid.weeks):
            for day in range(DAYS):
                whole = local_day(grid.date_of(week, day), grid.zone)
                hours = open_hours(resource, whole, around) or []
                closed = difference([whole], hours)
                found = [(p.start, p.end) for span in closed for p in grid.pieces(span) if p.day == day]
                yield (week, day), tuple(found)

    def _booked(self, resource: Resource) -> Iterator[tuple[Piece, int]]:
        """What bookings and outages of some units take.

        A session that lies between two bookings of different units finds neither unit free for all
        of it, although one is free at every moment. Therefore units that are booked at different
        times of a day are told as booked from the first time to the last; then a colouring of the
        day with as many colours as units exists that gives every booking the unit it has.
        """
        days: dict[Day, list[tuple[int, int, int]]] = defaultdict(list)
        for claim in self._held.get(resource.id, ()):
            margin = self._margin(resource, claim)
            for piece in self._snapshot.grid.pieces(claim.span):
                start, end = max(0, piece.start - margin), min(SLOTS_PER_DAY, piece.end + margin)
                days[piece.week, piece.day].append((start, end, claim.unit))
        for (week, day), taken in days.items():
            for start, end, units in _agreeing(taken, resource.units):
                yield Piece(week, day, start, end), units
        yield from self._crowded(resource)
        for span, units in self._outages.get(resource.id, ()):
            for piece in self._snapshot.grid.pieces(span):
                whole_day = resource.units > 1
                shown = Piece(piece.week, piece.day, 0, SLOTS_PER_DAY) if whole_day else piece
                yield shown, min(units, resource.units)

    def _crowded(self, resource: Resource) -> Iterator[tuple[Piece, int]]:
        """The units that bookings fill with people beyond those they claim."""
        claims = self._held.get(resource.id, ())
        claimed = Counter(claim.booking_id for claim in claims)
        for claim in claims:
            beyond = units_for(resource, claim.people) - claimed[claim.booking_id]
            if beyond > 0:
                yield from ((piece, beyond) for piece in self._snapshot.grid.pieces(claim.span))

    def _margin(self, resource: Resource, claim: Claim) -> int:
        """Slots in which the resource may be under way from or to the campus of a booking."""
        if not resource.travels:
            return 0
        travel = self._snapshot.around.travel
        there = self._visits.get(resource.id, frozenset())
        return slots_up(max((travel.minutes(claim.campus_id, campus) for campus in there), default=0))


def _agreeing(taken: list[tuple[int, int, int]], units: int) -> Iterable[tuple[int, int, int]]:
    """Stretches with the number of units that are gone in them."""
    first, last = min(start for start, _, _ in taken), max(end for _, end, _ in taken)
    at_once = max(start for start, _, _ in taken) < min(end for _, end, _ in taken)
    if units > 1 and not at_once:
        return [(first, last, len({unit for _, _, unit in taken}))]
    together: dict[tuple[int, int], set[int]] = defaultdict(set)
    for start, end, unit in taken:
        together[start, end].add(unit)
    return [(start, end, len(numbers)) for (start, end), numbers in together.items()]
