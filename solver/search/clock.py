"""One clock for every search of a solve: how long it has run, and whether it must end."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic


class Clock:
    """Ends a solve `time_limit` seconds after it was made, or as soon as `should_stop()` says so."""

    def __init__(self, time_limit: float, should_stop: Callable[[], bool] | None = None) -> None:
        self.started = monotonic()
        self.time_limit = time_limit
        self._should_stop = should_stop or (lambda: False)
        self._ended = False

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return monotonic() - self.started

    @property
    def remaining(self) -> float:
        """Seconds left, never below 0."""
        return 0.0 if self.stopped else max(0.0, self.time_limit - self.elapsed)

    @property
    def stopped(self) -> bool:
        """Whether the solve must end."""
        self._ended = self._ended or self.elapsed >= self.time_limit or self._should_stop()
        return self._ended

    def end(self) -> None:
        """End the solve now (a proof was found)."""
        self._ended = True
