"""The migrations and the tables say the same, and the seat belt is on after them."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, insert, select, text, update
from sqlmodel import SQLModel

from scheduler.domain.errors import Conflict
from scheduler.storage.migrate import migrate
from scheduler.storage.store import Store, Tx, sync_url
from scheduler.storage.tables import ApprovalRow, BookingRow, ClaimRow, OrganisationRow, ResourceRow
from scheduler.storage.tables.base import columns

_NOT_REFLECTED = ("claim_overlap", "called_off_by_id")
"""An exclusion constraint, and the ON DELETE of a reference that SQLite got with its column: that who is
forgotten is forgotten there too has a test of its own."""
NINE = datetime(2026, 11, 24, 9, tzinfo=UTC)


def test_the_migrations_make_the_tables_as_they_are_declared(database_url: str) -> None:
    engine = create_engine(sync_url(database_url))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})

        differences = compare_metadata(context, SQLModel.metadata)
    engine.dispose()

    assert [each for each in differences if not any(name in str(each) for name in _NOT_REFLECTED)] == []


async def make_claims(tx: Tx) -> None:
    """Resource 1, unit 1, from nine to ten and from ten to eleven."""
    await tx.execute(insert(OrganisationRow).values(id=1, name="a", short_name="a", kind="education"))
    await tx.execute(insert(ResourceRow).values(id=1, kind="room", name="r", owner_id=1))
    booking = {"id": 1, "uid": UUID(int=1), "title": "x", "purpose": "lesson", "organisation_id": 1}
    span = {"starts": NINE, "ends": NINE + timedelta(hours=2), "created_at": NINE, "updated_at": NINE}
    await tx.execute(insert(BookingRow).values(**booking, **span, status="confirmed"))
    for hour in (0, 1):
        await tx.execute(insert(ClaimRow).values(**make_claim(hour), id=hour + 1))


def make_claim(hour: float, unit: int = 1) -> dict[str, object]:
    start = NINE + timedelta(hours=hour)
    return {
        "booking_id": 1,
        "resource_id": 1,
        "unit": unit,
        "starts": start,
        "ends": start + timedelta(hours=1),
    }


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param(insert(ClaimRow).values(**make_claim(0.5), id=9), id="insert"),
        pytest.param(
            update(ClaimRow).where(ClaimRow.id == 2).values(starts=NINE + timedelta(minutes=59)),  # type: ignore[arg-type]
            id="update",
        ),
    ],
)
async def test_the_database_itself_refuses_a_second_claim_on_a_unit(
    database_url: str, statement: object
) -> None:
    store = Store.open(database_url, zone="Europe/Amsterdam")
    async with store.write() as tx:
        await make_claims(tx)

    with pytest.raises(Conflict) as refusal:
        async with store.write() as tx:
            await tx.execute(statement)  # type: ignore[call-overload]
    await store.close()

    assert refusal.value.problem == "claim_overlap"


async def test_another_unit_and_a_touching_span_are_let_through(database_url: str) -> None:
    store = Store.open(database_url, zone="Europe/Amsterdam")
    async with store.write() as tx:
        await make_claims(tx)
        await tx.execute(insert(ClaimRow).values(**make_claim(0.5, unit=2), id=3))
        await tx.execute(insert(ClaimRow).values(**make_claim(2), id=4))
    await store.close()


_AN_OLD_BOOKING = text(
    "INSERT INTO booking (id, uid, title, purpose, organisation_id, starts, ends, status, people, note, "
    "sequence, version, created_at, updated_at) VALUES (:id, 'uid' || :id, 'x', 'lesson', 1, "
    "'2026-11-24 09:00:00', '2026-11-24 10:00:00', :status, 12, '', 0, 1, '2026-11-20', '2026-11-20')"
)
_AN_OLD_CLAIM = text(
    "INSERT INTO claim (booking_id, resource_id, unit, starts, ends) VALUES (1, :r, :u, :s, :e)"
)


def test_what_waited_before_there_were_deadlines_has_one_and_who_was_refused_reads_why(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    migrate(url, "0012")
    engine = create_engine(sync_url(url))
    with engine.begin() as connection:
        connection.execute(insert(OrganisationRow).values(id=1, name="a", short_name="a", kind="education"))
        for number, status in enumerate(("requested", "declined", "cancelled"), start=1):
            connection.execute(_AN_OLD_BOOKING, {"id": number, "status": status})
        no = {"booking_id": 2, "organisation_id": 1, "decision": "declined", "reason": "In onderhoud."}
        connection.execute(insert(ApprovalRow).values(**no))

    migrate(url)

    asked = "SELECT decide_by IS NOT NULL, called_off_reason FROM booking ORDER BY id"
    with engine.connect() as connection:
        found = connection.execute(text(asked)).all()
    engine.dispose()
    assert [tuple(row) for row in found] == [(1, ""), (0, "In onderhoud."), (0, "")]


def test_people_of_bookings_that_were_made_before_are_on_the_first_place_they_hold(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    migrate(url, "0010")
    engine = create_engine(sync_url(url))
    with engine.begin() as connection:
        connection.execute(insert(OrganisationRow).values(id=1, name="a", short_name="a", kind="education"))
        for number, kind in enumerate(("staff", "fieldlab", "room"), start=1):
            row = {"id": number, "kind": kind, "name": kind, "owner_id": 1, "units": 2}
            connection.execute(insert(ResourceRow).values(**row))
        connection.execute(_AN_OLD_BOOKING, {"id": 1, "status": "confirmed"})
        for resource_id, unit in ((1, 1), (2, 1), (2, 2), (3, 1)):
            connection.execute(
                _AN_OLD_CLAIM,
                {"r": resource_id, "u": unit, "s": "2026-11-24 09:00:00", "e": "2026-11-24 10:00:00"},
            )

    migrate(url)

    with engine.connect() as connection:
        found = connection.execute(text("SELECT resource_id, unit, people FROM claim ORDER BY id")).all()
    engine.dispose()
    assert [tuple(row) for row in found] == [(1, 1, 0), (2, 1, 12), (2, 2, 0), (3, 1, 0)]


def test_a_series_of_before_knows_what_was_left_out_of_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    migrate(url, "0013")
    engine = create_engine(sync_url(url))
    with engine.begin() as connection:
        connection.execute(insert(OrganisationRow).values(id=1, name="a", short_name="a", kind="education"))
        connection.execute(_AN_OLD_SERIES, {"rule": '{"except_on": ["2026-12-01"]}'})

    migrate(url)

    with engine.connect() as connection:
        skipped = connection.scalar(text("SELECT skipped FROM series"))
    engine.dispose()
    assert json.loads(skipped) == [{"on": "2026-12-01", "why": "left_out", "rules": []}]


_AN_OLD_SERIES = text(
    "INSERT INTO series (uid, rule, zone, organisation_id, created_at)"
    " VALUES ('00000000000000000000000000000001', :rule, 'Europe/Amsterdam', 1, '2026-11-24 09:00:00')"
)


ODD = timedelta(seconds=30, microseconds=5)


async def make_odd(tx: Tx) -> None:
    """Two bookings one behind the other on one unit, and one with room behind it, all off the minute."""
    await tx.execute(insert(OrganisationRow).values(id=1, name="a\u202eb", short_name="a", kind="education"))
    await tx.execute(insert(ResourceRow).values(id=1, kind="room", name="r", owner_id=1))
    shared = {"purpose": "lesson", "organisation_id": 1, "created_at": NINE, "updated_at": NINE}
    for number, first, last in ((1, 0, 1), (2, 1, 2), (3, 4, 5)):
        span = {"starts": NINE + timedelta(hours=first) + ODD, "ends": NINE + timedelta(hours=last) + ODD}
        row = {"id": number, "uid": UUID(int=number), "title": "\u200bx\ny", "status": "confirmed"}
        await tx.execute(insert(BookingRow).values(**row, **span, **shared))
        claim = {"id": number, "booking_id": number, "resource_id": 1, "unit": 1}
        await tx.execute(insert(ClaimRow).values(**claim, **span))


async def test_what_was_stored_off_the_minute_is_rounded_and_no_claim_overlaps(database_url: str) -> None:
    store = Store.open(database_url, zone="Europe/Amsterdam")
    async with store.write() as tx:
        await make_odd(tx)

    migrate_again(database_url, since="0011", until="0012")

    async with store.read() as tx:
        at = columns(BookingRow)
        rows = (await tx.execute(select(at.starts, at.ends, at.title).order_by(at.id))).all()
        held = columns(ClaimRow)
        claims = (await tx.execute(select(held.starts, held.ends).order_by(held.id))).all()
        name = await tx.scalar(select(columns(OrganisationRow).name))
    hours = [timedelta(hours=each) for each in (0, 1, 2, 4, 5)]
    first, second, third, fourth, fifth = (NINE + each for each in hours)
    minute = timedelta(minutes=1)
    spans = [(first, second), (second, third + minute), (fourth, fifth + minute)]
    assert [(starts, ends) for starts, ends, _ in rows] == spans
    assert [(starts, ends) for starts, ends in claims] == spans
    assert ({title for _, _, title in rows}, name) == ({"x y"}, "ab")
    with pytest.raises(Conflict):
        async with store.write() as tx:
            await tx.execute(update(ClaimRow).where(held.id == 2).values(starts=first))
    await store.close()


def migrate_again(url: str, since: str, until: str) -> None:
    """As if the steps after `since` up to `until`, which change no table, had not run yet."""
    engine = create_engine(sync_url(url))
    with engine.begin() as connection:
        newest = connection.scalar(text("SELECT version_num FROM alembic_version"))
        connection.execute(_AT_VERSION, {"version": since})
    migrate(url, until)
    with engine.begin() as connection:
        connection.execute(_AT_VERSION, {"version": newest})
    engine.dispose()


_AT_VERSION = text("UPDATE alembic_version SET version_num = :version")
