"""About forty groups for every step of `scale`: by day, beside work, hbo, by evening, and a joint class."""

from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.domain.campus.groups import Group, GroupMember, LearningMode
from scheduler.domain.campus.organisations import Organisation
from scheduler.domain.campus.resources import Resource, ResourceKind
from scheduler.domain.identity.people import Membership, Person, Role
from scheduler.services.demo.labs import (
    AGRIFOOD,
    CARE,
    CYBER,
    HYDROGEN,
    INDUSTRY,
    OFFSHORE,
    THEMES,
    Theme,
    letter,
)
from scheduler.services.demo.names import people
from scheduler.services.demo.region import DUINLAND, MARSDIEP, NOORDERVEEN, Region
from scheduler.services.demo.world import World, dice

_CODES = {
    HYDROGEN.key: "WS",
    INDUSTRY.key: "SI",
    OFFSHORE.key: "OO",
    CYBER.key: "CS",
    AGRIFOOD.key: "AR",
    CARE.key: "ZT",
}
_PROGRAMMES = {
    HYDROGEN.key: ("Technicus waterstof", "Energietransitie"),
    INDUSTRY.key: ("Technicus smart industry", "Werktuigbouwkunde"),
    OFFSHORE.key: ("Monteur offshore wind", "Maritieme techniek"),
    CYBER.key: ("Expert IT-beveiliging", "Informatica"),
    AGRIFOOD.key: ("Agrotechnicus", "Agrotechniek en management"),
    CARE.key: ("Verzorgende zorgtechnologie", "Gezondheid en technologie"),
}
SKILLS = {
    HYDROGEN.key: ("meten en regelen", "veilig werken met gas", "elektrotechniek"),
    INDUSTRY.key: ("robots programmeren", "lassen", "3D-ontwerp"),
    OFFSHORE.key: ("hydrauliek", "werken op hoogte", "inspectie met drones"),
    CYBER.key: ("netwerken", "testen op lekken", "python"),
    AGRIFOOD.key: ("beeldherkenning", "plantkennis", "robots programmeren"),
    CARE.key: ("gesprekken met cliënten", "sensoren", "ontwerpen met gebruikers"),
}
JOINT = "Waterstof op zee"
TWO_HBO_GROUPS = frozenset({HYDROGEN.key, INDUSTRY.key, CYBER.key})


@dataclass(frozen=True, slots=True)
class Cohort:
    """A group and what its timetable follows from; `year` 0 has no year."""

    group: Group
    theme: Theme
    building: int
    year: int = 0
    joint: bool = False

    @property
    def chooses_a_project(self) -> bool:
        return self.joint or self.year == 3 or self.group.mode is LearningMode.HBO


def add_groups(world: World, region: Region, scale: int, student: Person) -> list[Cohort]:
    sizes = dice("group sizes")
    cohorts = []
    for building in range(scale):
        for theme, code, mode, year, joint in _kinds(letter(building)):
            most = min(24, theme.stations * 2)
            size = sizes.randint(most - 4, most)
            schools = _schools(region, theme, mode, joint)
            group = _group(world, region, theme, code, mode, size, schools)
            cohorts.append(Cohort(group, theme, building, year, joint))
    _enrol(world, cohorts, student)
    return cohorts


def _kinds(mark: str) -> Iterator[tuple[Theme, str, LearningMode, int, bool]]:
    """The groups of one building: theme, name, how it learns, year, whether two schools share it."""
    for theme in THEMES:
        code = _CODES[theme.key]
        for year in (1, 2, 3):
            yield theme, f"{code}{year}{mark}", LearningMode.BOL, year, False
        yield theme, f"{code}-BBL {mark}", LearningMode.BBL, 0, False
        for number in (1, 2) if theme.key in TWO_HBO_GROUPS else (1,):
            yield theme, f"H-{code}{number}{mark}", LearningMode.HBO, number, False
        yield theme, f"{code}-avond {mark}", LearningMode.ADULT, 0, False
    yield HYDROGEN, f"WOZ {mark}", LearningMode.BOL, 0, True


def _schools(region: Region, theme: Theme, mode: LearningMode, joint: bool) -> tuple[Organisation, ...]:
    if joint:
        return (region.schools[NOORDERVEEN], region.schools[MARSDIEP])
    if mode is LearningMode.HBO:
        return (region.schools[DUINLAND],)
    return (region.school_at(theme.campus),)


def _group(
    world: World,
    region: Region,
    theme: Theme,
    name: str,
    mode: LearningMode,
    size: int,
    schools: tuple[Organisation, ...],
) -> Group:
    campus = region.campuses[theme.campus]
    resource = world.new(
        Resource, kind=ResourceKind.GROUP, name=name, owner_id=schools[0].id, campus_id=campus.id, seats=size
    )
    mbo, hbo = _PROGRAMMES[theme.key]
    programme = JOINT if len(schools) > 1 else hbo if mode is LearningMode.HBO else mbo
    return world.new(
        Group,
        resource_id=resource.id,
        name=name,
        size=size,
        mode=mode,
        programme=programme,
        campus_id=campus.id,
        organisation_ids=tuple(school.id for school in schools),
        skills=frozenset(SKILLS[theme.key][: 2 + resource.id % 2]),
    )


def _enrol(world: World, cohorts: list[Cohort], student: Person) -> None:
    """Every group as many students as it has places; the demo's own student is in WS2A."""
    named = people("students", "student.example")
    for cohort in cohorts:
        schools = cohort.group.organisation_ids
        for seat in range(cohort.group.size):
            school = schools[seat % len(schools)]
            if cohort.group.name == "WS2A" and seat == 0:
                person = student
            else:
                name, email = next(named)
                person = world.new(Person, name=name, email=email)
                world.new(Membership, person_id=person.id, organisation_id=school, role=Role.STUDENT)
            world.new(GroupMember, group_id=cohort.group.id, person_id=person.id, organisation_id=school)
