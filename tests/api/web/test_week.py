"""The week page over HTTP: who sees what of it, and what an address can ask."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import httpx
import pytest

from api.web.views.overviews.week import week_from
from scheduler.domain.bookings.bookings import Booking, Need, Purpose
from scheduler.domain.bookings.claims import Claim
from scheduler.domain.bookings.states import BookingStatus
from scheduler.domain.campus.organisations import Organisation
from scheduler.domain.campus.resources import Resource
from scheduler.domain.identity.people import Actor, Role
from scheduler.domain.time.spans import Span
from scheduler.storage.bookings.bookings import hold_many
from scheduler.storage.store import Store
from tests.support.api import ClientOf
from tests.support.factories import NOW, make_actor, make_campus, make_organisation, make_resource

HTML = {"Accept": "text/html"}


async def make_booking(
    store: Store, school: Organisation, organiser: Actor, lab: Resource, start: datetime, units: range
) -> Booking:
    """A booking of some units with the claims that hold them."""
    booking = Booking(
        id=0,
        uid=uuid4(),
        title="Elektrolyse",
        purpose=Purpose.LESSON,
        organisation_id=school.id,
        organiser_id=organiser.id,
        span=Span(start, start + timedelta(hours=2)),
        needs=(Need(lab.id, len(units)),),
        status=BookingStatus.CONFIRMED,
        created_at=NOW,
        updated_at=NOW,
    )
    claims = [Claim(lab.id, unit, booking.span) for unit in units]
    async with store.write() as tx:
        return (await hold_many(tx, [(booking, claims)]))[0]


@pytest.fixture
async def campus_with_a_booking(store: Store) -> tuple[Actor, Actor, Resource]:
    """The organiser of a booking of three stations, somebody of another school, and the lab."""
    school, other = await make_organisation(store), await make_organisation(store)
    campus = await make_campus(store)
    lab = await make_resource(store, school, campus, name="Lab Waterstof", units=8)
    teacher = await make_actor(store, (school, Role.TEACHER))
    stranger = await make_actor(store, (other, Role.TEACHER))
    await make_booking(store, school, teacher, lab, NOW + timedelta(hours=3), range(1, 4))
    return teacher, stranger, lab


async def week_page(client: httpx.AsyncClient, address: str = "/week") -> str:
    answer = await client.get(address, headers=HTML)
    assert answer.status_code == 200
    return answer.text


async def test_the_organiser_sees_what_the_booking_is(
    campus_with_a_booking: tuple[Actor, Actor, Resource], client_of: ClientOf
) -> None:
    teacher, _, _ = campus_with_a_booking

    page = await week_page(await client_of(teacher))

    assert "3/8 Elektrolyse" in page
    assert "bar-mine" in page


async def test_another_school_sees_only_that_it_is_taken(
    campus_with_a_booking: tuple[Actor, Actor, Resource], client_of: ClientOf
) -> None:
    _, stranger, _ = campus_with_a_booking

    page = await week_page(await client_of(stranger))

    assert "Elektrolyse" not in page
    assert "3/8 Bezet" in page


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("/week?units=8", True),
        ("/week?units=9", False),
        ("/week?kind=room", False),
        ("/week?kind=fieldlab&campus=&feature=&units=", True),
        ("/week?feature=lasrobot", False),
        ("/week?free=1&units=8", True),
        ("/week?week=2026-W52", True),
    ],
)
async def test_filters_in_the_address_choose_resources(
    campus_with_a_booking: tuple[Actor, Actor, Resource], client_of: ClientOf, address: str, shown: bool
) -> None:
    teacher, _, _ = campus_with_a_booking

    page = await week_page(await client_of(teacher), address)

    assert ("data-resource" in page) is shown


async def test_nobody_is_asked_to_sign_in_and_comes_back(client: httpx.AsyncClient) -> None:
    answer = await client.get("/week?kind=room", headers=HTML)

    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=/week%3Fkind%3Droom")


async def test_a_page_that_is_not_there_is_a_page_too(client: httpx.AsyncClient) -> None:
    answer = await client.get("/nowhere", headers=HTML)

    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "Deze pagina is er niet" in answer.text


async def test_the_language_is_switched_in_place_and_remembered(client: httpx.AsyncClient) -> None:
    sent = {"language": "en", "back": "/week?kind=room"}

    answer = await client.post("/language", data=sent, headers={"Origin": "http://campus.test"})

    assert (answer.status_code, answer.headers["location"]) == (303, "/week?kind=room")
    assert "This page is not here" in (await client.get("/nowhere", headers=HTML)).text


@pytest.mark.parametrize(
    "back", ["//elsewhere.example", "https://elsewhere.example", "/\\elsewhere.example", ""]
)
async def test_nobody_is_sent_to_another_site(client: httpx.AsyncClient, back: str) -> None:
    answer = await client.post("/language", data={"back": back}, headers={"Origin": "http://campus.test"})

    assert answer.headers["location"] == "/"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_week_of_one_campus_has_an_address(store: Store, client_of: ClientOf) -> None:
    client = await client_of(await make_actor(store))
    campus = await make_campus(store)

    answer = await client.get(f"/week?campus={campus.id}&kind=&feature=&units=")

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("name", "today", "monday"),
    [
        ("2026-W48", "2026-01-05", "2026-11-23"),
        ("2026-W53", "2026-01-05", "2026-12-28"),
        ("", "2026-11-20", "2026-11-16"),
        ("", "2026-11-22", "2026-11-16"),
        ("2026-W60", "2026-11-20", "2026-11-16"),
        ("nonsense", "2026-11-20", "2026-11-16"),
    ],
)
def test_the_week_that_is_shown(name: str, today: str, monday: str) -> None:
    assert week_from(name, date.fromisoformat(today)) == date.fromisoformat(monday)
