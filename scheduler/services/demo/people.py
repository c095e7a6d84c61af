"""Staff with what they are qualified for, and one log-in for every role."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from scheduler.domain.campus.organisations import Organisation
from scheduler.domain.campus.resources import Resource, ResourceKind
from scheduler.domain.identity.people import Membership, Person, Qualification, Role
from scheduler.services.demo.labs import THEMES, Theme
from scheduler.services.demo.names import people
from scheduler.services.demo.region import ALKMAAR, DEN_HELDER, DUINLAND, HOORN, NOORDERVEEN, Region
from scheduler.services.demo.world import World, dice

GENERAL = "algemeen"
SUPERVISOR = "begeleider"
TEACHERS_A_THEME = 6
DEMO_HOST = "demo.example"


@dataclass(frozen=True, slots=True)
class Teacher:
    """`resource` is the person as something that can be busy; `off` the weekday on which they do not work."""

    resource: Resource
    organisation: Organisation
    off: int | None


@dataclass(frozen=True, slots=True)
class Staff:
    """Teachers by what they teach: (building, theme key), or (building, school) for general subjects."""

    teachers: dict[tuple[int, str], list[Teacher]]

    def of(self, building: int, subject: str) -> list[Teacher]:
        return self.teachers[building, subject]


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """A log-in of the demo: `role` None runs the whole installation."""

    role: Role | None
    email: str
    name: str


ACCOUNTS = (
    DemoAccount(Role.TEACHER, f"docent@{DEMO_HOST}", "Marit de Boer"),
    DemoAccount(Role.COMPANY, f"bedrijf@{DEMO_HOST}", "Khalid Aydin"),
    DemoAccount(Role.STUDENT, f"student@{DEMO_HOST}", "Noor Visser"),
    DemoAccount(Role.PLANNER, f"roostermaker@{DEMO_HOST}", "Jasper Kuiper"),
    DemoAccount(Role.LAB_MANAGER, f"labbeheer@{DEMO_HOST}", "Priya Ramdin"),
    DemoAccount(Role.ADMINISTRATOR, f"beheer@{DEMO_HOST}", "Tom Schouten"),
    DemoAccount(None, f"operator@{DEMO_HOST}", "Sanne Bakker"),
)
"""The student is put into a group by `groups`, the teacher is the first teacher of the hydrogen lab."""


def account(role: Role | None) -> DemoAccount:
    return next(each for each in ACCOUNTS if each.role is role)


def add_accounts(world: World, region: Region) -> dict[Role | None, Person]:
    """One person for each role; the planner plans for all four schools."""
    found: dict[Role | None, Person] = {}
    home = region.schools[NOORDERVEEN]
    for each in ACCOUNTS:
        person = world.new(Person, name=each.name, email=each.email, operator=each.role is None)
        found[each.role] = person
        for organisation in _organisations(each.role, region, home):
            if each.role is not None:
                world.new(Membership, person_id=person.id, organisation_id=organisation.id, role=each.role)
    return found


def _organisations(role: Role | None, region: Region, home: Organisation) -> tuple[Organisation, ...]:
    if role is Role.PLANNER:
        return tuple(region.schools.values())
    return (region.companies[0],) if role is Role.COMPANY else (home,)


def add_staff(world: World, region: Region, today: date, scale: int, teacher: Person) -> Staff:
    """Six teachers and a supervisor a theme and building, and two teachers a school of general subjects."""
    named = people("staff", "docenten.example")
    choose = dice("days off")
    found: dict[tuple[int, str], list[Teacher]] = {}
    for building in range(scale):
        for theme in THEMES:
            first = teacher if building == 0 and theme is THEMES[0] else None
            members = list(_theme_people(world, named, theme, region, first))
            found[building, theme.key] = [
                _teacher(world, region, theme.campus, person, school, theme.key, off)
                for (person, school), off in zip(members, _days_off(choose), strict=True)
            ]
            for person, _ in members:
                _qualify(world, person, theme, today)
            _supervisor(world, named, region, theme, today)
        for school in region.schools.values():
            # One of the two is there all week, so that somebody is on every day.
            found[building, school.short_name] = [
                _general(world, named, region, school, off) for off in (None, choose.choice(_DAYS_OFF))
            ]
    return Staff(found)


_DAYS_OFF = (None, None, None, 0, 2, 4)


def _days_off(choose: Random) -> list[int | None]:
    """Half of the teachers work all week."""
    return choose.sample(_DAYS_OFF, TEACHERS_A_THEME)


def _theme_people(
    world: World, named: Iterator[tuple[str, str]], theme: Theme, region: Region, first: Person | None
) -> Iterator[tuple[Person, Organisation]]:
    """Four of the mbo school at the campus, two of the hbo school."""
    for number in range(TEACHERS_A_THEME):
        school = region.school_at(theme.campus) if number < 4 else region.schools[DUINLAND]
        if number == 0 and first is not None:
            yield first, school
        else:
            yield _person(world, named, school, Role.TEACHER), school


def _person(world: World, named: Iterator[tuple[str, str]], school: Organisation, role: Role) -> Person:
    name, email = next(named)
    person = world.new(Person, name=name, email=email)
    world.new(Membership, person_id=person.id, organisation_id=school.id, role=role)
    return person


def _teacher(
    world: World,
    region: Region,
    campus: str,
    person: Person,
    school: Organisation,
    subject: str,
    off: int | None,
) -> Teacher:
    resource = world.new(
        Resource,
        kind=ResourceKind.STAFF,
        name=person.name,
        owner_id=school.id,
        campus_id=region.campuses[campus].id,
        features=frozenset({"docent", subject}),
        person_id=person.id,
    )
    return Teacher(resource, school, off)


def _general(
    world: World,
    named: Iterator[tuple[str, str]],
    region: Region,
    school: Organisation,
    off: int | None,
) -> Teacher:
    campus = next((c for c in (ALKMAAR, DEN_HELDER, HOORN) if region.school_at(c) is school), ALKMAAR)
    person = _person(world, named, school, Role.TEACHER)
    return _teacher(world, region, campus, person, school, GENERAL, off)


def _supervisor(
    world: World, named: Iterator[tuple[str, str]], region: Region, theme: Theme, today: date
) -> None:
    school = region.school_at(theme.campus)
    person = _person(world, named, school, Role.LAB_MANAGER)
    _qualify(world, person, theme, today)
    world.new(
        Resource,
        kind=ResourceKind.STAFF,
        name=person.name,
        owner_id=school.id,
        campus_id=region.campuses[theme.campus].id,
        features=frozenset({SUPERVISOR, theme.key}),
        person_id=person.id,
    )


def _qualify(world: World, person: Person, theme: Theme, today: date) -> None:
    """Valid since before the school year, for four years; the day differs from person to person."""
    since = today - timedelta(days=400 + 37 * (person.id % 19))
    world.new(
        Qualification,
        person_id=person.id,
        name=theme.qualification,
        valid_from=since,
        valid_until=since + timedelta(days=4 * 365),
    )
