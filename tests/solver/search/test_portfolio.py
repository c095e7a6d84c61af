"""The portfolio as a whole."""

from __future__ import annotations

import subprocess
import sys


def test_the_portfolio_is_imported_without_or_tools() -> None:
    """The first plan is there before the second that importing OR-Tools takes is over."""
    program = "import sys; import solver.search.portfolio; print('ortools' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["False"]
