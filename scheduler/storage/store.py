"""The database: engines for SQLite and PostgreSQL, and the two kinds of transaction.

    async with store.read() as tx: ...     # sees one state, changes nothing
    async with store.write() as tx: ...    # commits at the end, rolls back on any error

SQLite takes the write lock at the start (`BEGIN IMMEDIATE`): a transaction that first reads and
then asks for the lock is refused whenever somebody else wrote in between.
"""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import URL, Connection, Select, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from scheduler.domain.bookings.approvals import ANSWER_DAYS, AnswerTime
from scheduler.domain.error_codes import ConflictCode
from scheduler.domain.errors import Conflict
from scheduler.domain.notifications.channels import Channels
from scheduler.storage.fast_read import FastReads, InLoop, OneStatement, Row, Trace

Tx = AsyncConnection
"""A transaction that is under way; only storage looks inside."""

DATABASE_TROUBLE: Final = (
    DBAPIError,
    ArgumentError,
    NoSuchModuleError,
    FileNotFoundError,
    NotADirectoryError,
    PermissionError,
)
"""What the drivers raise when a database cannot be reached, opened or understood."""

NO_CHANNELS: Final = Channels()
_BUSY_MS = 20_000
_AGAIN_MS = 50


class _LettingGo(sqlite3.Connection):
    """SQLite keeps a closed connection, and its locks, for as long as anybody knows a statement of it: one
    that was interrupted in the middle of a transaction would keep all others waiting."""

    def close(self) -> None:
        if self.in_transaction:
            self.rollback()
        super().close()


_SQLITE: Final = {"timeout": _BUSY_MS / 1000, "factory": _LettingGo}


def async_url(url: str) -> URL:
    """The address with the driver we use: aiosqlite or psycopg."""
    parsed = make_url(url.replace("postgres://", "postgresql://", 1))
    driver = "sqlite+aiosqlite" if parsed.get_backend_name() == "sqlite" else "postgresql+psycopg"
    return parsed.set(drivername=driver)


def sync_url(url: str) -> URL:
    """The same for what is not async: migrations."""
    parsed = async_url(url)
    return parsed.set(drivername="sqlite") if parsed.get_backend_name() == "sqlite" else parsed


class Store:
    """One database. Opening it connects to nothing; the first transaction does.

    `zone` is the IANA zone of the installation: the clock of what happens on no campus; `channels` are those
    it belongs to: services hand them to whatever tells people. `answer_time` is how long owners have to
    answer a request.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        *,
        zone: str,
        channels: Channels = NO_CHANNELS,
        answer_days: int = ANSWER_DAYS,
        trace: Trace | None = None,
    ) -> None:
        engine.sync_engine.update_execution_options(home=zone)
        self._engine = engine
        self.zone = zone
        self._fast_reads = _fast_reads(engine, trace)
        self.channels = channels
        self.answer_time = AnswerTime(zone=zone, working_days=answer_days)
        self._lite = engine.dialect.name == "sqlite"
        self._writing = asyncio.Lock()

    @classmethod
    def open(
        cls,
        url: str,
        *,
        zone: str,
        pool: int = 10,
        channels: Channels = NO_CHANNELS,
        answer_days: int = ANSWER_DAYS,
        trace: Trace | None = None,
    ) -> "Store":
        """A store on `url`; the folder of an SQLite file is made when it is not there.

        `trace` is told every statement.
        """
        address = async_url(url)
        if address.get_backend_name() == "sqlite":
            if address.database:
                Path(address.database).parent.mkdir(parents=True, exist_ok=True)
            engine = create_async_engine(address, connect_args=_SQLITE, pool_size=pool)
            event.listen(engine.sync_engine, "connect", _set_sqlite_up)
            event.listen(engine.sync_engine, "begin", _begin_on_sqlite)
        else:
            engine = create_async_engine(address, pool_size=pool, max_overflow=pool, pool_pre_ping=True)
        if trace is not None:
            _tell(engine, trace)
        return cls(engine, zone=zone, channels=channels, answer_days=answer_days, trace=trace)

    @property
    def on_postgres(self) -> bool:
        return not self._lite

    async def close(self) -> None:
        self._fast_reads.close()
        await self._engine.dispose()

    async def fast_read(self, query: Select[Any], **values: object) -> Row | None:
        """The first row of one statement, outside any transaction; `values` are its bound parameters.

        For a single row found by an index: on SQLite everything waits while it is read.
        """
        return await self._fast_reads.first(query, values)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Tx]:
        """A transaction that sees one state of the database and leaves it as it is."""
        async with self._engine.connect() as tx:
            if not self._lite:
                await tx.execution_options(isolation_level="REPEATABLE READ")
            yield tx

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Tx]:
        """A transaction that commits when the block ends and changes nothing when it raises.

        Raises `Conflict` when the database itself refused an overlapping claim.
        """
        # Writers of this process queue here, in order, instead of polling the file's lock.
        async with self._writing if self._lite else nullcontext():
            try:
                async with self._engine.connect() as tx:
                    await tx.execution_options(writes=True)
                    async with tx.begin():
                        yield tx
            except DBAPIError as error:
                raise _named(error) from error


def home_of(tx: Tx) -> ZoneInfo:
    """The zone of the installation in whose database that is."""
    assert tx.sync_connection is not None  # noqa: S101 - a transaction that is under way has one
    return ZoneInfo(tx.sync_connection.get_execution_options()["home"])


def trouble_in_words(error: Exception) -> str:
    """The first line of what the driver said, without the statement it was about."""
    said = str(getattr(error, "orig", None) or error).strip()
    return said.splitlines()[0] if said else type(error).__name__


def _named(error: DBAPIError) -> Exception:
    """What a database's refusal means to us; what means nothing stays as it is."""
    if getattr(error.orig, "sqlstate", None) == "23P01" or ConflictCode.CLAIM_OVERLAP in str(error.orig):
        return Conflict(ConflictCode.CLAIM_OVERLAP)
    if getattr(error.orig, "sqlstate", None) == "23503" or "FOREIGN KEY" in str(error.orig):
        return Conflict(ConflictCode.IN_USE_OR_UNKNOWN)
    if getattr(error.orig, "sqlstate", None) == "23505" or "UNIQUE constraint" in str(error.orig):
        return Conflict(ConflictCode.ALREADY_EXISTS)
    return error


def _fast_reads(engine: AsyncEngine, trace: Trace | None) -> FastReads:
    file = engine.url.database if engine.dialect.name == "sqlite" else None
    return InLoop(file, engine.dialect, trace) if file and file != ":memory:" else OneStatement(engine)


def _tell(engine: AsyncEngine, trace: Trace) -> None:
    def told(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        trace(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", told)


def _set_sqlite_up(connection: Any, _record: object) -> None:
    """Foreign keys, a write-ahead log, and a sync at every commit: acknowledged means kept."""
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    _write_ahead(cursor)
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA cache_size = -65536")
    cursor.execute("PRAGMA temp_store = MEMORY")
    cursor.close()


def _write_ahead(cursor: Any) -> None:
    """Keep a write-ahead log. Where two programs open a new file at the same moment, SQLite refuses one of
    them at once, whatever the timeout, because each waits for the other; that one asks again."""
    end = time.monotonic() + _BUSY_MS / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() >= end:
                raise
            time.sleep(_AGAIN_MS / 1000)
        else:
            return


def _begin_on_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
