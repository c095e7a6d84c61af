"""Whatever a request shows or does, it shows of one state: a service, and a transaction in it.

Every route that has a rule of authorisation is asked, and a route without one does not exist. Beside the
transaction that reads who is asking,

- a GET opens one at most, which reads;
- what changes something opens one that writes, and reads no page before it. Where it is refused, the page
  that says so is read once afterwards.

A booking that is refused looks for its alternatives when its locks are gone: a writing and a reading
transaction of the same service, one after the other, are one service call.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

import httpx
import pytest
from fastapi import FastAPI

from scheduler.domain.planning.plans import Plan
from scheduler.storage import records
from tests.api.authorisation.rules import ADMINISTRATOR, OPERATOR, RULES, Route, Rule
from tests.api.authorisation.served import ask
from tests.support.factories import NOW
from tests.support.transactions import CountingStore, Opened
from tests.support.world import World

_PROTOCOLS: Final = ("/dav", "/.well-known", "/feeds/")
"""Programs that synchronise are told what changed since a state that they name: no page of ours."""
_BETWEEN: Final = {
    ("GET", "/api/v1/plans/{plan_id}/events"),
    *(
        ("POST", f"{prefix}/sources{path}")
        for prefix in ("", "/api/v1")
        for path in ("", "/preview", "/{source_id}/refresh")
    ),
}
"""A stream tells of one state after the other. What looks at a calendar elsewhere lets go of the database
while it does, and begins again with what it found."""
ASKED: Final = sorted(each for each in RULES if each not in _BETWEEN and not each[1].startswith(_PROTOCOLS))

_BOOKING: Final = {
    "title": "Practicum",
    "organisation": "{organisation_id}",
    "on": "2026-11-25",
    "from": "13:00",
    "to": "14:00",
    "units": "1",
}
_STUDY: Final = {
    "name": "Wat als",
    "period": "{period_id}",
    "seconds": "5",
    "s1-name": "Een lab meer",
    "s1-a1-kind": "resource_more",
    "s1-a1-subject": "{resource_id}",
    "s1-a1-number": "1",
}
_SEARCH: Final = {
    "minutes": "60",
    "organisation": "{organisation_id}",
    "first_on": "2026-11-24",
    "last_on": "2026-11-25",
    "earliest": "08:00",
    "latest": "18:00",
}
FURTHER: Final[Mapping[Route, Sequence[Mapping[str, str]]]] = {
    ("POST", "/book/{resource}"): (_BOOKING, _BOOKING | {"units": "500"}),
    ("POST", "/book/{resource}/check"): (_BOOKING, _BOOKING | {"units": "500"}),
    ("POST", "/bookings/{booking}/move"): ({"start": "2026-11-29T03:00"},),
    ("POST", "/studies/new"): (_STUDY, _STUDY | {"s1-a1-subject": "999"}),
}
"""What the table of rules does not send: forms that are accepted where it sends a wrong one, and wrong
ones where it sends a right one."""


@pytest.fixture
async def counted(
    served: tuple[httpx.AsyncClient, World, dict[str, str]], served_app: FastAPI
) -> AsyncIterator[CountingStore]:
    """The store of the served application; the plan of its world has been solved."""
    _, world, _ = served
    plain = served_app.state.store
    store = CountingStore.open(served_app.state.settings.database_url, zone="Europe/Amsterdam")
    assert isinstance(store, CountingStore)
    async with store.write() as tx:
        plan = await records.get(tx, Plan, int(world.ids["plan_id"]))
        await records.change(tx, replace(plan, solved_at=NOW, cost=0.0))
    served_app.state.store = store
    yield store
    served_app.state.store = plain
    await store.close()


async def test_whatever_is_looked_at_is_shown_of_one_state(
    served: tuple[httpx.AsyncClient, World, dict[str, str]], counted: CountingStore
) -> None:
    found = {route: await found_at(route, served, counted) for route in ASKED if route[0] == "GET"}

    assert {route: several for route, several in found.items() if several} == {}


@pytest.mark.parametrize("route", [route for route in ASKED if route[0] != "GET"], ids=" ".join)
async def test_what_is_done_is_done_and_shown_of_one_state(
    route: Route, served: tuple[httpx.AsyncClient, World, dict[str, str]], counted: CountingStore
) -> None:
    assert await found_at(route, served, counted) == []


async def found_at(
    route: Route, served: tuple[httpx.AsyncClient, World, dict[str, str]], counted: CountingStore
) -> list[tuple[int, tuple[Opened, ...]]]:
    """The requests to a route that failed or opened more than they may."""
    client, world, tokens = served
    found = []
    for request in requests_to(route):
        counted.opened.clear()
        status = await ask(client, route, request, world.ids, tokens[somebody(request)])
        if status >= 500 or not is_of_one_state(route, counted.opened):
            found.append((status, tuple(counted.opened)))
    return found


def requests_to(route: Route) -> Sequence[Rule]:
    """Right, right for the second time, with an empty form, and what else there is to send."""
    rule = RULES[route]
    if route[0] == "GET":
        asked = [_SEARCH] if route[1] == "/book" else []
        return [rule, *(replace(rule, query=query) for query in asked)]
    forms = [replace(rule, form=form) for form in FURTHER.get(route, ())]
    return [*forms, rule, rule, *([] if rule.json else [replace(rule, form={})])]


def somebody(rule: Rule) -> str:
    """One who is let in and sees as much as can be seen."""
    return next(name for name in (ADMINISTRATOR, OPERATOR, *sorted(rule.allowed)) if name in rule.allowed)


def is_of_one_state(route: Route, opened: Sequence[Opened]) -> bool:
    """Whether a request to `route` may open these."""
    if any(each.within for each in opened):
        return False
    kinds = [each.kind for at, each in enumerate(opened) if not _goes_on(opened[:at], each)]
    allowed = [[], ["read"]] if route[0] == "GET" else [[], ["read"], ["write"], ["write", "read"]]
    return kinds in allowed


def _goes_on(before: Sequence[Opened], after: Opened) -> bool:
    return bool(before) and before[-1].by == after.by and (before[-1].kind, after.kind) == ("write", "read")
