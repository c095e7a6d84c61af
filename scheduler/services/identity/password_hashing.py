"""Slow hashes for what people choose themselves: Argon2id, 64 MiB and some 150 ms each.

Two at a time in threads of their own: the event loop goes on, and a burst of log-ins cannot take
all memory.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Final

from pwdlib import PasswordHash

from scheduler.domain.identity.passwords import normalised

_THREADS: Final = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")


async def hash_password(password: str) -> str:
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_THREADS, _hasher().hash, normalised(password))


async def is_password(password: str, hashed: str | None) -> bool:
    """Whether they belong together; for no hash at all it takes as long and says no."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_THREADS, _fits, normalised(password), hashed)


def _fits(password: str, hashed: str | None) -> bool:
    return _hasher().verify(password, hashed or _nobodys_hash()) and hashed is not None


@cache
def _hasher() -> PasswordHash:
    return PasswordHash.recommended()


@cache
def _nobodys_hash() -> str:
    return _hasher().hash("the password of nobody")
