"""A change that hits bookings, as a page: it asks first, and does what was chosen."""

import re
from html import unescape

import httpx
import pytest

from scheduler.domain.bookings.bookings import Booking, Need
from scheduler.domain.bookings.states import BookingStatus
from scheduler.domain.campus.opening_hours import Closure
from scheduler.domain.identity.people import Role
from scheduler.services.bookings.hits.commands import seen_as
from scheduler.storage import records
from scheduler.storage.store import Store
from tests.scheduler.services.bookings.hit_scene import Scene, make_scene, stored
from tests.support.api import ClientOf
from tests.support.factories import make_actor

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
OUTAGE = {"reason": "Pomp stuk", "start": "2026-11-24T09:00", "end": "2026-11-25T09:00"}
TITLE = {"nl": "Dit raakt boekingen", "en": "This hits bookings"}


@pytest.fixture
async def scene(store: Store) -> Scene:
    return await make_scene(store)


@pytest.fixture
async def manager(client_of: ClientOf, scene: Scene) -> httpx.AsyncClient:
    return await client_of(scene.at.manager)


def outage(of: Scene) -> dict[str, str]:
    return OUTAGE | {"resource": str(of.at.lab.id)}


def offered(page: str, booking: Booking, word: str) -> str:
    """The value of the first way of that kind out for a booking."""
    values = re.findall(rf'name="hit-{booking.id}" value="({word}[^"]*)"', page)
    return unescape(values[0])


async def closures(of: Scene) -> list[Closure]:
    async with of.store.read() as tx:
        return await records.listing(tx, Closure)


@pytest.mark.parametrize("language", ["nl", "en"])
async def test_the_page_asks_what_to_do_before_anything_is_saved(
    manager: httpx.AsyncClient, scene: Scene, language: str
) -> None:
    await manager.patch("/api/v1/me", json={"language": language})

    asked = await manager.post("/labs/outages", data=outage(scene))

    assert (asked.status_code, TITLE[language] in asked.text) == (409, True)
    assert (asked.text.count("<fieldset"), await closures(scene)) == (2, [])
    assert 'name="reason" value="Pomp stuk"' in asked.text


async def test_what_was_chosen_is_done_with_the_change(manager: httpx.AsyncClient, scene: Scene) -> None:
    page = (await manager.post("/labs/outages", data=outage(scene))).text
    choices = {
        "hits": seen_as([scene.mine.id, scene.theirs.id]),
        f"hit-{scene.mine.id}": offered(page, scene.mine, "move"),
        f"hit-{scene.theirs.id}": "cancel",
        "hits_reason": "De pomp komt vrijdag.",
    }

    done = await manager.post("/labs/outages", data=outage(scene) | choices)

    mine, theirs = await stored(scene, scene.mine, scene.theirs)
    assert (done.status_code, done.headers["location"]) == (303, "/labs?done=outage_hits")
    assert len(await closures(scene)) == 1
    assert (mine.status, mine.span != scene.mine.span) == (BookingStatus.CONFIRMED, True)
    assert (theirs.status, theirs.called_off_reason) == (BookingStatus.CANCELLED, "De pomp komt vrijdag.")


async def test_a_hit_that_came_meanwhile_is_asked_about_too(manager: httpx.AsyncClient, scene: Scene) -> None:
    only_one = {"hits": seen_as([scene.mine.id]), f"hit-{scene.mine.id}": "cancel"}

    again = await manager.post("/labs/outages", data=outage(scene) | only_one)

    assert (again.status_code, await closures(scene)) == (409, [])


async def test_an_absence_is_handed_over_to_a_colleague(client_of: ClientOf, scene: Scene) -> None:
    administrator = await client_of(await make_actor(scene.store, (scene.at.school, Role.ADMINISTRATOR)))
    form = OUTAGE | {"reason": "Ziek", "staff": str(scene.staff.id)}
    address = f"/admin/people/{scene.at.teacher.id}/absences"

    page = (await administrator.post(address, data=form)).text
    value = f"hand_over {scene.colleague.id}"
    chosen = {"hits": seen_as([scene.mine.id]), f"hit-{scene.mine.id}": value}
    done = await administrator.post(address, data=form | chosen)
    shown = (await administrator.get(f"/admin/people/{scene.at.teacher.id}")).text

    (mine,) = await stored(scene, scene.mine)
    assert f'value="{value}"' in page
    assert done.headers["location"] == f"/admin/people/{scene.at.teacher.id}?done=saved_hits"
    assert Need(scene.colleague.staff_resource_id or 0) in mine.needs
    assert "Ziek" in shown


async def test_a_place_that_closes_for_good_asks_on_its_own_form(client_of: ClientOf, scene: Scene) -> None:
    operator = await client_of(scene.operator)
    address = f"/admin/resources/{scene.at.lab.id}"
    lab = scene.at.lab
    form = {
        "version": "1",
        "kind": "fieldlab",
        "name": lab.name,
        "owner_id": str(lab.owner_id),
        "campus_id": str(lab.campus_id),
        "units": "8",
        "seats": "32",
        "setup_minutes": "0",
        "teardown_minutes": "0",
        "notice_minutes": "0",
        "sharing": "open",
    }

    asked = await operator.post(address, data=form)
    kept = form | {"hits": seen_as([scene.mine.id, scene.theirs.id])}
    done = await operator.post(address, data=kept)

    assert (asked.status_code, done.status_code) == (409, 303)
    assert done.headers["location"] == "/admin/resources?done=saved_hits"


async def test_a_choice_that_no_page_of_ours_sends_is_refused(
    manager: httpx.AsyncClient, scene: Scene
) -> None:
    for nonsense in ("move", "move x y z", "hand_over", "hand_over x", "explode"):
        chosen = {"hits": seen_as([scene.mine.id]), f"hit-{scene.mine.id}": nonsense}

        answer = await manager.post("/labs/outages", data=outage(scene) | chosen)

        assert (nonsense, answer.status_code) == (nonsense, 422)


async def test_the_list_of_what_fits_no_more_is_on_a_page(client_of: ClientOf, scene: Scene) -> None:
    manager, teacher = await client_of(scene.at.manager), await client_of(scene.at.teacher)
    everything = {"hits": seen_as([scene.mine.id, scene.theirs.id])}
    await manager.post("/labs/outages", data=outage(scene) | everything)

    ours = (await manager.get("/breaches?whose=ours")).text
    mine = (await teacher.get("/breaches")).text
    refused = await teacher.get("/breaches?whose=ours")

    assert [f"/bookings/{each.id}#move" in ours for each in (scene.mine, scene.theirs)] == [True, True]
    assert [f"/bookings/{each.id}#move" in mine for each in (scene.mine, scene.theirs)] == [True, False]
    assert ("Pomp stuk" in mine, refused.status_code) == (True, 403)
