"""Following a calendar elsewhere: looked at first, kept while it fails, reported where it clashes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from calendars.errors import AnswerRefused, Unreachable
from calendars.fetch import Validators
from scheduler.clock import ManualClock
from scheduler.domain.bookings.bookings import Need
from scheduler.domain.bookings.refusals import BookingRefused
from scheduler.domain.bookings.violations import Rule
from scheduler.domain.calendars.sources import (
    AGAIN_AFTER,
    BACK,
    EVERY,
    MOST_SOURCES,
    UNDO_WITHIN,
    Failure,
    Source,
    Whose,
)
from scheduler.domain.campus.groups import GroupMember
from scheduler.domain.errors import Conflict, FieldlabError, Forbidden, Invalid, NotFound, SourceUnusable
from scheduler.domain.identity.audit import Entry
from scheduler.domain.identity.people import Actor, Role
from scheduler.domain.jobs import Job
from scheduler.domain.time.spans import Span
from scheduler.services.bookings import CancelBooking, cancel_booking, preview_booking, request_booking
from scheduler.services.calendars import sources
from scheduler.services.calendars.sources import FollowCalendar
from scheduler.storage import records
from scheduler.storage.bookings import external_busy
from scheduler.storage.calendars import sources as stored
from scheduler.storage.store import Store
from tests.scheduler.services.bookings.campus import (
    SmallCampus,
    a_request,
    make_booking,
    make_small_campus,
    make_span,
)
from tests.support.calendars import ADDRESS, Elsewhere, a_calendar, an_event
from tests.support.factories import NOW, act_as, keep, make_actor, make_group

WITHOUT_ITS_ADDRESS = {"token", "geheim", "agenda.ics"}


def mine(at: SmallCampus) -> Need:
    return Need(at.teacher.staff_resource_id or 0)


async def follow(
    at: SmallCampus, elsewhere: Elsewhere, actor: Actor | None = None, **values: object
) -> Source:
    command = FollowCalendar(**{"address": ADDRESS} | values)  # type: ignore[arg-type]
    return await sources.follow_calendar(at.store, elsewhere, actor or at.teacher, command, NOW)


async def busy_of(store: Store, resource_id: int) -> tuple[Span, ...]:
    async with store.read() as tx:
        return (await external_busy.elsewhere(tx, [resource_id], make_span(-999, 9_999))).of(resource_id)


async def again(at: SmallCampus, elsewhere: Elsewhere, after: timedelta) -> Source:
    [source] = await sources.refresh_due(at.store, elsewhere, ManualClock(NOW + after))
    return source


async def test_a_preview_counts_and_keeps_nothing(store: Store) -> None:
    at = await make_small_campus(store)
    await make_booking(at, Need(at.room.id), mine(at))
    floating = an_event(make_span(4, 5), "x@y", DTSTART="20261124T240000", DTEND="20261125T030000")
    ours = an_event(make_span(7, 8), "b0b@fieldlab")
    elsewhere = Elsewhere(a_calendar(make_span(1, 3), make_span(5, 6), events=[floating, ours]))

    seen = await sources.preview_source(store, elsewhere, at.teacher, FollowCalendar(address=ADDRESS), NOW)

    reading = seen.reading
    assert (seen.host, reading.name, seen.clashes) == ("rooster.example", "Xedule", 1)
    assert (reading.events, reading.ours, reading.repairs) == (3, 1, {"hour-24": 1})
    assert (await sources.see_followed(store, at.teacher, Whose.PERSON, None, NOW)).sources == ()


async def test_busy_time_of_a_teacher_refuses_a_booking_and_alternatives_avoid_it(store: Store) -> None:
    at = await make_small_campus(store)
    await follow(at, Elsewhere(a_calendar(make_span(1, 3))))
    asked = a_request(at, Need(at.room.id), mine(at), span=make_span(0, 2))

    with pytest.raises(BookingRefused) as refused:
        await request_booking(store, at.manager, asked, NOW)

    assert [each.rule for each in refused.value.violations] == [Rule.BUSY_ELSEWHERE]
    offered = [each.span for each in refused.value.alternatives]
    assert offered
    assert not any(span.overlaps(make_span(1, 3)) for span in offered)
    preview = await preview_booking(store, at.manager, replace(asked, span=offered[0]), NOW)
    assert preview.violations == ()


async def test_a_booking_that_was_there_first_stays_and_is_reported(store: Store) -> None:
    at = await make_small_campus(store)
    booking = await make_booking(at, Need(at.room.id), mine(at))

    source = await follow(at, Elsewhere(a_calendar(make_span(1, 3))))

    [clash] = await sources.list_clashes(store, at.teacher, NOW)
    assert (clash.clash.booking_id, clash.clash.source_id) == (booking.id, source.id)
    assert (clash.clash.span, clash.span, clash.booking) == (make_span(1, 3), make_span(0, 2), booking)


async def test_whoever_made_the_booking_hears_of_the_clash_too(store: Store) -> None:
    at = await make_small_campus(store)
    booking = await make_booking(at, Need(at.room.id), mine(at), actor=at.manager)
    await follow(at, Elsewhere(a_calendar(make_span(1, 3))))

    clashes = await sources.list_clashes(store, at.manager, NOW)

    assert [clash.clash.booking_id for clash in clashes] == [booking.id]
    assert await sources.list_clashes(store, at.owner, NOW) == ()


async def test_a_clash_is_gone_with_the_booking_or_the_event(store: Store) -> None:
    at = await make_small_campus(store)
    elsewhere = Elsewhere(a_calendar(make_span(1, 3), make_span(5, 6)))
    first = await make_booking(at, Need(at.room.id), mine(at))
    await make_booking(at, Need(at.room.id), mine(at), span=make_span(4.5, 5.5))
    await follow(at, elsewhere)
    before = len(await sources.list_clashes(store, at.teacher, NOW))

    await cancel_booking(store, at.teacher, CancelBooking(booking_id=first.id), NOW)
    elsewhere.octets = a_calendar(make_span(1, 3))
    await again(at, elsewhere, timedelta(hours=2))

    assert (before, await sources.list_clashes(store, at.teacher, NOW)) == (2, ())


async def test_a_students_calendar_clashes_with_the_sessions_of_the_group_and_refuses_nothing(
    store: Store,
) -> None:
    at = await make_small_campus(store)
    group = await make_group(store, at.school)
    student = await make_actor(store, (at.school, Role.STUDENT))
    await keep(
        store, GroupMember(id=0, group_id=group.id, person_id=student.id, organisation_id=at.school.id)
    )
    student = await act_as(store, student.person)
    await follow(at, Elsewhere(a_calendar(make_span(1, 3))), student)

    booking = await make_booking(at, Need(at.room.id), Need(group.resource_id), actor=at.manager)

    [clash] = await sources.list_clashes(store, student, NOW)
    assert (clash.clash.booking_id, clash.resource.id) == (booking.id, group.resource_id)
    assert await sources.list_clashes(store, at.manager, NOW) == ()


async def test_a_broken_calendar_keeps_its_last_good_state_and_says_since_when(store: Store) -> None:
    at = await make_small_campus(store)
    elsewhere = Elsewhere(a_calendar(make_span(1, 3)))
    await follow(at, elsewhere)
    elsewhere.broken = Unreachable(ADDRESS, "refused")

    failing = await again(at, elsewhere, timedelta(hours=2))

    assert (failing.good_at, failing.failing_since) == (NOW, NOW + timedelta(hours=2))
    assert failing.failure is Failure.UNREACHABLE
    assert await busy_of(store, at.teacher.staff_resource_id or 0) == (make_span(1, 3),)
    assert await sources.refresh_due(store, elsewhere, ManualClock(NOW + timedelta(hours=3))) == []

    elsewhere.broken, elsewhere.octets = None, a_calendar(make_span(4, 5))
    back = await again(at, elsewhere, timedelta(hours=6))

    assert (back.failing_since, back.failure) == (None, None)
    assert await busy_of(store, at.teacher.staff_resource_id or 0) == (make_span(4, 5),)


async def test_half_a_calendar_never_replaces_a_whole_one(store: Store) -> None:
    at = await make_small_campus(store)
    elsewhere = Elsewhere(a_calendar(make_span(1, 3), make_span(4, 5)))
    await follow(at, elsewhere)
    elsewhere.octets = elsewhere.octets[:-90]

    failing = await again(at, elsewhere, timedelta(hours=2))

    assert failing.failure is Failure.UNREADABLE
    assert len(await busy_of(store, at.teacher.staff_resource_id or 0)) == 2


async def test_a_calendar_that_is_gone_is_asked_for_once_a_day(store: Store) -> None:
    at = await make_small_campus(store)
    elsewhere = Elsewhere()
    await follow(at, elsewhere)
    elsewhere.broken = AnswerRefused(ADDRESS, 410)

    gone = await again(at, elsewhere, timedelta(hours=2))

    assert (gone.failure, gone.answered) == (Failure.GONE, 410)
    assert gone.next_at - NOW > timedelta(days=1)


async def test_an_unchanged_calendar_is_not_read_again_until_its_window_has_moved(store: Store) -> None:
    at = await make_small_campus(store)
    elsewhere = Elsewhere(a_calendar(make_span(1, 3)))
    made = await follow(at, elsewhere)

    same = await again(at, elsewhere, timedelta(hours=2))
    moved = await again(at, elsewhere, timedelta(days=8))

    known = Validators(etag=elsewhere.etag)
    assert [asked for _, asked in elsewhere.asked] == [Validators(), known, Validators()]
    assert (same.read_until, same.good_at) == (made.read_until, NOW + timedelta(hours=2))
    assert moved.read_until - made.read_until == timedelta(days=8)


async def test_a_weekly_event_is_kept_for_a_year_and_a_month_and_no_longer(store: Store) -> None:
    at = await make_small_campus(store)
    weekly = an_event(make_span(0, 1, days=-70), "w@x", RRULE="FREQ=WEEKLY")
    await follow(at, Elsewhere(a_calendar(events=[weekly])))

    busy = await busy_of(store, at.teacher.staff_resource_id or 0)

    assert len(busy) == 58
    assert busy[0].start > NOW - BACK
    assert busy[-1].end < NOW + timedelta(days=400)


async def test_a_paused_calendar_does_not_count_and_is_not_fetched(store: Store) -> None:
    at = await make_small_campus(store)
    elsewhere = Elsewhere(a_calendar(make_span(1, 3)))
    source = await follow(at, elsewhere)

    await sources.pause_source(store, at.teacher, source.id, NOW, paused=True)

    assert await busy_of(store, at.teacher.staff_resource_id or 0) == ()
    assert await sources.refresh_due(store, elsewhere, ManualClock(NOW + timedelta(days=1))) == []
    await sources.pause_source(store, at.teacher, source.id, NOW, paused=False)
    assert await busy_of(store, at.teacher.staff_resource_id or 0) == (make_span(1, 3),)


async def test_a_removed_calendar_can_be_brought_back_for_a_day_and_is_then_forgotten(store: Store) -> None:
    at = await make_small_campus(store)
    elsewhere = Elsewhere(a_calendar(make_span(1, 3)))
    source = await follow(at, elsewhere)

    await sources.remove_source(store, at.teacher, source.id, NOW)
    gone = await busy_of(store, at.teacher.staff_resource_id or 0)
    await sources.restore_source(store, at.teacher, source.id, NOW + UNDO_WITHIN)
    back = await busy_of(store, at.teacher.staff_resource_id or 0)

    assert (gone, back) == ((), (make_span(1, 3),))
    await sources.remove_source(store, at.teacher, source.id, NOW)
    await sources.refresh_due(store, elsewhere, ManualClock(NOW + UNDO_WITHIN + timedelta(seconds=1)))
    async with store.read() as tx:
        assert await records.find(tx, Source, source.id) is None
        assert await busy_of(store, at.teacher.staff_resource_id or 0) == ()


async def test_nobody_has_a_calendar_looked_at_twice_in_a_minute(store: Store) -> None:
    at = await make_small_campus(store)
    elsewhere = Elsewhere(a_calendar(make_span(1, 3)))
    source = await follow(at, elsewhere)

    with pytest.raises(Conflict, match="looked_lately"):
        await sources.refresh_source(store, elsewhere, at.teacher, source.id, NOW)
    elsewhere.octets = a_calendar(make_span(4, 5))
    await sources.refresh_source(store, elsewhere, at.teacher, source.id, NOW + AGAIN_AFTER)

    assert await busy_of(store, at.teacher.staff_resource_id or 0) == (make_span(4, 5),)


async def test_two_jobs_at_once_take_each_calendar_once(store: Store) -> None:
    at = await make_small_campus(store)
    source = await follow(at, Elsewhere())
    async with store.write() as tx:
        taken = [await stored.take(tx, source.id, NOW + 2 * EVERY, timedelta(minutes=5)) for _ in range(2)]

    assert taken == [True, False]


async def test_the_address_is_kept_and_never_shown(store: Store) -> None:
    at = await make_small_campus(store)
    source = await follow(at, Elsewhere(a_calendar(name="")))

    async with store.read() as tx:
        kept = await stored.address_of(tx, source.id)
        audit_log = await records.listing(tx, Entry)

    assert (kept, source.name, source.host) == (ADDRESS, "rooster.example", "rooster.example")
    shown = f"{source!r} {audit_log!r}"
    assert [word for word in WITHOUT_ITS_ADDRESS if word in shown] == []


async def test_a_calendar_that_cannot_be_read_is_refused_without_its_address(store: Store) -> None:
    at = await make_small_campus(store)

    with pytest.raises(SourceUnusable) as refused:
        await follow(at, Elsewhere(b"<html>Log in</html>"))

    assert refused.value.data == {"failure": "not_a_calendar", "answered": None}


@pytest.mark.parametrize(
    "address", ["", "file:///etc/passwd", "rooster.example/x.ics", "https://", "https://[x"]
)
async def test_what_is_no_address_of_a_calendar_is_not_asked_for(store: Store, address: str) -> None:
    at = await make_small_campus(store)
    elsewhere = Elsewhere()

    with pytest.raises(Invalid):
        await follow(at, elsewhere, address=address)

    assert elsewhere.asked == []


async def test_the_same_calendar_is_followed_once_and_no_more_than_a_handful(store: Store) -> None:
    at = await make_small_campus(store)
    for number in range(MOST_SOURCES - 1):
        await follow(at, Elsewhere(), address=f"{ADDRESS}{number}")

    with pytest.raises(Conflict, match="already_followed"):
        await follow(at, Elsewhere(), address=f"{ADDRESS}0")
    await follow(at, Elsewhere())
    with pytest.raises(Conflict, match="too_many_sources"):
        await follow(at, Elsewhere(), address=f"{ADDRESS}9")


async def refusal(at: SmallCampus, actor: Actor, whose: Whose, subject_id: int) -> type[FieldlabError] | None:
    try:
        await follow(at, Elsewhere(), actor, whose=whose, subject_id=subject_id)
    except FieldlabError as error:
        return type(error)
    return None


async def test_a_calendar_is_added_by_oneself_the_groups_planners_and_the_resources_owner(
    store: Store,
) -> None:
    at = await make_small_campus(store)
    group = await make_group(store, at.school)
    planner = await make_actor(store, (at.school, Role.PLANNER))
    staff = at.teacher.staff_resource_id or 0
    asked = [
        (planner, Whose.GROUP, group.id, None),
        (planner, Whose.RESOURCE, group.resource_id, Conflict),
        (at.teacher, Whose.GROUP, group.id, Forbidden),
        (at.manager, Whose.RESOURCE, at.lab.id, None),
        (at.owner, Whose.RESOURCE, at.demonstrator.id, None),
        (at.owner, Whose.RESOURCE, at.lab.id, Forbidden),
        (planner, Whose.PERSON, at.teacher.id, NotFound),
        (at.manager, Whose.RESOURCE, staff, NotFound),
        (at.teacher, Whose.RESOURCE, staff, None),
        (replace(planner, read_only=True), Whose.GROUP, group.id, Forbidden),
    ]

    found = [await refusal(at, actor, whose, subject_id) for actor, whose, subject_id, _ in asked]

    assert found == [expected for *_, expected in asked]


async def test_others_calendars_are_no_different_from_none(store: Store) -> None:
    at = await make_small_campus(store)
    source = await follow(at, Elsewhere())

    for act in (sources.get_source, sources.remove_source, sources.restore_source):
        with pytest.raises(NotFound):
            await act(store, at.manager, source.id, *([NOW] if act is not sources.get_source else []))  # type: ignore[operator]


async def test_one_job_is_queued_while_calendars_are_due_and_none_while_nothing_is(store: Store) -> None:
    at = await make_small_campus(store)
    await follow(at, Elsewhere())

    for after in (timedelta(), 2 * EVERY, 2 * EVERY):
        await sources.queue_refresh(store, NOW + after)

    async with store.read() as tx:
        queued = await records.listing(tx, Job)
    assert [job.kind for job in queued] == [sources.REFRESH_JOB]
