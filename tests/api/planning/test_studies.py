"""What if over HTTP: ask, wait, read the figures again, and see that nothing of the campus changed."""

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

import httpx
import pytest

from scheduler.domain.identity.people import Role
from scheduler.storage.store import Store
from tests.scheduler.jobs.eventually import eventually
from tests.scheduler.services.planning.world import World, make_world
from tests.support.api import ClientOf
from tests.support.factories import make_actor, make_organisation

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""There the server does the jobs itself."""
ENDED = ("done", "failed", "cancelled")


def question(world: World, **values: Any) -> dict[str, Any]:
    gone = {"kind": "resource_gone", "subject_id": world.room.id}
    given = {
        "period_id": world.period.id,
        "name": "Zonder lokaal",
        "seconds": 1,
        "scenarios": [{"name": "Lokaal weg", "alterations": [gone]}],
    }
    return given | values


async def wait_for_end(client: httpx.AsyncClient, address: str) -> dict[str, Any]:
    async def ask() -> dict[str, Any]:
        found: dict[str, Any] = (await client.get(address)).json()
        return found

    return await eventually(ask, lambda study: study["job"]["status"] in ENDED, seconds=240)


def campus_in(database_url: str) -> list[str]:
    """Every row of the database but those of studies, jobs, the audit log and who is signed in."""
    with sqlite3.connect(Path(database_url.removeprefix("sqlite:///"))) as connection:
        lines = list(connection.iterdump())
    connection.close()
    own = ('"study"', '"job"', '"audit', '"token"', '"session"', '"sqlite_sequence"')
    return [line for line in lines if line.startswith("INSERT") and not any(name in line for name in own)]


@on_sqlite
async def test_a_study_is_asked_for_and_keeps_its_figures_and_nothing_else_changes(
    store: Store, client_of: ClientOf, database_url: str
) -> None:
    world = await make_world(store)
    client = await client_of(world.planner)
    # What is new gets its number by the clock, or when it is read: here first.
    await client.get("/api/v1/updates")
    before = await asyncio.to_thread(campus_in, database_url)

    asked = await client.post("/api/v1/studies", json=question(world))
    study = await wait_for_end(client, asked.headers["location"])

    assert (asked.status_code, study["job"]["status"], study["job"]["error"]) == (202, "done", "")
    assert [(each["name"], each["unmet"], each["demanded"]) for each in study["outcomes"]] == [
        ("", 0, 720),
        ("Lokaal weg", 720, 720),
    ]
    assert {each["title"] for each in study["outcomes"][1]["left_out"]} == {
        activity.title for activity in world.activities
    }
    assert before == await asyncio.to_thread(campus_in, database_url)


@on_sqlite
async def test_a_study_that_is_stopped_keeps_what_was_planned_and_can_be_thrown_away(
    store: Store, client_of: ClientOf
) -> None:
    world = await make_world(store)
    client = await client_of(world.planner)
    body = question(world, seconds=600)
    address = (await client.post("/api/v1/studies", json=body)).headers["location"]

    await client.post(f"{address}/cancel")
    study = await wait_for_end(client, address)
    removed = await client.delete(address)
    listed = (await client.get("/api/v1/studies")).json()

    assert study["job"]["status"] in ("cancelled", "done")  # it may be proven best before it hears
    assert len(study["outcomes"]) <= 2
    assert (removed.status_code, listed["items"]) == (204, [])


@pytest.mark.parametrize(
    ("alteration", "status"),
    [
        ({"kind": "resource_gone", "subject_id": 9999}, 422),
        ({"kind": "group_gone", "subject_id": 9999}, 422),
        ({"kind": "course_gone", "subject_id": 9999}, 422),
        ({"kind": "resource_gone"}, 422),
        ({"kind": "day_longer", "weekday": 2}, 422),
        ({"kind": "day_closed", "weekday": 5}, 422),
        ({"kind": "resource_more", "subject_id": 1, "number": 0}, 422),
    ],
)
async def test_what_is_not_there_or_makes_no_sense_is_refused(
    store: Store, client_of: ClientOf, alteration: dict[str, Any], status: int
) -> None:
    world = await make_world(store)
    client = await client_of(world.planner)
    body = question(world, scenarios=[{"name": "Mis", "alterations": [alteration]}])

    answer = await client.post("/api/v1/studies", json=body)

    assert answer.status_code == status


async def test_a_study_of_one_school_is_not_seen_by_another(store: Store, client_of: ClientOf) -> None:
    world = await make_world(store)
    client = await client_of(world.planner)
    other = await make_actor(store, (await make_organisation(store), Role.PLANNER))
    asked = await client.post("/api/v1/studies", json=question(world, organisation_id=world.school.id))
    outsider = await client_of(other)

    read = await outsider.get(asked.headers["location"])
    listed = (await outsider.get("/api/v1/studies")).json()

    assert (asked.status_code, read.status_code, listed["items"]) == (202, 403, [])
