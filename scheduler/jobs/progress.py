"""How work under way talks to those who watch it: it says how far it is, they may ask it to stop."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Final

_TRACE: Final = 400
"""Points of the course of cost and bound that are kept, so that a page opened late can draw it."""

Listener = Callable[[Mapping[str, Any]], None]


class JobFailed(Exception):
    """The work could not be done; the message says why and is kept with the job."""


class Console:
    """One job's. `said` is everything known about how far it is; every word raises its `step`.

    `listen` is called in the event loop at every word; a program that waits for the job in the
    same process hears of it so.
    """

    def __init__(self, listen: Listener | None = None) -> None:
        self.said: dict[str, Any] = {"step": 0}
        self.stop = asyncio.Event()
        self.news = asyncio.Event()
        self._listen = listen

    def say(self, **progress: Any) -> None:
        """Add to what is known. A `cost` is also put into the course of the costs."""
        self.said = self.said | progress | {"step": self.said["step"] + 1}
        if "cost" in progress:
            self._trace()
        self.news.set()
        if self._listen is not None:
            self._listen(self.said)

    def _trace(self) -> None:
        point = [self.said.get("elapsed"), self.said["cost"], self.said.get("bound")]
        trace = [*self.said.get("trace", ()), point]
        # When it gets long every second point goes: the course keeps its shape.
        self.said["trace"] = trace if len(trace) <= _TRACE else [*trace[:-1:2], point]
