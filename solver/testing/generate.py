"""Campus instances with a planted perfect plan: the best cost is known to be 0, whatever the size.

A plan is drawn first, then the problem around it: other times and candidates are added, time that nobody uses
is closed until rooms and labs are as full as asked for, and rules are drawn among those the plan keeps.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from solver.check import priced
from solver.problem import (
    Busy,
    Distribution,
    DistributionKind,
    Horizon,
    PlanActivity,
    PlanResource,
    Problem,
    Requirement,
    ResourceOption,
    TimePattern,
    TravelTime,
)
from solver.solution import Placement, Solution

DAYS, SLOTS = 5, 20
TRAVEL_SLOTS = 1
STATIONS = 8


@dataclass(frozen=True, slots=True)
class Planted:
    """A problem and a plan of cost 0 that keeps all its rules."""

    problem: Problem
    plan: Solution


@dataclass(frozen=True, slots=True)
class _Draft:
    """A session of the planted plan."""

    id: str
    group: str
    teacher: str
    space: str
    units: int
    day: int
    start: int
    length: int


@dataclass(slots=True)
class _Campus:
    """What is taken while the plan is drawn: units per resource, day and slot; the place per person."""

    dice: random.Random
    spaces: tuple[PlanResource, ...]
    people: tuple[PlanResource, ...]
    taken: dict[tuple[str, int, int], int] = field(default_factory=dict)
    places: dict[tuple[str, int, int], str | None] = field(default_factory=dict)

    def fits(self, space: PlanResource, units: int, people: tuple[str, ...], day: int, span: range) -> bool:
        """Whether the space has the units and the people are free, with time to travel around the span."""
        if any(self.taken.get((space.id, day, slot), 0) + units > space.units for slot in span):
            return False
        near = range(span.start - TRAVEL_SLOTS, span.stop + TRAVEL_SLOTS)
        for person in people:
            if any((person, day, slot) in self.taken for slot in span):
                return False
            around = (self.places.get((person, day, slot), space.location) for slot in near)
            if any(place != space.location for place in around):
                return False
        return True

    def take(self, draft: _Draft, place: str | None) -> None:
        """Occupy what a session takes."""
        for slot in range(draft.start, draft.start + draft.length):
            here = (draft.space, draft.day, slot)
            self.taken[here] = self.taken.get(here, 0) + draft.units
            for person in (draft.group, draft.teacher):
                self.taken[person, draft.day, slot] = 1
                self.places[person, draft.day, slot] = place


def generate(activities: int, tightness: float, seed: int = 0) -> Planted:
    """A week of at most this many activities that use `tightness` (0 to 1) of the hours of rooms and labs.

    The same arguments give the same instance. Dropping an activity costs 1000, a worse time or space 1 or 2.
    """
    dice = random.Random(f"{activities} {tightness} {seed}")
    campus = _Campus(dice, _spaces(activities), _people(activities))
    drafts = list(_draw(campus, activities))
    resources = (*(_close(campus, space, tightness) for space in campus.spaces), *campus.people)
    made = {draft.id: _activity(dice, draft, campus.spaces) for draft in drafts}
    problem = Problem(
        name=f"planted-{activities}-{round(100 * tightness)}-{seed}",
        horizon=Horizon(DAYS, 1, SLOTS),
        resources=resources,
        activities=tuple(made.values()),
        distributions=tuple(_rules(dice, drafts)),
        travel=(TravelTime("north", "south", TRAVEL_SLOTS),),
    )
    assignments = {
        d.id: Placement(_planted_index(made[d.id], d), ((d.group,), (d.teacher,), (d.space,))) for d in drafts
    }
    return Planted(problem, priced(problem, Solution(assignments)))


def _spaces(activities: int) -> tuple[PlanResource, ...]:
    rooms, labs = max(2, activities // 14), max(2, activities // 50)
    places = ("north", "south")
    return (
        *(PlanResource(f"room-{n}", kind="room", location=places[n % 2]) for n in range(rooms)),
        *(PlanResource(f"lab-{n}", kind="lab", units=STATIONS, location=places[n % 2]) for n in range(labs)),
    )


def _people(activities: int) -> tuple[PlanResource, ...]:
    groups, teachers = max(2, activities // 5), max(2, activities // 6)
    return (
        *(PlanResource(f"group-{n}", kind="group", travels=True) for n in range(groups)),
        *(PlanResource(f"teacher-{n}", kind="teacher", travels=True) for n in range(teachers)),
    )


def _draw(campus: _Campus, activities: int) -> Iterator[_Draft]:
    dice = campus.dice
    groups = [person.id for person in campus.people if person.kind == "group"]
    teachers = [person.id for person in campus.people if person.kind == "teacher"]
    for number in range(activities):
        for _ in range(200):
            space = dice.choice(campus.spaces)
            units = dice.choice((3, 4, 5)) if space.kind == "lab" else 1
            group, teacher = groups[number % len(groups)], dice.choice(teachers)
            day, length = dice.randrange(DAYS), dice.choice((2, 4, 4, 6))
            start = 2 * dice.randint(0, (SLOTS - length) // 2)
            if campus.fits(space, units, (group, teacher), day, range(start, start + length)):
                draft = _Draft(f"a{number:04}", group, teacher, space.id, units, day, start, length)
                campus.take(draft, space.location)
                yield draft
                break


def _close(campus: _Campus, space: PlanResource, tightness: float) -> PlanResource:
    """The space without what the plan leaves empty, in blocks of two slots, until it is tight enough."""
    blocks = [(day, start) for day in range(DAYS) for start in range(0, SLOTS, 2)]
    campus.dice.shuffle(blocks)
    used = sum(units for (name, _, _), units in campus.taken.items() if name == space.id)
    left = DAYS * SLOTS * space.units
    closed = []
    for day, start in blocks:
        most = max(campus.taken.get((space.id, day, slot), 0) for slot in (start, start + 1))
        spare = space.units - most
        if spare and used < tightness * left:
            closed.append(Busy(1 << day, 1, start, 2, units=spare))
            left -= 2 * spare
    return replace(space, unavailable=tuple(closed))


def _activity(dice: random.Random, draft: _Draft, spaces: tuple[PlanResource, ...]) -> PlanActivity:
    times = tuple(
        TimePattern(
            1 << day, 1, start, draft.length, 0 if _is_planted(draft, day, start) else dice.choice((0, 1, 2))
        )
        for day in range(DAYS)
        for start in range(0, SLOTS - draft.length + 1, 2)
    )
    kind = next(space.kind for space in spaces if space.id == draft.space)
    alike = [space.id for space in spaces if space.kind == kind and space.id != draft.space]
    others = dice.sample(alike, min(len(alike), dice.randint(1, 4)))
    candidates = (draft.space, *others)
    needs = (
        Requirement("group", (ResourceOption(draft.group),)),
        Requirement("teacher", (ResourceOption(draft.teacher),)),
        Requirement(
            kind,
            tuple(
                ResourceOption(name, 0 if name == draft.space else dice.choice((0, 1))) for name in candidates
            ),
            units=draft.units,
        ),
    )
    return PlanActivity(draft.id, times, needs, drop=1000)


def _is_planted(draft: _Draft, day: int, start: int) -> bool:
    return (day, start) == (draft.day, draft.start)


def _planted_index(activity: PlanActivity, draft: _Draft) -> int:
    wanted = (1 << draft.day, draft.start)
    return next(index for index, time in enumerate(activity.times) if (time.days, time.start) == wanted)


def _rules(dice: random.Random, drafts: list[_Draft]) -> Iterator[Distribution]:
    """Hard rules the plan keeps: an order between two sessions of a group, different days, the same space."""
    for index in range(len(drafts) // 10):
        one = dice.choice(drafts)
        mates = [other for other in drafts if other.group == one.group and other.id != one.id]
        if not mates:
            continue
        other = dice.choice(mates)
        name, pair = f"rule-{index}", (one.id, other.id)
        if (one.day, one.start) < (other.day, other.start):
            yield Distribution(name, DistributionKind.PRECEDENCE, pair)
        elif one.day != other.day:
            yield Distribution(name, DistributionKind.DIFFERENT_DAYS, pair)
