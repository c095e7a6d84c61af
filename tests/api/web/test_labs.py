"""The lab manager's board, as a page."""

import httpx
import pytest

from scheduler.domain.bookings.bookings import Need
from scheduler.domain.identity.people import Role
from scheduler.services.bookings.hits.commands import seen_as
from scheduler.storage.bookings.bookings import get_booking
from scheduler.storage.store import Store
from tests.scheduler.services.bookings.campus import SmallCampus, make_booking, make_small_campus
from tests.support.api import ClientOf
from tests.support.factories import make_actor

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
async def at(store: Store) -> SmallCampus:
    return await make_small_campus(store)


@pytest.fixture
async def manager(client_of: ClientOf, at: SmallCampus) -> httpx.AsyncClient:
    return await client_of(at.manager)


@pytest.fixture
async def owner(client_of: ClientOf, at: SmallCampus) -> httpx.AsyncClient:
    """The company whose demonstrator, shared on request, a teacher asked for."""
    await make_booking(at, Need(at.demonstrator.id), title="Inspectie")
    return await client_of(at.owner)


async def status_of_the_request(at: SmallCampus) -> str:
    async with at.store.read() as tx:
        return (await get_booking(tx, 1)).status.value


async def test_a_request_is_shown_and_approved(owner: httpx.AsyncClient, at: SmallCampus) -> None:
    shown = (await owner.get("/labs")).text

    answered = await owner.post("/labs/requests/1", data={"answer": "yes"})

    assert "Inspectie" in shown
    assert (answered.status_code, answered.headers["location"]) == (303, "/labs?done=approved")
    assert await status_of_the_request(at) == "confirmed"


async def test_a_no_without_a_reason_is_asked_for_one(owner: httpx.AsyncClient, at: SmallCampus) -> None:
    answered = await owner.post("/labs/requests/1", data={"answer": "no", "reason": " "})

    assert (answered.status_code, 'id="reason-1-problem"' in answered.text) == (422, True)
    assert await status_of_the_request(at) == "requested"


async def test_an_outage_says_when_it_hits_bookings_and_can_be_ended(
    manager: httpx.AsyncClient, at: SmallCampus
) -> None:
    await make_booking(at, Need(at.lab.id, 3))
    form = {
        "resource": at.lab.id,
        "reason": "Gasdetector stuk",
        "start": "2026-11-23T00:00",
        "end": "2026-11-29T00:00",
    }

    asked = await manager.post("/labs/outages", data=form)
    before = (await manager.get("/labs")).text
    reported = await manager.post("/labs/outages", data=form | {"hits": seen_as([1]), "hit-1": "keep"})
    board = (await manager.get("/labs")).text
    ended = await manager.post("/labs/outages/1/end")

    assert (asked.status_code, "Gasdetector stuk" in before) == (409, False)
    assert reported.headers["location"] == "/labs?done=outage_hits"
    assert "Gasdetector stuk" in board
    assert ended.headers["location"] == "/labs?done=outage_ended"


async def test_an_outage_that_ends_before_it_starts_is_refused_beside_its_field(
    manager: httpx.AsyncClient, at: SmallCampus
) -> None:
    form = {"resource": at.lab.id, "reason": "x", "start": "2026-11-24T00:00", "end": "2026-11-23T00:00"}

    answer = await manager.post("/labs/outages", data=form)

    assert (answer.status_code, 'id="end-problem"' in answer.text) == (422, True)


async def test_a_student_has_no_labs(client_of: ClientOf, at: SmallCampus) -> None:
    student = await client_of(await make_actor(at.store, (at.school, Role.STUDENT)))

    assert (await student.get("/labs")).status_code == 403
