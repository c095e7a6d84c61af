"""What must be placed and what it occupies: resources, needs, activities, pins."""

from __future__ import annotations

from dataclasses import dataclass

from solver.errors import require
from solver.times import Busy, TimePattern

Choice = tuple[tuple[str, ...], ...]
"""For every need of an activity the ids of the chosen resources."""


@dataclass(frozen=True, slots=True)
class PlanResource:
    """Anything that can be busy: room, station pool, equipment, demonstrator, teacher, group.

    `units` parallel places may be taken at once; `seats` is the largest activity it holds in comfort (None:
    no limit); `location` is where a session that uses it is held (None: it goes wherever the session is);
    `travels` marks people, who need the travel time between two sessions at different locations.
    """

    id: str
    name: str = ""
    kind: str = "room"
    units: int = 1
    seats: int | None = None
    unavailable: tuple[Busy, ...] = ()
    location: str | None = None
    travels: bool = False

    def __post_init__(self) -> None:
        item = f"resource {self.id!r}"
        require(bool(self.id), "resource", "id must not be empty")
        require(self.units >= 1, item, f"units must be at least 1, is {self.units}")
        require(self.seats is None or self.seats >= 0, item, f"seats must not be negative, is {self.seats}")


@dataclass(frozen=True, slots=True)
class ResourceOption:
    """A resource that may serve a need, at a price."""

    resource: str
    penalty: int = 0

    def __post_init__(self) -> None:
        require(self.penalty >= 0, f"candidate {self.resource!r}", "penalty must not be negative")


@dataclass(frozen=True, slots=True)
class Requirement:
    """Choose `count` different candidates; each gives `units` places (None: the whole resource).

    `before` and `after` are slots of set-up and tear-down during which it is occupied as well. A need with
    one candidate is a fixed resource: the group, the teacher.

    """

    role: str
    candidates: tuple[ResourceOption, ...]
    units: int | None = 1
    count: int = 1
    before: int = 0
    after: int = 0

    def __post_init__(self) -> None:
        item = f"need {self.role!r}"
        require(self.count >= 1, item, f"count must be at least 1, is {self.count}")
        require(self.units is None or self.units >= 1, item, f"units must be at least 1, is {self.units}")
        require(self.before >= 0 and self.after >= 0, item, "before and after must not be negative")
        names = [candidate.resource for candidate in self.candidates]
        require(len(set(names)) == len(names), item, "names a candidate twice")


@dataclass(frozen=True, slots=True)
class PlanActivity:
    """What must be placed: one of `times`, with every need served.

    `size` is the number of people. `drop` is the price of leaving it unplaced; None means it must be placed.
    An activity without times, or with a need that has too few candidates, is legal when it may be dropped.
    """

    id: str
    times: tuple[TimePattern, ...]
    needs: tuple[Requirement, ...] = ()
    name: str = ""
    size: int = 0
    drop: int | None = None

    def __post_init__(self) -> None:
        item = f"activity {self.id!r}"
        require(bool(self.id), "activity", "id must not be empty")
        require(self.size >= 0, item, f"size must not be negative, is {self.size}")
        require(self.drop is None or self.drop >= 0, item, f"drop must not be negative, is {self.drop}")
        if self.drop is None:
            require(bool(self.times), item, "must be placed but has no times")
            for need in self.needs:
                enough = len(need.candidates) >= need.count
                require(enough, item, f"must be placed but need {need.role!r} has too few candidates")


@dataclass(frozen=True, slots=True)
class Pinning:
    """Where an activity must stay (`penalty` None) or should stay (`penalty`: the price of leaving).

    `time` is an index into the activity's times, `resources` a choice for every need; None, or for one need
    an empty choice, pins nothing of that part. A previous plan to stay close to is one priced pin per
    activity, its weight the penalty.
    """

    activity: str
    time: int | None = None
    resources: Choice | None = None
    penalty: int | None = None

    def __post_init__(self) -> None:
        item = f"pin of {self.activity!r}"
        require(self.time is not None or self.resources is not None, item, "pins neither time nor resources")
        require(self.penalty is None or self.penalty >= 0, item, "penalty must not be negative")
