"""Every outcome of an inbound message, by a message that ends in it: what its sender is sent, in both
languages."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from api.i18n.phrasing import phrases_in
from calendars.mail import Method
from scheduler.domain.bookings.bookings import Booking, Need
from scheduler.domain.campus.resources import Resource
from scheduler.domain.errors import Stale
from scheduler.domain.identity.people import Language, Membership, Role
from scheduler.domain.notifications.inbound import (
    MOST_IN_AN_HOUR,
    REPLIES,
    InboundMessage,
    MailOutcome,
    address_of,
)
from scheduler.services.bookings import (
    CancelBooking,
    ChangeBooking,
    ListBookings,
    cancel_booking,
    change_booking,
    list_bookings,
)
from scheduler.services.campus.resources import RESOURCES
from scheduler.services.crud import remove_noun
from scheduler.storage import records
from tests.scheduler.mail.desk import Desk, in_short, open_desk
from tests.scheduler.mail.letters_in import AUTHSERV
from tests.scheduler.mail.office import FROM, Office, open_office
from tests.scheduler.services.bookings.campus import TUESDAY, make_booking
from tests.support.factories import NOW, make_actor, make_resource
from tests.support.mail import MailServer

Scene = Callable[[Desk], Awaitable[MailOutcome]]
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
WEEKLY = ("RRULE:FREQ=WEEKLY;COUNT=3",)


@dataclass(frozen=True)
class Ending:
    """`replies` to the last message, in short; `says`: the key of a sentence in the first of them."""

    outcome: MailOutcome
    scene: Scene
    replies: tuple[str, ...] = ()
    says: str = ""


ENDINGS: list[Ending] = []


def ends_in(outcome: MailOutcome, *replies: str, says: str = "") -> Callable[[Scene], Scene]:
    def take(scene: Scene) -> Scene:
        ENDINGS.append(Ending(outcome, scene, replies, says))
        return scene

    return take


@ends_in(MailOutcome.UNREADABLE)
async def too_large(desk: Desk) -> MailOutcome:
    return await desk.receiver.receive(b"x" * 2_000_000, "x@school.example", FROM)


@ends_in(MailOutcome.BOUNCE)
async def without_return_path(desk: Desk) -> MailOutcome:
    return await desk.send(None, FROM, return_path="")


@ends_in(MailOutcome.UNPROVEN)
async def forged(desk: Desk) -> MailOutcome:
    return await desk.send(None, FROM, proof="mx.elsewhere; dmarc=pass")


@ends_in(MailOutcome.REPEATED)
async def once_more(desk: Desk) -> MailOutcome:
    for _ in range(2):
        desk.sent = 0
        outcome = await desk.invite(desk.at.room, method=Method.CANCEL)
    return outcome


@ends_in(MailOutcome.TOO_MANY)
async def a_flood(desk: Desk) -> MailOutcome:
    await desk.send(None, FROM)
    await desk.replies()
    async with desk.office.store.write() as tx:
        (first,) = await records.listing(tx, InboundMessage)
        for number in range(MOST_IN_AN_HOUR):
            values = {"key": f"key {number}", "outcome": MailOutcome.NOTED, "received_at": NOW}
            await records.add(
                tx, InboundMessage(id=0, sender=first.sender, person_id=first.person_id, **values)
            )
    return await desk.send(None, FROM)


@ends_in(MailOutcome.BUSY)
async def others_change_it_again_and_again(desk: Desk) -> MailOutcome:
    async def overtaken(*_: object) -> Any:
        raise Stale("booking", 2)

    await desk.invite(desk.at.room)
    await desk.replies()
    return await desk.with_services(cancel=overtaken).invite(desk.at.room, sequence=1, method=Method.CANCEL)


@ends_in(MailOutcome.UNKNOWN_SENDER)
async def a_stranger(desk: Desk) -> MailOutcome:
    return await desk.invite(desk.at.room, sender="who@elsewhere.example")


@ends_in(MailOutcome.NO_INVITATION, "text", says="mail.no_invitation")
async def words_only(desk: Desk) -> MailOutcome:
    return await desk.send(None, address_of(desk.at.room, "rooms.example"))


@ends_in(MailOutcome.NO_PLACE, "text", says="mail.no_place")
async def our_own_address(desk: Desk) -> MailOutcome:
    return await desk.invite(desk.at.room, to=FROM)


@ends_in(MailOutcome.NOT_YOURS, "text", says="mail.not_yours")
async def for_somebody_else(desk: Desk) -> MailOutcome:
    return await desk.invite(desk.at.room, organizer="boss@example.org")


@ends_in(MailOutcome.TOLD_LATELY)
async def a_second_time(desk: Desk) -> MailOutcome:
    await desk.send(None, FROM)
    await desk.replies()
    return await desk.send(None, FROM)


@ends_in(MailOutcome.AUTOMATIC)
async def out_of_office(desk: Desk) -> MailOutcome:
    desk.headers = (("Auto-Submitted", "auto-replied"),)
    return await desk.send(None, FROM)


@ends_in(MailOutcome.BOOKED, "REPLY ACCEPTED")
async def a_free_room(desk: Desk) -> MailOutcome:
    return await desk.invite(desk.at.room)


@ends_in(MailOutcome.CHANGED, "REPLY ACCEPTED")
async def another_hour(desk: Desk) -> MailOutcome:
    await desk.invite(desk.at.room)
    await desk.replies()
    return await desk.invite(desk.at.room, TUESDAY + HOUR, sequence=1)


@ends_in(MailOutcome.CHANGED, "REPLY ACCEPTED")
async def a_series_an_hour_later(desk: Desk) -> MailOutcome:
    await desk.invite(desk.at.room, more=WEEKLY)
    await desk.replies()
    return await desk.invite(desk.at.room, TUESDAY + HOUR, sequence=1, more=WEEKLY)


@ends_in(MailOutcome.REQUESTED, "REPLY TENTATIVE", says="mail.waits")
async def what_an_owner_shares(desk: Desk) -> MailOutcome:
    return await desk.invite(desk.at.demonstrator)


@ends_in(MailOutcome.REFUSED, "COUNTER DECLINED", says="mail.instead")
async def a_taken_room(desk: Desk) -> MailOutcome:
    await make_booking(desk.at, Need(desk.at.room.id), actor=desk.at.manager)
    return await desk.invite(desk.at.room)


@ends_in(MailOutcome.NO_TIME, "REPLY DECLINED", says="mail.no_time")
async def last_month(desk: Desk) -> MailOutcome:
    return await desk.invite(desk.at.room, TUESDAY - 30 * DAY)


@ends_in(MailOutcome.ODD_SERIES, "REPLY DECLINED", says="mail.odd_series")
async def without_an_end(desk: Desk) -> MailOutcome:
    return await desk.invite(desk.at.room, more=("RRULE:FREQ=WEEKLY",))


@ends_in(MailOutcome.SERIES_UNCLEAR, "REPLY DECLINED", says="mail.series_unclear")
async def a_series_of_more_dates(desk: Desk) -> MailOutcome:
    await desk.invite(desk.at.room, more=WEEKLY)
    await desk.replies()
    return await desk.invite(desk.at.room, sequence=1, more=("RRULE:FREQ=WEEKLY;COUNT=5",))


@ends_in(MailOutcome.SERIES_UNCLEAR, "REPLY DECLINED", says="mail.series_unclear")
async def one_that_becomes_a_series(desk: Desk) -> MailOutcome:
    await desk.invite(desk.at.room)
    await desk.replies()
    return await desk.invite(desk.at.room, sequence=1, more=WEEKLY)


@ends_in(MailOutcome.NO_ORGANISATION, "REPLY DECLINED", says="mail.no_organisation")
async def by_who_may_book_nowhere(desk: Desk) -> MailOutcome:
    async with desk.office.store.write() as tx:
        for member in await records.listing(tx, Membership):
            if member.person_id == desk.at.teacher.id:
                await records.remove(tx, Membership, member.id)
    return await desk.invite(desk.at.room)


@ends_in(MailOutcome.PLACE_GONE, "REPLY DECLINED", says="mail.place_gone")
async def a_place_out_of_use(desk: Desk) -> MailOutcome:
    await retire(desk, desk.at.room)
    return await desk.invite(desk.at.room)


@ends_in(MailOutcome.PLACE_GONE, "REPLY DECLINED", says="mail.place_gone")
async def a_removed_place(desk: Desk) -> MailOutcome:
    room = await make_resource(desk.office.store, desk.at.school, desk.at.campus, name="Oud lokaal")
    await remove_noun(desk.office.store, desk.at.manager, RESOURCES, room.id, None, NOW)
    assert await desk.receiver.receives(address_of(room, "rooms.example"))
    return await desk.invite(room)


@ends_in(MailOutcome.OUTDATED, "REPLY ACCEPTED", says="mail.outdated")
async def an_older_invitation(desk: Desk) -> MailOutcome:
    await desk.invite(desk.at.room, sequence=2)
    await desk.replies()
    return await desk.invite(desk.at.room, TUESDAY + HOUR, sequence=1)


@ends_in(MailOutcome.OUTDATED, "REPLY ACCEPTED", says="mail.outdated")
async def an_older_cancellation(desk: Desk) -> MailOutcome:
    await desk.invite(desk.at.room, sequence=2)
    await desk.replies()
    return await desk.invite(desk.at.room, sequence=1, method=Method.CANCEL)


@ends_in(MailOutcome.OUTDATED, "REPLY DECLINED", says="mail.stands_not")
async def an_invitation_older_than_its_cancellation(desk: Desk) -> MailOutcome:
    await desk.invite(desk.at.room)
    await desk.invite(desk.at.room, sequence=2, method=Method.CANCEL)
    await desk.replies()
    return await desk.invite(desk.at.room, sequence=1)


@ends_in(MailOutcome.OUTDATED, "COUNTER ACCEPTED", says="mail.outdated")
async def an_older_cancellation_of_what_was_moved_on_the_website(desk: Desk) -> MailOutcome:
    await desk.invite(desk.at.room, sequence=2)
    await move_on_the_website(desk)
    await desk.replies()
    return await desk.invite(desk.at.room, sequence=1, method=Method.CANCEL)


@ends_in(MailOutcome.OUTDATED, "REPLY ACCEPTED", says="mail.outdated")
async def an_older_cancellation_of_a_series(desk: Desk) -> MailOutcome:
    await desk.invite(desk.at.room, sequence=2, more=WEEKLY)
    await desk.replies()
    return await desk.invite(desk.at.room, sequence=1, method=Method.CANCEL)


@ends_in(MailOutcome.OUTDATED, "REPLY ACCEPTED", says="mail.outdated")
async def written_earlier_with_the_same_sequence(desk: Desk) -> MailOutcome:
    await desk.invite(desk.at.room, stamp="20261122T130000Z")
    await desk.replies()
    return await desk.invite(desk.at.room, TUESDAY + HOUR, stamp="20261122T125959Z")


@ends_in(MailOutcome.CANCELLED)
async def a_cancellation(desk: Desk) -> MailOutcome:
    await desk.invite(desk.at.room)
    await desk.replies()
    return await desk.invite(desk.at.room, sequence=1, method=Method.CANCEL)


@ends_in(MailOutcome.CANCELLED)
async def of_a_place_out_of_use(desk: Desk) -> MailOutcome:
    await desk.invite(desk.at.room)
    await desk.replies()
    await retire(desk, desk.at.room)
    return await desk.invite(desk.at.room, sequence=1, method=Method.CANCEL)


@ends_in(MailOutcome.CANCELLED)
async def that_meets_a_change_of_this_very_moment(desk: Desk) -> MailOutcome:
    overtaken = iter([True, False])

    async def cancel(*given: Any) -> Any:
        if next(overtaken):
            raise Stale("booking", 2)
        return await cancel_booking(*given)

    await desk.invite(desk.at.room)
    await desk.replies()
    return await desk.with_services(cancel=cancel).invite(desk.at.room, sequence=1, method=Method.CANCEL)


@ends_in(MailOutcome.NOT_CANCELLED, "REPLY ACCEPTED", says="mail.not_cancelled")
async def of_what_is_over(desk: Desk) -> MailOutcome:
    await desk.invite(desk.at.room)
    await desk.replies()
    desk.office.clock.at = TUESDAY + 5 * HOUR
    return await desk.invite(desk.at.room, sequence=1, method=Method.CANCEL)


@ends_in(MailOutcome.NOTHING_HELD)
async def of_what_was_never_booked(desk: Desk) -> MailOutcome:
    return await desk.invite(desk.at.room, method=Method.CANCEL)


@ends_in(MailOutcome.NOTHING_HELD)
async def of_what_was_cancelled_on_the_website_just_now(desk: Desk) -> MailOutcome:
    await desk.invite(desk.at.room)
    await cancel_on_the_website(desk)
    await desk.replies()
    return await desk.invite(desk.at.room, sequence=1, method=Method.CANCEL)


@ends_in(MailOutcome.ANSWERED)
async def yes(desk: Desk) -> MailOutcome:
    return await desk.respond(await desk.invited_teacher(), Method.REPLY)


@ends_in(MailOutcome.ANSWER_OUTDATED, "REQUEST")
async def yes_to_the_hour_before(desk: Desk) -> MailOutcome:
    booking = await desk.invited_teacher()
    command = ChangeBooking(booking_id=booking.id, span=booking.span.moved_to(TUESDAY + 3 * HOUR))
    await change_booking(desk.office.store, desk.at.manager, command, NOW)
    await desk.replies()
    return await desk.respond(booking, Method.REPLY)


@ends_in(MailOutcome.ANSWER_OUTDATED, "CANCEL")
async def yes_to_what_is_off(desk: Desk) -> MailOutcome:
    booking = await desk.invited_teacher()
    await cancel_booking(desk.office.store, desk.at.manager, CancelBooking(booking_id=booking.id), NOW)
    await desk.replies()
    return await desk.respond(booking, Method.REPLY)


@ends_in(MailOutcome.ANSWER_OUTDATED, "CANCEL")
async def yes_by_who_is_no_longer_in_it(desk: Desk) -> MailOutcome:
    booking = await desk.invited_teacher()
    command = ChangeBooking(booking_id=booking.id, needs=(Need(desk.at.room.id),))
    await change_booking(desk.office.store, desk.at.manager, command, NOW)
    await desk.replies()
    return await desk.respond(booking, Method.REPLY)


@ends_in(MailOutcome.REFRESHED, "REQUEST")
async def how_was_it_again(desk: Desk) -> MailOutcome:
    return await desk.respond(await desk.invited_teacher(), Method.REFRESH)


@ends_in(MailOutcome.COUNTER_ACCEPTED, "REQUEST")
async def a_free_hour_instead(desk: Desk) -> MailOutcome:
    booking = await desk.invited_teacher()
    return await desk.respond(booking, Method.COUNTER, starts=TUESDAY + 3 * HOUR)


@ends_in(MailOutcome.COUNTER_DECLINED, "DECLINECOUNTER", says="mail.instead")
async def a_taken_hour_instead(desk: Desk) -> MailOutcome:
    booking = await desk.invited_teacher()
    later = booking.span.moved_to(TUESDAY + 3 * HOUR)
    other = await make_actor(desk.office.store, (desk.at.school, Role.TEACHER))
    await make_booking(desk.at, Need(desk.at.room.id), actor=other, span=later)
    return await desk.respond(booking, Method.COUNTER, starts=later.start)


@ends_in(MailOutcome.COUNTER_DECLINED, "DECLINECOUNTER", says="mail.no_time")
async def an_hour_that_was(desk: Desk) -> MailOutcome:
    booking = await desk.invited_teacher()
    return await desk.respond(booking, Method.COUNTER, starts=TUESDAY - 30 * DAY)


@ends_in(MailOutcome.NOT_INVITED)
async def to_somebody_elses_booking(desk: Desk) -> MailOutcome:
    booking = await make_booking(desk.at, Need(desk.at.room.id), actor=desk.at.manager)
    return await desk.respond(booking, Method.REFRESH)


@ends_in(MailOutcome.NOTED)
async def no_to_our_counter_proposal(desk: Desk) -> MailOutcome:
    return await desk.invite(desk.at.room, method=Method.DECLINECOUNTER)


async def move_on_the_website(desk: Desk) -> None:
    booking = await the_booking(desk)
    command = ChangeBooking(booking_id=booking.id, span=booking.span.moved_to(TUESDAY + 3 * HOUR))
    await change_booking(desk.office.store, desk.at.teacher, command, NOW)


async def cancel_on_the_website(desk: Desk) -> None:
    command = CancelBooking(booking_id=(await the_booking(desk)).id)
    await cancel_booking(desk.office.store, desk.at.teacher, command, NOW)


async def the_booking(desk: Desk) -> Booking:
    seen, _ = await list_bookings(desk.office.store, desk.at.manager, ListBookings())
    return seen[0].booking


async def retire(desk: Desk, resource: Resource) -> None:
    """No longer bookable; what was booked stays."""
    async with desk.office.store.write() as tx:
        await records.change(tx, replace(resource, active=False))


def in_both_languages() -> list[Any]:
    """Every ending in Dutch; those whose reply says something in every language."""
    return [
        pytest.param(ending, language, id=f"{ending.scene.__name__}-{language}")
        for ending in ENDINGS
        for language in Language
        if ending.says or language is Language.DUTCH
    ]


@pytest.fixture
async def office(database_url: str, mail_server: MailServer) -> AsyncIterator[Office]:
    async for office in open_office(
        database_url, mail_server, mail_listen="127.0.0.1:0", mail_authserv=AUTHSERV
    ):
        yield office


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("ending", "language"), in_both_languages())
async def test_a_message_ends_in_one_outcome_with_its_reply(
    office: Office, ending: Ending, language: Language
) -> None:
    desk = await open_desk(office, language)

    outcome = await ending.scene(desk)

    replies = await desk.replies()
    assert (outcome, tuple(map(in_short, replies))) == (ending.outcome, ending.replies)
    if ending.says:
        sentence = phrases_in(language, "Europe/Amsterdam", NOW)(ending.says)
        assert sentence in replies[0].get_body(("plain",)).get_content().replace("\r\n", "\n")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_stranger_is_told_in_every_language(office: Office) -> None:
    await a_stranger(await open_desk(office))

    (message,) = await office.delivered()
    text = message.get_body(("plain",)).get_content()
    assert [phrases_in(each, "UTC", NOW)("mail.unknown_sender") in text for each in Language] == [True, True]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_series_is_moved_whole_by_mail(office: Office) -> None:
    desk = await open_desk(office)

    await a_series_an_hour_later(desk)

    seen, _ = await list_bookings(office.store, desk.at.manager, ListBookings())
    weeks = [TUESDAY + HOUR + 7 * DAY * week for week in range(3)]
    assert [each.booking.span.start for each in seen] == weeks


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_cancellation_that_is_overtaken_cancels_what_stands_by_then(office: Office) -> None:
    desk = await open_desk(office)

    await that_meets_a_change_of_this_very_moment(desk)

    assert not (await the_booking(desk)).holds


def test_every_outcome_has_a_reply_and_a_message_that_ends_in_it() -> None:
    assert set(REPLIES) == set(MailOutcome)
    assert {ending.outcome for ending in ENDINGS} == set(MailOutcome)
