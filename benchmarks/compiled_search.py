"""Measure compiled search against another checkout: moves a second, compile time, and the same answer.

Run: .venv/bin/python benchmarks/compiled_search.py --against ../before [--rounds 6] [--chunks 12]

Both trees run in processes of their own that take turns with the same moves of the same plan (A B A B), so
what else the machine does falls on both. Compile time is that of a process with an empty cache. The ratio
is the median of the ratios of all turns, in new processes every round: where code comes to lie in memory is
worth some percent. Trees whose costs are not equal after a turn are refused.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from sections import shared_folder, write_section

HERE = Path(__file__).parents[1]
Paths = tuple[Path, Path]
"""Something of the tree before and of the tree now."""

INSTANCES = ("cb-ctt/comp05.ctt", "itc2019/tg-fal17.xml", "itc2019/pu-cs-fal07.xml")

PROGRAM = """
import json, sys
from collections.abc import Iterator
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
print(json.dumps(compiled), flush=True)
for _ in sys.stdin:
    started = process_time()
    run = annealing.anneal(state, run, moves)
    print(json.dumps([process_time() - started, list(run)]), flush=True)
"""


class Tree:
    """A process that anneals one problem with the code of a tree, a chunk of moves whenever it is asked."""

    def __init__(self, tree: Path, cache: Path, problem: str, moves: int) -> None:
        environment = {**os.environ, "PYTHONPATH": str(tree), "NUMBA_CACHE_DIR": str(cache)}
        command = [sys.executable, "-c", PROGRAM, problem, str(moves)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd=tree
        )
        self.compiled: float = self._heard()

    def anneal(self) -> tuple[float, list[float]]:
        """Processor seconds of the next chunk, and where the run is after it."""
        assert self._process.stdin is not None
        print(file=self._process.stdin, flush=True)
        seconds, end = self._heard()
        return seconds, end

    def close(self) -> None:
        """End the process."""
        self._process.communicate()

    def _heard(self) -> Any:
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())


def speeds(paths: Paths, caches: Paths, problem: str, options: argparse.Namespace) -> str:
    """A row of the table: medians of either tree, and of the ratios of the same chunk in both."""
    chunks = [each for _ in range(options.rounds) for each in turns(paths, caches, problem, options)]
    before, now = (options.moves / median(each[at] for each in chunks) for at in (0, 1))
    ratio = median(old / new for old, new in chunks)
    return f"| {Path(problem).stem}, moves a second | {before:,.0f} | {now:,.0f} | {ratio:.3f} |"


def turns(
    paths: Paths, caches: Paths, problem: str, options: argparse.Namespace
) -> Iterator[tuple[float, float]]:
    """Processor seconds of the same chunks of moves in a new process of either tree."""
    trees = [Tree(path, cache, problem, options.moves) for path, cache in zip(paths, caches, strict=True)]
    for number in range(options.chunks):
        first = number % 2
        found = {at: trees[at].anneal() for at in (first, 1 - first)}
        if found[0][1] != found[1][1]:
            raise SystemExit(f"{problem}: the trees are at {found[0][1]} and {found[1][1]}")
        yield found[0][0], found[1][0]
    for tree in trees:
        tree.close()


def compile_times(paths: Paths, caches: Paths, rounds: int) -> str:
    """A row of the table: processor seconds to compile everything with an empty cache; the last one stays."""
    found = []
    for _ in range(rounds):
        pair = []
        for path, cache in zip(paths, caches, strict=True):
            rmtree(cache, ignore_errors=True)
            tree = Tree(path, cache, "generated 20", 1)
            pair.append(tree.compiled)
            tree.close()
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
    parser.add_argument("--chunks", type=int, default=12)
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--compile-rounds", type=int, default=2)
    parser.add_argument("--moves", type=int, default=200_000)
    parser.add_argument("--note", default="")
    options = parser.parse_args()
    paths = (options.against.resolve(), HERE)
    with TemporaryDirectory() as folder:
        caches = (Path(folder, "before"), Path(folder, "now"))
        rows = [compile_times(paths, caches, options.compile_rounds)]
        rows += [speeds(paths, caches, problem, options) for problem in problems()]
    table = "\n".join(
        [
            "## Compiled search before and after it was given names",
            "",
            f"`benchmarks/compiled_search.py --rounds {options.rounds} --chunks {options.chunks}`, "
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
