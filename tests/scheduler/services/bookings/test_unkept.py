"""The list of bookings that no longer keep today's rules, per owner and per person."""

from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.domain.bookings.violations import Rule
from scheduler.domain.errors import Forbidden, Invalid
from scheduler.services.bookings.hits.commands import Remedies
from scheduler.services.bookings.hits.unkept import FARTHEST, ListUnkept, UnkeptPage, list_unkept
from scheduler.services.bookings.hits.world_change import change_world
from scheduler.storage import records
from scheduler.storage.store import Store
from tests.scheduler.services.bookings.hit_scene import Scene, make_scene, named, outage
from tests.support.factories import NOW


@pytest.fixture
async def scene(store: Store) -> Scene:
    """After an outage of the lab that nobody decided about."""
    scene = await make_scene(store)
    await change_world(store, scene.operator, outage(scene), Remedies(), NOW)
    return scene


def ids(page: UnkeptPage) -> set[int]:
    return {hit.booking.id for hit in page.bookings}


async def test_who_runs_the_place_sees_each_with_its_rule(scene: Scene) -> None:
    page = await list_unkept(scene.store, scene.at.manager, ListUnkept(), NOW)

    assert (ids(page), page.after) == (named(scene, "mine theirs"), None)
    assert {v.rule for hit in page.bookings for v in hit.violations} == {Rule.CLOSURE}


async def test_everybody_sees_their_own(scene: Scene) -> None:
    teacher = await list_unkept(scene.store, scene.at.teacher, ListUnkept(mine=True), NOW)
    guest = await list_unkept(scene.store, scene.guest, ListUnkept(mine=True), NOW)

    assert (ids(teacher), ids(guest)) == (named(scene, "mine"), named(scene, "theirs"))


async def test_who_runs_nothing_sees_nothing_of_others(scene: Scene) -> None:
    owner = ListUnkept(owner_id=scene.at.company.id)

    with pytest.raises(Forbidden):
        await list_unkept(scene.store, scene.guest, ListUnkept(), NOW)
    with pytest.raises(Forbidden):
        await list_unkept(scene.store, scene.at.manager, owner, NOW)


async def test_the_list_goes_on_where_a_page_ends(scene: Scene) -> None:
    wanted = ListUnkept(limit=1)
    first = await list_unkept(scene.store, scene.at.manager, wanted, NOW)
    second = await list_unkept(scene.store, scene.at.manager, replace(wanted, after=first.after or 0), NOW)

    assert (ids(first), ids(second)) == (named(scene, "mine"), named(scene, "theirs"))


async def test_a_rule_that_changed_without_anybody_looking_is_listed_too(scene: Scene) -> None:
    async with scene.store.write() as tx:
        await records.change(tx, replace(scene.at.room, active=False, version=2))

    page = await list_unkept(scene.store, scene.at.manager, ListUnkept(), NOW)

    assert ids(page) == named(scene, "mine theirs other")


async def test_no_more_than_three_months_are_looked_at(scene: Scene) -> None:
    too_far = ListUnkept(until=NOW + FARTHEST + timedelta(days=1))

    with pytest.raises(Invalid):
        await list_unkept(scene.store, scene.at.manager, too_far, NOW)
