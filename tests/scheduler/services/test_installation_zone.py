"""What happens on no campus keeps the clock of the installation, whichever that is."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from email import message_from_bytes
from zoneinfo import ZoneInfo

import pytest

from api.i18n.phrasing import phrases_in
from scheduler.domain.bookings.bookings import Booking, Need
from scheduler.domain.bookings.packages import Search
from scheduler.domain.bookings.refusals import BookingRefused
from scheduler.domain.calendars.feeds import Subject
from scheduler.domain.campus.organisations import Organisation
from scheduler.domain.campus.resources import Resource, ResourceKind
from scheduler.domain.identity.people import Actor, Language, Role
from scheduler.domain.notifications.channels import Channels
from scheduler.domain.time.spans import Span
from scheduler.domain.time.wall_time import WeeklyRule, at_wall_time
from scheduler.services.bookings import RequestBooking, request_booking
from scheduler.services.bookings.find_room import find_room
from scheduler.services.calendars.feeds import FeedQuery, MakeFeed, make_feed, read_feed
from scheduler.services.calendars.feeds.window import FeedView
from scheduler.services.notifications.messages import MailSender
from scheduler.services.notifications.outbox import next_mails
from scheduler.storage.store import Store
from tests.support.factories import NOW, make_actor, make_organisation, make_resource
from tests.support.mail import parts

WEDNESDAY = date(2027, 3, 24)
"""The last week of winter time in Portugal; in Curaçao there is no summer time."""


@dataclass(frozen=True)
class OffCampus:
    """A school with a room that is on no campus."""

    store: Store
    school: Organisation
    room: Resource
    teacher: Actor

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.store.zone)

    def at(self, hour: int, on: date = WEDNESDAY) -> datetime:
        return at_wall_time(on, time(hour), self.zone)

    async def book(self, **values: object) -> tuple[Booking, ...]:
        given = {"title": "Spreekuur", "organisation_id": self.school.id, "needs": (Need(self.room.id),)}
        command = RequestBooking(**given | values)  # type: ignore[arg-type]
        return (await request_booking(self.store, self.teacher, command, NOW)).bookings


@pytest.fixture(params=["Europe/Lisbon", "America/Curacao"])
async def off_campus(request: pytest.FixtureRequest, database_url: str) -> AsyncIterator[OffCampus]:
    store = Store.open(database_url, zone=request.param, channels=Channels(mail=True))
    school = await make_organisation(store)
    room = await make_resource(store, school, None, kind=ResourceKind.ROOM, units=1)
    yield OffCampus(store, school, room, await make_actor(store, (school, Role.TEACHER)))
    await store.close()


async def test_the_search_offers_the_hours_of_the_installation(off_campus: OffCampus) -> None:
    await off_campus.book(span=Span(off_campus.at(18), off_campus.at(19)))

    found = await find_room(
        off_campus.store,
        off_campus.teacher,
        Search(
            organisation_id=off_campus.school.id,
            minutes=60,
            first_on=WEDNESDAY,
            last_on=WEDNESDAY,
            earliest=time(18),
            latest=time(20),
            kind=ResourceKind.ROOM,
        ),
        NOW,
    )

    assert [option.span for option in found.options] == [Span(off_campus.at(19), off_campus.at(20))]


async def test_a_series_stays_at_the_wall_time_of_the_installation(off_campus: OffCampus) -> None:
    rule = WeeklyRule(
        first_on=WEDNESDAY,
        last_on=WEDNESDAY + timedelta(weeks=1),
        weekdays=(WEDNESDAY.weekday(),),
        at=time(9),
        minutes=60,
    )

    made = await off_campus.book(rule=rule)

    assert [booking.span.start for booking in made] == [
        off_campus.at(9),
        off_campus.at(9, WEDNESDAY + timedelta(weeks=1)),
    ]


async def test_a_refusal_is_told_by_the_clock_of_the_installation(off_campus: OffCampus) -> None:
    span = Span(off_campus.at(9), off_campus.at(10))
    await off_campus.book(span=span)

    with pytest.raises(BookingRefused) as refused:
        await off_campus.book(span=span)

    assert refused.value.zone == off_campus.store.zone


async def test_a_letter_says_the_time_of_the_installation(off_campus: OffCampus) -> None:
    await off_campus.book(span=Span(off_campus.at(9), off_campus.at(10)))

    (mail,) = await next_mails(off_campus.store, MailSender(address="rooster@rooms.example"), phrases_in, NOW)

    message = message_from_bytes(mail.content)
    text = next(p for p in message.walk() if p.get_content_type() == "text/plain")
    assert "09.00" in text.get_payload(decode=True).decode()  # type: ignore[union-attr]
    (calendar,) = parts(message)  # type: ignore[arg-type]
    assert f"DTSTART;TZID={off_campus.store.zone}:20270324T090000".encode() in calendar


async def test_a_feed_has_the_clock_and_the_days_of_the_installation(off_campus: OffCampus) -> None:
    await off_campus.book(span=Span(off_campus.at(23), off_campus.at(23) + timedelta(minutes=30)))
    command = MakeFeed(subject=Subject.RESOURCE, subject_id=off_campus.room.id)
    feed = await make_feed(off_campus.store, off_campus.teacher, command, NOW)

    def say(language: Language, key: str) -> str:
        return f"{language.value}:{key}"

    view = FeedView(first_on=WEDNESDAY, last_on=WEDNESDAY)
    answer = await read_feed(off_campus.store, feed.secret, NOW, say, FeedQuery(view=view))

    assert answer.body is not None
    assert f"DTSTART;TZID={off_campus.store.zone}:20270324T230000".encode() in answer.body
