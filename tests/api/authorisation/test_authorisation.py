"""Every route lets in whom its rule names and turns everybody else away; no route is without a rule."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi.routing import APIRoute

from api.routes import PAGES, POLLED
from tests.api.authorisation.rules import ANONYMOUS, EVERYBODY, RULES, Route, Rule
from tests.api.authorisation.served import ask, make_app
from tests.support.world import World


def documented_routes() -> set[Route]:
    """The API as its document says, and the pages as their routers have them."""
    paths = make_app(Path("nowhere")).openapi()["paths"]
    api = {(method.upper(), path) for path, item in paths.items() for method in item}
    routes = [route for router in PAGES for route in router.routes if isinstance(route, APIRoute)]
    return api | {(method, route.path) for route in [*routes, *POLLED] for method in route.methods or ()}


def test_every_route_has_a_rule_and_every_rule_a_route() -> None:
    assert documented_routes() == set(RULES)


def in_order(rule: Rule) -> Iterator[str]:
    """Those who are turned away first: they leave everything as it is for the others."""
    yield from sorted(EVERYBODY - rule.allowed)
    yield from sorted(rule.allowed)


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
