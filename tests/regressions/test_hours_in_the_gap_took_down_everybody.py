"""One lab that opens at 02.15 on Sundays took down everybody's week, search and busy times of 28 March 2027.

Between two and three o'clock there is no time that night. Half past two moved with the clocks and three did
not, so the hours ended before they began, and whoever read them was refused.
"""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from scheduler.domain.bookings.bookings import Need
from scheduler.domain.bookings.packages import Search
from scheduler.domain.bookings.violations import Rule
from scheduler.domain.calendars.feeds import Subject
from scheduler.domain.campus.opening_hours import Opening
from scheduler.domain.time.spans import Span
from scheduler.services.bookings import preview_booking
from scheduler.services.bookings.find_room import find_room
from scheduler.services.calendars.feeds import MakeFeed, make_feed
from scheduler.services.calendars.feeds.busy import read_busy, read_hours
from scheduler.services.calendars.feeds.window import FeedView
from scheduler.services.overviews.week import WeekQuestion, see_week
from scheduler.storage.store import Store
from tests.scheduler.services.bookings.campus import SmallCampus, a_request, make_small_campus
from tests.support.api import ClientOf
from tests.support.factories import NOW, keep

ON = date(2027, 3, 28)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.fixture(params=[time(2, 45), time(3), time(3, 30)])
async def at(store: Store, request: pytest.FixtureRequest) -> SmallCampus:
    at = await make_small_campus(store)
    hours = {"weekday": 6, "opens": time(2, 15), "closes": request.param}
    await keep(store, Opening(id=0, resource_id=at.lab.id, **hours))
    return at


async def test_everybody_sees_the_week(at: SmallCampus, client_of: ClientOf) -> None:
    client = await client_of(at.teacher)

    week = await see_week(at.store, at.teacher, WeekQuestion(first_on=date(2027, 3, 22)), NOW)
    pages = [f"/week?on={ON}", f"/resources/{at.lab.id}?week=2027-W12", f"/api/v1/week?first_on={ON}"]
    answers = [(await client.get(page)).status_code for page in pages]

    assert {row.resource.id for row in week.rows} >= {at.lab.id, at.room.id}
    assert answers == [200, 200, 200]


async def test_search_and_booking_judge_the_hours_that_there_are(at: SmallCampus) -> None:
    asked = Search(
        organisation_id=at.school.id,
        minutes=30,
        first_on=ON,
        last_on=ON,
        earliest=time(1),
        latest=time(5),
    )
    found = await find_room(at.store, at.teacher, asked, NOW)
    start = datetime(2027, 3, 28, 3, tzinfo=AMSTERDAM)
    span = Span(start, start.replace(minute=30))
    preview = await preview_booking(at.store, at.teacher, a_request(at, Need(at.lab.id), span=span), NOW)

    spans = [option.span for option in found.options if option.place_id == at.lab.id]
    rules = [violation.rule for violation in preview.violations]
    assert (spans, rules) in (([span], []), ([], [Rule.CLOSED]))


async def test_its_calendars_are_readable(at: SmallCampus) -> None:
    command = MakeFeed(subject=Subject.RESOURCE, subject_id=at.lab.id)
    made = await make_feed(at.store, at.manager, command, NOW)

    view = FeedView(first_on=ON, last_on=ON)
    busy = await read_busy(at.store, made.secret, NOW, view)
    hours = await read_hours(at.store, made.secret, NOW)

    assert b"BUSY-UNAVAILABLE" in busy
    assert b"BYDAY=SU" in hours
