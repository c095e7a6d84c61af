"""A faculty of the ITC-2007 competition as a campus: which things it has, each by its name. Pure.

Courses become activities, curricula groups, teachers staff, rooms rooms. A day has as many hours as
the file has periods, from eight o'clock; an hour in which a course cannot be taught is left out of
its wishes. The period's prices are those of the competition's formulation UD2, so that a plan of one
week costs what the competition would say, and a plan of ten weeks ten times that.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from scheduler.domain.campus.campuses import Campus
from scheduler.domain.campus.groups import Group, LearningMode
from scheduler.domain.campus.opening_hours import Opening
from scheduler.domain.campus.organisations import Organisation, OrganisationKind
from scheduler.domain.campus.resources import Resource, ResourceKind
from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Invalid
from scheduler.domain.planning.activities import Activity, ActivityKind, ActivityNeed, TimeWish
from scheduler.domain.planning.periods import Period
from scheduler.domain.planning.prices import Prices
from scheduler.storage.imports.external_keys import Key
from solver.formats.ctt import COMPACTNESS, STABILITY, WORKING_DAY, Faculty, Lectures

FIRST_HOUR = 8
MOST_PERIODS = 24 - FIRST_HOUR
HOUR = 60
ROOM = "room"
MOST_WEEKS = 52

Ids = Mapping[Key, int]


@dataclass(frozen=True, slots=True)
class Term:
    """When the faculty's timetable is to be in force, and where."""

    first_on: date
    weeks: int
    zone: str

    def __post_init__(self) -> None:
        if not 1 <= self.weeks <= MOST_WEEKS:
            raise Invalid("weeks", InvalidCode.OUT_OF_RANGE, expected=f"1 to {MOST_WEEKS}")


class Things:
    """Makes each thing of a faculty, when the ids of what it refers to are known.

    Raises `Invalid` for what a campus cannot have.
    """

    def __init__(self, faculty: Faculty, term: Term) -> None:
        self._faculty = faculty
        self._term = term
        self._of_course: dict[str, list[str]] = defaultdict(list)
        for name, courses in faculty.curricula:
            for course in courses:
                self._of_course[course].append(name)
        self._students = {course.id: course.students for course in faculty.courses}
        if not 1 <= faculty.days <= 7:
            raise Invalid("days", InvalidCode.OUT_OF_RANGE, expected="1 to 7")
        if not 1 <= faculty.periods <= MOST_PERIODS:
            raise Invalid("periods", InvalidCode.OUT_OF_RANGE, expected=f"1 to {MOST_PERIODS}")

    def in_order(self) -> Iterator[Key]:
        """Every thing, after what it refers to."""
        faculty = self._faculty
        yield from ((cls, faculty.name) for cls in (Organisation, Campus, Period))
        yield from ((Opening, str(day)) for day in range(faculty.days))
        teachers = dict.fromkeys(course.teacher for course in faculty.courses)
        yield from ((Resource, f"{ROOM} {name}") for name, _ in faculty.rooms)
        yield from ((Resource, f"teacher {name}") for name in teachers)
        yield from ((Group, name) for name, _ in faculty.curricula)
        yield from ((Activity, course.id) for course in faculty.courses)

    def make(self, key: Key, ids: Ids) -> Any:
        """The thing, with id 0."""
        cls, name = key
        makers = {
            Organisation: self._organisation,
            Campus: self._campus,
            Period: self._period,
            Opening: self._opening,
            Resource: self._resource,
            Group: self._group,
            Activity: self._activity,
        }
        return makers[cls](name, ids)

    def _organisation(self, name: str, _: Ids) -> Organisation:
        return Organisation(id=0, name=name, short_name=name[:40], kind=OrganisationKind.EDUCATION)

    def _campus(self, name: str, _: Ids) -> Campus:
        return Campus(id=0, name=f"Campus {name}", zone=self._term.zone)

    def _period(self, name: str, _: Ids) -> Period:
        weeks = self._term.weeks
        prices = Prices(
            lonely=COMPACTNESS,
            days_short=WORKING_DAY * weeks,
            other_place=STABILITY * weeks,
            standing=weeks,
        )
        first_on = self._term.first_on
        last_on = first_on + timedelta(weeks=weeks, days=-1)
        return Period(id=0, name=f"Rooster {name}", first_on=first_on, last_on=last_on, prices=prices)

    def _opening(self, day: str, ids: Ids) -> Opening:
        return Opening(
            id=0,
            weekday=int(day),
            opens=time(FIRST_HOUR),
            closes=hour(self._faculty.periods),
            campus_id=ids[Campus, self._faculty.name],
        )

    def _resource(self, name: str, ids: Ids) -> Resource:
        kind, _, own = name.partition(" ")
        room = kind == ROOM
        seats = dict(self._faculty.rooms)[own] if room else None
        return Resource(
            id=0,
            kind=ResourceKind.ROOM if room else ResourceKind.STAFF,
            name=own,
            owner_id=ids[Organisation, self._faculty.name],
            campus_id=ids[Campus, self._faculty.name],
            seats=seats,
            standing_room=room,
        )

    def _group(self, name: str, ids: Ids) -> Group:
        courses = dict(self._faculty.curricula)[name]
        return Group(
            id=0,
            resource_id=0,
            name=name,
            size=max((self._students[course] for course in courses), default=0),
            mode=LearningMode.HBO,
            campus_id=ids[Campus, self._faculty.name],
            organisation_ids=(ids[Organisation, self._faculty.name],),
        )

    def _activity(self, name: str, ids: Ids) -> Activity:
        course = next(each for each in self._faculty.courses if each.id == name)
        wishes = tuple(self._open_hours(course))
        if not wishes:
            raise Invalid(
                "wishes", InvalidCode.EMPTY, expected="at least one period in which it can be taught"
            )
        return Activity(
            id=0,
            period_id=ids[Period, self._faculty.name],
            organisation_id=ids[Organisation, self._faculty.name],
            title=name,
            kind=ActivityKind.LESSON,
            minutes=HOUR,
            per_week=course.count,
            people=course.students,
            group_ids=tuple(sorted(ids[Group, each] for each in self._of_course[name])),
            staff_ids=(ids[Resource, f"teacher {course.teacher}"],),
            needs=(
                ActivityNeed(
                    role=ROOM, kind=ResourceKind.ROOM, campus_ids=(ids[Campus, self._faculty.name],)
                ),
            ),
            wishes=wishes,
            importance=10,
            subject=name,
            minimum_days=max(1, course.days),
        )

    def _open_hours(self, course: Lectures) -> Iterator[TimeWish]:
        faculty = self._faculty
        for day in range(faculty.days):
            for period in range(faculty.periods):
                if (course.id, day, period) not in faculty.closed:
                    yield TimeWish(weekday=day, starts=hour(period), ends=hour(period + 1))


def hour(period: int) -> time:
    """The wall time at which a period (from 0) begins; midnight for the one after the last of the day."""
    return time((FIRST_HOUR + period) % 24)
