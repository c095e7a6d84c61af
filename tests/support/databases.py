"""The databases every storage, service and API test runs on: the same tests, one fixture."""

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler.storage.migrate import migrate
from tests.support.postgres import PostgresMissingError, PostgresServer, running_postgres
from tests.support.requirements import missing

BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
_TEMPLATE = "fieldlab_template"


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One PostgreSQL server for this test worker."""
    try:
        with running_postgres() as server:
            yield server
    except PostgresMissingError as reason:
        missing(str(reason))


@pytest.fixture(scope="session")
def migrated_postgres(postgres: PostgresServer) -> str:
    """The name of a PostgreSQL database with the schema and no rows, to be copied and never written to."""
    migrate(postgres.create(_TEMPLATE))
    return _TEMPLATE


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the schema and no rows, to be copied and never written to."""
    path = tmp_path_factory.mktemp("template") / "fieldlab.sqlite"
    migrate(f"sqlite:///{path}")
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return path


@pytest.fixture(params=BOTH)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table, on both engines in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    with server.database() as url:
        yield url


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh database with the schema and no rows, on both engines in turn.

    A test that needs one engine says so:
    `@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)`.
    """
    if request.param == "sqlite":
        path = shutil.copy(request.getfixturevalue("migrated_sqlite"), tmp_path / "fieldlab.sqlite")
        yield f"sqlite:///{path}"
        return
    template = request.getfixturevalue("migrated_postgres")
    server: PostgresServer = request.getfixturevalue("postgres")
    with server.database(template) as url:
        yield url
