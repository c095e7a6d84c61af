"""Every route lets in whom its rule names and turns everybody else away; no route is without a rule."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from asgi_lifespan import LifespanManager
from fastapi import FastAPI
from fastapi.routing import APIRoute

from api.app import create_app
from api.routes import PAGES, POLLED
from scheduler.clock import ManualClock
from scheduler.domain.identity.credentials import Scope
from scheduler.settings import Settings
from scheduler.storage.store import Store
from tests.api.authorisation.rules import ADMINISTRATOR, ANONYMOUS, EVERYBODY, READER, RULES, Rule
from tests.support.api import make_token
from tests.support.calendars import Elsewhere
from tests.support.factories import NOW
from tests.support.world import World, make_world

Route = tuple[str, str]


def make_app(database: Path) -> FastAPI:
    settings = Settings(database_url=f"sqlite:///{database}", _env_file=None)
    return create_app(settings, clock=ManualClock(NOW), fetch=Elsewhere())


def documented_routes() -> set[Route]:
    """The API as its document says, and the pages as their routers have them."""
    paths = make_app(Path("nowhere")).openapi()["paths"]
    api = {(method.upper(), path) for path, item in paths.items() for method in item}
    routes = [route for router in PAGES for route in router.routes if isinstance(route, APIRoute)]
    return api | {(method, route.path) for route in [*routes, *POLLED] for method in route.methods or ()}


def test_every_route_has_a_rule_and_every_rule_a_route() -> None:
    assert documented_routes() == set(RULES)


@pytest.fixture(scope="module")
def campus(
    migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, World, dict[str, str]]:
    """A database with the world in it, to be copied, and a token of everybody in it."""
    path = Path(shutil.copy(migrated_sqlite, tmp_path_factory.mktemp("world") / "world.sqlite"))

    async def build() -> tuple[World, dict[str, str]]:
        store = Store.open(f"sqlite:///{path}")
        world = await make_world(store)
        tokens = {name: await make_token(store, actor) for name, actor in world.people.items()}
        tokens[READER] = await make_token(store, world.people[ADMINISTRATOR], Scope.READ)
        await store.close()
        return world, tokens

    world, tokens = asyncio.run(build())
    return path, world, tokens


@pytest.fixture
async def served(
    campus: tuple[Path, World, dict[str, str]], tmp_path: Path
) -> AsyncIterator[tuple[httpx.AsyncClient, World, dict[str, str]]]:
    """The application on a copy of that database."""
    template, world, tokens = campus
    app = make_app(Path(shutil.copy(template, tmp_path / "world.sqlite")))
    async with (
        LifespanManager(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://campus.test") as client,
    ):
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


def in_order(rule: Rule) -> Iterator[str]:
    """Those who are turned away first: they leave everything as it is for the others."""
    yield from sorted(EVERYBODY - rule.allowed)
    yield from sorted(rule.allowed)


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


@pytest.mark.parametrize("route", sorted(RULES), ids=" ".join)
async def test_a_route_lets_in_whom_its_rule_names(
    route: Route, served: tuple[httpx.AsyncClient, World, dict[str, str]]
) -> None:
    client, world, tokens = served
    rule = RULES[route]

    answers = {name: await ask(client, route, rule, world.ids, tokens.get(name)) for name in in_order(rule)}

    first = next((name for name in answers if name in rule.allowed), "")
    assert {name: verdict(rule, name, status, first) for name, status in answers.items()} == {
        name: "let in" if name in rule.allowed else "turned away" for name in EVERYBODY
    }, f"{answers}"


def verdict(rule: Rule, name: str, status: int, first: str) -> str:
    """Who is turned away may be told that there is nothing; who is nobody, to sign in."""
    if status in rule.answers or (not rule.answers and name in rule.allowed and is_done(status)):
        return "let in"
    if rule.once and status == 404 and name in rule.allowed and name != first:
        return "let in"
    if status in (401, 403, 404) or (name == ANONYMOUS and status == 303):
        return "turned away"
    return f"answered {status}"


def is_done(status: int) -> bool:
    """It was done, or could not be done in the present state, which is not about the person."""
    return status < 400 or status == 409
