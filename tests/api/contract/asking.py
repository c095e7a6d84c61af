"""Every operation that the document names, and the right request for each but for one thing."""

from pathlib import Path
from typing import Any, Final

import httpx

from api.document import operations
from tests.api.authorisation.rules import OPERATOR, RULES, Route
from tests.api.authorisation.served import filled, make_app
from tests.support.world import World

DOCUMENT: Final = make_app(Path("nowhere")).openapi()
OPERATIONS: Final = {(method.upper(), path): operation for method, path, operation in operations(DOCUMENT)}
WITH_BODY: Final = sorted(route for route, operation in OPERATIONS.items() if "requestBody" in operation)
Served = tuple[httpx.AsyncClient, World, dict[str, str]]


async def send(served: Served, route: Route, **other: Any) -> httpx.Response:
    """The right request of the rule, but for what is `other`; by somebody who may do everything."""
    client, world, tokens = served
    rule = RULES[route]
    headers = {"Authorization": f"Bearer {tokens[OPERATOR]}"}
    headers |= dict(rule.headers or {}) | other.pop("headers", {})
    body = {"json": filled(rule.json, world.ids)} if "content" not in other else {}
    request = {"params": filled(rule.query, world.ids)} | body | other
    path = route[1].format_map(dict(world.ids) | filled(rule.path or {}, world.ids))
    return await client.request(route[0], path, headers=headers, **request)
