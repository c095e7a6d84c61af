"""Plan generated campuses whose best cost is known to be 0: cost, bound and what is unplaced.

Run: .venv/bin/python benchmarks/campus.py [--sizes 100 500 2000] [--tightness 0.6 0.8 0.95] [--time-limit
120]
"""

import argparse
import time

from solver import solve
from solver.check import violations
from solver.generate import generate
from solver.search.incumbent import Progress


def main() -> None:
    """Print one line per instance."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", type=int, nargs="+", default=[100, 500, 2000])
    options.add_argument("--tightness", type=float, nargs="+", default=[0.6, 0.8, 0.95])
    options.add_argument("--time-limit", type=float, default=120)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--seed", type=int, default=0)
    chosen = options.parse_args()
    header = "| activities | tightness | all placed after | unplaced | cost (best is 0) | bound | seconds |"
    print(header + "\n" + "|---" * 7 + "|")
    for size in chosen.sizes:
        for tightness in chosen.tightness:
            print(run(size, tightness, chosen.time_limit, chosen.workers, chosen.seed), flush=True)


def run(size: int, tightness: float, time_limit: float, workers: int, seed: int) -> str:
    """Plan one instance and say how it went."""
    problem = generate(size, tightness, seed=seed).problem
    complete: list[float] = []

    def watch(progress: Progress) -> None:
        if not progress.unplaced and not progress.violations:
            complete.append(progress.elapsed)

    started = time.perf_counter()
    plan = solve(problem, time_limit=time_limit, workers=workers, seed=seed, on_progress=watch)
    took = time.perf_counter() - started
    assert violations(problem, plan) == ()
    after = f"{complete[0]:.1f} s" if complete else "never"
    return (
        f"| {len(problem.activities)} | {tightness:.0%} | {after} | {len(plan.unplaced)} | {plan.cost} "
        f"| {plan.bound} | {took:.0f} |"
    )


if __name__ == "__main__":
    main()
