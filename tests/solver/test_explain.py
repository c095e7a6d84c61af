from __future__ import annotations

from dataclasses import replace

import pytest

from solver.check import violations
from solver.explain import (
    Cause,
    CauseScope,
    Explanation,
    FixPrices,
    RuleKind,
    StepKind,
    apply,
    carry_out,
    explain,
)
from solver.explain.confirm import unconfirmed
from solver.problem import (
    Horizon,
    PlanActivity,
    PlanResource,
    Problem,
    Requirement,
    ResourceOption,
    TimePattern,
)
from solver.solution import Placement, Solution
from solver.testing.generate import generate
from solver.testing.planted_conflicts import PlantedConflict, plant_conflict


def planted(number: int) -> PlantedConflict:
    campus = generate((100, 200, 300)[number % 3], (0.6, 0.75, 0.9)[number // 3 % 3], seed=number // 9)
    return plant_conflict(campus, number)


def assert_fixes_work(conflict: PlantedConflict, found: Explanation) -> None:
    assert found.fixes
    for fix in found.fixes:
        after = carry_out(conflict.plan, fix)
        assert conflict.activity in after.assignments
        assert violations(apply(conflict.problem, fix), after) == ()
    assert [fix.price for fix in found.fixes] == sorted(fix.price for fix in found.fixes)


EXPECTED = {
    "closed space": (CauseScope.ALONE, {RuleKind.UNAVAILABLE}),
    "absent teacher": (CauseScope.ALONE, {RuleKind.UNAVAILABLE}),
    "no candidate": (CauseScope.ALONE, {RuleKind.TOO_FEW_CANDIDATES}),
    "other days": (CauseScope.ALONE, {RuleKind.UNAVAILABLE}),
    "busy teacher": (CauseScope.TOGETHER, {RuleKind.PLACED, RuleKind.UNITS}),
    "full space": (CauseScope.TOGETHER, {RuleKind.PLACED, RuleKind.UNITS, RuleKind.UNAVAILABLE}),
    "no day left": (CauseScope.TOGETHER, {RuleKind.PLACED, RuleKind.DISTRIBUTION}),
    "too far": (CauseScope.TOGETHER, {RuleKind.PLACED, RuleKind.TRAVEL}),
    "pinned onto another": (CauseScope.TOGETHER, {RuleKind.PLACED, RuleKind.UNITS, RuleKind.PIN}),
    "movable blocker": (CauseScope.AS_PLANNED, {RuleKind.STAYS, RuleKind.UNITS}),
}


@pytest.mark.slow
@pytest.mark.parametrize("number", range(20))
def test_a_planted_conflict_is_named_by_a_minimal_set_of_causes_with_fixes_that_work(number: int) -> None:
    conflict = planted(number)

    found = explain(conflict.problem, conflict.plan, conflict.activity, time_limit=30)

    assert violations(conflict.problem, conflict.plan) == ()
    assert (found.scope, {cause.kind for cause in found.causes}) == EXPECTED[conflict.kind]
    assert found.minimal
    assert unconfirmed(conflict.problem, conflict.plan, found) == []
    assert_fixes_work(conflict, found)


def test_an_activity_that_simply_fits_is_given_its_free_place() -> None:
    campus = generate(100, 0.6)
    name = campus.problem.activities[3].id
    rest = {n: place for n, place in campus.plan.assignments.items() if n != name}
    plan = replace(campus.plan, assignments=rest)

    found = explain(campus.problem, plan, name)

    assert (found.scope, found.causes) == (CauseScope.FREE, ())
    assert [(fix.steps, fix.price) for fix in found.fixes] == [((), 0)]
    assert violations(campus.problem, carry_out(plan, found.fixes[0])) == ()


def test_two_independent_causes_are_both_named() -> None:
    closed, absent = planted(0), planted(1)
    victim = absent.problem.activity_by_id[absent.activity]
    space = victim.needs[2].candidates[0].resource
    week = closed.problem.resource_by_id[closed.problem.resources[-1].id].unavailable
    everywhere = {candidate.resource for candidate in victim.needs[2].candidates}
    resources = tuple(
        replace(each, unavailable=week) if each.id in everywhere else each
        for each in absent.problem.resources
    )
    others = {n: p for n, p in absent.plan.assignments.items() if not everywhere & set(p.resources[2])}
    problem = replace(absent.problem, resources=resources)

    found = explain(problem, Solution(others), absent.activity)

    named = {cause.id for causes in (found.causes, *found.further) for cause in causes}
    assert {"absent", space} <= named
    assert len(found.further) == 1


def test_fewer_units_are_proposed_with_the_largest_number_that_fits(
    make_lab_conflict: PlantedConflict,
) -> None:
    found = explain(make_lab_conflict.problem, make_lab_conflict.plan, make_lab_conflict.activity)

    steps = [step for fix in found.fixes for step in fix.steps if step.kind is StepKind.FEWER_UNITS]
    assert [step.units for step in steps] == [3]
    assert_fixes_work(make_lab_conflict, found)


@pytest.fixture
def make_lab_conflict() -> PlantedConflict:
    """A lab of 8 stations of which 5 are taken at the only time, and an activity that wants 6."""
    lab = Requirement("lab", (ResourceOption("lab"),), units=6)
    taken = replace(lab, units=5)
    only_time = (TimePattern(1, 1, 0, 4),)
    problem = Problem(
        "lab",
        Horizon(1, 1, 4),
        (PlanResource("lab", units=8),),
        (PlanActivity("a", only_time, (lab,), drop=9), PlanActivity("b", only_time, (taken,), drop=9)),
    )
    return PlantedConflict("lab", problem, Solution({"b": Placement(0, (("lab",),))}, unplaced=("a",)), "a")


def test_an_activity_without_times_is_told_so_and_gets_no_invented_fix(
    make_lab_conflict: PlantedConflict,
) -> None:
    problem = make_lab_conflict.problem
    timeless = replace(problem.activities[0], times=())

    found = explain(
        replace(problem, activities=(timeless, problem.activities[1])), make_lab_conflict.plan, "a"
    )

    assert (found.scope, found.causes) == (CauseScope.ALONE, (Cause(RuleKind.NO_TIMES, "a"),))
    assert found.fixes == ()


def test_a_kind_of_fix_without_a_price_is_never_proposed(make_lab_conflict: PlantedConflict) -> None:
    prices = FixPrices(fewer_units=None, leave_out=None, extra_time=None)

    found = explain(make_lab_conflict.problem, make_lab_conflict.plan, "a", prices=prices)

    assert [[step.kind for step in fix.steps] for fix in found.fixes] == [[StepKind.MORE_UNITS]]
    assert_fixes_work(make_lab_conflict, found)
