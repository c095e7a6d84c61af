"""The fixtures that the other tests stand on do what they promise."""

import sqlite3

import psycopg
import pytest
from playwright.async_api import Browser

from tests.support.kinds import started_by
from tests.support.server import running_server


def run(url: str, statement: str) -> list[tuple[object, ...]]:
    """Run one statement on either engine and return its rows."""
    if url.startswith("sqlite:///"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"))
        rows = connection.execute(statement).fetchall()
        connection.commit()
        connection.close()
        return rows
    with psycopg.connect(url, autocommit=True) as session:
        cursor = session.execute(statement)
        return cursor.fetchall() if cursor.description else []


@pytest.mark.parametrize("turn", [1, 2])
def test_every_test_gets_an_empty_database_of_its_own(empty_database_url: str, turn: int) -> None:
    run(empty_database_url, f"CREATE TABLE mark AS SELECT {turn} AS turn")

    assert run(empty_database_url, "SELECT turn FROM mark") == [(turn,)]


@pytest.mark.parametrize("empty_database_url", ["postgresql"], indirect=True)
@pytest.mark.postgres
def test_postgresql_offers_the_extension_that_keeps_bookings_apart(empty_database_url: str) -> None:
    run(empty_database_url, "CREATE EXTENSION btree_gist")

    assert run(empty_database_url, "SELECT 1 FROM pg_extension WHERE extname = 'btree_gist'") == [(1,)]


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="session")
async def test_the_browser_shows_a_page(chromium: Browser) -> None:
    page = await chromium.new_page()

    await page.set_content("<title>Fieldlab</title>")

    assert await page.title() == "Fieldlab"
    await page.close()


def test_a_migrated_database_has_its_tables_and_no_row(database_url: str) -> None:
    assert run(database_url, "SELECT count(*) FROM booking") == [(0,)]


def serves_by_way_of_another() -> None:
    with running_server("sqlite:///"):
        pass


class Campus:
    def open(self) -> None:
        serves_by_way_of_another()


def counts() -> int:
    return len("four")


def test_what_a_test_starts_is_read_from_its_code() -> None:
    def through_a_class() -> None:
        Campus().open()

    assert "server" in started_by(serves_by_way_of_another)
    assert "server" in started_by(through_a_class)
    assert started_by(counts) == frozenset()


def test_only_what_needs_nothing_is_a_unit(request: pytest.FixtureRequest) -> None:
    marks = [{mark.name for mark in item.iter_markers()} for item in request.session.items]

    assert [each for each in marks if "unit" in each and each & {"browser", "postgres", "server"}] == []
    assert request.node.get_closest_marker("unit")
