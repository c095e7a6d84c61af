"""Integer time: days and weeks are bit masks (bit 0 is the first), a day is cut into equal slots.

The words are those of the International Timetabling Competition 2019: a class meets on the same slots of
every day in `days` in every week in `weeks`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from solver.errors import require


@dataclass(frozen=True, slots=True)
class Horizon:
    """The period planned: `weeks` weeks of `days` days of `slots_per_day` equal slots."""

    days: int
    weeks: int
    slots_per_day: int

    def __post_init__(self) -> None:
        for name in ("days", "weeks", "slots_per_day"):
            require(getattr(self, name) >= 1, "horizon", f"{name} must be at least 1")

    @property
    def every_day(self) -> int:
        """Mask of all days."""
        return (1 << self.days) - 1

    @property
    def every_week(self) -> int:
        """Mask of all weeks."""
        return (1 << self.weeks) - 1


PatternTuple = tuple[int, int, int, int]
"""A time pattern as compiled code reads it: days, weeks, first slot and first slot after."""


@dataclass(frozen=True, slots=True)
class TimePattern:
    """One way to place an activity: `length` slots from `start` on each day of `days` in each of `weeks`."""

    days: int
    weeks: int
    start: int
    length: int
    penalty: int = 0

    def __post_init__(self) -> None:
        check_span(self, "time")
        require(self.penalty >= 0, "time", f"penalty must not be negative, is {self.penalty}")

    @property
    def end(self) -> int:
        """First slot after the activity."""
        return self.start + self.length

    @property
    def as_tuple(self) -> PatternTuple:
        """When it meets, whatever that costs."""
        return self.days, self.weeks, self.start, self.end


@dataclass(frozen=True, slots=True)
class Busy:
    """A span in which a resource lacks `units` of its places (None: all of them)."""

    days: int
    weeks: int
    start: int
    length: int
    units: int | None = None

    def __post_init__(self) -> None:
        check_span(self, "unavailability")
        require(self.units is None or self.units > 0, "unavailability", "units must be positive or absent")

    @property
    def end(self) -> int:
        """First slot after the span."""
        return self.start + self.length


Span = TimePattern | Busy


def check_span(span: Span, item: str) -> None:
    """Raise InvalidProblemError unless the masks are non-empty and the slots make sense."""
    if span.days > 0 and span.weeks > 0 and span.start >= 0 and span.length >= 1:
        return  # Nearly always: a large problem has 100,000 spans, whose complaints need not be worded.
    require(span.days > 0, item, f"days is an empty mask ({span.days})")
    require(span.weeks > 0, item, f"weeks is an empty mask ({span.weeks})")
    require(span.start >= 0, item, f"start must not be negative, is {span.start}")
    require(span.length >= 1, item, f"length must be at least 1 slot, is {span.length}")


def is_inside(span: Span, horizon: Horizon) -> bool:
    """Whether `span` lies within `horizon`."""
    within_masks = not span.days >> horizon.days and not span.weeks >> horizon.weeks
    return within_masks and span.start + span.length <= horizon.slots_per_day


def check_inside(span: Span, horizon: Horizon, item: str) -> None:
    """Raise InvalidProblemError unless `span` lies within `horizon`."""
    require(span.days <= horizon.every_day, item, f"days {span.days:b} lie outside {horizon.days} days")
    require(span.weeks <= horizon.every_week, item, f"weeks {span.weeks:b} lie outside {horizon.weeks} weeks")
    require(span.end <= horizon.slots_per_day, item, f"ends at slot {span.end} of {horizon.slots_per_day}")


def share_day(one: Span, other: Span) -> bool:
    """Whether some day of some week belongs to both."""
    return one.days & other.days != 0 and one.weeks & other.weeks != 0


def overlap(one: Span, other: Span) -> bool:
    """Whether both are on at the same slot of the same day of the same week (spans are half-open)."""
    return share_day(one, other) and one.start < other.end and other.start < one.end


def bits(mask: int) -> Iterator[int]:
    """The positions of the set bits, smallest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
