"""Databases with the demo campus in them: loaded once for a test worker, copied for every test."""

import asyncio
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from pwdlib import PasswordHash

from scheduler.services.demo import LoadDemo, load_demo
from scheduler.storage.store import Store
from tests.support.databases import BOTH
from tests.support.factories import NOW
from tests.support.postgres import PostgresServer

PASSWORD = "een fiets in de regen"
"""What every account of the demo signs in with, in tests."""
_TEMPLATE = "fieldlab_demo_template"


def fill(url: str) -> None:
    """Load the demo into an empty database that has the schema."""

    async def load() -> None:
        store = Store.open(url, zone="Europe/Amsterdam")
        hashed = PasswordHash.recommended().hash(PASSWORD)
        await load_demo(store, LoadDemo(password_hash=hashed), NOW)
        await store.close()

    asyncio.run(load())


@pytest.fixture(scope="session")
def demo_sqlite(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Path:
    """An SQLite file with the demo, to be copied and never written to."""
    path = tmp_path_factory.mktemp("demo") / "demo.sqlite"
    shutil.copy(migrated_sqlite, path)
    fill(f"sqlite:///{path}")
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return path


@pytest.fixture(scope="session")
def demo_postgres(postgres: PostgresServer, migrated_postgres: str) -> str:
    """The name of a PostgreSQL database with the demo, to be copied and never written to."""
    fill(postgres.create(_TEMPLATE, migrated_postgres))
    return _TEMPLATE


@pytest.fixture(params=BOTH)
def demo_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database with the demo campus, on both engines in turn."""
    if request.param == "sqlite":
        path = shutil.copy(request.getfixturevalue("demo_sqlite"), tmp_path / "demo.sqlite")
        yield f"sqlite:///{path}"
        return
    template = request.getfixturevalue("demo_postgres")
    server: PostgresServer = request.getfixturevalue("postgres")
    with server.database(template) as url:
        yield url
