"""Rules between activities: the nineteen distributions of ITC-2019, curricula, travel, and the weights."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from solver.errors import require


class DistributionKind(StrEnum):
    """The distribution constraints of ITC-2019, by the competition's own names."""

    SAME_START = "SameStart"
    SAME_TIME = "SameTime"
    DIFFERENT_TIME = "DifferentTime"
    SAME_DAYS = "SameDays"
    DIFFERENT_DAYS = "DifferentDays"
    SAME_WEEKS = "SameWeeks"
    DIFFERENT_WEEKS = "DifferentWeeks"
    OVERLAP = "Overlap"
    NOT_OVERLAP = "NotOverlap"
    SAME_ROOM = "SameRoom"
    DIFFERENT_ROOM = "DifferentRoom"
    SAME_ATTENDEES = "SameAttendees"
    PRECEDENCE = "Precedence"
    WORK_DAY = "WorkDay"
    MIN_GAP = "MinGap"
    MAX_DAYS = "MaxDays"
    MAX_DAY_LOAD = "MaxDayLoad"
    MAX_BREAKS = "MaxBreaks"
    MAX_BLOCK = "MaxBlock"


LIMITS = {
    DistributionKind.WORK_DAY: 1,
    DistributionKind.MIN_GAP: 1,
    DistributionKind.MAX_DAYS: 1,
    DistributionKind.MAX_DAY_LOAD: 1,
    DistributionKind.MAX_BREAKS: 2,
    DistributionKind.MAX_BLOCK: 2,
}
"""How many numbers stand in the brackets of a kind; the others take none."""

WHOLE = frozenset(
    {
        DistributionKind.MAX_DAYS,
        DistributionKind.MAX_DAY_LOAD,
        DistributionKind.MAX_BREAKS,
        DistributionKind.MAX_BLOCK,
    }
)
"""Kinds that look at all their activities at once; every other kind is a rule on pairs."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """A rule of ITC-2019 over `activities`; `penalty` None makes it hard.

    A soft rule on pairs costs `penalty` for every pair that breaks it; a soft rule on the whole costs as the
    competition says. `limits` are the numbers in brackets, in slots, days or breaks. `role` names the need
    that SameRoom and DifferentRoom compare.
    """

    id: str
    kind: DistributionKind
    activities: tuple[str, ...]
    penalty: int | None = None
    limits: tuple[int, ...] = ()
    role: str = "room"

    def __post_init__(self) -> None:
        item = f"distribution {self.id!r}"
        wanted = LIMITS.get(self.kind, 0)
        require(
            len(self.limits) == wanted, item, f"{self.kind} takes {wanted} limits, has {len(self.limits)}"
        )
        require(all(limit >= 0 for limit in self.limits), item, "limits must not be negative")
        require(len(set(self.activities)) == len(self.activities), item, "names an activity twice")
        require(self.penalty is None or self.penalty >= 0, item, "penalty must not be negative")


@dataclass(frozen=True, slots=True)
class Compactness:
    """Sessions of one curriculum or group should touch each other.

    A block is a run of the curriculum's sessions on one day that touch or overlap. Every block that holds
    a single start costs `penalty`, in every week it happens (ITC-2007 track 3: CurriculumCompactness).
    """

    id: str
    activities: tuple[str, ...]
    penalty: int

    def __post_init__(self) -> None:
        check_family(self.id, self.activities, self.penalty)


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """Activities should spread over at least `minimum` days of the week; each day short costs `penalty`."""

    id: str
    activities: tuple[str, ...]
    minimum: int
    penalty: int

    def __post_init__(self) -> None:
        check_family(self.id, self.activities, self.penalty)
        require(self.minimum >= 0, f"rule {self.id!r}", "minimum must not be negative")


@dataclass(frozen=True, slots=True)
class Stability:
    """Activities should keep to one resource of `role`; each further resource costs `penalty`."""

    id: str
    activities: tuple[str, ...]
    penalty: int
    role: str = "room"

    def __post_init__(self) -> None:
        check_family(self.id, self.activities, self.penalty)


def check_family(name: str, activities: tuple[str, ...], penalty: int) -> None:
    """Raise InvalidProblemError unless the rule names each activity once and has a price of 0 or more."""
    require(len(set(activities)) == len(activities), f"rule {name!r}", "names an activity twice")
    require(penalty >= 0, f"rule {name!r}", "penalty must not be negative")


@dataclass(frozen=True, slots=True)
class TravelTime:
    """Slots needed between two locations, both ways; pairs that are not named are next door (0 slots)."""

    one: str
    other: str
    slots: int

    def __post_init__(self) -> None:
        require(self.slots >= 0, f"travel {self.one!r} to {self.other!r}", "slots must not be negative")


@dataclass(frozen=True, slots=True)
class TermWeights:
    """What one unit of each objective term costs; the term bears the name of its weight.

    unplaced: the price in `Activity.drop`; time, resource: penalties of the chosen time and candidates;
    capacity: people above the seats of a chosen resource; distribution: penalties of broken soft rules;
    compactness, working_days, stability: their penalties; travel: each further location a travelling
    resource visits on one day, per week; student: pairs of a student's classes that cannot both be attended;
    change: penalties of priced pins that are left.
    """

    unplaced: int = 1
    time: int = 1
    resource: int = 1
    capacity: int = 0
    distribution: int = 1
    compactness: int = 1
    working_days: int = 1
    stability: int = 1
    travel: int = 0
    student: int = 1
    change: int = 1

    def __post_init__(self) -> None:
        for name in self.__slots__:
            require(getattr(self, name) >= 0, "weights", f"{name} must not be negative")
