"""When an activity could be: on a sensible grid, in the hours that suit how its groups learn.

A candidate is a weekday and a time with the weeks in which it then takes place. Weeks in which that
day is a holiday are left out, and so are a few in which what it needs is shut for everybody.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import time

from scheduler.domain.campus.groups import Group, LearningMode
from scheduler.domain.planning.activities import Activity, TimeWish
from scheduler.services.planning.candidates import Wanted
from scheduler.services.planning.grid import SLOT, SLOTS_PER_DAY, slot_at, slots_up
from scheduler.services.planning.snapshot import Snapshot
from scheduler.services.planning.unavailability import Unavailability
from solver.times import TimePattern

WEEKDAYS = range(5)
HOURS: dict[LearningMode, tuple[time, time]] = {
    LearningMode.BOL: (time(8, 30), time(17)),
    LearningMode.BBL: (time(8, 30), time(17)),
    LearningMode.HBO: (time(8, 30), time(18)),
    LearningMode.ADULT: (time(18), time(22)),
}
"""When a group comes, Monday to Friday, by how it learns; an activity's own wishes go before."""
WITHOUT_GROUP = (time(8, 30), time(18))
LATE = slot_at(time(16, 30))
LATE_PRICE = 2
"""For every half hour that an activity of the day ends after half past four."""
LOST_PRICE = 20
"""For every session that a holiday or a closure takes on this weekday and not on the best one."""
_MOST_LOST = 4
"""A candidate may lose one in so many of its weeks to closures."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Slots of one weekday in which an activity may lie, at a price."""

    day: int
    start: int
    end: int
    penalty: int = 0


@dataclass(frozen=True, slots=True)
class _Asked:
    """So many of these resources; everybody who asks the same has the same `key`."""

    key: int
    ids: tuple[int, ...]
    count: int


class CandidateTimes:
    """Finds the candidate times of the activities of one snapshot."""

    def __init__(self, snapshot: Snapshot, occupation: Unavailability) -> None:
        self._snapshot = snapshot
        self._occupation = occupation
        self._shut: dict[tuple[int, int, int, int], int] = {}
        self._keys: dict[tuple[frozenset[int], int], int] = {}
        self._enough: dict[tuple[int, int, int, int], int] = {}
        self._closed: dict[int, dict[tuple[int, int], tuple[tuple[int, int], ...]]] = {}

    def of(
        self, activity: Activity, wanted: Sequence[Wanted], also: Iterable[tuple[int, int]] = ()
    ) -> tuple[TimePattern, ...]:
        """Its candidates by weekday and start. `also` are (weekday, slot) that are in use already."""
        length = slots_up(activity.minutes)
        before, after = self._padding(wanted)
        masks = self._weeks(activity)
        starts = dict(self._starts(activity, length))
        for day, start in also:
            starts.setdefault((day, start), 0)
        kept = {
            (day, start): penalty
            for (day, start), penalty in sorted(starts.items())
            if masks[day] and start - before >= 0 and start + length + after <= SLOTS_PER_DAY
        }
        asked = [self._asked(each) for each in wanted]
        open_weeks = {
            (day, start): self._open_weeks(masks[day], day, start - before, start + length + after, asked)
            for day, start in kept
        }
        if not any(open_weeks.values()):  # shut whenever it could be: let the solver say what shuts it
            open_weeks = {(day, start): masks[day] for day, start in kept}
        return tuple(self._priced(kept, open_weeks, length))

    def _priced(
        self, kept: dict[tuple[int, int], int], weeks: dict[tuple[int, int], int], length: int
    ) -> Iterator[TimePattern]:
        most = max((mask.bit_count() for mask in weeks.values()), default=0)
        for (day, start), penalty in kept.items():
            mask = weeks[day, start]
            if mask:
                lost = LOST_PRICE * (most - mask.bit_count())
                yield TimePattern(1 << day, mask, start, length, penalty + lost)

    def _weeks(self, activity: Activity) -> list[int]:
        """Per weekday the weeks in which the activity takes place if it is on that day."""
        masks = self._snapshot.grid.weekday_masks(self._snapshot.days_off(activity))
        if not activity.weeks:
            return masks
        chosen = sum(1 << (week - 1) for week in set(activity.weeks))
        return [mask & chosen for mask in masks]

    def _open_weeks(self, mask: int, day: int, start: int, end: int, asked: Sequence[_Asked]) -> int:
        """Those of the weeks in which each need finds enough candidates open; none when too few are."""
        found = mask
        for each in asked:
            found &= self._enough_open(each, day, start, end)
        lost = (mask & ~found).bit_count()
        return found if lost * _MOST_LOST <= mask.bit_count() else 0

    def _enough_open(self, asked: _Asked, day: int, start: int, end: int) -> int:
        """The weeks in which so many candidates are open; found once for all who ask the same."""
        key = (asked.key, day, start, end)
        if key not in self._enough:
            every = (1 << self._snapshot.grid.weeks) - 1
            # `levels[n]`: the weeks in which more than n of the candidates seen so far are open.
            levels = [0] * asked.count
            for resource_id in asked.ids:
                carried = self._open_mask(resource_id, day, start, end)
                for level, weeks in enumerate(levels):
                    levels[level], carried = weeks | carried, weeks & carried
                if levels[-1] == every:
                    break
            self._enough[key] = levels[-1]
        return self._enough[key]

    def _asked(self, wanted: Wanted) -> _Asked:
        ids = wanted.ids
        key = self._keys.setdefault((ids, wanted.count), len(self._keys))
        return _Asked(key, tuple(ids), wanted.count)

    def _open_mask(self, resource_id: int, day: int, start: int, end: int) -> int:
        """The weeks in which the resource is not shut in these slots of that weekday."""
        key = (resource_id, day, start, end)
        if key not in self._shut:
            if resource_id not in self._closed:
                self._closed[resource_id] = self._occupation.shut(self._snapshot.resources[resource_id])
            closed = self._closed[resource_id]
            self._shut[key] = sum(
                1 << week
                for week in range(self._snapshot.grid.weeks)
                if not any(first < end and start < last for first, last in closed.get((week, day), ()))
            )
        return self._shut[key]

    def _padding(self, wanted: Sequence[Wanted]) -> tuple[int, int]:
        """The longest set-up and tear-down, in slots, of whatever may be chosen."""
        resources = [self._snapshot.resources[resource_id] for each in wanted for resource_id in each.ids]
        return (
            max((slots_up(r.setup_minutes) for r in resources), default=0),
            max((slots_up(r.teardown_minutes) for r in resources), default=0),
        )

    def _starts(self, activity: Activity, length: int) -> Iterator[tuple[tuple[int, int], int]]:
        """Every (weekday, slot) to begin at, with its price, the dearest of a pair first."""
        step = (30 if activity.minutes % 30 == 0 else 15) // SLOT
        groups = self._snapshot.groups_of(activity)
        meant = any(wish.allowed for wish in activity.wishes)
        evening = meant or any(group.mode is LearningMode.ADULT for group in groups)
        for stretch in sorted(stretches(activity, groups), key=lambda each: -each.penalty):
            for start in range(stretch.start, stretch.end - length + 1, step):
                avoided = _avoided(activity.wishes, stretch.day, start, start + length)
                if avoided is not None:
                    late = 0 if evening else -(-max(0, start + length - LATE) * SLOT // 30) * LATE_PRICE
                    yield (stretch.day, start), stretch.penalty + avoided + late


def stretches(activity: Activity, groups: Sequence[Group]) -> list[Stretch]:
    """The stretches that are wished for, or else those that suit the groups; none: they share none."""
    wished = [wish for wish in activity.wishes if wish.allowed]
    if wished:
        return [
            Stretch(w.weekday, slot_at(w.starts), slot_at(w.ends, midnight=SLOTS_PER_DAY), w.penalty)
            for w in wished
        ]
    start, end = hours_of(groups)
    return [Stretch(day, slot_at(start), slot_at(end), 0) for day in WEEKDAYS if start < end]


def hours_of(groups: Sequence[Group]) -> tuple[time, time]:
    """The hours that suit all of the groups; the end does not lie after the start when none do."""
    hours = [HOURS[group.mode] for group in groups] or [WITHOUT_GROUP]
    return max(start for start, _ in hours), min(end for _, end in hours)


def _avoided(wishes: Iterable[TimeWish], day: int, start: int, end: int) -> int | None:
    """The price of the hours that are better avoided; None when one of them is out of the question."""
    price = 0
    for wish in wishes:
        first, last = slot_at(wish.starts), slot_at(wish.ends, midnight=SLOTS_PER_DAY)
        if wish.allowed or wish.weekday != day or not (first < end and start < last):
            continue
        if not wish.penalty:
            return None
        price += wish.penalty
    return price
