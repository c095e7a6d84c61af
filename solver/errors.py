"""What can go wrong before a solve starts: an impossible problem, or a file that cannot be read."""

from __future__ import annotations


class SolverError(Exception):
    """Root of the errors this package raises on purpose."""


class StoppedError(SolverError):
    """The clock ended while a model was being built; there is nothing to search."""


class EffortError(SolverError, ValueError):
    """Work was asked for instead of time, of several workers: only one repeats what it does."""

    def __init__(self, workers: int) -> None:
        super().__init__(f"effort is counted for one worker, not for {workers}")
        self.workers = workers


class InvalidProblemError(SolverError, ValueError):
    """An item of the problem is impossible.

    `item` names it in the caller's own words (``activity 'welding-1'``), `reason` says what is wrong with it.
    """

    def __init__(self, item: str, reason: str) -> None:
        super().__init__(f"{item}: {reason}")
        self.item = item
        self.reason = reason


class FormatError(SolverError, ValueError):
    """A file is not what its format promises.

    `where` is a line (``line 12``) or a JSON path (``$.activities[3].times[0].start``).
    """

    def __init__(self, where: str, expected: str, found: object = None) -> None:
        tail = "" if found is None else f", found {found!r}"
        super().__init__(f"{where}: expected {expected}{tail}")
        self.where = where
        self.expected = expected
        self.found = found


def require(condition: bool, item: str, reason: str) -> None:
    """Raise InvalidProblemError about `item` unless `condition` holds."""
    if not condition:
        raise InvalidProblemError(item, reason)
