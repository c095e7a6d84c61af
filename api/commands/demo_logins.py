"""What a person needs to try the demo: one password for its accounts, and one student's feed.

Kept in a file that only its owner may read, one for each database; the database itself holds hashes.
"""

import hashlib
import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from scheduler.settings import Settings

_SIGNS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Nothing that looks like something else."""


@dataclass(frozen=True, slots=True)
class DemoLogins:
    """`feed` is the secret in the address of the student's feed; empty: none was made."""

    password: str
    feed: str = ""


def new_password() -> str:
    """Twelve signs in three parts: some 59 bits, and short enough to type."""
    return "-".join("".join(secrets.choice(_SIGNS) for _ in range(4)) for _ in range(3))


def read_logins(settings: Settings) -> DemoLogins | None:
    """None when the demo of this database was made elsewhere, or the file is gone or broken."""
    try:
        return DemoLogins(**json.loads(_file(settings).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def keep_logins(settings: Settings, logins: DemoLogins) -> None:
    file = _file(settings)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    file.write_text(json.dumps(asdict(logins)), "utf-8")


def _file(settings: Settings) -> Path:
    database = hashlib.sha256(settings.database_url.encode()).hexdigest()[:12]
    return settings.state_dir / f"demo-{database}.json"
