"""Bring a database to the shape this version knows."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from scheduler.storage.store import sync_url


def migrate(url: str, to: str = "head") -> None:
    """Run every migration up to `to` that has not run on the database at `url`, which must exist on
    PostgreSQL.

    The steps run in one transaction: a failing one leaves the database as it was.
    """
    address = sync_url(url)
    if address.get_backend_name() == "sqlite" and address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(address)
    try:
        with engine.begin() as connection:
            command.upgrade(_config(connection), to)
    finally:
        engine.dispose()


def _config(connection: Any) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config
