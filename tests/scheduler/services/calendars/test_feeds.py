"""What a calendar client gets for its address, on both databases."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from scheduler.domain.bookings.bookings import Booking, Need, Purpose
from scheduler.domain.bookings.states import BookingStatus
from scheduler.domain.calendars.feeds import Alarm, Attendance, Privacy, Subject
from scheduler.domain.campus.groups import Group, GroupMember
from scheduler.domain.campus.resources import Resource
from scheduler.domain.errors import Forbidden, NotFound, Stale
from scheduler.domain.identity.people import Actor, Language, Role
from scheduler.domain.time.spans import Span
from scheduler.services.calendars.feeds import (
    ClientValidators,
    FeedAnswer,
    FeedQuery,
    MakeFeed,
    NewFeed,
    change_feed,
    list_feeds,
    make_feed,
    note_fetch,
    read_feed,
    regenerate_feed,
    revoke_feed,
)
from scheduler.storage import records
from scheduler.storage.bookings.bookings import bookings_where, hold_many
from scheduler.storage.calendars import feed_removals, revisions
from scheduler.storage.store import Store
from tests.support.factories import (
    NOW,
    act_as,
    keep,
    make_actor,
    make_campus,
    make_group,
    make_organisation,
    make_resource,
)

NINE = datetime(2026, 11, 24, 8, tzinfo=UTC)  # nine o'clock in Amsterdam


def say(language: Language, key: str) -> str:
    return f"{language.value}:{key}"


@dataclass(frozen=True)
class Scene:
    """A school with a lab and a group, a student in the group, and a teacher of another school."""

    store: Store
    lab: Resource
    group: Group
    student: Actor
    stranger: Actor


@pytest.fixture
async def scene(store: Store) -> Scene:
    school, elsewhere = await make_organisation(store), await make_organisation(store)
    campus = await make_campus(store, name="Kooyhaven")
    lab = await make_resource(store, school, campus, name="Lab Waterstof")
    group = await make_group(store, school)
    student = await make_actor(store, (school, Role.STUDENT))
    member = GroupMember(id=0, group_id=group.id, person_id=student.id, organisation_id=school.id)
    await keep(store, member)
    return Scene(
        store,
        lab,
        group,
        await act_as(store, student.person),
        await make_actor(store, (elsewhere, Role.TEACHER)),
    )


def make_booking(scene: Scene, **changes: object) -> Booking:
    booking = Booking(
        id=0,
        uid=UUID(int=7),
        title="Practicum elektrolyse",
        purpose=Purpose.LESSON,
        organisation_id=scene.lab.owner_id,
        organiser_id=None,
        span=Span(NINE, NINE + timedelta(hours=2)),
        needs=(Need(scene.lab.id), Need(scene.group.resource_id)),
        status=BookingStatus.CONFIRMED,
        campus_id=scene.lab.campus_id,
        created_at=NOW,
        updated_at=NOW,
    )
    return replace(booking, **changes)  # type: ignore[arg-type]


async def book(scene: Scene, **changes: object) -> None:
    async with scene.store.write() as tx:
        held = await hold_many(tx, [(make_booking(scene, **changes), ())])
        await revisions.touch_bookings(tx, held, NOW)


async def follow(scene: Scene, **wish: Any) -> NewFeed:
    return await make_feed(scene.store, scene.student, MakeFeed(**wish), NOW)


async def fetch(scene: Scene, feed: NewFeed, known: FeedAnswer | None = None) -> FeedAnswer:
    tags = frozenset() if known is None else frozenset({known.etag})
    return await read_feed(scene.store, feed.secret, NOW, say, FeedQuery(known=ClientValidators(tags)))


async def read(scene: Scene, feed: NewFeed, now: datetime, **known: Any) -> FeedAnswer:
    return await read_feed(scene.store, feed.secret, now, say, FeedQuery(known=ClientValidators(**known)))


def text(answer: FeedAnswer) -> str:
    assert answer.body is not None
    return answer.body.decode().replace("\r\n ", "")


async def test_a_student_finds_the_sessions_of_the_group(scene: Scene) -> None:
    await book(scene)
    feed = await follow(scene)

    answer = await fetch(scene, feed)

    assert "SUMMARY;LANGUAGE=nl:Practicum elektrolyse" in text(answer)
    assert "DTSTART;TZID=Europe/Amsterdam:20261124T090000" in text(answer)
    assert "LOCATION;LANGUAGE=nl:Lab Waterstof\\, Kooyhaven" in text(answer)


async def test_an_unchanged_feed_has_no_body_and_the_same_validator(scene: Scene) -> None:
    await book(scene)
    feed = await follow(scene)
    first = await fetch(scene, feed)

    second = await fetch(scene, feed, known=first)

    assert (second.body, second.etag) == (None, first.etag)


async def test_a_change_of_a_booking_changes_the_feed_of_everyone_in_it(scene: Scene) -> None:
    await book(scene)
    feed = await follow(scene)
    first = await fetch(scene, feed)
    async with scene.store.write() as tx:
        await revisions.touch_bookings(tx, [make_booking(scene)], NOW)

    second = await fetch(scene, feed, known=first)

    assert second.body == first.body
    assert second.etag != first.etag


async def test_a_renamed_lab_reaches_the_feed_of_the_group_that_uses_it(scene: Scene) -> None:
    await book(scene)
    feed = await follow(scene)
    first = await fetch(scene, feed)
    async with scene.store.write() as tx:
        lab = await records.get(tx, Resource, scene.lab.id)
        await records.change(tx, replace(lab, name="Lab H2"))
        await revisions.touch_resources(tx, [scene.lab.id], NOW)

    second = await fetch(scene, feed, known=first)

    assert "Lab H2" in text(second)


async def test_a_cancelled_session_stays_as_cancelled(scene: Scene) -> None:
    await book(scene, status=BookingStatus.CANCELLED, sequence=1)
    feed = await follow(scene)

    answer = await fetch(scene, feed)

    assert "STATUS:CANCELLED" in text(answer)
    assert "SUMMARY;LANGUAGE=nl:nl:feed.cancelled: " in text(answer)
    assert "SEQUENCE:1" in text(answer)


async def test_a_stranger_learns_only_that_the_lab_is_taken(scene: Scene) -> None:
    await book(scene, note="Vertrouwelijk")
    wish = MakeFeed(subject=Subject.RESOURCE, subject_id=scene.lab.id)
    feed = await make_feed(scene.store, scene.stranger, wish, NOW)

    answer = await fetch(scene, feed)

    assert "SUMMARY;LANGUAGE=nl:nl:feed.busy" in text(answer)
    assert "elektrolyse" not in text(answer)
    assert "Vertrouwelijk" not in text(answer)


async def test_a_busy_only_feed_tells_nothing_even_to_insiders(scene: Scene) -> None:
    await book(scene)
    feed = await follow(scene, privacy=Privacy.BUSY, language=Language.ENGLISH)

    answer = await fetch(scene, feed)

    assert "SUMMARY;LANGUAGE=en:en:feed.busy" in text(answer)


async def test_nobody_follows_another_schools_group(scene: Scene) -> None:
    with pytest.raises(Forbidden):
        await make_feed(
            scene.store, scene.stranger, MakeFeed(subject=Subject.GROUP, subject_id=scene.group.id), NOW
        )


async def test_nobody_follows_another_person(scene: Scene) -> None:
    with pytest.raises(NotFound):
        await make_feed(scene.store, scene.stranger, MakeFeed(subject_id=scene.student.id), NOW)


async def test_a_new_address_ends_the_old_one(scene: Scene) -> None:
    feed = await follow(scene)
    renewed = await regenerate_feed(scene.store, scene.student, feed.feed.id)

    with pytest.raises(NotFound):
        await fetch(scene, feed)

    assert (await fetch(scene, renewed)).feed_id == feed.feed.id


async def test_other_choices_reach_who_polls_the_same_address(scene: Scene) -> None:
    await book(scene)
    feed = await follow(scene)
    first = await fetch(scene, feed)
    values = {"name": "Rooster", "language": Language.ENGLISH, "alarm": Alarm.HOUR}
    await change_feed(scene.store, scene.student, feed.feed.id, values, feed.feed.version, NOW)

    second = await fetch(scene, feed, known=first)

    assert second.etag != first.etag
    assert "X-WR-CALNAME:Rooster" in text(second)
    assert "SUMMARY;LANGUAGE=en:Practicum elektrolyse" in text(second)
    assert "TRIGGER:-PT1H" in text(second)


async def test_a_change_of_choices_is_newer_than_the_date_a_client_has(scene: Scene) -> None:
    feed = await follow(scene)
    later, much_later = NOW + timedelta(hours=1), NOW + timedelta(hours=2)
    before = await read(scene, feed, later)
    await change_feed(scene.store, scene.student, feed.feed.id, {"privacy": Privacy.BUSY}, None, later)

    after = await read(scene, feed, much_later, since=before.settled_at)

    assert after.body is not None


async def test_a_feed_without_a_name_is_called_after_what_it_follows(scene: Scene) -> None:
    feed = await follow(scene, subject=Subject.RESOURCE, subject_id=scene.lab.id, name="Mijn lab")

    changed = await change_feed(scene.store, scene.student, feed.feed.id, {"name": ""}, None, NOW)

    assert (feed.feed.name, changed.name) == ("Mijn lab", "Lab Waterstof")


async def test_choices_made_from_an_older_version_are_refused(scene: Scene) -> None:
    feed = (await follow(scene)).feed
    await change_feed(scene.store, scene.student, feed.id, {"name": "Eerst"}, feed.version, NOW)

    with pytest.raises(Stale):
        await change_feed(scene.store, scene.student, feed.id, {"name": "Later"}, feed.version, NOW)

    [listed] = await list_feeds(scene.store, scene.student)
    assert listed.name == "Eerst"


async def test_another_persons_feed_and_a_revoked_one_cannot_be_changed(scene: Scene) -> None:
    feed = (await follow(scene)).feed

    with pytest.raises(NotFound):
        await change_feed(scene.store, scene.stranger, feed.id, {"name": "Anders"}, None, NOW)

    await revoke_feed(scene.store, scene.student, feed.id, NOW)
    with pytest.raises(NotFound):
        await change_feed(scene.store, scene.student, feed.id, {"name": "Anders"}, None, NOW)


async def test_a_revoked_feed_is_gone_from_the_list_and_the_web(scene: Scene) -> None:
    feed = await follow(scene)
    await revoke_feed(scene.store, scene.student, feed.feed.id, NOW)

    with pytest.raises(NotFound):
        await fetch(scene, feed)

    assert await list_feeds(scene.store, scene.student) == []


async def test_if_modified_since_counts_only_without_validators(scene: Scene) -> None:
    await book(scene)
    feed = await follow(scene)

    later = NOW + timedelta(minutes=10)

    alone = await read(scene, feed, later, since=later)
    beside = await read(scene, feed, later, tags=frozenset({'"old"'}), since=later)

    assert (alone.body, beside.body is not None) == (None, True)


async def test_a_date_proves_nothing_while_a_slower_change_of_its_moment_may_follow(scene: Scene) -> None:
    feed = await follow(scene)
    at_once = await read(scene, feed, NOW)

    await book(scene)

    assert at_once.settled_at is None
    assert (await read(scene, feed, NOW, since=NOW)).body is not None


async def test_a_star_stands_for_whatever_the_client_has(scene: Scene) -> None:
    feed = await follow(scene)

    answer = await read(scene, feed, NOW, tags=frozenset({"*"}))

    assert (answer.body, answer.etag) == (None, "")


async def test_a_fetch_is_noted_once_in_a_while(scene: Scene) -> None:
    feed = await follow(scene)
    first = await fetch(scene, feed)
    await note_fetch(scene.store, first.feed_id, "Thunderbird", NOW)

    second = await fetch(scene, feed)

    [listed] = await list_feeds(scene.store, scene.student)
    assert (first.note, second.note, listed.last_client) == (True, False, "Thunderbird")


async def test_a_session_that_went_to_another_lab_is_cancelled_in_the_feed_of_the_first(scene: Scene) -> None:
    await book(scene)
    feed = await make_feed(
        scene.store, scene.student, MakeFeed(subject=Subject.RESOURCE, subject_id=scene.lab.id), NOW
    )
    first = await fetch(scene, feed)
    async with scene.store.write() as tx:
        [before] = await bookings_where(tx)
        after = before.changed(needs=(Need(scene.group.resource_id),))
        await hold_many(tx, [(after, ())])
        await revisions.touch_bookings(tx, [before, after], NOW)
        await feed_removals.note(tx, [before], [after])

    second = await fetch(scene, feed, known=first)

    assert "STATUS:CONFIRMED" in text(first)
    assert "STATUS:CANCELLED" in text(second)
    assert "SEQUENCE:1" in text(second)


@pytest.mark.parametrize(("attendance", "told"), [(Attendance.ON_SITE, False), (Attendance.ONLINE, True)])
async def test_only_who_joins_online_gets_the_link_of_a_hybrid_session(
    scene: Scene, attendance: Attendance, told: bool
) -> None:
    await book(scene, meeting_url="https://meet.example/1")
    feed = await follow(scene, attendance=attendance)

    answer = await fetch(scene, feed)

    assert ("https://meet.example/1" in text(answer)) is told


async def test_a_chosen_alarm_warns_before_what_is_on(scene: Scene) -> None:
    await book(scene)
    feed = await follow(scene, alarm=Alarm.HOUR)

    answer = await fetch(scene, feed)

    assert "TRIGGER:-PT1H" in text(answer)
