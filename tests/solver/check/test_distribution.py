"""Each of the nineteen distributions has a pair of times it accepts and one it refuses."""

from __future__ import annotations

import pytest

from solver.check import cost, violations
from solver.problem import (
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

HORIZON = Horizon(days=5, weeks=4, slots_per_day=40)
Spot = tuple[int, int, int, int, str]
"""days, weeks, start, length, room"""

CASES: list[tuple[DistributionKind, tuple[int, ...], list[Spot], list[Spot]]] = [
    (
        DistributionKind.SAME_START,
        (),
        [(1, 1, 4, 2, "r"), (2, 1, 4, 9, "r")],
        [(1, 1, 4, 2, "r"), (1, 1, 5, 2, "q")],
    ),
    (
        DistributionKind.SAME_TIME,
        (),
        [(1, 1, 4, 6, "r"), (2, 1, 5, 2, "r")],
        [(1, 1, 4, 6, "r"), (2, 1, 5, 9, "r")],
    ),
    (
        DistributionKind.DIFFERENT_TIME,
        (),
        [(1, 1, 4, 2, "r"), (1, 1, 6, 2, "r")],
        [(1, 1, 4, 2, "r"), (2, 2, 5, 2, "r")],
    ),
    (
        DistributionKind.SAME_DAYS,
        (),
        [(3, 1, 4, 2, "r"), (1, 1, 9, 2, "r")],
        [(3, 1, 4, 2, "r"), (5, 1, 9, 2, "r")],
    ),
    (
        DistributionKind.DIFFERENT_DAYS,
        (),
        [(3, 1, 4, 2, "r"), (4, 1, 4, 2, "r")],
        [(3, 1, 4, 2, "r"), (2, 1, 9, 2, "r")],
    ),
    (
        DistributionKind.SAME_WEEKS,
        (),
        [(1, 3, 4, 2, "r"), (2, 2, 4, 2, "r")],
        [(1, 3, 4, 2, "r"), (2, 6, 4, 2, "r")],
    ),
    (
        DistributionKind.DIFFERENT_WEEKS,
        (),
        [(1, 3, 4, 2, "r"), (1, 4, 4, 2, "r")],
        [(1, 3, 4, 2, "r"), (2, 2, 4, 2, "r")],
    ),
    (
        DistributionKind.OVERLAP,
        (),
        [(3, 3, 4, 4, "r"), (2, 2, 7, 2, "q")],
        [(3, 3, 4, 4, "r"), (2, 2, 8, 2, "q")],
    ),
    (
        DistributionKind.NOT_OVERLAP,
        (),
        [(3, 3, 4, 4, "r"), (2, 2, 8, 2, "q")],
        [(3, 3, 4, 4, "r"), (2, 2, 7, 2, "q")],
    ),
    (
        DistributionKind.SAME_ROOM,
        (),
        [(1, 1, 4, 2, "r"), (2, 1, 4, 2, "r")],
        [(1, 1, 4, 2, "r"), (2, 1, 4, 2, "q")],
    ),
    (
        DistributionKind.DIFFERENT_ROOM,
        (),
        [(1, 1, 4, 2, "r"), (2, 1, 4, 2, "q")],
        [(1, 1, 4, 2, "r"), (2, 1, 4, 2, "r")],
    ),
    (
        DistributionKind.SAME_ATTENDEES,
        (),
        [(1, 1, 4, 2, "r"), (1, 1, 9, 2, "q")],
        [(1, 1, 4, 2, "r"), (1, 1, 8, 2, "q")],
    ),
    (
        DistributionKind.PRECEDENCE,
        (),
        [(2, 2, 4, 2, "r"), (1, 4, 4, 2, "r")],
        [(2, 3, 4, 2, "r"), (1, 1, 4, 2, "r")],
    ),
    (
        DistributionKind.WORK_DAY,
        (8,),
        [(1, 1, 4, 2, "r"), (1, 1, 10, 2, "r")],
        [(1, 1, 4, 2, "r"), (1, 1, 11, 2, "r")],
    ),
    (
        DistributionKind.MIN_GAP,
        (5,),
        [(1, 1, 4, 2, "r"), (1, 1, 11, 2, "r")],
        [(1, 1, 4, 2, "r"), (1, 1, 10, 2, "r")],
    ),
    (
        DistributionKind.MAX_DAYS,
        (2,),
        [(3, 1, 4, 2, "r"), (2, 2, 4, 2, "r")],
        [(3, 1, 4, 2, "r"), (4, 2, 4, 2, "r")],
    ),
    (
        DistributionKind.MAX_DAY_LOAD,
        (5,),
        [(1, 1, 4, 2, "r"), (1, 3, 8, 3, "r")],
        [(1, 7, 4, 2, "r"), (1, 7, 8, 4, "r")],
    ),
    (
        DistributionKind.MAX_BREAKS,
        (0, 2),
        [(1, 1, 4, 2, "r"), (1, 1, 8, 2, "r")],
        [(1, 15, 4, 2, "r"), (1, 15, 9, 2, "r")],
    ),
    (
        DistributionKind.MAX_BLOCK,
        (5, 1),
        [(1, 1, 4, 2, "r"), (1, 1, 7, 2, "r")],
        [(1, 15, 4, 2, "r"), (1, 15, 7, 3, "r")],
    ),
]


def make_problem(rule: Distribution, spots: list[Spot]) -> Problem:
    activities = tuple(
        PlanActivity(
            f"a{index}",
            (TimePattern(*spot[:4]),),
            (Requirement("room", (ResourceOption("r"), ResourceOption("q"))),),
        )
        for index, spot in enumerate(spots)
    )
    rooms = (PlanResource("r", units=2, location="R"), PlanResource("q", units=2, location="Q"))
    return Problem("p", HORIZON, rooms, activities, (rule,), travel=(TravelTime("R", "Q", 3),))


def make_solution(spots: list[Spot]) -> Solution:
    return Solution({f"a{index}": Placement(0, ((spot[4],),)) for index, spot in enumerate(spots)})


@pytest.mark.parametrize(("kind", "limits", "good", "bad"), CASES, ids=[case[0].value for case in CASES])
def test_a_hard_distribution_accepts_the_one_and_refuses_the_other(
    kind: DistributionKind, limits: tuple[int, ...], good: list[Spot], bad: list[Spot]
) -> None:
    rule = Distribution("d", kind, ("a0", "a1"), limits=limits)

    found = [violations(make_problem(rule, spots), make_solution(spots)) for spots in (good, bad)]

    assert [[each.rule for each in names] for names in found] == [[], [kind.value]]


@pytest.mark.parametrize(("kind", "limits", "good", "bad"), CASES, ids=[case[0].value for case in CASES])
def test_a_soft_distribution_costs_its_penalty_once_when_it_is_broken(
    kind: DistributionKind, limits: tuple[int, ...], good: list[Spot], bad: list[Spot]
) -> None:
    # Sums over weeks are averaged: a penalty of 4 over 4 weeks is 1 for each week in which it is broken once.
    weeks = (
        bad[0][1].bit_count()
        if kind in (DistributionKind.MAX_DAY_LOAD, DistributionKind.MAX_BREAKS, DistributionKind.MAX_BLOCK)
        else 4
    )
    rule = Distribution("d", kind, ("a0", "a1"), 4, limits)

    prices = [cost(make_problem(rule, spots), make_solution(spots)).total for spots in (good, bad)]

    assert prices == [0, weeks]


def test_every_kind_has_a_case() -> None:
    assert {case[0] for case in CASES} == set(DistributionKind)
