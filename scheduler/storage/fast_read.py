"""One indexed read without a transaction: what tells that an unchanged feed is unchanged.

On SQLite it runs in the event loop, over a connection of its own that cannot write. A row found by its
index takes microseconds and waits for no writer (the log is written ahead); the way to a driver's thread
and back, with a transaction around it, takes a hundred times as long. On PostgreSQL it is one statement
that commits by itself.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import Dialect, Select
from sqlalchemy.ext.asyncio import AsyncEngine

Trace = Callable[[str], object]
"""Is told every statement of a store, as it is sent."""
Row = Sequence[Any]
Values = Mapping[str, Any]


class FastReads(Protocol):
    """Answers the first row of a query; `values` are its bound parameters by name."""

    async def first(self, query: Select[Any], values: Values) -> Row | None: ...

    def close(self) -> None: ...


class InLoop:
    """SQLite. Opened at the first read, closed with the store."""

    def __init__(self, path: str, dialect: Dialect, trace: Trace | None) -> None:
        self._path, self._dialect, self._trace = path, dialect, trace
        self._connection: sqlite3.Connection | None = None
        self._prepared: dict[Select[Any], _Prepared] = {}

    async def first(self, query: Select[Any], values: Values) -> Row | None:
        connection = self._connection or self._open()
        prepared = self._prepared.get(query)
        if prepared is None:
            prepared = self._prepared[query] = _Prepared(query, self._dialect)
        cursor = connection.execute(
            prepared.text, [values.get(name, constant) for name, constant in prepared.parameters]
        )
        row = cursor.fetchone()
        cursor.close()  # an open cursor would hold the state it saw, and the log could not be cut
        return None if row is None else prepared.read(row)

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, isolation_level=None, timeout=1)
        connection.execute("PRAGMA query_only = ON")
        if self._trace is not None:
            connection.set_trace_callback(self._trace)
        self._connection = connection
        return connection

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class _Prepared:
    """A query as text with its parameters in order; compiling it costs more than running it."""

    def __init__(self, query: Select[Any], dialect: Dialect) -> None:
        compiled = query.compile(dialect=dialect)
        self.text = str(compiled)
        self.parameters = [(name, compiled.params[name]) for name in compiled.positiontup or ()]
        types = (column.type.dialect_impl(dialect) for column in query.selected_columns)
        self._processors = [type_.result_processor(dialect, None) for type_ in types]

    def read(self, row: Row) -> Row:
        return [
            processor(value) if processor else value
            for processor, value in zip(self._processors, row, strict=True)
        ]


class OneStatement:
    """PostgreSQL, and SQLite in memory, whose only connection is the engine's own."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")

    async def first(self, query: Select[Any], values: Values) -> Row | None:
        async with self._engine.connect() as connection:
            row: Row | None = (await connection.execute(query, values)).first()
            return row

    def close(self) -> None:
        """The connections are the engine's."""
