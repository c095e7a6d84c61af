"""A week that drew less than there was: nights, weekends, holidays, windows, and days of a clock change."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

import httpx
import pytest

from api.i18n import Times, Words
from api.web.views.overviews.timeline import Bar, Timeline, draw
from scheduler.domain.bookings.bookings import Need
from scheduler.domain.campus.opening_hours import Closure, ClosureKind, Holiday, Opening, Window
from scheduler.domain.campus.resources import ResourceKind
from scheduler.domain.identity.people import Language
from scheduler.domain.time.spans import Span
from scheduler.domain.time.wall_time import at_wall_time
from scheduler.services.overviews.week import WeekQuestion, see_week
from scheduler.storage.store import Store
from tests.scheduler.services.bookings.campus import SmallCampus, make_booking, make_small_campus
from tests.support.api import ClientOf
from tests.support.factories import NOW, keep, make_resource
from tests.web.made import ZONE

MONDAY = date(2026, 11, 23)
SATURDAY, SUNDAY = date(2026, 11, 28), date(2026, 11, 29)
HTML = {"Accept": "text/html"}


@pytest.fixture
async def at(store: Store) -> SmallCampus:
    return await make_small_campus(store)


def local(on: date, start: str, hours: float) -> Span:
    first = at_wall_time(on, time.fromisoformat(start), ZONE)
    return Span(first, first + timedelta(hours=hours))


async def a_timeline(
    at: SmallCampus, *resource_ids: int, first_on: date = MONDAY, now: datetime = NOW, **how: Any
) -> Timeline:
    question = WeekQuestion(first_on=first_on, resource_ids=resource_ids or (at.lab.id,))
    week = await see_week(at.store, at.teacher, question, now)
    words = Words(Language.DUTCH)
    return draw(week, words, Times(words, ZONE, now), **how)


def bars_on(timeline: Timeline, on: date) -> list[Bar]:
    cells = [cell for group in timeline.groups for row in group.rows for cell in row.cells]
    return [bar for cell in cells if cell.on == on for bar in cell.bars]


def hours_of(timeline: Timeline, bar: Bar) -> tuple[float, float]:
    """The wall time at which a bar is drawn, as hours."""
    first = timeline.first_hour + (bar.at - 1) / 4
    return first, first + bar.length / 4


async def open_round_the_clock(at: SmallCampus, weekday: int) -> None:
    for opens, closes in ((time(0), time(8)), (time(18), time(0))):
        await keep(
            at.store, Opening(id=0, campus_id=at.campus.id, weekday=weekday, opens=opens, closes=closes)
        )


async def test_a_night_is_drawn_on_both_its_dates(at: SmallCampus) -> None:
    await open_round_the_clock(at, 3)
    await open_round_the_clock(at, 4)
    thursday = MONDAY + timedelta(days=3)
    await make_booking(at, Need(at.lab.id, 2), span=local(thursday, "22:00", 4), title="Nachtproef")

    timeline = await a_timeline(at)

    drawn = {
        on: [hours_of(timeline, bar) for bar in bars_on(timeline, on) if "Nachtproef" in bar.text]
        for on in (thursday, thursday + timedelta(days=1))
    }
    assert drawn == {thursday: [(22, 24)], thursday + timedelta(days=1): [(0, 2)]}


async def test_the_hours_of_a_place_are_those_that_are_shown(at: SmallCampus) -> None:
    await keep(
        at.store, Opening(id=0, campus_id=at.campus.id, weekday=1, opens=time(18), closes=time(22, 30))
    )

    timeline = await a_timeline(at)

    assert (timeline.first_hour, timeline.first_hour + timeline.hours) == (8, 23)


async def test_what_is_always_open_makes_no_night_of_the_week_but_the_night_can_be_asked_for(
    at: SmallCampus,
) -> None:
    online = await make_resource(at.store, at.school, None, kind=ResourceKind.ONLINE)

    usual = await a_timeline(at, online.id)
    whole = await a_timeline(at, online.id, whole_day=True)

    assert (usual.hours, len(usual.days)) == (10, 5)
    assert (whole.first_hour, whole.hours) == (0, 24)


async def test_a_weekend_is_shown_when_something_is_open_or_asked_for(at: SmallCampus) -> None:
    await keep(at.store, Opening(id=0, campus_id=at.campus.id, weekday=5, opens=time(9), closes=time(12)))

    shown = [day.on for day in (await a_timeline(at)).days]
    asked = [day.on for day in (await a_timeline(at, asked=[SUNDAY])).days]

    assert shown[-1] == SATURDAY
    assert asked[-2:] == [SATURDAY, SUNDAY]


async def test_a_holiday_is_named_and_one_that_closes_says_so_in_the_cell(at: SmallCampus) -> None:
    wednesday = MONDAY + timedelta(days=2)
    days = {"first_on": wednesday, "last_on": wednesday}
    await keep(at.store, Holiday(id=0, name="Stadsfeest", closes_places=True, **days))
    await keep(at.store, Holiday(id=0, name="Studiedag", organisation_id=at.school.id, **days))
    await keep(at.store, Holiday(id=0, name="Niet van ons", organisation_id=at.company.id, **days))

    timeline = await a_timeline(at)

    named = {day.on: set(day.holidays) for day in timeline.days}
    assert named[wednesday] == {"Stadsfeest", "Studiedag"}
    assert named[MONDAY] == set()
    assert [bar.text for bar in bars_on(timeline, wednesday) if bar.state == "outage"] == ["Stadsfeest"]


async def test_outside_its_hours_and_its_windows_a_place_says_why_it_cannot_be_had(at: SmallCampus) -> None:
    tuesday = MONDAY + timedelta(days=1)
    await keep(at.store, Window(id=0, resource_id=at.demonstrator.id, span=local(tuesday, "10:00", 2)))

    timeline = await a_timeline(at, at.demonstrator.id, whole_day=True)

    blocked = {
        hours_of(timeline, bar): bar.title for bar in bars_on(timeline, tuesday) if bar.state == "blocked"
    }
    shut, withheld = "Dicht: buiten de openingstijden", "De eigenaar biedt het dan niet aan"
    assert blocked == {(0, 8): shut, (8, 10): withheld, (12, 18): withheld, (18, 24): shut}


async def test_an_outage_is_drawn_with_its_reason_and_not_as_closing_time(at: SmallCampus) -> None:
    repair = {"kind": ClosureKind.OUTAGE, "reason": "Pomp stuk", "resource_id": at.lab.id}
    await keep(at.store, Closure(id=0, span=local(MONDAY, "09:00", 3), **repair))

    timeline = await a_timeline(at)

    drawn = [(bar.state, bar.text, hours_of(timeline, bar)) for bar in bars_on(timeline, MONDAY)]
    assert drawn == [("outage", "Pomp stuk", (9, 12))]


@pytest.mark.parametrize(
    ("on", "note", "wall"),
    [(date(2026, 3, 29), "Klok vooruit", (1, 5)), (date(2026, 10, 25), "Klok terug", (1, 5))],
)
async def test_on_the_day_of_a_clock_change_bars_are_where_the_clock_says(
    at: SmallCampus, client_of: ClientOf, on: date, note: str, wall: tuple[float, float]
) -> None:
    online = await make_resource(at.store, at.school, None, kind=ResourceKind.ONLINE)
    span = Span(at_wall_time(on, time(1), ZONE), at_wall_time(on, time(5), ZONE))
    early = at_wall_time(on - timedelta(days=20), time(9), ZONE)
    await make_booking(at, Need(online.id, 1), span=span, title="Nachtdienst", now=early)

    monday = on - timedelta(days=6)
    timeline = await a_timeline(at, online.id, first_on=monday, now=early, whole_day=True)
    page = await (await client_of(at.teacher)).get(f"/week?on={on}&hours=all", headers=HTML)

    drawn = [hours_of(timeline, bar) for bar in bars_on(timeline, on) if "Nachtdienst" in bar.text]
    assert drawn == [wall]
    assert (page.status_code, note in page.text) == (200, True)


async def test_people_that_still_fit_are_counted_beside_the_places(at: SmallCampus) -> None:
    await make_booking(at, Need(at.lab.id, 3), span=local(MONDAY, "10:00", 2), people=20)

    week = await see_week(at.store, at.teacher, WeekQuestion(first_on=MONDAY, resource_ids=(at.lab.id,)), NOW)
    cell = (await a_timeline(at)).groups[0].rows[0].cells[0]

    left = [(part.free, part.seats) for part in week.rows[0].free[:3]]
    assert left == [(8, 32), (5, 12), (8, 32)]
    assert (cell.least.units, cell.least.seats) == (5, 12)


@pytest.mark.parametrize(
    ("address", "days"),
    [("/week?on=2026-11-29", 7), ("/week?on=2026-11-28", 6), ("/week?on=2026-11-27", 5), ("/week", 5)],
)
async def test_a_sunday_opens_its_own_week(
    at: SmallCampus, client_of: ClientOf, address: str, days: int
) -> None:
    client = await client_of(at.teacher)

    page = (await client.get(address, headers=HTML)).text

    assert "Week 48 " in page
    assert len(re.findall(r'<th scope="col"[^>]*class="', page)) == days


async def verdict_on(client: httpx.AsyncClient, booking_id: int, **form: object) -> str:
    answer = await client.post(
        f"/bookings/{booking_id}/move/check",
        data={name: str(value) for name, value in form.items()},
        headers=HTML | {"HX-Request": "true", "Origin": "http://campus.test"},
    )
    assert answer.status_code == 200
    return answer.text


async def test_a_dragged_booking_hears_the_verdict_that_the_move_would_get(
    at: SmallCampus, client_of: ClientOf
) -> None:
    mine = await make_booking(at, Need(at.lab.id, 5), span=local(MONDAY, "13:00", 2))
    await make_booking(at, Need(at.lab.id, 5), span=local(MONDAY, "15:00", 1), title="Ander")
    client = await client_of(at.teacher)

    there = await verdict_on(client, mine.id, start="2026-11-23T12:00", resource=at.lab.id)
    beside = await verdict_on(client, mine.id, start="2026-11-23T14:00", resource=at.lab.id)
    night = await verdict_on(client, mine.id, start="2026-11-23T19:00", resource=at.lab.id)

    assert "note-free" in there
    assert all("note-blocked" in refused for refused in (beside, night))
    unmoved = (await client.get(f"/api/v1/bookings/{mine.id}")).json()
    assert (unmoved["version"], unmoved["start"]) == (mine.version, "2026-11-23T12:00:00Z")


async def test_a_bar_says_the_bookings_own_length_and_what_set_up_is_before_it(at: SmallCampus) -> None:
    lab = await make_resource(at.store, at.school, at.campus, name="Lab Opbouw", setup_minutes=30)
    await make_booking(at, Need(lab.id, 2), span=local(MONDAY, "13:00", 1.5))

    timeline = await a_timeline(at, lab.id)

    (bar,) = [bar for bar in bars_on(timeline, MONDAY) if bar.booking_id]
    assert (bar.minutes, bar.lead, hours_of(timeline, bar)) == (90, 30, (12.5, 14.5))
