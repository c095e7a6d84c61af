"""Booking from a place over HTTP: made, refused with ways out, moved, cancelled and put back."""

import html
import re
from dataclasses import dataclass
from datetime import timedelta

import httpx
import pytest

from scheduler.clock import ManualClock
from scheduler.domain.campus.resources import Resource
from scheduler.domain.identity.people import Role
from scheduler.storage.store import Store
from tests.support.api import ClientOf
from tests.support.factories import NOW, make_actor, make_campus, make_organisation, make_resource

HTML = {"Accept": "text/html", "Origin": "http://campus.test"}
# The services underneath are tested on both engines; a page is the same on either.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@dataclass(frozen=True, slots=True)
class Desk:
    """A signed-in teacher in front of the page of a lab of eight stations."""

    client: httpx.AsyncClient
    colleague: httpx.AsyncClient
    lab: Resource
    school_id: int

    async def book(self, by: httpx.AsyncClient | None = None, **values: str) -> httpx.Response:
        form = {
            "title": "Elektrolyse",
            "on": "2026-11-24",
            "from": "13:00",
            "to": "15:00",
            "units": "5",
            "people": "12",
            "purpose": "lesson",
            "organisation": str(self.school_id),
        } | values
        return await (by or self.client).post(f"/book/{self.lab.id}", data=form, headers=HTML)

    async def post(self, path: str, **values: str) -> httpx.Response:
        return await self.client.post(path, data=values, headers=HTML)

    async def see(self, path: str) -> str:
        return (await self.client.get(path, headers=HTML)).text


@pytest.fixture
async def desk(store: Store, client_of: ClientOf) -> Desk:
    school = await make_organisation(store)
    lab = await make_resource(store, school, await make_campus(store), name="Lab Waterstof", units=8)
    client = await client_of(await make_actor(store, (school, Role.TEACHER)))
    colleague = await client_of(await make_actor(store, (school, Role.TEACHER)))
    return Desk(client, colleague, lab, school.id)


def offers(page: str) -> list[str]:
    """What the buttons of the alternatives would send."""
    return [html.unescape(value) for value in re.findall(r'name="instead" value="([^"]+)"', page)]


async def test_the_form_opens_at_the_time_that_was_pointed_at(desk: Desk) -> None:
    page = await desk.see(f"/book/{desk.lab.id}?start=2026-11-24T13:00&end=2026-11-24T14:30")

    assert all(f'value="{value}"' in page for value in ("2026-11-24", "13:00", "14:30"))


async def test_without_a_time_the_form_opens_at_the_quarter_that_comes(
    desk: Desk, clock: ManualClock
) -> None:
    clock.at = NOW + timedelta(minutes=7, seconds=20)

    shown = await desk.see(f"/book/{desk.lab.id}")

    assert ('value="09:15"' in shown, 'value="11:15"' in shown) == (True, True)


async def test_a_booking_that_can_be_is_made_and_shown(desk: Desk) -> None:
    answer = await desk.book()

    assert (answer.status_code, answer.headers["location"]) == (303, "/bookings/1?done=confirmed")
    assert "Elektrolyse" in await desk.see("/bookings/1")


async def test_a_weekly_booking_makes_a_series(desk: Desk) -> None:
    await desk.book(until="2026-12-08")

    assert "Hoort bij een wekelijkse reeks." in await desk.see("/bookings/3")


async def test_a_refusal_names_the_rule_with_its_numbers(desk: Desk) -> None:
    await desk.book(units="6")

    refused = await desk.book(units="5")

    assert refused.status_code == 409
    assert "Om 13.00 zijn in Lab Waterstof nog 2 van de 8 plekken vrij; je vraagt er 5." in refused.text


async def test_every_way_out_is_one_press_away(desk: Desk) -> None:
    await desk.book(desk.colleague, units="6")
    refused = await desk.book(units="5")

    taken = await desk.book(units="5", instead=offers(refused.text)[0])

    assert (taken.status_code, taken.headers["location"]) == (303, "/bookings/2?done=confirmed")


@pytest.mark.parametrize(
    ("values", "objection"),
    [
        ({"title": ""}, "Vul dit in."),
        ({"units": "veel"}, "Vul een getal in."),
        ({"to": "12:00"}, "Het einde moet na het begin liggen."),
        ({"on": "vandaag"}, "Vul een datum en tijd in."),
        ({"on": "2027-03-28", "from": "02:30", "to": "04:00"}, "Dat uur bestaat niet op deze datum"),
    ],
)
async def test_a_mistake_is_named_beside_its_field(
    desk: Desk, values: dict[str, str], objection: str
) -> None:
    answer = await desk.book(**values)

    assert answer.status_code == 422
    assert objection in answer.text


async def test_the_form_is_checked_before_it_is_sent(desk: Desk) -> None:
    sent = {
        "on": "2026-11-24",
        "from": "13:00",
        "to": "15:00",
        "units": "9",
        "organisation": str(desk.school_id),
    }

    verdict = await desk.post(f"/book/{desk.lab.id}/check", **sent)

    assert "Lab Waterstof heeft 8 plekken; je vraagt er 9." in verdict.text


async def test_a_booking_moves_to_where_there_is_room(desk: Desk) -> None:
    await desk.book()

    moved = await desk.post("/bookings/1/move", start="2026-11-25T09:00")

    assert moved.headers["location"] == "/bookings/1?done=moved&undo=1"
    assert "wo 25 nov, 09.00–11.00" in await desk.see("/bookings/1")


async def test_a_booking_stays_when_there_is_no_room(desk: Desk) -> None:
    await desk.book(units="8")
    await desk.book(units="5", **{"from": "15:00", "to": "17:00"})

    refused = await desk.post("/bookings/2/move", start="2026-11-24T13:00")

    assert refused.status_code == 409
    assert "di 24 nov, 15.00–17.00" in await desk.see("/bookings/2")


async def test_a_cancelled_booking_can_be_put_back(desk: Desk) -> None:
    await desk.book()

    await desk.post("/bookings/1/cancel", version="1")
    restored = await desk.post("/bookings/1/restore")

    assert restored.headers["location"] == "/bookings/1?done=restored&undo=2"
    assert "Bevestigd" in await desk.see("/bookings/1")


async def test_a_booking_can_be_cancelled_once(desk: Desk) -> None:
    await desk.book()
    await desk.post("/bookings/1/cancel", version="1")

    again = await desk.post("/bookings/1/cancel", version="2")

    assert again.status_code == 409
    assert "Deze boeking is al geannuleerd of afgewezen, of de aanvraag is verlopen." in again.text


def fields(page: str, action: str, name: str = "") -> dict[str, str]:
    """What the first form with that action would send, by the first button with that `name`."""
    form = page.split(f'action="{action}"', 1)[1].split("</form>", 1)[0]
    sent = re.findall(r'<(?:input type="hidden"|button class="button") name="(\w+)" value="([^"]*)"', form)
    return {field: html.unescape(value) for field, value in reversed(sent)}


async def test_following_refused_then_the_alternative_then_undo_keep_every_date(desk: Desk) -> None:
    await desk.book(until="2026-12-08", units="8")
    await desk.book(on="2026-12-08", units="8", **{"from": "15:00", "to": "17:00"})
    hours = {"start": "2026-12-01T14:00", "minutes": "180", "scope": "following", "version": "1"}

    refused = await desk.post("/bookings/2/move", **hours)
    taken = await desk.post("/bookings/2/move", **fields(refused.text, "/bookings/2/move"))
    shown = await desk.see(taken.headers["location"])
    undone = await desk.post("/changes/1/undo", **fields(shown, "/changes/1/undo"))

    assert refused.status_code == 409
    assert taken.headers["location"] == "/bookings/2?done=moved&undo=1&dates=2"
    assert "Verplaatst. 2 data." in shown
    assert undone.headers["location"] == "/bookings/2?done=undone&undo=2&dates=2"
    for number, day in ((2, "di 1 dec"), (3, "di 8 dec")):
        assert f"{day}, 13.00–15.00" in (await desk.see(f"/bookings/{number}")).replace("2026, ", "")


async def test_the_dates_that_can_change_do_and_the_others_are_named_with_why(desk: Desk) -> None:
    await desk.book(until="2026-12-08", units="8")
    await desk.book(on="2026-12-01", units="8", **{"from": "15:00", "to": "17:00"})

    answer = await desk.post(
        "/bookings/1/move", start="2026-11-24T15:00", scope="all", partly="1", version="1"
    )

    assert answer.status_code == 200
    assert "Dit kon niet en bleef zoals het was:" in answer.text
    assert "1 dec, 15.00–17.00 zijn " in answer.text.split("Dit kon niet", 1)[1]
    assert "15.00–17.00" in await desk.see("/bookings/3")
    assert "13.00–15.00" in await desk.see("/bookings/2")


async def test_what_cannot_be_undone_says_why(desk: Desk) -> None:
    await desk.book(units="8")
    await desk.post("/bookings/1/move", start="2026-11-25T09:00")
    await desk.book(units="8")

    refused = await desk.post("/changes/1/undo")

    assert refused.status_code == 409
    assert "Dit kan niet ongedaan gemaakt worden" in refused.text
    assert "Er is niets veranderd." in refused.text


async def test_where_it_could_go_instead_is_one_press_away(desk: Desk) -> None:
    await desk.book(units="8")
    await desk.post("/bookings/1/move", start="2026-11-25T09:00")
    await desk.book(units="8")
    refused = await desk.post("/changes/1/undo")

    moved = await desk.post("/bookings/1/move", instead=offers(refused.text)[0], version="2")

    assert (moved.status_code, moved.headers["location"][:23]) == (303, "/bookings/1?done=moved&")


async def test_what_was_cancelled_and_is_taken_can_be_booked_anew(desk: Desk) -> None:
    await desk.book(units="8", people="5")
    await desk.post("/bookings/1/cancel")
    await desk.book(units="8")
    refused = await desk.post("/changes/1/undo")

    link = html.unescape(re.findall(r'href="(/book/[^"]+)"', refused.text)[0])
    form = await desk.see(link)

    assert refused.status_code == 409
    assert all(f'value="{value}"' in form for value in ("8", "5", "2026-11-24"))


async def test_a_series_has_a_page_that_makes_it_longer_and_shorter(desk: Desk) -> None:
    await desk.book(until="2026-12-08")
    assert 'href="/series/1"' in await desk.see("/bookings/1")

    longer = await desk.post("/series/1/dates", last_on="2026-12-15")
    shown = await desk.see("/series/1")
    nothing = await desk.post("/series/1/dates", last_on="2026-12-15")
    shorter = await desk.post("/series/1/dates", last_on="2026-12-01")

    assert longer.headers["location"] == "/series/1?done=saved&undo=1"
    assert "Elke week op di, 13.00" in shown
    assert all(day in shown for day in ("di 24 nov", "di 1 dec", "di 8 dec", "di 15 dec"))
    assert (nothing.status_code, shorter.status_code) == (422, 303)
    assert (await desk.see("/series/1")).count("Geannuleerd") == 2


async def test_an_evening_may_end_after_midnight(desk: Desk) -> None:
    answer = await desk.book(**{"from": "22:00", "to": "01:30"})

    page = await desk.see(answer.headers["location"])

    assert "di 24 nov, 22.00–wo 25 nov, 01.30" in page


async def test_an_end_before_the_start_is_not_taken_for_the_next_day(desk: Desk) -> None:
    answer = await desk.book(**{"from": "15:00", "to": "13:00"})

    assert answer.status_code == 422


async def test_a_second_booking_at_the_same_time_is_a_question_and_not_a_silent_yes(desk: Desk) -> None:
    first = await desk.book()

    again = await desk.book(units="2")
    beside = await desk.book(units="2", **{"from": "14:30", "to": "16:00"})
    after = await desk.book(units="2", title="Daarna", **{"from": "15:00", "to": "16:00"})
    anyway = await desk.book(units="2", anyway="yes")

    assert [each.status_code for each in (first, again, beside, after, anyway)] == [303, 409, 409, 303, 303]
    assert "Je hebt op dat moment al" in again.text
    assert 'name="anyway" value="yes"' in again.text
    assert first.headers["location"].partition("?")[0] in again.text


async def test_an_alternative_that_was_chosen_is_what_the_answer_to_the_question_books(desk: Desk) -> None:
    await desk.book(desk.colleague, units="5")
    await desk.book(units="1", title="Zelf", **{"from": "15:00", "to": "17:00"})
    refused = await desk.book(units="5")
    later = next(offer for offer in offers(refused.text) if '"start":"2026-11-24T14:00:00Z"' in offer)

    asked = await desk.book(units="5", instead=later)
    (answer,) = re.findall(r'name="anyway" value="([^"]+)"', asked.text)
    made = await desk.book(units="5", anyway=html.unescape(answer))

    assert (refused.status_code, asked.status_code, made.status_code) == (409, 409, 303)
    assert "15.00–17.00" in await desk.see(made.headers["location"])


async def test_while_one_types_it_is_said_what_one_has_then_already(desk: Desk) -> None:
    await desk.book()

    typed = {"on": "2026-11-24", "from": "14:00", "to": "16:00", "units": "1"}
    said = await desk.post(f"/book/{desk.lab.id}/check", organisation=str(desk.school_id), **typed)

    assert "Je hebt op dat moment al" in said.text


async def test_a_form_that_is_sent_twice_is_one_booking_and_no_question(desk: Desk) -> None:
    first, second = await desk.book(key="9f1c"), await desk.book(key="9f1c")

    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["location"] == second.headers["location"]


async def test_of_a_series_that_cannot_all_come_back_the_rest_is_one_press_away(desk: Desk) -> None:
    await desk.book(until="2026-12-08", units="8")
    await desk.post("/bookings/1/cancel", scope="all")
    await desk.book(desk.colleague, on="2026-12-01", units="3")

    refused = await desk.post("/bookings/1/restore", scope="all", version="2")
    back = await desk.post("/bookings/1/restore", scope="all", version="2", partly="1")

    assert (refused.status_code, 'name="partly" value="1"' in refused.text) == (409, True)
    assert back.status_code == 200
    assert "di 1 dec, 13.00–15.00" in back.text.partition("bleef zoals het was")[2]
