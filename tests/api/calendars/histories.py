"""What may happen to the sessions of one small campus, done by the real services, and what is true then.

The ledger here is kept from what the services answered, never from what feeds or their queries say.
"""

import random
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from scheduler.clock import ManualClock
from scheduler.domain.bookings.bookings import Booking, Need
from scheduler.domain.calendars.feeds import Subject
from scheduler.domain.campus.campuses import Campus
from scheduler.domain.campus.groups import Group, GroupMember
from scheduler.domain.campus.organisations import Organisation
from scheduler.domain.campus.resources import Resource, ResourceKind
from scheduler.domain.errors import FieldlabError
from scheduler.domain.identity.people import Actor, Person
from scheduler.domain.planning.periods import Period
from scheduler.domain.planning.plans import PlanSession, occurrence_of
from scheduler.domain.time.spans import Span
from scheduler.domain.time.wall_time import WeeklyRule, at_wall_time
from scheduler.services.bookings import (
    CancelBooking,
    ChangeBooking,
    RequestBooking,
    RestoreBooking,
    cancel_booking,
    change_booking,
    request_booking,
    restore_booking,
)
from scheduler.services.calendars import feeds
from scheduler.services.calendars.feeds import MakeFeed
from scheduler.services.campus.groups import MEMBERS
from scheduler.services.campus.resources import RESOURCES
from scheduler.services.crud import add_noun, change_noun, remove_noun
from scheduler.services.planning import job_steps
from scheduler.services.planning.create import CreatePlan, create_plan
from scheduler.services.planning.extract import Timetable
from scheduler.services.planning.publish import publish_plan, unpublish_plan
from scheduler.storage.bookings.bookings import bookings_of_period
from scheduler.storage.store import Store
from solver.solution import CostTerm, Solution
from tests.calendars.clients import Shown
from tests.scheduler.services.planning.world import make_activity
from tests.support.factories import act_as, keep, make_group, make_person, make_resource

ZONE = ZoneInfo("Europe/Amsterdam")
BEGUN = datetime(2026, 10, 8, 6, tzinfo=ZoneInfo("UTC"))
FIRST_MONDAY = date(2026, 10, 19)  # the clocks change at the end of its week
WAITS = (timedelta(), timedelta(seconds=1), timedelta(minutes=7), timedelta(hours=9), timedelta(days=6))


@dataclass(slots=True)
class Followed:
    """A feed by its present address, and the addresses that it had before."""

    subject: Subject
    subject_id: int
    feed_id: int
    path: str
    gone: list[str] = field(default_factory=list)


@dataclass(kw_only=True)
class Sessions:
    """Two labs, two groups, one student who comes and goes, and a planner who may do all of it."""

    store: Store
    clock: ManualClock
    chance: random.Random
    school: Organisation
    campus: Campus
    planner: Actor
    labs: list[Resource]
    groups: tuple[Group, ...]
    student: Person
    period: Period
    activity_id: int
    member: GroupMember | None = None
    plan_id: int | None = None
    ledger: dict[UUID, Booking] = field(default_factory=dict)
    feeds: list[Followed] = field(default_factory=list)

    async def step(self) -> str:
        """One thing happens, or is refused; some time after the last."""
        self.clock.at += self.chance.choice(WAITS)
        happens = self.chance.choice(
            (
                self.book,
                self.book,
                self.book_weekly,
                self.move,
                self.elsewhere,
                self.cancel,
                self.restore,
                self.swap,
                self.retitle,
                self.rename_lab,
                self.join_or_leave,
                self.publish,
                self.repair,
                self.withdraw,
                self.regenerate,
            )
        )
        with suppress(FieldlabError):  # what is refused changes nothing
            await happens()
        return happens.__name__

    def held(self, followed: Followed) -> Shown:
        """The truth for one feed: what is on, by UID."""
        return {
            booking.calendar_uid: (booking.span.start, booking.span.end, booking.title)
            for booking in self.ledger.values()
            if booking.holds and self._concerns(followed, booking)
        }

    async def book(self) -> None:
        start = self._some_hour()
        await self._request(span=Span(start, start + timedelta(hours=2)))

    async def book_weekly(self) -> None:
        """Four weeks, sometimes over a change of the clock."""
        first_on = self._some_hour().date()
        await self._request(rule=_weekly(first_on, self.chance.choice((8, 9, 10))))

    async def move(self) -> None:
        for booking in self._some(1):
            by = timedelta(hours=self.chance.choice((-3, 1, 24, 24 * 7)))
            await self._change(booking, span=booking.span.moved_to(booking.span.start + by))

    async def elsewhere(self) -> None:
        """Another lab, or another group: somebody loses the session who had it."""
        for booking in self._some(1):
            await self._change(booking, needs=self._needs())

    async def cancel(self) -> None:
        for booking in self._some(1):
            await self._note(
                cancel_booking(self.store, self.planner, CancelBooking(booking_id=booking.id), self.now)
            )

    async def restore(self) -> None:
        for booking in self._some(1, holds=False):
            command = RestoreBooking(booking_id=booking.id)
            await self._note(restore_booking(self.store, self.planner, command, self.now))

    async def swap(self) -> None:
        """Two sessions change places, over a time that nobody has."""
        pair = self._some(2)
        if len(pair) == 2:
            one, other = pair
            aside = one.span.moved_to(one.span.start + timedelta(days=300, minutes=17))
            await self._change(one, span=aside)
            await self._change(other, span=other.span.moved_to(one.span.start))
            await self._change(one, span=one.span.moved_to(other.span.start))

    async def retitle(self) -> None:
        for booking in self._some(1):
            await self._change(booking, title=f"{booking.title}!")

    async def rename_lab(self) -> None:
        lab = self.chance.choice(self.labs)
        values = {"name": f"{lab.name}'", "location": "2e verdieping"}
        changed = await change_noun(self.store, self.planner, RESOURCES, lab.id, values, None, self.now)
        self.labs[self.labs.index(lab)] = changed

    async def join_or_leave(self) -> None:
        if self.member is not None:
            await remove_noun(self.store, self.planner, MEMBERS, self.member.id, None, self.now)
            self.member = None
            return
        values = {
            "group_id": self.groups[0].id,
            "person_id": self.student.id,
            "organisation_id": self.school.id,
        }
        self.member = await add_noun(self.store, self.planner, MEMBERS, values, self.now)

    async def publish(self) -> None:
        """Eight weeks at one weekday and hour."""
        day, hour = self.chance.randrange(5), self.chance.choice((8, 10, 13))
        await self._publish(lambda _: (day, hour, self.labs[0]))

    async def repair(self) -> None:
        """A lab breaks: the plan is published anew with some of its sessions elsewhere."""
        if self.plan_id is not None:
            broken = self.chance.randrange(8)
            await self._publish(
                lambda week: (2, 15, self.labs[1]) if week == broken else (1, 9, self.labs[0])
            )

    async def withdraw(self) -> None:
        if self.plan_id is not None:
            await unpublish_plan(self.store, self.planner, self.plan_id, None, self.now)
            await self._read_plan()

    async def regenerate(self) -> None:
        followed = self.chance.choice(self.feeds)
        owner = await self._owner(followed)
        made = await feeds.regenerate_feed(self.store, owner, followed.feed_id)
        followed.gone.append(followed.path)
        followed.path = made.address("")

    async def follow(self, subject: Subject, subject_id: int) -> None:
        followed = Followed(subject, subject_id, 0, "")
        owner = await self._owner(followed)
        made = await feeds.make_feed(
            self.store, owner, MakeFeed(subject=subject, subject_id=subject_id), self.now
        )
        followed.feed_id, followed.path = made.feed.id, made.address("")
        self.feeds.append(followed)

    @property
    def now(self) -> datetime:
        return self.clock.at

    def _concerns(self, followed: Followed, booking: Booking) -> bool:
        needed = {need.resource_id for need in booking.needs}
        match followed.subject:
            case Subject.RESOURCE:
                return followed.subject_id in needed
            case Subject.GROUP:
                return any(g.id == followed.subject_id and g.resource_id in needed for g in self.groups)
            case _:
                return self.member is not None and self.groups[0].resource_id in needed

    async def _owner(self, followed: Followed) -> Actor:
        mine = followed.subject is Subject.PERSON
        return await act_as(self.store, self.student) if mine else self.planner

    def _some(self, most: int, *, holds: bool = True) -> list[Booking]:
        found = [booking for booking in self.ledger.values() if booking.holds is holds]
        return self.chance.sample(found, min(most, len(found)))

    def _some_hour(self) -> datetime:
        day = (self.now + timedelta(days=1 + self.chance.randrange(170))).date()
        return at_wall_time(day, time(self.chance.randrange(8, 17)), ZONE)

    def _needs(self) -> tuple[Need, ...]:
        lab, group = self.chance.choice(self.labs), self.chance.choice(self.groups)
        return tuple(sorted((Need(lab.id), Need(group.resource_id))))

    async def _request(self, **when: Any) -> None:
        command = RequestBooking(
            title=f"Les {len(self.ledger)}", organisation_id=self.school.id, needs=self._needs(), **when
        )
        made = await request_booking(self.store, self.planner, command, self.now)
        self._keep(made.bookings)

    async def _change(self, booking: Booking, **values: Any) -> None:
        command = ChangeBooking(booking_id=booking.id, **values)
        await self._note(change_booking(self.store, self.planner, command, self.now))

    async def _note(self, doing: Any) -> None:
        self._keep(await doing)

    def _keep(self, bookings: Iterable[Booking]) -> None:
        self.ledger |= {booking.uid: booking for booking in bookings}

    async def _publish(self, place: Any) -> None:
        command = CreatePlan(period_id=self.period.id, name="Concept", seconds=1)
        plan = await create_plan(self.store, self.planner, command, self.now)
        await job_steps.keep_question(self.store, plan.id, "{}")
        answer = Solution({}, cost=0, bound=0, terms=(CostTerm("time", 1, 0),))
        found = Timetable(sessions=tuple(self._session(week, *place(week)) for week in range(8)), unplaced=())
        await job_steps.keep_answer(self.store, plan.id, answer, found, "{}", self.now)
        await publish_plan(self.store, self.planner, plan.id, None, self.now)
        self.plan_id = plan.id
        await self._read_plan()

    async def _read_plan(self) -> None:
        async with self.store.read() as tx:
            self._keep(await bookings_of_period(tx, self.period.id))

    def _session(self, week: int, day: int, hour: int, lab: Resource) -> PlanSession:
        start = at_wall_time(FIRST_MONDAY + timedelta(weeks=week, days=day), time(hour), ZONE)
        return PlanSession(
            activity_id=self.activity_id,
            occurrence=occurrence_of(week + 1, 1),
            span=Span(start, start + timedelta(hours=2)),
            needs=tuple(sorted((Need(lab.id), Need(self.groups[0].resource_id)))),
            title="Practicum",
            people=12,
            campus_id=self.campus.id,
            organisation_id=self.school.id,
        )


def _weekly(first_on: date, hour: int) -> WeeklyRule:
    return WeeklyRule(
        weekdays=(first_on.weekday(),),
        at=time(hour),
        minutes=90,
        first_on=first_on,
        last_on=first_on + timedelta(weeks=3),
    )


async def make_sessions(store: Store, clock: ManualClock, seed: int, shared: Mapping[str, Any]) -> Sessions:
    """A history that has not begun, with a feed of a lab, of a group and of the student."""
    school, campus = shared["school"], shared["campus"]
    labs = [await make_resource(store, school, campus, kind=ResourceKind.ROOM, units=1) for _ in range(2)]
    groups = (await make_group(store, school), await make_group(store, school))
    last_on = FIRST_MONDAY + timedelta(weeks=8, days=-1)
    period = await keep(store, Period(id=0, name=f"Periode {seed}", first_on=FIRST_MONDAY, last_on=last_on))
    activity = await make_activity(store, period, school, group_ids=(groups[0].id,))
    clock.at = BEGUN
    sessions = Sessions(
        store=store,
        clock=clock,
        chance=random.Random(seed),
        labs=labs,
        groups=groups,
        student=await make_person(store),
        period=period,
        activity_id=activity.id,
        **shared,
    )
    await sessions.join_or_leave()
    await sessions.follow(Subject.RESOURCE, labs[0].id)
    await sessions.follow(Subject.GROUP, groups[0].id)
    await sessions.follow(Subject.PERSON, sessions.student.id)
    return sessions
