"""Warming compiles into a cache that a second process finds."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from solver.jit import SOURCES, cache_folder


def test_warming_fills_the_cache_folder() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "solver.precompile"], capture_output=True, text=True, check=True
    )

    assert done.stdout.startswith("solver compiled in ")
    assert list(cache_folder().rglob("annealing.anneal*.nbi"))


def test_every_compiled_source_is_in_the_digest() -> None:
    root = Path(__file__).parents[2] / "solver"

    using = {file for file in root.rglob("*.py") if "@compiled" in file.read_text()}

    assert using <= set(SOURCES)
