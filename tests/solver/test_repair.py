import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest

from solver.check import violations
from solver.problem import (
    Busy,
    Distribution,
    DistributionKind,
    Horizon,
    Pinning,
    PlanActivity,
    PlanResource,
    Problem,
    Requirement,
    ResourceOption,
    TimePattern,
    TravelTime,
)
from solver.repair import Repair, RepairChange, SlotMoment, frozen_between, repair, stakes_of
from solver.rules import LIMITS
from solver.solution import Placement, Solution
from solver.testing.generate import generate

ROOM = Requirement("room", (ResourceOption("r1"), ResourceOption("r2")))
TIMES = tuple(TimePattern(1 << day, 1, start, 2) for day in (0, 1) for start in (0, 2, 4))


def make_problem(*activities: str, **parts: object) -> Problem:
    """Two days of 6 slots, two rooms at two places, a slot of travel between, one teacher for all."""
    given: dict[str, object] = {
        "resources": (
            PlanResource("r1", location="north"),
            PlanResource("r2", location="south"),
            PlanResource("t", kind="teacher", units=3, travels=True),
        ),
        "activities": tuple(
            PlanActivity(name, TIMES, (ROOM, Requirement("teacher", (ResourceOption("t"),))), drop=100)
            for name in activities
        ),
        "travel": (TravelTime("north", "south", 1),),
    }
    return Problem("two days", Horizon(2, 1, 6), **(given | parts))  # type: ignore[arg-type]


def make_plan(**places: tuple[int, str]) -> Solution:
    return Solution({name: Placement(time, ((room,), ("t",))) for name, (time, room) in places.items()})


def close(problem: Problem, name: str, *spans: Busy) -> Problem:
    resources = (replace(r, unavailable=spans) if r.id == name else r for r in problem.resources)
    return replace(problem, resources=tuple(resources))


# Every rule of the replan against trying everything.


def random_rule(dice: random.Random, kind: DistributionKind, names: tuple[str, ...]) -> Distribution:
    limits = tuple(dice.randint(1, 4) for _ in range(LIMITS.get(kind, 0)))
    return Distribution(f"{kind}", kind, tuple(dice.sample(names, 3)), limits=limits)


def broken_campus(seed: int) -> tuple[Problem, Solution]:
    """A valid plan of three sessions, and the problem after a closure and a new hard rule."""
    dice = random.Random(seed)
    names = ("a", "b", "c")
    base = make_problem(*names)
    plan = next(
        plan
        for plan in iter(
            lambda: make_plan(**{n: (dice.randrange(6), dice.choice(("r1", "r2"))) for n in names}), None
        )
        if not violations(base, plan)
    )
    kinds = list(DistributionKind)
    rules = (random_rule(dice, kinds[seed % len(kinds)], names), random_rule(dice, dice.choice(kinds), names))
    closed = close(base, "r1", Busy(1 << dice.randrange(2), 1, dice.randrange(3), 3))
    pins = (Pinning("a", time=dice.randrange(6)),) if dice.random() < 0.2 else ()
    different = rules[0].id != rules[1].id
    return replace(closed, distributions=rules if different else rules[:1], pins=pins), plan


def hurt(old: Solution, new: Solution, stakes: dict[str, int], frozen: set[str]) -> tuple[int, int, int]:
    """What a repair should keep small, most important first."""
    changed = [n for n in old.assignments if new.assignments.get(n) != old.assignments[n]]
    cancelled = sum(stakes[n] for n in changed if n not in new.assignments)
    return cancelled, sum(n in frozen for n in changed), sum(stakes[n] for n in changed)


def every_plan(problem: Problem) -> Iterator[Solution]:
    ways = [None, *(Placement(t, ((room,), ("t",))) for t in range(6) for room in ("r1", "r2"))]
    for chosen in product(ways, repeat=len(problem.activities)):
        placed = zip((a.id for a in problem.activities), chosen, strict=True)
        yield Solution({name: place for name, place in placed if place is not None})


@pytest.mark.parametrize("seed", range(38))
def test_no_plan_that_keeps_every_rule_hurts_less(seed: int) -> None:
    problem, plan = broken_campus(seed)
    stakes, frozen = {"a": 1, "b": 2, "c": 4}, {"b"}

    done = repair(problem, plan, stakes=stakes, frozen=frozen)

    found = hurt(plan, done.plan, stakes, frozen)
    better = (each for each in every_plan(problem) if hurt(plan, each, stakes, frozen) < found)
    assert violations(problem, done.plan) == ()
    assert done.proven
    assert next((each for each in better if not violations(problem, each)), None) is None


# By hand.


def changed(done: Repair) -> set[str]:
    return {change.activity for change in done.changes}


def test_a_plan_that_still_holds_is_left_alone() -> None:
    problem, plan = make_problem("a", "b"), make_plan(a=(0, "r1"), b=(3, "r2"))

    done = repair(problem, plan)

    assert (done.changes, done.price, done.bound) == ((), 0, 0)
    assert done.plan.assignments == plan.assignments


def test_a_closed_room_moves_only_the_session_in_it() -> None:
    problem = close(make_problem("a", "b"), "r1", Busy(1, 1, 0, 2))
    plan = make_plan(a=(0, "r1"), b=(3, "r2"))

    done = repair(problem, plan, stakes={"a": 7, "b": 1})

    assert changed(done) == {"a"}
    assert (done.price, done.proven) == (7, True)


def one_large_or_two_small() -> tuple[Problem, Solution]:
    """The lab closes for x, which can push out either d or both e and f; all of those fit the spare lab."""
    times = tuple(TimePattern(1, 1, start, 2) for start in (0, 2, 4))
    both = (ResourceOption("lab"), ResourceOption("spare"))
    activities = (
        PlanActivity("x", times, (Requirement("lab", (ResourceOption("lab"),), units=2),), drop=9),
        PlanActivity("d", times[:1], (Requirement("lab", both, units=2),), drop=9),
        PlanActivity("e", times[1:2], (Requirement("lab", both),), drop=9),
        PlanActivity("f", times[1:2], (Requirement("lab", both),), drop=9),
    )
    resources = (
        PlanResource("lab", units=2, unavailable=(Busy(1, 1, 4, 2),)),
        PlanResource("spare", units=2),
    )
    times_now = {"x": 2, "d": 0, "e": 0, "f": 0}
    plan = {name: Placement(time, (("lab",),)) for name, time in times_now.items()}
    return Problem("tight", Horizon(1, 1, 6), resources, activities), Solution(plan)


def test_two_cheap_changes_beat_a_dear_one_unless_the_fewest_are_asked_for() -> None:
    problem, plan = one_large_or_two_small()
    stakes = {"x": 1, "d": 9, "e": 1, "f": 1}

    weighed, fewest = repair(problem, plan, stakes=stakes), repair(problem, plan, stakes=stakes, fewest=True)

    assert changed(weighed) == {"x", "e", "f"}
    assert changed(fewest) == {"x", "d"}


def test_nothing_within_the_freeze_window_moves_unless_it_is_forced() -> None:
    times = (TimePattern(1, 1, 0, 2), TimePattern(1, 1, 2, 2))
    need = Requirement("room", (ResourceOption("r"),))
    activities = tuple(PlanActivity(name, times, (need,), drop=9) for name in ("a", "b"))
    apart = Distribution("order", DistributionKind.PRECEDENCE, ("b", "a"))
    problem = Problem(
        "swap", Horizon(1, 1, 6), (PlanResource("r", units=2),), activities, distributions=(apart,)
    )
    plan = Solution({"a": Placement(0, (("r",),)), "b": Placement(0, (("r",),))})

    done = repair(problem, plan, stakes={"a": 50, "b": 1}, frozen={"b"})

    assert changed(done) == {"a"}


def test_a_forced_change_of_a_frozen_session_says_so() -> None:
    problem = close(make_problem("a"), "r1", Busy(3, 1, 0, 6))

    done = repair(problem, make_plan(a=(0, "r1")), frozen={"a"}, stakes={"a": 3})

    before, after = Placement(0, (("r1",), ("t",))), done.plan.assignments["a"]
    assert done.changes == (RepairChange("a", before, after, 3, frozen=True),)
    assert after.resources[0] == ("r2",)


def test_a_session_that_fits_nowhere_is_cancelled_and_the_rest_stays() -> None:
    problem = close(make_problem("a", "b"), "t", Busy(1, 1, 0, 6))
    only_monday = tuple(
        replace(each, times=TIMES[:3]) if each.id == "a" else each for each in problem.activities
    )
    plan = make_plan(a=(0, "r1"), b=(3, "r2"))

    done = repair(replace(problem, activities=only_monday), plan)

    assert [(change.activity, change.after) for change in done.changes] == [("a", None)]
    assert done.proven


def test_a_group_that_outgrew_its_room_goes_to_one_of_its_new_candidates() -> None:
    problem = make_problem("a", "b")
    larger = replace(
        problem.activities[0],
        needs=(Requirement("room", (ResourceOption("r2"),)), problem.activities[0].needs[1]),
    )
    plan = make_plan(a=(0, "r1"), b=(0, "r2"))

    done = repair(replace(problem, activities=(larger, problem.activities[1])), plan)

    assert violations(problem, done.plan) == ()
    assert done.plan.assignments["a"].resources[0] == ("r2",)
    assert changed(done) == {"a"}


def test_an_activity_that_was_cancelled_by_its_company_simply_leaves() -> None:
    done = repair(make_problem("b"), make_plan(a=(0, "r1"), b=(0, "r2")))

    assert (set(done.plan.assignments), done.changes) == ({"b"}, ())


def test_out_of_time_the_plan_is_valid_and_not_called_proven() -> None:
    planted = generate(100, 0.8)
    labs = tuple(
        replace(each, unavailable=(Busy(0b11111, 1, 0, 20),)) if each.id == "lab-0" else each
        for each in planted.problem.resources
    )
    problem = replace(planted.problem, resources=labs)

    done = repair(problem, planted.plan, time_limit=0.0)

    assert violations(problem, done.plan) == ()
    assert not done.proven


def test_stakes_grow_with_people_and_with_soonness() -> None:
    problem = make_problem("a", "b", "c")
    sized = tuple(
        replace(each, size=size) for each, size in zip(problem.activities, (10, 10, 20), strict=True)
    )
    plan = make_plan(a=(0, "r1"), b=(3, "r1"), c=(3, "r2"))

    stakes = stakes_of(replace(problem, activities=sized), plan.assignments, SlotMoment(0, 0, 0))

    assert stakes == {"a": 70, "b": 40, "c": 80}


def test_the_freeze_window_holds_what_meets_before_its_end() -> None:
    problem, plan = make_problem("a", "b", "c"), make_plan(a=(0, "r1"), b=(2, "r1"), c=(3, "r1"))

    frozen = frozen_between(problem, plan.assignments, SlotMoment(0, 0, 2), SlotMoment(0, 1, 0))

    assert frozen == {"b"}


@pytest.mark.parametrize("seed", range(4))
def test_a_week_of_sessions_is_repaired_with_a_proof(seed: int) -> None:
    planted = generate(150, 0.7, seed=seed)
    room = replace(planted.problem.resources[seed], unavailable=(Busy(1, 1, 0, 20),))
    resources = tuple(room if each.id == room.id else each for each in planted.problem.resources)
    problem = replace(planted.problem, resources=resources)

    done = repair(problem, planted.plan, fewest=True, time_limit=60)

    assert violations(problem, done.plan) == ()
    assert done.proven
