"""A store that keeps count: which transactions a request opened, and by whom."""

import sys
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final

from scheduler.storage.store import Store, Tx

WHO_IS_ASKING: Final = "scheduler.services.identity.authentication."
"""Reads the actor, in a transaction of its own: it is the same for every route, is done before anything of
the page is known, and who is turned away by it never gets to a second one."""

_within: ContextVar[str] = ContextVar("within", default="")


@dataclass(frozen=True, slots=True)
class Opened:
    """One transaction: `kind` is read or write, `by` the function that opened it and `within` the one
    whose transaction was still open."""

    kind: str
    by: str
    within: str


class CountingStore(Store):
    """`opened` has the transactions in the order in which they began, but for who is asking."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.opened: list[Opened] = []

    def read(self) -> AbstractAsyncContextManager[Tx]:
        return self._counted("read", _opener(), super().read())

    def write(self) -> AbstractAsyncContextManager[Tx]:
        return self._counted("write", _opener(), super().write())

    @asynccontextmanager
    async def _counted(
        self, kind: str, by: str, transaction: AbstractAsyncContextManager[Tx]
    ) -> AsyncIterator[Tx]:
        if not by.startswith(WHO_IS_ASKING):
            self.opened.append(Opened(kind, by, _within.get()))
        async with transaction as tx:
            outer = _within.set(by)
            try:
                yield tx
            finally:
                _within.reset(outer)


def _opener() -> str:
    """The function that said `async with store.read()`."""
    frame = sys._getframe(2)
    return f"{frame.f_globals['__name__']}.{frame.f_code.co_name}"
