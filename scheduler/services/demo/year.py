"""The bookings of the school year around the period to plan: lessons that were, meetings, quiet places.

Ten thousand for every step of `scale`. Lessons lie outside the period; meetings lie in rooms that
no activity asks for, so that they never stand in the way of a plan.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from scheduler.domain.bookings.bookings import Booking, Need, Purpose
from scheduler.domain.bookings.claims import Claim, demands_of
from scheduler.domain.bookings.conflicts import seat
from scheduler.domain.bookings.states import BookingStatus
from scheduler.domain.campus.campuses import Campus
from scheduler.domain.campus.groups import Group
from scheduler.domain.campus.opening_hours import Holiday
from scheduler.domain.campus.resources import Resource, ResourceKind
from scheduler.domain.identity.people import Membership, Role
from scheduler.domain.planning.periods import Period
from scheduler.domain.time.spans import Span
from scheduler.domain.time.wall_time import DAY, at_wall_time, dates
from scheduler.services.demo.calendar import WEEK, free_dates, school_year
from scheduler.services.demo.labs import MEETING
from scheduler.services.demo.lessons import Lesson, typical_week
from scheduler.services.demo.world import SEED, World, dice

Placed = tuple[Booking, tuple[Claim, ...]]
"""A booking that is not stored yet, with what it holds."""

A_YEAR = 10_000
_SPACE = UUID("6e0d9b7a-3f4c-4f0e-9d53-2f6f4b1f0d11")
_SLOTS = (time(8, 30), time(10), time(11, 30), time(13), time(14, 30), time(16))
_TOPICS = (
    "Teamoverleg",
    "Gesprek met een leerbedrijf",
    "Voortgang studenten",
    "Examencommissie",
    "Afstemming met de gemeente",
    "Intervisie",
    "Kennismaking nieuwe partner",
)
_QUIET = ("Verslag schrijven", "Huiswerkuur", "Examentraining", "Online bijeenkomst volgen")
_AHEAD = timedelta(days=21)


def bookings_of_the_year(
    world: World, period: Period, today: date, now: datetime, scale: int
) -> Iterator[Placed]:
    """Every booking of the year but those around now, in order of date within lessons and meetings."""
    first_on, last_on = school_year(today)
    monday, count = first_on, 0
    week = typical_week(world, first_on)
    known = _Known(world, now)
    while monday <= last_on:
        if not period.first_on <= monday <= period.last_on:
            for held in _lessons(week, known, monday):
                count += 1
                yield held
        monday += WEEK
    yield from _meetings(known, first_on, last_on, A_YEAR * scale - count)


class _Known:
    """What lessons and meetings look up."""

    def __init__(self, world: World, now: datetime) -> None:
        self.now = now
        self.teachers = _teachers(world)
        self.zone = ZoneInfo(world.all(Campus)[0].zone)
        self.resources = {resource.id: resource for resource in world.all(Resource)}
        self.holidays = world.all(Holiday)
        self.public = free_dates(self.holidays, ())
        homes = {group.id: group.organisation_ids for group in world.all(Group)}
        self._free: dict[tuple[int, ...], frozenset[date]] = {}
        self._homes = homes

    def free_for(self, group_ids: Sequence[int]) -> frozenset[date]:
        """The dates on which one of the schools of these groups teaches nothing."""
        schools = tuple(sorted({school for key in group_ids for school in self._homes[key]}))
        if schools not in self._free:
            self._free[schools] = free_dates(self.holidays, schools)
        return self._free[schools]


def _lessons(week: Sequence[Lesson], known: _Known, monday: date) -> Iterator[Placed]:
    for number, lesson in enumerate(week):
        on = monday + lesson.weekday * DAY
        activity = lesson.activity
        if on in known.free_for(activity.group_ids):
            continue
        start = at_wall_time(on, lesson.at, known.zone)
        span = Span(start, start + timedelta(minutes=activity.minutes))
        booking = Booking(
            **stamped(f"lesson {on} {number}", span, known.now),
            title=activity.title,
            purpose=Purpose.LESSON,
            organisation_id=activity.organisation_id,
            organiser_id=known.resources[activity.staff_ids[0]].person_id,
            needs=lesson.needs,
            status=BookingStatus.CONFIRMED,
            people=activity.people,
            campus_id=lesson.campus_id,
        )
        yield booking, _claims(lesson, span, known.resources)


def _claims(lesson: Lesson, span: Span, resources: dict[int, Resource]) -> tuple[Claim, ...]:
    return tuple(
        Claim(
            key,
            unit,
            span.padded(resources[key].setup, resources[key].teardown),
            campus_id=lesson.campus_id,
        )
        for key, unit in lesson.units
    )


def _meetings(known: _Known, first_on: date, last_on: date, many: int) -> Iterator[Placed]:
    """`many` bookings of meeting rooms and quiet places, spread evenly over the working days."""
    days = [on for on in dates(first_on, last_on) if on.weekday() < 5 and on not in known.public]
    rooms = [r for r in known.resources.values() if MEETING in r.features or r.kind is ResourceKind.WORKPLACE]
    places = [(room, at) for room in rooms for at in _SLOTS]
    choose = dice("meetings")
    for index, on in enumerate(days):
        today = many * (index + 1) // len(days) - many * index // len(days)
        for number, (room, at) in enumerate(choose.sample(places, min(today, len(places)))):
            yield _meeting(f"meeting {on} {number}", room, on, at, choose, known)


def _meeting(key: str, room: Resource, on: date, at: time, choose: Random, known: _Known) -> Placed:
    quiet = room.kind is ResourceKind.WORKPLACE
    start = at_wall_time(on, at, known.zone)
    span = Span(start, start + timedelta(minutes=choose.choice((30, 60, 90))))
    units = choose.randint(1, 6) if quiet else 1
    booking = Booking(
        **stamped(key, span, known.now),
        title=choose.choice(_QUIET if quiet else _TOPICS),
        purpose=Purpose.OTHER if quiet else Purpose.MEETING,
        organisation_id=room.owner_id,
        organiser_id=choose.choice(known.teachers[room.owner_id]),
        needs=(Need(room.id, units),),
        status=BookingStatus.CONFIRMED,
        people=units if quiet else choose.randint(2, 8),
        campus_id=room.campus_id,
    )
    demands = demands_of(booking.needs, span, known.resources)
    return booking, seat(demands, (), known.resources, campus_id=room.campus_id).claims


def _teachers(world: World) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for membership in world.all(Membership):
        if membership.role is Role.TEACHER:
            found.setdefault(membership.organisation_id, []).append(membership.person_id)
    return found


def stamped(key: str, span: Span, now: datetime) -> dict[str, Any]:
    """Made three weeks before or just now, with a uid that follows from `key`."""
    made_at = min(now, span.start - _AHEAD)
    return {
        "id": 0,
        "uid": uuid5(_SPACE, f"{SEED} {key}"),
        "span": span,
        "created_at": made_at,
        "updated_at": made_at,
    }
