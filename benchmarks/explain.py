"""Explain planted conflicts on campuses of 100 to 300 activities; all is judged without OR-Tools.

Run: .venv/bin/python benchmarks/explain.py [--conflicts 50] [--time-limit 10]
"""

import argparse
import statistics
import time

from solver.check import violations
from solver.explain import apply, carry_out, explain
from solver.explain.confirm import unconfirmed
from solver.testing.generate import generate
from solver.testing.planted_conflicts import plant_conflict


def main() -> None:
    """Print one line per conflict and the totals."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--conflicts", type=int, default=50)
    options.add_argument("--time-limit", type=float, default=10)
    chosen = options.parse_args()
    minimal = fixed = 0
    seconds = []
    print("| # | activities | planted | scope | causes | cheapest fix | seconds |\n" + "|---" * 7 + "|")
    for number in range(chosen.conflicts):
        campus = generate((100, 200, 300)[number % 3], (0.6, 0.75, 0.9)[number // 3 % 3], seed=number // 9)
        conflict = plant_conflict(campus, number)
        started = time.perf_counter()
        found = explain(conflict.problem, conflict.plan, conflict.activity, time_limit=chosen.time_limit)
        seconds.append(time.perf_counter() - started)
        minimal += found.minimal and not unconfirmed(conflict.problem, conflict.plan, found)
        working = [
            fix
            for fix in found.fixes
            if not violations(apply(conflict.problem, fix), carry_out(conflict.plan, fix))
        ]
        fixed += bool(working)
        causes = ", ".join(f"{cause.kind} {cause.id}" for cause in found.causes)
        steps = " + ".join(step.kind for step in working[0].steps) if working else "none"
        size, took = len(conflict.problem.activities), seconds[-1]
        print(f"| {number} | {size} | {conflict.kind} | {found.scope} | {causes} | {steps} | {took:.1f} |")
    total = chosen.conflicts
    print(f"\nminimal and confirmed: {minimal} of {total}; with a fix that works: {fixed} of {total}")
    print(f"seconds: median {statistics.median(seconds):.1f}, longest {max(seconds):.1f}")


if __name__ == "__main__":
    main()
