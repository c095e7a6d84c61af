"""Failed log-ins, counted so that nobody can go on guessing; only hashes of who and where are kept."""

import hashlib
from datetime import datetime, timedelta
from typing import Final

from scheduler.domain.errors import TooManyAttempts
from scheduler.storage.identity import accounts
from scheduler.storage.store import Tx

WINDOW: Final = timedelta(minutes=15)
MOST_FAILURES_HERE: Final = 5
"""Of one address from one client, in the window."""
MOST_FAILURES: Final = 50
"""Of one address from anywhere, and of one client on any address."""


def sources_of(email: str, client: str, door: str = "") -> tuple[tuple[str, int], ...]:
    """What failures are counted by, the most particular first, each with how many are borne.

    A `door` of its own keeps a forgotten phone that goes on trying there from closing the others.
    """
    named = (
        (f"{door}{email} {client}", MOST_FAILURES_HERE),
        (f"{door}email {email}", MOST_FAILURES),
        (f"{door}client {client}", MOST_FAILURES),
    )
    return tuple((hashlib.sha256(source.encode()).hexdigest(), most) for source, most in named)


async def count_attempt(tx: Tx, sources: tuple[tuple[str, int], ...], now: datetime) -> tuple[int, ...]:
    """Counts an attempt as failed; answers what to forget when it succeeds. Raises `TooManyAttempts`."""
    for source, most in sources:
        if await accounts.failures(tx, source, now - WINDOW) >= most:
            raise TooManyAttempts(int(WINDOW.total_seconds()))
    return await accounts.note_attempt(tx, [source for source, _ in sources], now, forget_before=now - WINDOW)
