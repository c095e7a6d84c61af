"""Fifty people at once want the same few places: nobody gets half of what they asked, nobody gets what
somebody else has."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from scheduler.domain.campus.resources import ResourceKind
from scheduler.domain.identity.people import Role
from scheduler.storage.store import Store, sync_url
from tests.scheduler.services.bookings.campus import TUESDAY
from tests.support.api import make_token
from tests.support.factories import make_actor, make_campus, make_organisation, make_resource
from tests.support.server import running_server

CLIENTS, ATTEMPTS = 50, 40
CROWD = Path(__file__).parent / "crowd.py"

TWICE = """
    SELECT count(*) FROM claim a JOIN claim b
      ON a.resource_id = b.resource_id AND a.unit = b.unit AND a.id < b.id
     AND a.starts < b.ends AND b.starts < a.ends
"""
HELD = """
    SELECT need.booking_id, coalesce(need.units, resource.units) AS wanted, count(claim.id) AS held,
           booking.status
      FROM booking_need need
      JOIN booking ON booking.id = need.booking_id
      JOIN resource ON resource.id = need.resource_id
      LEFT JOIN claim ON claim.booking_id = need.booking_id AND claim.resource_id = need.resource_id
                     AND claim.starts = booking.starts AND claim.ends = booking.ends
     GROUP BY need.booking_id, need.resource_id, need.units, resource.units, booking.status
"""


async def make_orders(store: Store) -> list[dict[str, Any]]:
    """A busy morning: a lab, two rooms and three machines, and what each client is told of them."""
    school, campus = await make_organisation(store), await make_campus(store)
    lab = await make_resource(store, school, campus, units=6)
    rooms = [
        await make_resource(store, school, campus, kind=ResourceKind.ROOM, units=1, name=f"A{number}")
        for number in range(2)
    ]
    machines = [
        await make_resource(store, school, campus, kind=ResourceKind.EQUIPMENT, units=2, name=f"M{number}")
        for number in range(3)
    ]
    shown = [{"id": each.id, "units": each.units} for each in (lab, *rooms, *machines)]
    people = [await make_actor(store, (school, Role.TEACHER)) for _ in range(CLIENTS)]
    return [
        {
            "seed": seed,
            "token": await make_token(store, person),
            "attempts": ATTEMPTS,
            "organisation_id": school.id,
            "resources": shown,
            "start": TUESDAY.isoformat(),
            "starts": 16,
        }
        for seed, person in enumerate(people)
    ]


def let_loose(orders: list[dict[str, Any]], url: str) -> list[list[Any]]:
    """Start every client, then let all of them begin; every answer that any of them got."""
    crowd = [
        subprocess.Popen(
            [sys.executable, "-S", "-E", CROWD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in orders
    ]
    for client, order in zip(crowd, orders, strict=True):
        assert client.stdin is not None
        client.stdin.write(json.dumps(order | {"host": url.removeprefix("http://")}))
        client.stdin.close()
    answers = []
    for client in crowd:
        assert client.stdout is not None
        answers += [json.loads(line) for line in client.stdout]
        client.wait()
    return answers


def rows(database_url: str, statement: str) -> list[Any]:
    engine = create_engine(sync_url(database_url))
    with engine.connect() as connection:
        found = list(connection.execute(text(statement)))
    engine.dispose()
    return found


@pytest.mark.slow
async def test_a_crowd_never_shares_a_place(database_url: str) -> None:
    store = Store.open(database_url, zone="Europe/Amsterdam")
    orders = await make_orders(store)
    workers = 2 if store.on_postgres else 1
    await store.close()

    with running_server(database_url, workers) as server:
        answers = let_loose(orders, server.url)

    outcomes = Counter((word, status, code) for word, status, code, _, _ in answers)
    last_word = {booking_id: status for *_, booking_id, status in answers if booking_id}
    stored = {row.id: row.status for row in rows(database_url, "SELECT id, status FROM booking")}
    assert len(answers) == CLIENTS * ATTEMPTS
    assert {(status, code) for _, status, code in outcomes} <= {
        (200, None),
        (201, None),
        (409, "booking_refused"),
    }
    assert min(outcomes[word, 200, None] for word in ("move", "cancel", "restore")) > 10
    assert min(outcomes[word, 409, "booking_refused"] for word in ("request", "move", "restore")) > 10
    assert rows(database_url, TWICE) == [(0,)]
    assert stored == last_word
    assert [
        row
        for row in rows(database_url, HELD)
        if row.held != (row.wanted if row.status == "confirmed" else 0)
    ] == []
    if workers > 1:
        statement = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
        assert rows(database_url, statement) == [(0,)]
