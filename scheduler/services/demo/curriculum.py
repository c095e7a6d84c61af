"""How an activity of the demo is put together: its groups, its teacher, its needs, its hours."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import time
from itertools import cycle

from scheduler.domain.campus.resources import Resource, ResourceKind
from scheduler.domain.planning.activities import Activity, ActivityKind, ActivityNeed, TimeWish
from scheduler.domain.planning.periods import Period
from scheduler.services.demo.groups import Cohort
from scheduler.services.demo.labs import LECTURE, SUFFIX, THEMES, THEORY, Theme
from scheduler.services.demo.people import GENERAL, SUPERVISOR, Staff, Teacher
from scheduler.services.demo.region import Region
from scheduler.services.demo.world import World

DAYS = range(5)
BBL_DAY = {theme.key: number % 5 for number, theme in enumerate(THEMES)}
"""The one weekday on which the working students of a theme come to the campus."""


@dataclass(frozen=True, slots=True)
class CourseHours:
    """When a way of learning has its lessons, by weekday; Friday ends early by day."""

    starts: time
    ends: time
    friday: time | None

    def on(self, weekdays: Iterable[int]) -> tuple[TimeWish, ...]:
        ends = dict.fromkeys(DAYS, self.ends) | {4: self.friday}
        return tuple(
            TimeWish(weekday=day, starts=self.starts, ends=end)
            for day in weekdays
            if (end := ends[day]) is not None
        )


BY_DAY = CourseHours(time(8, 30), time(17), time(15, 30))
BY_EVENING = CourseHours(time(18), time(21, 30), None)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often a week, on which days, at which hours."""

    per_week: int = 1
    weekdays: tuple[int, ...] = tuple(DAYS)
    hours: CourseHours = BY_DAY


ONCE, TWICE = Rhythm(), Rhythm(per_week=2)
ON_EVENINGS = Rhythm(weekdays=(0, 1, 2, 3), hours=BY_EVENING)


class Curriculum:
    """Makes the activities of one period; teachers of a subject take turns."""

    def __init__(self, world: World, region: Region, period: Period, staff: Staff) -> None:
        self.world = world
        self.region = region
        self.period = period
        self.turns: dict[tuple[int, str], Iterator[Teacher]] = {
            key: cycle(teachers) for key, teachers in staff.teachers.items()
        }
        self.rooms = {key: _rooms_with(world, region, key) for key in (THEORY, LECTURE)}
        self._labs = {r.name: r for r in world.all(Resource) if r.kind is ResourceKind.FIELDLAB}

    def teach(
        self,
        cohorts: list[Cohort],
        title: str,
        minutes: int,
        needs: tuple[ActivityNeed, ...],
        *,
        subject: str = GENERAL,
        kind: ActivityKind = ActivityKind.LESSON,
        rhythm: Rhythm = ONCE,
        importance: int = 5,
    ) -> Activity:
        """One activity of these groups, with the next teacher whose turn it is, on days both are there."""
        first = cohorts[0]
        teacher = self._teacher(first, subject, rhythm.weekdays)
        return self.world.new(
            Activity,
            period_id=self.period.id,
            organisation_id=first.group.organisation_ids[0],
            title=title,
            kind=kind,
            minutes=minutes,
            per_week=rhythm.per_week,
            people=sum(cohort.group.size for cohort in cohorts),
            group_ids=tuple(cohort.group.id for cohort in cohorts),
            staff_ids=(teacher.resource.id,),
            needs=needs,
            wishes=rhythm.hours.on(day for day in rhythm.weekdays if day != teacher.off),
            importance=importance,
            subject=subject,
            minimum_days=rhythm.per_week,
        )

    def _teacher(self, cohort: Cohort, subject: str, weekdays: Iterable[int]) -> Teacher:
        schools = {school.id: short for short, school in self.region.schools.items()}
        key = schools[cohort.group.organisation_ids[0]] if subject == GENERAL else subject
        turn = self.turns[cohort.building, key]
        wanted = set(weekdays)
        # A teacher who is off on the only day a group comes passes the turn on.
        return next(teacher for teacher in turn if wanted != {teacher.off})

    def lab_of(self, theme: Theme, building: int) -> Resource:
        return self._labs[theme.lab + SUFFIX[building]]

    def lab(self, theme: Theme, cohort: Cohort, units: int | None) -> ActivityNeed:
        own = self.lab_of(theme, cohort.building)
        return ActivityNeed(
            role="lab",
            kind=ResourceKind.FIELDLAB,
            units=units,
            features=frozenset({theme.key}),
            preferred_ids=(own.id,),
        )

    def room(self, cohort: Cohort, feature: str = THEORY) -> ActivityNeed:
        campus = self.region.campuses[cohort.theme.campus]
        own = self.rooms[feature][campus.id, cohort.building]
        return ActivityNeed(
            role="lokaal",
            kind=ResourceKind.ROOM,
            features=frozenset({feature}),
            campus_ids=(campus.id,),
            preferred_ids=own,
        )

    def online(self, cohort: Cohort) -> ActivityNeed:
        campus = self.region.campuses[cohort.theme.campus]
        return ActivityNeed(role="online", kind=ResourceKind.ONLINE, campus_ids=(campus.id,))


def _rooms_with(world: World, region: Region, feature: str) -> dict[tuple[int, int], tuple[int, ...]]:
    """Per campus and building the rooms with a feature."""
    found: dict[tuple[int, int], tuple[int, ...]] = {}
    for campus in region.campuses.values():
        rooms = [r for r in world.all(Resource) if feature in r.features and r.campus_id == campus.id]
        by_building: dict[str, list[int]] = {}
        for room in rooms:
            by_building.setdefault(room.location, []).append(room.id)
        for building, ids in enumerate(by_building.values()):
            found[campus.id, building] = tuple(ids)
    return found


def supervisor(theme: Theme) -> ActivityNeed:
    return ActivityNeed(
        role="begeleider", kind=ResourceKind.STAFF, features=frozenset({SUPERVISOR, theme.key})
    )


def stations(cohort: Cohort) -> int:
    """Two students at a station."""
    return (cohort.group.size + 1) // 2


def equipment(theme: Theme) -> ActivityNeed:
    feature, _ = theme.movable
    return ActivityNeed(role="apparatuur", kind=ResourceKind.EQUIPMENT, features=frozenset({feature}))
