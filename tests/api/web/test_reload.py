"""Whatever a form did, the page that says so can be reloaded: nothing is done twice by it."""

from typing import Final

import httpx
import pytest

from tests.api.authorisation.rules import Route
from tests.api.authorisation.served import ask
from tests.api.test_one_state import ASKED, requests_to, somebody
from tests.support.world import World

_LOOKS: Final = {"/book/{resource}/check", "/bookings/{booking}/move/check", "/studies/new"}
"""Forms that only look: what booking or moving would come to, and a form with one more line."""
_POSTS: Final = [
    each for each in ASKED if each[0] == "POST" and not each[1].startswith("/api/") and each[1] not in _LOOKS
]


@pytest.mark.parametrize("route", _POSTS, ids=lambda route: route[1])
async def test_what_is_done_answers_with_the_way_to_a_page(
    route: Route, served: tuple[httpx.AsyncClient, World, dict[str, str]]
) -> None:
    client, world, tokens = served

    statuses = [
        await ask(client, route, request, world.ids, tokens[somebody(request)])
        for request in requests_to(route)
    ]

    assert [status for status in statuses if status < 300] == []
