"""Secrets that are shown once: random, and kept as a hash only.

They carry 256 random bits, so a plain SHA-256 is enough: there is nothing to guess, unlike a
password, which `services.passwords` hashes slowly.
"""

import hashlib
import secrets
from typing import Final

TOKEN_PREFIX: Final = "flt_"  # noqa: S105 - lets secret scanners find a token that leaked


def new_secret(prefix: str = "") -> str:
    """An unguessable text that is safe in addresses and headers."""
    return prefix + secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is stored of a secret: 64 hexadecimal digits."""
    return hashlib.sha256(secret.encode()).hexdigest()
