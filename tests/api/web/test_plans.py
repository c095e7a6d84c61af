"""The planner's console as others see it: who may look at plans is offered nothing they may not do."""

import re

import pytest

from scheduler.domain.identity.people import Role
from scheduler.storage.store import Store
from tests.scheduler.services.planning.world import make_solved_plan, make_world, sessions_at
from tests.support.api import ClientOf
from tests.support.factories import make_actor

_LOADS = re.compile(r'hx-get="([^"]+)"[^>]*hx-trigger="load"')
_POSTS = re.compile(r'<form[^>]*action="(/plans[^"]*)"[^>]*method="post"')


@pytest.mark.parametrize("role", [Role.PLANNER, Role.ADMINISTRATOR, Role.LAB_MANAGER, Role.TEACHER])
async def test_what_the_page_fetches_by_itself_its_reader_may_read(
    client_of: ClientOf, store: Store, role: Role
) -> None:
    world = await make_world(store)
    client = await client_of(await make_actor(store, (world.school, role)))

    shown = await client.get("/plans")
    fetched = [await client.get(address.replace("&amp;", "&")) for address in _LOADS.findall(shown.text)]

    assert shown.status_code == 200
    assert [answer.status_code for answer in fetched] == [200] * len(fetched)
    assert bool(fetched) == bool(_POSTS.findall(shown.text)) == (role in (Role.PLANNER, Role.ADMINISTRATOR))


@pytest.mark.parametrize("role", [Role.PLANNER, Role.LAB_MANAGER])
async def test_a_finished_plan_shows_its_buttons_to_who_may_press_them(
    client_of: ClientOf, store: Store, role: Role
) -> None:
    world = await make_world(store)
    plan = await make_solved_plan(store, world, sessions_at(world, (0, 9), (1, 9)))
    client = await client_of(await make_actor(store, (world.school, role)))

    shown = await client.get(f"/plans/{plan.id}")

    assert shown.status_code == 200
    assert bool(_POSTS.findall(shown.text)) == (role is Role.PLANNER)
