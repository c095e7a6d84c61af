"""An unchanged feed costs one statement that finds its rows by index, and nothing else."""

import re
import sqlite3
from collections.abc import AsyncIterator

import psycopg
import pytest

from scheduler.services.calendars.feeds import (
    ClientValidators,
    FeedAnswer,
    FeedQuery,
    MakeFeed,
    NewFeed,
    make_feed,
    read_feed,
)
from scheduler.storage.store import Store, sync_url
from tests.support.factories import NOW, make_actor

Statements = list[str]


@pytest.fixture
def told() -> Statements:
    return []


@pytest.fixture
async def store(database_url: str, told: Statements) -> AsyncIterator[Store]:
    """A store that tells its statements."""
    store = Store.open(database_url, trace=told.append, zone="Europe/Amsterdam")
    yield store
    await store.close()


async def unchanged(store: Store, told: Statements) -> Statements:
    """What the database is asked for a client that has the feed already."""
    feed = await make_feed(store, await make_actor(store), MakeFeed(), NOW)
    first = await read(store, feed)
    told.clear()
    second = await read(store, feed, first.etag)
    assert second.body is None
    return list(told)


async def read(store: Store, feed: NewFeed, *tags: str) -> FeedAnswer:
    known = ClientValidators(tags=frozenset(tags))
    return await read_feed(store, feed.secret, NOW, lambda _, key: key, FeedQuery(known=known))


async def test_an_unchanged_feed_is_one_statement(store: Store, told: Statements) -> None:
    statements = await unchanged(store, told)

    assert [statement.split()[0] for statement in statements] == ["SELECT"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_sqlite_finds_an_unchanged_feed_by_its_indexes(
    store: Store, told: Statements, database_url: str
) -> None:
    [statement] = await unchanged(store, told)

    with sqlite3.connect(database_url.removeprefix("sqlite:///")) as connection:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}")]
    connection.close()
    assert [line.split()[0] for line in plan] == ["SEARCH"] * 3
    assert "USING INDEX" in plan[0]


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_postgresql_can_find_an_unchanged_feed_by_its_indexes(
    store: Store, told: Statements, database_url: str
) -> None:
    [statement] = await unchanged(store, told)

    values = dict.fromkeys(re.findall(r"%\((\w+)\)s", statement), "0")
    with psycopg.connect(sync_url(database_url).render_as_string(False).replace("+psycopg", "")) as session:
        session.execute("SET enable_seqscan = off")
        plan = "\n".join(row[0] for row in session.execute(f"EXPLAIN {statement}", values))
    assert "Seq Scan" not in plan
    assert "uq_feed_secret_hash" in plan
