"""How light broken rules are, and where a chain goes on that has lost its way among them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from solver.grid import SlotGrid
from solver.problem import (
    Config,
    Course,
    CourseSection,
    PlanActivity,
    Problem,
    Student,
    Subpart,
    TermWeights,
    TimePattern,
)
from solver.search.chain import Chain
from solver.search.clock import SearchClock
from solver.search.compiled import layout
from solver.search.compiled.annealing import anneal, cooling_factor
from solver.search.compiled.state import StateEncoder
from solver.search.construct import construct
from solver.search.forward import Forward
from solver.search.incumbent import Incumbent
from solver.solution import Placement, Solution
from solver.testing.generate import generate

Week = Callable[..., Problem]
Plan = Callable[..., Solution]


@pytest.mark.parametrize(("strict", "time"), [(True, 0), (False, 3)])
def test_only_a_strict_chain_goes_back_to_a_valid_plan(
    make_week: Week, make_plan: Plan, strict: bool, time: int
) -> None:
    problem, clock = make_week(2), SearchClock(60)
    incumbent = Incumbent(problem, clock)
    incumbent.offer(make_plan((0, "r1"), (0, "r2")), "start")
    chain = Chain(problem, StateEncoder(problem, SlotGrid(problem)), clock, incumbent, seed=0)
    chain.translation.load(chain.memory, make_plan((3, "r1"), (3, "r1")))
    chain.strict = strict

    chain.anneal(0.0)

    now = chain.translation.plan(chain.memory, chain.base, best=False)
    assert (now.assignments["a0"].time, int(chain.memory[layout.HARD])) == (time, 0)


def test_what_a_run_leaves_broken_is_offered_whole(make_week: Week, make_plan: Plan) -> None:
    problem, clock = make_week(2), SearchClock(60)
    incumbent = Incumbent(problem, clock)
    chain = Chain(problem, StateEncoder(problem, SlotGrid(problem)), clock, incumbent, seed=0)
    chain.translation.load(chain.memory, make_plan((3, "r1"), (3, "r1")))

    chain.anneal(0.0)

    assert (incumbent.best.violations, len(incumbent.best.assignments)) == (0, 2)


def test_students_change_sections_while_a_chain_anneals(make_week: Week) -> None:
    """Both lectures are pinned; only sections can part the student from the clash."""
    times = {"a1": 0, "a2": 2, "b": 0}
    sections = (CourseSection("a1"), CourseSection("a2"))
    problem = make_week(
        0,
        activities=tuple(PlanActivity(name, (TimePattern(1, 1, start, 1),)) for name, start in times.items()),
        courses=(
            Course("a", (Config("1", (Subpart("s", sections),)),)),
            Course("b", (Config("1", (Subpart("s", (CourseSection("b"),)),)),)),
        ),
        students=(Student("s", ("a", "b")),),
        weights=TermWeights(student=1),
    )
    clock = SearchClock(60)
    incumbent = Incumbent(problem, clock)
    plan = Solution({name: Placement(0) for name in times}, students={"s": ("a1", "b")})
    incumbent.offer(plan, "start")
    chain = Chain(problem, StateEncoder(problem, SlotGrid(problem)), clock, incumbent, seed=0)

    chain.anneal(0.001)

    assert (incumbent.best.cost, incumbent.best.students["s"]) == (0, ("a2", "b"))


def test_a_run_brings_a_planted_campus_near_its_best_and_ends_valid() -> None:
    problem, clock, moves = generate(60, 0.7).problem, SearchClock(60), 1_000_000
    grid = SlotGrid(problem)
    incumbent = Incumbent(problem, clock)
    translation = StateEncoder(problem, grid)
    first_plan = Forward(translation, construct(problem, grid, clock), clock, seed=1).run(60.0)
    incumbent.offer(first_plan, "ejection")
    chain = Chain(problem, translation, clock, incumbent, seed=1)

    run, coldest = chain.begin()
    first = run.soft
    run = anneal(chain.memory, run._replace(cooling=cooling_factor(run.temperature, coldest, moves)), moves)

    assert run.hard == 0
    assert run.best_soft < first / 3


def test_no_clash_pays_for_placing_what_may_be_left_out(make_week: Week, make_plan: Plan) -> None:
    week, clock = make_week(17), SearchClock(60)
    problem = replace(week, activities=tuple(replace(each, drop=100) for each in week.activities))
    incumbent = Incumbent(problem, clock)
    incumbent.offer(make_plan(*((time, room) for time in range(8) for room in ("r1", "r2"))), "start")
    chain = Chain(problem, StateEncoder(problem, SlotGrid(problem)), clock, incumbent, seed=1)

    run, _ = chain.begin()
    run = anneal(chain.memory, run, 20_000)

    assert (run.hard, run.soft) == (0, 100)


def test_a_clash_that_stays_weighs_more_before_the_run_ends_however_small_the_prices(
    make_week: Week, make_plan: Plan
) -> None:
    problem, clock = make_week(2), SearchClock(60)
    translation = StateEncoder(problem, SlotGrid(problem))
    chain = Chain(problem, translation, clock, Incumbent(problem, clock), seed=0)
    translation.load(chain.memory, make_plan((0, "r1"), (0, "r1")))

    run, coldest = chain.begin()
    later = chain.weigh(run._replace(temperature=coldest))

    assert run.hard > 0
    assert later > run.weight
