"""Compiled: simulated annealing over times and candidates, hard rules weighed, incumbent kept."""

from __future__ import annotations

from math import exp, log

from solver.jit import Memory, compiled, pointer
from solver.search.compiled.annealing_moves import Run, move, probe, swap
from solver.search.compiled.moves import keep_best
from solver.search.compiled.plan_fields import activity_count, set_hard_cost, set_soft_cost
from solver.search.compiled.random_draws import uniform

SWAP = 0.4
"""Share of moves that swap two activities."""


@compiled
def anneal(memory: Memory, run: Run, moves: int) -> Run:
    """Make `moves` moves; the plan, its cost and the best plan are where `layout` says."""
    state = pointer(memory)
    hard, soft = run.hard, run.soft
    best_hard, best_soft = run.best_hard, run.best_soft
    temperature = run.temperature
    for _ in range(moves if activity_count(state) else 0):
        limit = -temperature * log(1.0 - uniform(state))
        if uniform(state) < SWAP:
            more_hard, more_soft = swap(state, run, limit)
        else:
            more_hard, more_soft = move(state, run, limit)
        hard, soft = hard + more_hard, soft + more_soft
        temperature *= run.cooling
        if hard < best_hard or (hard == best_hard and soft < best_soft):
            best_hard, best_soft = hard, soft
            keep_best(state)
    set_hard_cost(state, hard)
    set_soft_cost(state, soft)
    return Run(hard, soft, best_hard, best_soft, temperature, run.cooling, run.weight)


@compiled
def sample(memory: Memory, moves: int) -> tuple[float, float]:
    """Mean and least soft cost that random moves would add without breaking more; (0, 0) when none would.

    Nothing is accepted: a limit below every change makes `move` and `swap` put everything back.
    """
    state = pointer(memory)
    total, least, seen = 0.0, 0.0, 0
    for _ in range(moves if activity_count(state) else 0):
        soft = probe(state)
        if soft > 0:
            total, seen = total + soft, seen + 1
            least = float(soft) if seen == 1 else min(least, float(soft))
    return (total / seen, least) if seen else (0.0, 0.0)


@compiled
def cooling_factor(start: float, end: float, moves: float) -> float:
    """The factor per move that takes the temperature from `start` to `end` in `moves` moves."""
    return exp(log(end / start) / max(1.0, moves))
