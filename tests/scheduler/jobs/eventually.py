"""Wait for what another task or process brings about."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


async def eventually(ask: Callable[[], Awaitable[T]], wanted: Callable[[T], bool], seconds: float = 60) -> T:
    """The first answer that is `wanted`. Raises `TimeoutError` when none comes."""
    async with asyncio.timeout(seconds):
        while not wanted(answer := await ask()):  # noqa: ASYNC110
            await asyncio.sleep(0.02)  # another process has no event to wait for
    return answer
