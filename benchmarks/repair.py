"""Repair a week of 300 sessions after random outages: changed sessions, lower bound, time.

Run: .venv/bin/python benchmarks/repair.py [--outages 20] [--sessions 300] [--tightness 0.75] [--time-limit
10]
"""

import argparse
import random
import time
from dataclasses import replace

from solver.check import violations
from solver.problem import Busy, Problem
from solver.repair import repair
from solver.testing.generate import Planted, generate

KINDS = (
    "room down for a day",
    "lab down for two days",
    "teacher ill for a week",
    "stations broken for two days",
    "group away for a day",
    "lab down for a week",
)


def outage(planted: Planted, number: int) -> tuple[str, Problem]:
    """The problem after something happened, chosen by number."""
    dice, kind = random.Random(number), KINDS[number % len(KINDS)]
    problem = planted.problem
    word = kind.split()[0]
    wanted = {"stations": "lab"}.get(word, word)
    struck = dice.choice([each for each in problem.resources if each.kind == wanted])
    days = {"week": 0b11111, "days": 0b11 << dice.randrange(4)}.get(kind.split()[-1], 1 << dice.randrange(5))
    units = 3 if word == "stations" else None
    broken = replace(struck, unavailable=(*struck.unavailable, Busy(days, 1, 0, 20, units=units)))
    resources = tuple(broken if each.id == struck.id else each for each in problem.resources)
    return kind, replace(problem, resources=resources)


def main() -> None:
    """Print one line per outage and the totals."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--outages", type=int, default=20)
    options.add_argument("--sessions", type=int, default=300)
    options.add_argument("--tightness", type=float, default=0.75)
    options.add_argument("--time-limit", type=float, default=10)
    chosen = options.parse_args()
    proven = 0
    seconds, busy = [], []
    print("| # | outage | changed | cancelled | price | bound | proven | seconds |\n" + "|---" * 8 + "|")
    for number in range(chosen.outages):
        planted = generate(chosen.sessions, chosen.tightness, seed=number)
        kind, problem = outage(planted, number)
        started, worked = time.perf_counter(), time.process_time()
        done = repair(problem, planted.plan, fewest=True, time_limit=chosen.time_limit)
        took = time.perf_counter() - started
        seconds.append(took)
        busy.append(time.process_time() - worked)
        assert violations(problem, done.plan) == ()
        proven += done.proven
        cancelled = sum(change.after is None for change in done.changes)
        print(
            f"| {number} | {kind} | {len(done.changes)} | {cancelled} | {done.price} | {done.bound} "
            f"| {done.proven} | {took:.1f} |"
        )
    longest = f"longest {max(seconds):.1f} s, {max(busy):.1f} s of processor time"
    print(f"\nproven least: {proven} of {chosen.outages}; {longest}")


if __name__ == "__main__":
    main()
