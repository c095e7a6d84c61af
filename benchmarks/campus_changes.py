"""A day's changes on a campus, through the services: sessions booked, moved and cancelled."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import Final

from benchmarks.subscriber_mix import HOUR
from scheduler.domain.bookings.bookings import Booking, Purpose
from scheduler.domain.bookings.refusals import BookingRefused
from scheduler.domain.bookings.states import BookingStatus
from scheduler.domain.identity.people import Actor
from scheduler.domain.time.spans import Span
from scheduler.services.bookings import (
    CancelBooking,
    ChangeBooking,
    RequestBooking,
    cancel_booking,
    change_booking,
    request_booking,
)
from scheduler.storage.bookings.bookings import BookingFilter, list_bookings
from scheduler.storage.store import Store

AHEAD: Final = timedelta(days=14)
"""How far ahead sessions are changed."""
OPENS, CLOSES = 7.5 * HOUR, 17 * HOUR
"""When people change them."""
KINDS: Final = {"booked": 0.3, "moved": 0.4, "cancelled": 0.3}


def moments(many: int, dice: Random) -> Iterator[tuple[float, str]]:
    """When in a day what happens, in seconds since its midnight."""
    for kind in dice.choices(list(KINDS), list(KINDS.values()), k=many):
        yield dice.uniform(OPENS, CLOSES), kind


@dataclass(slots=True)
class Office:
    """Changes lessons of the coming weeks, each of them once; `made` counts what succeeded, by kind.

    Who is refused takes the first way out that is offered, and leaves it at that where there is none.
    """

    store: Store
    planner: Actor
    lessons: list[Booking]
    made: Counter[str] = field(default_factory=Counter)

    @classmethod
    async def open(cls, store: Store, planner: Actor, first: datetime, dice: Random) -> "Office":
        wanted = BookingFilter(
            statuses=frozenset({BookingStatus.CONFIRMED}),
            after=first + timedelta(days=2),
            before=first + AHEAD,
        )
        async with store.read() as tx:
            found = await list_bookings(tx, wanted)
        lessons = [each for each in found if each.purpose is Purpose.LESSON]
        dice.shuffle(lessons)
        return cls(store, planner, lessons)

    async def change(self, kind: str, now: datetime) -> None:
        lesson = self.lessons.pop()
        match kind:
            case "booked":
                done = await self._book(lesson, now)
            case "moved":
                done = await self._move(lesson, now)
            case _:
                await cancel_booking(self.store, self.planner, CancelBooking(booking_id=lesson.id), now)
                done = True
        self.made[kind if done else "refused"] += 1

    async def _book(self, lesson: Booking, now: datetime) -> bool:
        """The same once more, a day later."""
        command = RequestBooking(
            title=lesson.title,
            organisation_id=lesson.organisation_id,
            needs=lesson.needs,
            span=_later(lesson.span, timedelta(days=1)),
            purpose=lesson.purpose,
            people=lesson.people,
        )
        try:
            await request_booking(self.store, self.planner, command, now)
        except BookingRefused as refused:
            if not refused.alternatives:
                return False
            other = refused.alternatives[0]
            command = replace(command, span=other.span, needs=other.needs)
            await request_booking(self.store, self.planner, command, now)
        return True

    async def _move(self, lesson: Booking, now: datetime) -> bool:
        """An hour later."""
        command = ChangeBooking(booking_id=lesson.id, span=_later(lesson.span, timedelta(hours=1)))
        try:
            await change_booking(self.store, self.planner, command, now)
        except BookingRefused as refused:
            if not refused.alternatives:
                return False
            other = refused.alternatives[0]
            command = replace(command, span=other.span, needs=other.needs)
            await change_booking(self.store, self.planner, command, now)
        return True


def _later(span: Span, by: timedelta) -> Span:
    return Span(span.start + by, span.end + by)
