"""Compiled search counts what the judge counts, after every single move."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from solver.check import cost, priced, violations
from solver.grid import SlotGrid
from solver.problem import Problem
from solver.search.clock import SearchClock
from solver.search.compiled import layout
from solver.search.compiled.annealing import anneal
from solver.search.compiled.annealing_moves import Run
from solver.search.compiled.moves import rebuild
from solver.search.compiled.state import StateEncoder
from solver.search.construct import construct
from solver.solution import Solution
from tests.solver.strategies import problems


def make_run(problem: Problem, seed: int) -> tuple[StateEncoder, object, Run]:
    grid = SlotGrid(problem)
    translation = StateEncoder(problem, grid)
    memory = translation.memory(construct(problem, grid, SearchClock(60)), seed)
    hard, soft = int(memory[layout.HARD]), int(memory[layout.SOFT])
    return translation, memory, Run(hard, soft, hard, soft, temperature=5.0, cooling=1.0, weight=1.0)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problem=problems(), seed=st.integers(0, 1000))
def test_after_every_move_the_running_cost_is_the_judges(problem: Problem, seed: int) -> None:
    translation, memory, run = make_run(problem, seed)

    for _ in range(40):
        run = anneal(memory, run, 1)
        plan = translation.plan(memory, Solution({}), best=False)
        broken = violations(problem, plan)

        assert (run.hard > 0) is bool(broken)
        # The judge prices no session it cannot read: one that is given the same resource twice.
        if all(each.rule != "own choices" for each in broken):
            assert run.soft == cost(problem, plan).total
        assert (run.hard, run.soft) == rebuild(memory)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problem=problems(), seed=st.integers(0, 1000))
def test_the_best_plan_kept_is_the_one_that_was_counted(problem: Problem, seed: int) -> None:
    translation, memory, run = make_run(problem, seed)
    start = construct(problem, SlotGrid(problem), SearchClock(60))

    run = anneal(memory, run, 3000)

    plan = translation.plan(memory, start) if run.best_hard == 0 else start
    if run.best_hard == 0 and run.best_soft < int(priced(problem, start).cost):
        assert (priced(problem, plan).violations, priced(problem, plan).cost) == (0, run.best_soft)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problem=problems(), seed=st.integers(0, 1000))
def test_the_same_seed_makes_the_same_moves(problem: Problem, seed: int) -> None:
    runs = []
    for _ in range(2):
        _, memory, run = make_run(problem, seed)
        runs.append(anneal(memory, run, 2000))

    assert runs[0] == runs[1]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problem=problems(), seed=st.integers(0, 1000))
def test_what_the_plan_in_memory_costs_is_kept_beside_it(problem: Problem, seed: int) -> None:
    _, memory, run = make_run(problem, seed)

    run = anneal(memory, run, 500)

    assert (int(memory[layout.HARD]), int(memory[layout.SOFT])) == (run.hard, run.soft)
