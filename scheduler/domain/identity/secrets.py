"""Secrets that are shown once and kept as a hash.

They are 256 random bits, so a plain fast hash is enough: there is nothing to guess. Passwords, which
people choose, are another matter.
"""

import hashlib
import secrets


def new_secret(prefix: str) -> str:
    """A fresh secret, recognisable by its prefix (so that scanners find one that leaked)."""
    return f"{prefix}_{secrets.token_urlsafe(32)}"


def hash_of(secret: str) -> str:
    """SHA-256 in hexadecimal digits."""
    return hashlib.sha256(secret.encode()).hexdigest()
