"""What lets a person or a program in: sessions, tokens and invitations."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class TokenScope(StrEnum):
    """What an API token may be used for."""

    READ = "read"
    WRITE = "write"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A personal API token; its secret is shown once and stored as a hash."""

    id: int
    person_id: int
    name: str
    scope: TokenScope
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginSession:
    """A browser in which somebody signed in; the cookie holds its secret, the database a hash."""

    id: int
    person_id: int
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A link by which a person chooses a password, once: to begin with, or when it was forgotten."""

    id: int
    person_id: int
    created_at: datetime
    expires_at: datetime
