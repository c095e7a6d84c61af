"""My schedule and its calendars, as pages."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import httpx
import pytest

from scheduler.domain.bookings.bookings import Booking, Need, Purpose
from scheduler.domain.bookings.states import BookingStatus
from scheduler.domain.identity.people import Role
from scheduler.domain.time.spans import Span
from scheduler.storage.bookings.bookings import hold_many
from scheduler.storage.store import Store
from tests.support.api import ClientOf
from tests.support.factories import NOW, make_actor, make_campus, make_organisation, make_resource

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@ON_SQLITE
async def test_a_teacher_sees_the_sessions_that_claim_them_and_no_others(
    store: Store, client_of: ClientOf
) -> None:
    school, campus = await make_organisation(store), await make_campus(store)
    lab = await make_resource(store, school, campus)
    teacher = await make_actor(store, (school, Role.TEACHER))
    assert teacher.staff_resource_id is not None
    mine = Booking(
        id=0,
        uid=UUID(int=1),
        title="Elektrolyse",
        purpose=Purpose.LESSON,
        organisation_id=school.id,
        organiser_id=None,
        span=Span(NOW, NOW + timedelta(hours=2)),
        needs=(Need(lab.id), Need(teacher.staff_resource_id)),
        status=BookingStatus.CONFIRMED,
        campus_id=campus.id,
        created_at=NOW,
        updated_at=NOW,
    )
    other = replace(mine, uid=UUID(int=2), title="Van een ander", needs=(Need(lab.id),))
    async with store.write() as tx:
        await hold_many(tx, [(mine, ()), (other, ())])
    client = await client_of(teacher)

    page = (await client.get("/me")).text

    assert ("Elektrolyse" in page, "Van een ander" in page) == (True, False)


@ON_SQLITE
async def test_the_address_is_shown_once_and_works(store: Store, client_of: ClientOf) -> None:
    client = await client_of(await make_actor(store))

    made = await client.post("/me/feeds", data={})
    shown = made.headers["location"]
    address = address_on(await client.get(shown))
    again = address_on(await client.get(shown))
    client.cookies.clear()
    later = await client.get(shown)

    assert (await client.get(address)).headers["content-type"] == "text/calendar; charset=utf-8"
    assert (shown, again) == ("/me/feeds/1/address", address)
    assert address not in (await client.get("/me")).text
    assert (address_on(later), 'action="/me/feeds/1/regenerate"' in later.text) == ("", True)
    assert len((await client.get("/api/v1/feeds")).json()["items"]) == 1


@ON_SQLITE
async def test_nobody_else_at_the_same_browser_reads_the_address(store: Store, client_of: ClientOf) -> None:
    client, other = await client_of(await make_actor(store)), await client_of(await make_actor(store))
    made = await client.post("/me/feeds", data={})
    await other.post("/me/feeds", data={})
    secret = client.cookies.get("fieldlab_shown")

    other.cookies.set("fieldlab_shown", secret, path="/me/feeds/2/address")

    assert address_on(await client.get(made.headers["location"])) != ""
    assert address_on(await other.get("/me/feeds/2/address")) == ""


def address_on(page: httpx.Response) -> str:
    return page.text.partition('id="feed-address" readonly value="')[2].partition('"')[0]


@ON_SQLITE
async def test_a_revoked_address_is_said_to_be_gone(store: Store, client_of: ClientOf) -> None:
    client = await client_of(await make_actor(store))
    await client.post("/me/feeds", data={})

    answer = await client.post("/me/feeds/1/revoke")

    assert (answer.status_code, answer.headers["location"]) == (303, "/me?done=feed_revoked")


@ON_SQLITE
@pytest.mark.parametrize("what", ["resource", "company", "campus"])
async def test_a_lab_a_company_and_a_campus_are_followed_from_the_pages(
    store: Store, client_of: ClientOf, what: str
) -> None:
    school, campus = await make_organisation(store), await make_campus(store)
    lab = await make_resource(store, school, campus)
    client = await client_of(await make_actor(store, (school, Role.TEACHER)))
    key = {"resource": lab.id, "company": school.id, "campus": campus.id}[what]
    offered = (await client.get("/me")).text + (await client.get(f"/resources/{lab.id}")).text

    made = await client.post("/me/feeds", data={"what": f"{what}:{key}"})
    shown = await client.get(made.headers["location"])
    [feed] = (await client.get("/api/v1/feeds")).json()["items"]

    assert f'value="{what}:{key}"' in offered
    assert (made.status_code, "/feeds/cal_" in shown.text) == (303, True)
    assert (feed["subject"], feed["subject_id"]) == (what, key)


@ON_SQLITE
async def test_choices_are_made_with_the_address_and_changed_afterwards(
    store: Store, client_of: ClientOf
) -> None:
    client = await client_of(await make_actor(store))
    await client.post("/me/feeds", data={"name": "Practica", "language": "en", "alarm": "1h", "busy": "1"})
    offered = (await client.get("/me/feeds/1")).text
    choices = {"version": "1", "name": "Lessen", "language": "nl", "alarm": "1d", "online": "1"}

    answer = await client.post("/me/feeds/1", data=choices)

    [feed] = (await client.get("/api/v1/feeds")).json()["items"]
    assert ('value="Practica"' in offered, '<option value="en" selected>' in offered) == (True, True)
    assert answer.headers["location"] == "/me?done=feed_changed"
    assert (feed["name"], feed["language"], feed["alarm"]) == ("Lessen", "nl", "1d")
    assert (feed["privacy"], feed["attendance"]) == ("full", "online")


@ON_SQLITE
async def test_choices_changed_in_another_window_stand_beside_ones_own(
    store: Store, client_of: ClientOf
) -> None:
    client = await client_of(await make_actor(store))
    await client.post("/me/feeds", data={})
    await client.post("/me/feeds/1", data={"version": "1", "name": "Eerst"})

    answer = await client.post("/me/feeds/1", data={"version": "1", "name": "Later"})

    assert (answer.status_code, 'value="Later"' in answer.text) == (409, True)
    assert "Nu staat er: Eerst" in answer.text
    assert 'name="version" value="2"' in answer.text
