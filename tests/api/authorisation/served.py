"""The application on a small campus of its own, and how a rule's request is sent to it."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from asgi_lifespan import LifespanManager
from fastapi import FastAPI

from api.app import create_app
from scheduler.clock import ManualClock
from scheduler.domain.identity.credentials import TokenScope
from scheduler.settings import Settings
from scheduler.storage.store import Store
from tests.api.authorisation.rules import ADMINISTRATOR, READER, Route, Rule
from tests.support.api import make_token
from tests.support.calendars import Elsewhere
from tests.support.factories import NOW
from tests.support.world import World, make_world


def make_app(database: Path) -> FastAPI:
    settings = Settings(database_url=f"sqlite:///{database}", _env_file=None)
    return create_app(settings, clock=ManualClock(NOW), fetch=Elsewhere())


@pytest.fixture(scope="module")
def small_campus(
    migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, World, dict[str, str]]:
    """A database with the world in it, to be copied, and a token of everybody in it."""
    path = Path(shutil.copy(migrated_sqlite, tmp_path_factory.mktemp("world") / "world.sqlite"))

    async def build() -> tuple[World, dict[str, str]]:
        store = Store.open(f"sqlite:///{path}", zone="Europe/Amsterdam")
        world = await make_world(store)
        tokens = {name: await make_token(store, actor) for name, actor in world.people.items()}
        tokens[READER] = await make_token(store, world.people[ADMINISTRATOR], TokenScope.READ)
        await store.close()
        return world, tokens

    world, tokens = asyncio.run(build())
    return path, world, tokens


@pytest.fixture
async def served_app(
    small_campus: tuple[Path, World, dict[str, str]], tmp_path: Path
) -> AsyncIterator[FastAPI]:
    """The application on a copy of that database."""
    app = make_app(Path(shutil.copy(small_campus[0], tmp_path / "world.sqlite")))
    async with LifespanManager(app):
        yield app


@pytest.fixture
async def served(
    small_campus: tuple[Path, World, dict[str, str]], served_app: FastAPI
) -> AsyncIterator[tuple[httpx.AsyncClient, World, dict[str, str]]]:
    """A client of it, the world and everybody's token."""
    _, world, tokens = small_campus
    transport = httpx.ASGITransport(served_app)
    async with httpx.AsyncClient(transport=transport, base_url="http://campus.test") as client:
        yield client, world, tokens


def filled(value: Any, ids: Mapping[str, int | str]) -> Any:
    """`value` with the ids of the world for the `{names}` in it."""
    match value:
        case str() if value.startswith("{") and value.endswith("}"):
            return ids[value[1:-1]]
        case Mapping():
            return {name: filled(each, ids) for name, each in value.items()}
        case list():
            return [filled(each, ids) for each in value]
        case _:
            return value


async def ask(
    client: httpx.AsyncClient, route: Route, rule: Rule, ids: Mapping[str, int | str], token: str | None
) -> int:
    method, path = route
    headers = dict(rule.headers or {}) | ({"Authorization": f"Bearer {token}"} if token else {})
    response = await client.request(
        method,
        path.format_map(dict(ids) | filled(rule.path or {}, ids)),
        content=rule.xml,
        json=filled(rule.json, ids),
        data=filled(rule.form, ids),
        params=filled(rule.query, ids),
        headers=headers,
    )
    return response.status_code
