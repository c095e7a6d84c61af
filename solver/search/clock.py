"""The clock of a solve: how much of it is gone, and whether it must end."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic


class SearchClock:
    """Ends a solve `time_limit` seconds after it was made, or as soon as `should_stop()` says so."""

    counts_work = False
    """Whether `elapsed` is work done and not time gone by."""

    def __init__(self, time_limit: float, should_stop: Callable[[], bool] | None = None) -> None:
        self.started = monotonic()
        self.time_limit = time_limit
        self._should_stop = should_stop or (lambda: False)
        self._ended = False

    @property
    def seconds(self) -> float:
        """Wall seconds since the start, for reports."""
        return monotonic() - self.started

    @property
    def elapsed(self) -> float:
        """Seconds gone, of which searches take their shares."""
        return self.seconds

    @property
    def remaining(self) -> float:
        """Seconds left, never below 0."""
        return 0.0 if self.stopped else max(0.0, self.time_limit - self.elapsed)

    @property
    def stopped(self) -> bool:
        """Whether the solve must end."""
        self._ended = self._ended or self.elapsed >= self.time_limit or self._should_stop()
        return self._ended

    def spend(self, seconds: float) -> None:
        """Hear that a search has done what takes so many seconds at the nominal rates of `effort`."""

    def end(self) -> None:
        """End the solve now (a proof was found)."""
        self._ended = True


class WorkClock(SearchClock):
    """Goes forward by work alone: `effort` seconds of it at nominal rates, however long they take.

    All that one worker does under it is a function of the problem and the seed, unless `wall_limit` wall
    seconds are over before the work is done: then `cut` is true.
    """

    counts_work = True

    def __init__(
        self, effort: float, wall_limit: float, should_stop: Callable[[], bool] | None = None
    ) -> None:
        super().__init__(effort, should_stop)
        self.wall_limit = wall_limit
        self.cut = False
        self._done = 0.0

    @property
    def elapsed(self) -> float:
        """Nominal seconds of work done."""
        return self._done

    @property
    def stopped(self) -> bool:
        """Whether the solve must end: the work is done, or there is no time for the rest of it."""
        if not super().stopped and self.seconds >= self.wall_limit:
            self.cut = self._ended = True
        return self._ended

    def spend(self, seconds: float) -> None:
        """Count work."""
        self._done += seconds
