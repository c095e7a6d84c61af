"""Personal API tokens, over HTTP."""

import asyncio
from datetime import timedelta

import httpx
from typer.testing import CliRunner

from api.cli import app as command
from scheduler.clock import ManualClock
from scheduler.domain.identity.credentials import TokenScope
from scheduler.storage.store import Store
from tests.support.api import ClientOf, make_token
from tests.support.factories import make_actor


async def test_a_token_is_shown_once_and_acts_for_its_owner(client_of: ClientOf, store: Store) -> None:
    owner = await client_of(await make_actor(store, name="Femke Bakker"))

    made = await owner.post("/api/v1/me/tokens", json={"name": "rooster", "scope": "write", "days": 3})
    script = await client_of(None)
    script.headers["Authorization"] = f"Bearer {made.json()['secret']}"

    assert made.status_code == 201
    assert (await script.get("/api/v1/me")).json()["name"] == "Femke Bakker"
    assert all("secret" not in token for token in (await owner.get("/api/v1/me/tokens")).json()["items"])


async def test_a_token_that_was_revoked_or_ran_out_is_refused(
    client_of: ClientOf, store: Store, clock: ManualClock
) -> None:
    actor = await make_actor(store)
    owner = await client_of(actor)
    made = (await owner.post("/api/v1/me/tokens", json={"name": "kort", "days": 1})).json()
    script = await client_of(None)
    script.headers["Authorization"] = f"Bearer {made['secret']}"
    revoked = (await owner.post("/api/v1/me/tokens", json={"name": "weg"})).json()
    other = await client_of(None)
    other.headers["Authorization"] = f"Bearer {revoked['secret']}"

    await owner.delete(f"/api/v1/me/tokens/{revoked['id']}")
    clock.at += timedelta(days=1)

    assert [(await each.get("/api/v1/me")).status_code for each in (script, other)] == [401, 401]


async def test_a_token_for_reading_changes_nothing(client: httpx.AsyncClient, store: Store) -> None:
    actor = await make_actor(store)
    client.headers["Authorization"] = f"Bearer {await make_token(store, actor, TokenScope.READ)}"

    read = await client.get("/api/v1/me")
    write = await client.post("/api/v1/me/tokens", json={"name": "meer"})

    assert (read.status_code, write.status_code) == (200, 403)


async def test_nobody_revokes_the_token_of_somebody_else(client_of: ClientOf, store: Store) -> None:
    owner, other = await client_of(await make_actor(store)), await client_of(await make_actor(store))
    made = (await owner.post("/api/v1/me/tokens", json={"name": "mijn"})).json()

    response = await other.delete(f"/api/v1/me/tokens/{made['id']}")

    assert response.status_code == 404


async def test_that_a_token_was_used_is_noted(client_of: ClientOf, store: Store) -> None:
    owner = await client_of(await make_actor(store))

    [token] = (await owner.get("/api/v1/me/tokens")).json()["items"]

    assert token["last_used_at"] == "2026-11-23T08:00:00Z"


async def test_the_command_prints_a_token_and_nothing_else(
    client: httpx.AsyncClient, store: Store, database_url: str
) -> None:
    person = (await make_actor(store)).person

    printed = await asyncio.to_thread(
        CliRunner().invoke, command, ["token", person.email], env={"DATABASE_URL": database_url}
    )
    client.headers["Authorization"] = f"Bearer {printed.stdout.strip()}"

    assert (await client.get("/api/v1/me")).json()["email"] == person.email


def test_the_command_says_in_a_line_that_there_is_no_such_person(database_url: str) -> None:
    printed = CliRunner().invoke(command, ["token", "nobody@example.org"], env={"DATABASE_URL": database_url})

    assert (printed.exit_code, printed.stdout, len(printed.stderr.splitlines())) == (1, "", 1)
