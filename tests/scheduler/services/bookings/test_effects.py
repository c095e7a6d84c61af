"""What follows from each happening: exactly whose feeds, which letters, which departures, which line in the
trail."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select

from scheduler.domain.bookings.bookings import Booking, Need
from scheduler.domain.bookings.changes import About, ChangedBookings, ChangeSet
from scheduler.domain.bookings.impacts import Remedy
from scheduler.domain.bookings.states import BookingStatus, Happening
from scheduler.domain.calendars.feeds import Subject
from scheduler.domain.campus.opening_hours import ClosureKind
from scheduler.domain.identity.people import Role
from scheduler.domain.notifications.channels import Channels
from scheduler.domain.notifications.outbox import LetterKind, LetterStatus
from scheduler.services.bookings import (
    CancelBooking,
    ChangeBooking,
    RestoreBooking,
    cancel_booking,
    change_booking,
    restore_booking,
)
from scheduler.services.bookings.approvals import DecideRequest, ListRequests, decide_request, list_requests
from scheduler.services.bookings.effects import FOLLOWS, Effect, follow
from scheduler.services.bookings.hits.commands import Remedies, RemedyChoice
from scheduler.services.bookings.hits.world_change import AddThing, change_world
from scheduler.services.bookings.lapse import lapse_requests
from scheduler.services.bookings.leavers import forget_in
from scheduler.services.campus.closures import CLOSURES
from scheduler.storage.notifications import outbox
from scheduler.storage.store import Store, Tx
from scheduler.storage.tables import AuditRow, FeedRemovalRow, LetterRow, RevisionRow
from tests.scheduler.services.bookings.campus import SmallCampus, make_booking, make_small_campus
from tests.support.factories import NOW, make_actor

Act = Callable[[SmallCampus, Booking], Awaitable[object]]

CANCEL, REQUEST = LetterKind.CANCEL.value, LetterKind.REQUEST.value


@pytest.fixture
async def at(database_url: str) -> AsyncIterator[SmallCampus]:
    """A campus that has a mail server."""
    store = Store.open(database_url, channels=Channels(mail=True), zone="Europe/Amsterdam")
    yield await make_small_campus(store)
    await store.close()


@dataclass(frozen=True)
class Followed:
    """Everything that followed, by the names of the small campus."""

    feeds: set[str]
    letters: set[tuple[str, str]] = frozenset()  # type: ignore[assignment]
    feed_removals: frozenset[str] = frozenset()
    audit_log: tuple[tuple[str, str, str], ...] = ()


def names(at: SmallCampus) -> dict[tuple[str, int], str]:
    known = {
        (Subject.COMPANY, at.school.id): "school",
        (Subject.COMPANY, at.company.id): "company",
        (Subject.CAMPUS, at.campus.id): "campus",
        (Subject.RESOURCE, at.lab.id): "lab",
        (Subject.RESOURCE, at.room.id): "room",
        (Subject.RESOURCE, at.demonstrator.id): "demonstrator",
        (Subject.RESOURCE, at.teacher.staff_resource_id or 0): "staff",
        (Subject.PERSON, at.teacher.id): "teacher",
        (Subject.PERSON, at.manager.id): "manager",
        (Subject.PERSON, at.owner.id): "owner",
    }
    return {(subject.value, key): name for (subject, key), name in known.items()}


async def numbers(tx: Tx) -> dict[tuple[str, int], int]:
    query = select(RevisionRow.subject, RevisionRow.subject_id, RevisionRow.number)  # type: ignore[call-overload]
    return {(row.subject, row.subject_id): row.number for row in await tx.execute(query)}


async def rows(tx: Tx, table: Any) -> list[Mapping[str, Any]]:
    return list((await tx.execute(select(*table.__table__.columns))).mappings())


async def post(at: SmallCampus) -> None:
    """What waited has arrived, so that whoever is left out from now on hears of it."""
    async with at.store.write() as tx:
        while letters := await outbox.take(tx, NOW):
            await outbox.settle(tx, letters, LetterStatus.SENT, NOW)


async def followed(at: SmallCampus, act: Callable[[], Awaitable[object]]) -> Followed:
    await post(at)
    async with at.store.read() as tx:
        before, noted = await numbers(tx), len(await rows(tx, AuditRow))
        left = len(await rows(tx, FeedRemovalRow))
    await act()
    known = names(at)
    async with at.store.read() as tx:
        after, letters = await numbers(tx), await rows(tx, LetterRow)
        audit_log = sorted(await rows(tx, AuditRow), key=lambda row: row["id"])[noted:]
        departed = (await rows(tx, FeedRemovalRow))[left:]
    by_id = {key: name for (subject, key), name in known.items() if subject == Subject.PERSON.value}
    waiting = [row for row in letters if row["status"] == LetterStatus.WAITING.value]
    return Followed(
        feeds={known[key] for key, number in after.items() if number != before.get(key, 0)},
        letters={(by_id[row["person_id"]], row["kind"]) for row in waiting},
        feed_removals=frozenset(known[row["subject"], row["subject_id"]] for row in departed),
        audit_log=tuple(
            (by_id.get(row["person_id"], "nobody"), row["action"], row["noun"]) for row in audit_log
        ),
    )


async def book_lab(at: SmallCampus) -> Booking:
    return await make_booking(at, Need(at.lab.id))


async def book_demonstrator(at: SmallCampus) -> Booking:
    return await make_booking(at, Need(at.demonstrator.id))


async def book_teacher(at: SmallCampus) -> Booking:
    assert at.teacher.staff_resource_id is not None
    return await make_booking(at, Need(at.lab.id), Need(at.teacher.staff_resource_id), actor=at.manager)


async def let_go(at: SmallCampus) -> Booking:
    booking = await book_lab(at)
    return (await cancel_booking(at.store, at.teacher, CancelBooking(booking_id=booking.id), NOW))[0]


async def cancel(at: SmallCampus, booking: Booking) -> object:
    command = CancelBooking(booking_id=booking.id, reason="Ziek")
    return await cancel_booking(at.store, at.manager, command, NOW)


async def restore(at: SmallCampus, booking: Booking) -> object:
    return await restore_booking(at.store, at.teacher, RestoreBooking(booking_id=booking.id), NOW)


def change(**values: Any) -> Act:
    async def act(at: SmallCampus, booking: Booking) -> object:
        given = {name: value(at) if callable(value) else value for name, value in values.items()}
        command = ChangeBooking(booking_id=booking.id, **given)
        return await change_booking(at.store, at.teacher, command, NOW)

    return act


def decide(*, approve: bool) -> Act:
    async def act(at: SmallCampus, _: Booking) -> object:
        (request,) = await list_requests(at.store, at.owner, ListRequests())
        command = DecideRequest(approval_id=request.approval.id, approve=approve, reason="In onderhoud.")
        return await decide_request(at.store, at.owner, command, NOW)

    return act


async def lapse(at: SmallCampus, booking: Booking) -> object:
    assert booking.decide_by is not None
    return await lapse_requests(at.store, booking.decide_by)


LAB = {"school", "campus", "lab", "teacher"}
DEMONSTRATOR = {"school", "company", "campus", "demonstrator", "teacher"}
BOTH_HEAR = {("teacher", REQUEST), ("owner", REQUEST)}

CASES: dict[Happening, tuple[Callable[[SmallCampus], Awaitable[Booking]], Act, Followed]] = {
    Happening.CHANGED: (
        book_lab,
        change(title="Elektrolyse"),
        Followed(LAB, {("teacher", REQUEST)}, audit_log=(("teacher", "change", "booking"),)),
    ),
    Happening.MOVED: (
        book_lab,
        change(needs=lambda at: (Need(at.room.id),)),
        Followed(
            LAB | {"room"},
            {("teacher", REQUEST)},
            # The school owns the lab: what its feed shows by right otherwise, it shows as before.
            feed_removals=frozenset({"lab", "school"}),
            audit_log=(("teacher", "change", "booking"),),
        ),
    ),
    Happening.CANCELLED: (
        book_lab,
        cancel,
        Followed(LAB, {("teacher", CANCEL)}, audit_log=(("manager", "cancel", "booking"),)),
    ),
    Happening.RESTORED: (
        let_go,
        restore,
        Followed(LAB, {("teacher", REQUEST)}, audit_log=(("teacher", "restore", "booking"),)),
    ),
    Happening.APPROVED: (
        book_demonstrator,
        decide(approve=True),
        Followed(DEMONSTRATOR, BOTH_HEAR, audit_log=(("owner", "decide", "booking"),)),
    ),
    Happening.DECLINED: (
        book_demonstrator,
        decide(approve=False),
        Followed(
            DEMONSTRATOR,
            {("teacher", CANCEL), ("owner", CANCEL)},
            audit_log=(("owner", "decide", "booking"),),
        ),
    ),
    Happening.LAPSED: (
        book_demonstrator,
        lapse,
        Followed(
            DEMONSTRATOR,
            {("teacher", CANCEL), ("owner", CANCEL)},
            audit_log=(("nobody", "lapse", "booking"),),
        ),
    ),
}


def out_of_use(remedy: Remedy) -> Act:
    """The manager reports the lab, and what becomes of the booking."""

    async def act(at: SmallCampus, booking: Booking) -> object:
        values = {"kind": ClosureKind.OUTAGE, "reason": "Pomp stuk", "resource_id": at.lab.id}
        span = {"start": booking.span.start, "end": booking.span.end}
        to_the_room = RemedyChoice(booking_id=booking.id, remedy=remedy, needs=(Need(at.room.id),))
        remedies = Remedies(choices={booking.id: to_the_room})
        return await change_world(at.store, at.manager, AddThing(CLOSURES, values | span), remedies, NOW)

    return act


CLOSED: tuple[tuple[str, str, str], ...] = (("manager", "create", "closure"),)
HITS: dict[Remedy, Followed] = {
    Remedy.KEEP: Followed(LAB, {("teacher", REQUEST)}, audit_log=(*CLOSED, ("manager", "affect", "booking"))),
    Remedy.CANCEL: Followed(
        LAB, {("teacher", CANCEL)}, audit_log=(*CLOSED, ("manager", "cancel", "booking"))
    ),
    Remedy.MOVE: Followed(
        LAB | {"room"},
        {("teacher", REQUEST)},
        feed_removals=frozenset({"lab", "school"}),
        audit_log=(*CLOSED, ("manager", "change", "booking")),
    ),
}


@pytest.mark.parametrize("remedy", HITS)
async def test_what_follows_for_a_booking_that_a_change_of_the_world_hits(
    at: SmallCampus, remedy: Remedy
) -> None:
    booking = await book_lab(at)

    found = await followed(at, lambda: out_of_use(remedy)(at, booking))

    assert found == HITS[remedy]


@pytest.mark.parametrize("happening", CASES)
async def test_what_follows_from_what_happened_to_a_booking(at: SmallCampus, happening: Happening) -> None:
    there, act, expected = CASES[happening]
    booking = await there(at)

    found = await followed(at, lambda: act(at, booking))

    assert found == expected


async def test_what_follows_from_a_booking_that_nobody_has_to_agree_to(at: SmallCampus) -> None:
    found = await followed(at, lambda: book_lab(at))

    assert found == Followed(LAB, {("teacher", REQUEST)}, audit_log=(("teacher", "request", "booking"),))


async def test_what_follows_from_a_booking_that_an_owner_has_to_agree_to(at: SmallCampus) -> None:
    found = await followed(at, lambda: book_demonstrator(at))

    asked = BOTH_HEAR | {("owner", LetterKind.ASK.value)}
    assert found == Followed(DEMONSTRATOR, asked, audit_log=(("teacher", "request", "booking"),))


async def test_who_is_forgotten_leaves_the_feeds_of_all_that_was_booked_for_them(at: SmallCampus) -> None:
    admin = await make_actor(at.store, (at.school, Role.ADMINISTRATOR))
    await book_teacher(at)
    known = names(at)

    async with at.store.read() as tx:
        before = await numbers(tx)
    async with at.store.write() as tx:
        await forget_in(tx, at.store.channels, admin, at.teacher.id, None, NOW)

    async with at.store.read() as tx:
        after, audit_log = await numbers(tx), await rows(tx, AuditRow)
    grown = {known[key] for key, number in after.items() if number == before.get(key, 0) + 1}
    assert grown == {"school", "campus", "lab", "staff", "manager", "teacher"}
    last = max(audit_log, key=lambda row: row["id"])
    assert (last["person_id"], last["action"], last["noun"]) == (admin.id, "delete", "person")
    assert (last["noun_id"], last["change"]) == (at.teacher.id, {})


PLANNED = {
    Happening.PUBLISHED: (BookingStatus.CONFIRMED, "publish", REQUEST),
    Happening.WITHDRAWN: (BookingStatus.CANCELLED, "unpublish", CANCEL),
}


@pytest.mark.parametrize("happening", PLANNED)
@pytest.mark.parametrize("left_out", [Effect.REVISIONS, Effect.LETTERS, Effect.AUDIT, None])
async def test_whoever_leaves_something_out_leaves_out_that_and_no_more(
    at: SmallCampus, happening: Happening, left_out: Effect | None
) -> None:
    status, action, letter = PLANNED[happening]
    booking = await book_lab(at)
    after = booking.changed(title="Elektrolyse", status=status)
    done = ChangeSet(
        changes=(ChangedBookings(happening=happening, before=(booking,), after=(after,)),),
        actor=at.manager,
        at=NOW,
        about=About("plan", 7, at.school.id),
        facts={"gone": 1},
    )

    async def act() -> None:
        async with at.store.write() as tx:
            await follow(tx, at.store.channels, done, without={left_out} if left_out else set())

    assert await followed(at, act) == Followed(
        set() if left_out is Effect.REVISIONS else LAB,
        set() if left_out is Effect.LETTERS else {("teacher", letter)},
        audit_log=() if left_out is Effect.AUDIT else (("manager", action, "plan"),),
    )


async def test_a_campus_that_is_loaded_shows_something_in_every_feed(at: SmallCampus) -> None:
    done = ChangeSet(
        changes=(ChangedBookings(happening=Happening.LOADED),),
        actor=None,
        at=NOW,
        about=About("demo", None, None),
        facts={"scale": 1},
    )

    async with at.store.write() as tx:
        await follow(tx, at.store.channels, done)

    async with at.store.read() as tx:
        after, audit_log = await numbers(tx), await rows(tx, AuditRow)
    assert {key: after.get(key) for key in names(at)} == dict.fromkeys(names(at), 1)
    assert [(row["action"], row["noun"], row["change"]) for row in audit_log] == [
        ("load", "demo", {"scale": 1})
    ]


async def test_several_things_done_at_once_are_one_letter_for_each_person_and_one_line(
    at: SmallCampus,
) -> None:
    gone, moved = await make_booking(at, Need(at.lab.id)), await make_booking(at, Need(at.room.id))
    await post(at)
    cancelled = gone.changed(status=BookingStatus.CANCELLED)
    renamed = moved.changed(title="Elektrolyse")
    done = ChangeSet(
        changes=(
            ChangedBookings(happening=Happening.CANCELLED, before=(gone,), after=(cancelled,)),
            ChangedBookings(happening=Happening.MOVED, before=(moved,), after=(renamed,)),
        ),
        actor=at.manager,
        at=NOW,
        reason="Waterlekkage",
    )

    async with at.store.write() as tx:
        await follow(tx, at.store.channels, done)

    async with at.store.read() as tx:
        letters, audit_log = await rows(tx, LetterRow), await rows(tx, AuditRow)
    waiting = [row for row in letters if row["status"] == LetterStatus.WAITING.value]
    assert {row["booking_id"] for row in waiting} == {gone.id, moved.id}
    assert len({row["round"] for row in waiting}) == 1
    last = max(audit_log, key=lambda row: row["id"])["change"]
    assert (last["bookings"], last["reason"]) == ([gone.id, moved.id], "Waterlekkage")


async def test_without_a_mail_server_nobody_is_written_to(store: Store) -> None:
    at = await make_small_campus(store)

    found = await followed(at, lambda: book_lab(at))

    assert found == Followed(LAB, audit_log=(("teacher", "request", "booking"),))


def test_every_happening_has_its_row() -> None:
    assert set(FOLLOWS) == set(Happening)
    assert set(CASES) | {
        Happening.REQUESTED,
        Happening.CONFIRMED,
        Happening.PUBLISHED,
        Happening.WITHDRAWN,
        Happening.FORGOTTEN,
        Happening.AFFECTED,
        Happening.LOADED,
    } == set(Happening)
