"""Small random problems that use every part of the model: units, padding, travel, pins, rules and prices."""

from __future__ import annotations

from hypothesis import strategies as st

from solver.problem import (
    Busy,
    Compactness,
    Distribution,
    DistributionKind,
    Horizon,
    Pinning,
    PlanActivity,
    PlanResource,
    Problem,
    Requirement,
    ResourceOption,
    Stability,
    TermWeights,
    TimePattern,
    TravelTime,
    WorkingDays,
)
from solver.rules import LIMITS

HORIZON = Horizon(days=3, weeks=2, slots_per_day=8)
NAMES = ("r1", "r2", "lab")
ACTIVITIES = ("a0", "a1", "a2")


@st.composite
def times(draw: st.DrawFn) -> TimePattern:
    start = draw(st.integers(0, 6))
    length = draw(st.integers(1, min(3, 8 - start)))
    return TimePattern(
        draw(st.integers(1, 7)), draw(st.integers(1, 3)), start, length, draw(st.integers(0, 3))
    )


@st.composite
def resources(draw: st.DrawFn) -> tuple[PlanResource, ...]:
    busy = st.builds(
        Busy,
        st.integers(1, 7),
        st.integers(1, 3),
        st.integers(0, 5),
        st.integers(1, 3),
        st.sampled_from([None, 1]),
    )
    closed = draw(st.lists(busy, max_size=1))
    return (
        PlanResource(
            "r1", seats=draw(st.sampled_from([None, 5])), unavailable=tuple(closed), location="north"
        ),
        PlanResource("r2", location=draw(st.sampled_from(["north", "south", None]))),
        PlanResource("lab", units=3, location="south"),
        PlanResource("teacher", travels=True),
        PlanResource("robot", location=draw(st.sampled_from([None, "south"]))),
    )


@st.composite
def needs(draw: st.DrawFn) -> tuple[Requirement, ...]:
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True))
    candidates = tuple(ResourceOption(name, draw(st.integers(0, 2))) for name in names)
    pads = st.integers(0, 1)
    count = draw(st.integers(1, min(2, len(names))))
    room = Requirement("room", candidates, draw(st.sampled_from([1, None])), count, draw(pads), draw(pads))
    found = [room]
    if draw(st.booleans()):
        found.append(Requirement("teacher", (ResourceOption("teacher"),)))
    if draw(st.booleans()):
        found.append(Requirement("tool", (ResourceOption("robot"), ResourceOption("teacher"))))
    return tuple(found)


@st.composite
def activities(draw: st.DrawFn) -> tuple[PlanActivity, ...]:
    return tuple(
        PlanActivity(
            name,
            tuple(draw(st.lists(times(), min_size=1, max_size=3))),
            draw(needs()),
            size=draw(st.integers(0, 8)),
            drop=draw(st.sampled_from([None, 6, 20])),
        )
        for name in ACTIVITIES
    )


@st.composite
def distributions(draw: st.DrawFn) -> tuple[Distribution, ...]:
    kinds = draw(st.lists(st.sampled_from(list(DistributionKind)), max_size=3))
    found = []
    for number, kind in enumerate(kinds):
        members = tuple(draw(st.permutations(ACTIVITIES)))[: draw(st.integers(2, 3))]
        limits = tuple(draw(st.integers(0, 4)) for _ in range(LIMITS.get(kind, 0)))
        found.append(Distribution(f"d{number}", kind, members, draw(st.sampled_from([None, 3])), limits))
    return tuple(found)


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """A problem of three activities, small enough to try every plan."""
    placed = draw(activities())
    target = draw(st.integers(0, len(placed[0].times) - 1))
    pins = (
        [Pinning("a0", time=target, penalty=draw(st.sampled_from([None, 2])))] if draw(st.booleans()) else []
    )
    return Problem(
        "random",
        HORIZON,
        draw(resources()),
        placed,
        draw(distributions()),
        (Compactness("c", ACTIVITIES, 2),),
        (WorkingDays("w", ("a0", "a1"), 4, 1),),
        (Stability("s", ACTIVITIES, 1),),
        (TravelTime("north", "south", draw(st.integers(0, 3))),),
        pins=tuple(pins),
        weights=TermWeights(capacity=1, travel=draw(st.integers(0, 1))),
    )
