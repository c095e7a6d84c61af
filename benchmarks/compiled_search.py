"""Measure compiled search against another checkout: moves a second, compile time, and the same answer.

Run: .venv/bin/python benchmarks/compiled_search.py --against ../before [--rounds 7] [--moves 2000000]

Both trees run in processes of their own, in turn (A B A B ...), so that whatever else the machine does falls
on both. Compile time is that of a process with an empty cache; the ratio of each figure is the median of the
ratios within a round. A tree whose costs differ from the other's is refused.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from shutil import rmtree
from statistics import median
from tempfile import TemporaryDirectory

from sections import shared_folder, write_section

HERE = Path(__file__).parents[1]
INSTANCES = ("cb-ctt/comp05.ctt", "itc2019/tg-fal17.xml", "itc2019/pu-cs-fal07.xml")

PROGRAM = """
import json, sys
from pathlib import Path
from time import perf_counter, process_time
file, moves = sys.argv[1], int(sys.argv[2])
begun = process_time()
from solver.precompile import warm
warm()
compiled = process_time() - begun
from solver.formats import format_of, read_text
import solver.grid as grids
from solver.search.clock import WorkClock
from solver.search.compiled import annealing
from solver.search.compiled.moves import rebuild
import solver.search.compiled.state as encoding
from solver.search.construct import construct
from solver.testing.generate import generate
if file.startswith("generated"):
    problem = generate(int(file.split()[1]), 0.9, seed=0).problem
else:
    problem = format_of(Path(file)).read(read_text(Path(file)))
# The two had other names in the trees from before the names were made unique.
grid = (getattr(grids, "SlotGrid", None) or grids.Grid)(problem)
encoder = getattr(encoding, "StateEncoder", None) or encoding.Translation
state = encoder(problem, grid).memory(construct(problem, grid, WorkClock(10.0, 600.0)), 1)
hard, soft = rebuild(state)
run = annealing.Run(hard, soft, hard, soft, 20.0, 1.0, 5.0)
run = annealing.anneal(state, run, moves // 20)
started = process_time()
run = annealing.anneal(state, run, moves)
print(json.dumps([compiled, moves / (process_time() - started), list(run)]))
"""


def measure(tree: Path, cache: Path, problem: str, moves: int) -> tuple[float, float, list[float]]:
    """Seconds to compile (or to load what is in `cache`), moves a second, and where the run ended."""
    environment = {**os.environ, "PYTHONPATH": str(tree), "NUMBA_CACHE_DIR": str(cache)}
    command = [sys.executable, "-c", PROGRAM, problem, str(moves)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, cwd=tree)
    compiled, speed, end = json.loads(done.stdout)
    return compiled, speed, end


def speeds(
    trees: tuple[Path, Path], caches: tuple[Path, Path], problem: str, options: argparse.Namespace
) -> str:
    """A row of the table: medians of either tree, and of the ratios within a round."""
    rounds = []
    for number in range(options.rounds):
        first = number % 2
        found = {at: measure(trees[at], caches[at], problem, options.moves) for at in (first, 1 - first)}
        if found[0][2] != found[1][2]:
            raise SystemExit(f"{problem}: the trees end at {found[0][2]} and {found[1][2]}")
        rounds.append((found[0][1], found[1][1]))
    before, now = (median(each[at] for each in rounds) for at in (0, 1))
    ratio = median(new / old for old, new in rounds)
    return f"| {Path(problem).stem} | {before:,.0f} | {now:,.0f} | {ratio:.3f} |"


def compile_times(trees: tuple[Path, Path], caches: tuple[Path, Path], rounds: int) -> str:
    """A row of the table: processor seconds to compile everything with an empty cache; the last one stays."""
    found = []
    for _ in range(rounds):
        pair = []
        for tree, cache in zip(trees, caches, strict=True):
            rmtree(cache, ignore_errors=True)
            pair.append(measure(tree, cache, "generated 20", 1000)[0])
        found.append(pair)
    before, now = (median(each[at] for each in found) for at in (0, 1))
    ratio = median(new / old for old, new in found)
    return f"| compile, processor seconds | {before:.1f} | {now:.1f} | {ratio:.3f} |"


def problems() -> list[str]:
    """A generated campus, and the public instances that are at hand."""
    files = [shared_folder() / name for name in INSTANCES]
    return ["generated 200", *(str(each) for each in files if each.exists())]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--against", type=Path, required=True, help="the tree to compare with")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--compile-rounds", type=int, default=2)
    parser.add_argument("--moves", type=int, default=2_000_000)
    parser.add_argument("--note", default="")
    options = parser.parse_args()
    trees = (options.against.resolve(), HERE)
    with TemporaryDirectory() as folder:
        caches = (Path(folder, "before"), Path(folder, "now"))
        rows = [compile_times(trees, caches, options.compile_rounds)]
        rows += [speeds(trees, caches, problem, options) for problem in problems()]
    table = "\n".join(
        [
            "## Compiled search before and after it was given names",
            "",
            f"`benchmarks/compiled_search.py --rounds {options.rounds} --moves {options.moves}`, "
            f"both trees in turn. {options.note}".strip(),
            "",
            "| | before | now | ratio |",
            "|---|---|---|---|",
            *rows,
        ]
    )
    write_section("compiled-search", table)


if __name__ == "__main__":
    main()
