"""Nothing that was typed is lost: not by a session that ended, an overtaken version, or a fault of ours."""

import html
import re
from collections.abc import Mapping
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI

from api.web.dependencies import FormDep
from scheduler.clock import ManualClock
from scheduler.domain.bookings.bookings import Need
from scheduler.domain.identity.people import Membership, Person, Role
from scheduler.storage.store import Store
from tests.api.identity.test_signing_in import PASSWORD, QUICK
from tests.scheduler.services.bookings.campus import SmallCampus, make_booking, make_small_campus
from tests.support.api import ClientOf
from tests.support.factories import NOW, keep, make_actor

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
HTML = {"Accept": "text/html", "Origin": "http://campus.test"}
FRAGMENT = HTML | {"HX-Request": "true"}
FEMKE = "femke@example.org"


@pytest.fixture
async def at(store: Store) -> SmallCampus:
    return await make_small_campus(store)


@pytest.fixture
async def femke(client_of: ClientOf, at: SmallCampus, clock: ManualClock) -> httpx.AsyncClient:
    """The browser of a teacher who signed in so long ago that the session has ended."""
    person = await keep(
        at.store, Person(id=0, name="Femke Bakker", email=FEMKE), password_hash=QUICK.hash(PASSWORD)
    )
    role = Membership(id=0, person_id=person.id, organisation_id=at.school.id, role=Role.TEACHER)
    await keep(at.store, role)
    browser = await client_of(None)
    clock.at = NOW - timedelta(days=40)
    await browser.post("/login", data={"email": FEMKE, "password": PASSWORD}, headers=HTML)
    clock.at = NOW
    return browser


def a_form(at: SmallCampus, **values: str) -> dict[str, str]:
    return {
        "title": 'Elektrolyse & <b>meten</b> "nu"',
        "on": "2026-11-24",
        "from": "13:00",
        "to": "15:00",
        "units": "2",
        "note": "Neem een jas mee",
        "organisation": str(at.school.id),
        "key": "9f1c",
    } | values


def hidden(page: str) -> dict[str, str]:
    """What the forms of a page send without being typed."""
    found = re.findall(
        r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.partition("<main")[2] or page
    )
    return {html.unescape(name): html.unescape(value) for name, value in found}


def action(page: str) -> str:
    (found,) = re.findall(r'<main.*<form action="([^"]+)" method="post">', page, re.DOTALL)
    return html.unescape(found)


async def sign_in(
    client: httpx.AsyncClient, fields: Mapping[str, str], password: str = PASSWORD
) -> httpx.Response:
    return await client.post("/login", data={**fields, "email": FEMKE, "password": password}, headers=HTML)


async def test_a_form_sent_after_the_session_ended_is_sent_after_signing_in(
    femke: httpx.AsyncClient, at: SmallCampus
) -> None:
    before = f"/book/{at.lab.id}?start=2026-11-24T13:00"
    came_from = HTML | {"Referer": f"http://campus.test{before}"}

    ended = await femke.post(f"/book/{at.lab.id}", data=a_form(at), headers=came_from)
    wrong = await sign_in(femke, hidden(ended.text), password="verkeerd")
    back = await sign_in(femke, hidden(wrong.text))
    made = await femke.post(action(back.text), data=hidden(back.text), headers=HTML)

    assert [each.status_code for each in (ended, wrong, back, made)] == [401, 401, 200, 303]
    assert "Je was uitgelogd" in ended.text
    assert "Neem een jas mee" in back.text
    assert html.unescape(before) in html.unescape(back.text)
    booking = (await femke.get(made.headers["location"], headers=HTML)).text
    assert "Elektrolyse &amp; &lt;b&gt;meten&lt;/b&gt; &#34;nu&#34;" in booking


async def test_in_a_page_that_stays_one_signs_in_in_a_dialog(
    femke: httpx.AsyncClient, at: SmallCampus
) -> None:
    ended = await femke.post(f"/book/{at.lab.id}/check", data=a_form(at), headers=FRAGMENT)
    sent = {"email": FEMKE, "password": "verkeerd"}
    wrong = await femke.post("/login", data=sent, headers=FRAGMENT)
    right = await femke.post("/login", data=sent | {"password": PASSWORD}, headers=FRAGMENT)
    again = await femke.post(f"/book/{at.lab.id}/check", data=a_form(at), headers=FRAGMENT)

    assert [each.status_code for each in (ended, wrong, right, again)] == [401, 401, 204, 200]
    assert all('hx-post="/login"' in each.text and "<html" not in each.text for each in (ended, wrong))
    assert "horen niet bij elkaar" in wrong.text
    assert right.headers["HX-Trigger"].startswith('{"signed-in": {"person": ')
    assert "HX-Redirect" not in right.headers


async def test_a_password_is_never_put_into_a_page(client_of: ClientOf, at: SmallCampus) -> None:
    stranger = await client_of(None)

    answer = await stranger.post(
        "/account/password", data={"password": PASSWORD, "old_password": PASSWORD, "x": "y"}, headers=HTML
    )

    assert PASSWORD not in answer.text


@pytest.mark.parametrize("where", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere"])
async def test_a_form_that_would_go_elsewhere_is_not_carried(femke: httpx.AsyncClient, where: str) -> None:
    answer = await sign_in(femke, {"unsent-action": where, "unsent:title": "x"})

    assert (answer.status_code, answer.headers["location"]) == (303, "/")


async def test_what_somebody_else_changed_meanwhile_is_a_question(
    client_of: ClientOf, at: SmallCampus
) -> None:
    booking = await make_booking(at, Need(at.lab.id, 2))
    client = await client_of(at.teacher)
    await client.patch(
        f"/api/v1/bookings/{booking.id}", json={"note": "Nieuw"}, headers={"If-Match": f'"{booking.version}"'}
    )
    form = {"version": str(booking.version), "start": "2026-11-24T13:00", "reason": "Neem een jas mee"}

    stale = await client.post(f"/bookings/{booking.id}/move", data=form, headers=HTML)
    moved = await client.post(action(stale.text), data=hidden(stale.text), headers=HTML)

    assert (stale.status_code, moved.status_code) == (412, 303)
    assert "Neem een jas mee" in stale.text
    assert "13.00–15.00" in (await client.get(moved.headers["location"], headers=HTML)).text


async def test_two_people_with_one_form_see_what_the_other_saved(
    client_of: ClientOf, at: SmallCampus
) -> None:
    admin = await client_of(await make_actor(at.store, (at.school, Role.ADMINISTRATOR)))
    address = f"/admin/resources/{at.room.id}"
    form = {
        "kind": "room",
        "owner_id": at.school.id,
        "campus_id": at.campus.id,
        "units": "1",
        "seats": "30",
        "sharing": "open",
        "active": "1",
        "version": "1",
    }
    await admin.post(address, data=form | {"name": "A1.04 Links"}, headers=HTML)

    late = await admin.post(address, data=form | {"name": "A1.04 Rechts"}, headers=HTML)
    again = await admin.post(
        address, data=form | {"name": "A1.04 Rechts", "version": hidden(late.text)["version"]}, headers=HTML
    )

    assert (late.status_code, again.status_code) == (409, 303)
    assert "Nu staat er: A1.04 Links" in late.text
    assert 'value="A1.04 Rechts"' in late.text


@pytest.mark.parametrize(("headers", "kept"), [(HTML, True), (FRAGMENT, False)])
async def test_a_fault_of_ours_keeps_the_form_and_offers_to_send_it_again(
    app: FastAPI, client_of: ClientOf, at: SmallCampus, headers: dict[str, str], *, kept: bool
) -> None:
    @app.post("/breaks")
    async def breaks(form: FormDep) -> None:
        raise RuntimeError(form.values["title"])

    client = await client_of(at.teacher)

    answer = await client.post("/breaks", data={"title": "Een lange dag"}, headers=headers)

    assert answer.status_code == 500
    assert ("<main" in answer.text) is kept
    assert hidden(answer.text)["title"] == "Een lange dag"
