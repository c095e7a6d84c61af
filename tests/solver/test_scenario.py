import random
from dataclasses import replace

import pytest

from solver.check import violations
from solver.errors import InvalidProblemError
from solver.problem import (
    Busy,
    Horizon,
    Pinning,
    PlanActivity,
    PlanResource,
    Problem,
    Requirement,
    ResourceOption,
    TimePattern,
)
from solver.scenario import (
    AddCopies,
    AddDemand,
    AddUnits,
    Alteration,
    CloseHours,
    Fill,
    OpenHours,
    RemoveDemand,
    RemoveResource,
    Solve,
    WhatIf,
    compare,
    engine,
)
from solver.solution import Placement, Solution

DAY = Busy(1, 1, 0, 8)


def make_campus(dice: random.Random) -> Problem:
    """A day of 8 slots, two labs that are closed for a while, and up to eight sessions that want them."""
    labs = tuple(
        PlanResource(
            f"lab{n}", kind="lab", units=dice.randint(1, 2), unavailable=(Busy(1, 1, dice.randint(0, 5), 3),)
        )
        for n in range(2)
    )
    activities = tuple(make_session(dice, number) for number in range(dice.randint(3, 8)))
    return Problem("day", Horizon(1, 1, 8), labs, activities)


def make_session(dice: random.Random, number: int) -> PlanActivity:
    length = dice.randint(1, 3)
    times = tuple(TimePattern(1, 1, start, length) for start in range(9 - length))
    candidates = tuple(ResourceOption(f"lab{n}") for n in dice.choice(((0,), (1,), (0, 1))))
    return PlanActivity(f"a{number}", times, (Requirement("lab", candidates),), drop=dice.choice((None, 1)))


def first_come(dice: random.Random) -> Solve:
    """A poor planner: sessions in random order, each at the first place that is free."""

    def plan(problem: Problem, start: Solution) -> Solution:
        placed: dict[str, Placement] = {}
        for activity in dice.sample(problem.activities, len(problem.activities)):
            ways = (
                Placement(time, ((candidate.resource,),))
                for time in range(len(activity.times))
                for candidate in activity.needs[0].candidates
            )
            free = (way for way in ways if not violations(problem, Solution({**placed, activity.id: way})))
            if (way := next(free, None)) is not None:
                placed[activity.id] = way
        return Solution(placed)

    return plan


def more_capacity(dice: random.Random) -> Alteration:
    lab = dice.choice(("lab0", "lab1"))
    span = Busy(1, 1, dice.randint(0, 4), 4)
    return dice.choice((AddUnits(lab, 1), AddCopies(lab), OpenHours(lab, span)))


@pytest.mark.parametrize("block", range(10))
def test_adding_capacity_never_raises_unmet_hours_however_poor_the_planner(block: int) -> None:
    for seed in range(10 * block, 10 * block + 10):
        dice = random.Random(seed)
        problem = make_campus(dice)
        one = (more_capacity(dice),)
        both = (*one, more_capacity(dice))

        outcomes = compare(problem, (WhatIf("one", one), WhatIf("both", both)), first_come(dice))

        unmet = [outcome.figures.unmet_slots for outcome in outcomes]
        assert (seed, unmet) == (seed, sorted(unmet, reverse=True))
        assert all(violations(outcome.problem, outcome.plan) == () for outcome in outcomes)


def make_full_lab() -> Problem:
    """One lab open for 4 of 8 slots, wanted by three sessions of 2."""
    lab = PlanResource("lab", kind="lab", unavailable=(Busy(1, 1, 4, 4),))
    times = tuple(TimePattern(1, 1, start, 2) for start in range(7))
    need = Requirement("lab", (ResourceOption("lab", penalty=3),))
    activities = tuple(PlanActivity(name, times, (need,)) for name in ("a", "b", "c"))
    return Problem("full", Horizon(1, 1, 8), (lab,), activities)


def unmet_with(*alterations: Alteration) -> int:
    outcome = compare(make_full_lab(), (WhatIf("if", alterations),), engine(10.0, workers=1))[1]
    assert violations(outcome.problem, outcome.plan) == ()
    return outcome.figures.unmet_slots


def test_what_is_compares_hours_fill_and_penalties() -> None:
    (outcome,) = compare(make_full_lab(), (), engine(10.0, workers=1))

    assert outcome.name == "as is"
    assert (outcome.figures.demanded_slots, outcome.figures.unmet_slots) == (6, 2)
    assert outcome.figures.unmet_activities == 1
    assert outcome.figures.fill == {"lab": Fill(used=4, open=4)}
    assert outcome.figures.fill["lab"].share == 1.0
    assert outcome.figures.penalties == 6


@pytest.mark.parametrize(
    "alteration",
    [
        AddCopies("lab"),
        AddUnits("lab", 1),
        OpenHours("lab", Busy(1, 1, 4, 2)),
        RemoveDemand(frozenset({"b"})),
    ],
)
def test_each_way_out_of_a_full_lab_meets_all_hours(alteration: Alteration) -> None:
    assert unmet_with(alteration) == 0


def test_losing_resources_and_hours_or_more_demand_leaves_more_unmet() -> None:
    further = replace(make_full_lab().activities[0], id="d")

    assert unmet_with(RemoveResource("lab")) == 6
    assert unmet_with(CloseHours("lab", Busy(1, 1, 0, 2))) == 4
    assert unmet_with(AddDemand((further,))) == 4


def test_a_scenario_touches_nothing_of_the_problem_it_starts_from() -> None:
    problem = replace(make_full_lab(), pins=(Pinning("a", resources=(("lab",),)),))

    compare(problem, (WhatIf("gone", (RemoveResource("lab"), AddDemand(()))),), engine(10.0, workers=1))

    assert problem == replace(make_full_lab(), pins=(Pinning("a", resources=(("lab",),)),))


@pytest.mark.parametrize(
    "alteration",
    [AddUnits("attic", 1), AddCopies("attic"), RemoveResource("attic"), RemoveDemand(frozenset({"z"}))],
)
def test_an_alteration_of_something_unknown_names_it(alteration: Alteration) -> None:
    with pytest.raises(
        InvalidProblemError, match=r"scenario, (resource 'attic'|activity 'z'): does not exist"
    ):
        compare(make_full_lab(), (WhatIf("if", (alteration,)),), engine(1.0))
