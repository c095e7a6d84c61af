"""The term: what every group has each week, as activities for the solver to place.

About 160 for every step of `scale`, and hybrid lessons beside them. Two cannot be placed, on
purpose: `IMPOSSIBLE` wants a day on which the company is not there, and of the two evenings of
`RIVALS` that want the whole hydrogen lab at the same hours one must stay out.
"""

from scheduler.domain.campus.groups import LearningMode
from scheduler.domain.campus.resources import Resource, ResourceKind
from scheduler.domain.planning.activities import ActivityKind, ActivityNeed
from scheduler.domain.planning.periods import Period
from scheduler.services.demo.curriculum import (
    BBL_DAY,
    BY_EVENING,
    ON_EVENINGS,
    ONCE,
    TWICE,
    Curriculum,
    Rhythm,
    equipment,
    stations,
    supervisor,
)
from scheduler.services.demo.groups import Cohort
from scheduler.services.demo.labs import AGRIFOOD, CARE, CYBER, HYDROGEN, INDUSTRY, LECTURE, OFFSHORE
from scheduler.services.demo.people import Staff
from scheduler.services.demo.region import Region
from scheduler.services.demo.world import World

IMPOSSIBLE = "Onderhoud in de gondel"
RIVALS = "Certificeringsavond waterstof"
GUESTS = {
    HYDROGEN.key: AGRIFOOD,
    INDUSTRY.key: CYBER,
    OFFSHORE.key: INDUSTRY,
    CYBER.key: CARE,
    AGRIFOOD.key: INDUSTRY,
    CARE.key: CYBER,
}
"""In whose lab the third year of a theme is a guest."""


def add_teaching(world: World, region: Region, period: Period, staff: Staff, cohorts: list[Cohort]) -> None:
    plan = Curriculum(world, region, period, staff)
    for cohort in cohorts:
        if cohort.joint:
            _joint(plan, cohort)
        elif cohort.group.mode is LearningMode.BOL:
            _bol(plan, cohort)
        elif cohort.group.mode is LearningMode.BBL:
            _bbl(plan, cohort)
        elif cohort.group.mode is LearningMode.HBO:
            _hbo(plan, cohort)
        else:
            _evening(plan, cohort)
    _lectures(plan, cohorts)
    _too_much(plan, cohorts)


def _bol(plan: Curriculum, cohort: Cohort) -> None:
    """Day students: a practical in the lab, theory twice, general subjects, a workshop; some of it hybrid."""
    theme, name = cohort.theme, cohort.group.name
    often = theme is CYBER or (theme is HYDROGEN and cohort.year == 2)
    plan.teach(
        [cohort],
        f"Practicum {theme.key} {name}",
        180,
        (plan.lab(theme, cohort, stations(cohort)), supervisor(theme)),
        subject=theme.key,
        kind=ActivityKind.PRACTICAL,
        rhythm=TWICE if often else ONCE,
        importance=8,
    )
    plan.teach(
        [cohort], f"Theorie {theme.key} {name}", 90, (plan.room(cohort),), subject=theme.key, rhythm=TWICE
    )
    plan.teach([cohort], f"Nederlands en Engels {name}", 90, (plan.room(cohort),))
    general = {1: "Burgerschap", 2: "Rekenen", 3: "Loopbaan"}[cohort.year]
    plan.teach([cohort], f"{general} {name}", 60, (plan.room(cohort),), importance=4)
    _elsewhere(plan, cohort) if cohort.year == 3 else _workshop(plan, cohort)
    if cohort.year == 2:
        plan.teach(
            [cohort],
            f"Hybride les {theme.key} {name}",
            60,
            (plan.room(cohort), plan.online(cohort)),
            subject=theme.key,
            kind=ActivityKind.HYBRID,
            importance=4,
        )


def _workshop(plan: Curriculum, cohort: Cohort) -> None:
    """With equipment that comes to the room, and a teacher who may use it."""
    theme = cohort.theme
    plan.teach(
        [cohort],
        f"Werkplaats {theme.movable[1].lower()} {cohort.group.name}",
        120,
        (plan.room(cohort), equipment(theme)),
        subject=theme.key,
        kind=ActivityKind.PRACTICAL,
        importance=6,
    )


def _elsewhere(plan: Curriculum, cohort: Cohort) -> None:
    """Third-year students work in the lab of another theme, mostly on another campus."""
    guest = GUESTS[cohort.theme.key]
    units = min(stations(cohort), guest.stations)
    plan.teach(
        [cohort],
        f"Gastpracticum {guest.key} {cohort.group.name}",
        120,
        (plan.lab(guest, cohort, units), supervisor(guest)),
        subject=guest.key,
        kind=ActivityKind.PRACTICAL,
        importance=6,
    )


def _bbl(plan: Curriculum, cohort: Cohort) -> None:
    """Working students: everything on the one day they come."""
    theme, name, day = cohort.theme, cohort.group.name, Rhythm(weekdays=(BBL_DAY[cohort.theme.key],))
    needs = (plan.lab(theme, cohort, stations(cohort)), supervisor(theme))
    plan.teach(
        [cohort],
        f"Practicum {theme.key} {name}",
        180,
        needs,
        subject=theme.key,
        kind=ActivityKind.PRACTICAL,
        rhythm=day,
        importance=9,
    )
    plan.teach(
        [cohort],
        f"Vakkennis {name}",
        120,
        (plan.room(cohort),),
        subject=theme.key,
        rhythm=day,
        importance=7,
    )
    plan.teach([cohort], f"Begeleiding {name}", 60, (plan.room(cohort),), rhythm=day, importance=4)


def _hbo(plan: Curriculum, cohort: Cohort) -> None:
    """A practical, a seminar, and research with people outside in a hybrid hour."""
    theme, name = cohort.theme, cohort.group.name
    plan.teach(
        [cohort],
        f"Practicum {theme.key} {name}",
        150,
        (plan.lab(theme, cohort, stations(cohort)), supervisor(theme)),
        subject=theme.key,
        kind=ActivityKind.PRACTICAL,
        importance=7,
    )
    plan.teach([cohort], f"Werkcollege {name}", 90, (plan.room(cohort),), subject=theme.key)
    plan.teach([cohort], f"Professionele ontwikkeling {name}", 90, (plan.room(cohort),), importance=4)
    plan.teach(
        [cohort],
        f"Onderzoek {name}",
        120,
        (plan.room(cohort), plan.online(cohort)),
        subject=theme.key,
        kind=ActivityKind.HYBRID,
    )


def _evening(plan: Curriculum, cohort: Cohort) -> None:
    """Working adults: two evenings, one of them from home when they like."""
    theme, name = cohort.theme, cohort.group.name
    plan.teach(
        [cohort],
        f"Avondpracticum {theme.key} {name}",
        150,
        (plan.lab(theme, cohort, stations(cohort)), supervisor(theme)),
        subject=theme.key,
        kind=ActivityKind.PRACTICAL,
        rhythm=ON_EVENINGS,
        importance=7,
    )
    plan.teach(
        [cohort],
        f"Hybride avondles {name}",
        90,
        (plan.room(cohort), plan.online(cohort)),
        subject=theme.key,
        kind=ActivityKind.HYBRID,
        rhythm=ON_EVENINGS,
    )


def _joint(plan: Curriculum, cohort: Cohort) -> None:
    """The class of two schools works in the labs of two campuses, and needs the time to get there."""
    for theme in (HYDROGEN, OFFSHORE):
        plan.teach(
            [cohort],
            f"Practicum {theme.key} {cohort.group.name}",
            180,
            (plan.lab(theme, cohort, min(stations(cohort), theme.stations)), supervisor(theme)),
            subject=theme.key,
            kind=ActivityKind.PRACTICAL,
            importance=8,
        )
    plan.teach([cohort], f"Theorie {cohort.group.name}", 90, (plan.room(cohort),), subject=HYDROGEN.key)
    plan.teach(
        [cohort],
        f"Hybride les {cohort.group.name}",
        90,
        (plan.room(cohort), plan.online(cohort)),
        subject=HYDROGEN.key,
        kind=ActivityKind.HYBRID,
    )


def _lectures(plan: Curriculum, cohorts: list[Cohort]) -> None:
    """Hbo groups of one theme share a lecture."""
    together: dict[tuple[int, str], list[Cohort]] = {}
    for cohort in cohorts:
        if cohort.group.mode is LearningMode.HBO:
            together.setdefault((cohort.building, cohort.theme.key), []).append(cohort)
    for members in together.values():
        theme = members[0].theme
        plan.teach(
            members, f"Hoorcollege {theme.key}", 90, (plan.room(members[0], LECTURE),), subject=theme.key
        )


def _too_much(plan: Curriculum, cohorts: list[Cohort]) -> None:
    """What cannot all be placed, so that the demo shows how a plan says so and why."""
    for cohort in cohorts:
        mode, theme = cohort.group.mode, cohort.theme
        if cohort.building == 0 and mode is LearningMode.BBL and theme is OFFSHORE:
            _nacelle_on_the_wrong_day(plan, cohort)
        if cohort.building == 0 and mode is LearningMode.ADULT and theme in (HYDROGEN, OFFSHORE):
            _rival(plan, cohort)


def _nacelle_on_the_wrong_day(plan: Curriculum, cohort: Cohort) -> None:
    nacelle = next(
        resource
        for resource in plan.world.all(Resource)
        if resource.kind is ResourceKind.DEMONSTRATOR and OFFSHORE.key in resource.features
    )
    plan.teach(
        [cohort],
        IMPOSSIBLE,
        120,
        (_whole("demonstrator", nacelle),),
        subject=OFFSHORE.key,
        kind=ActivityKind.PRACTICAL,
        rhythm=Rhythm(weekdays=(BBL_DAY[OFFSHORE.key],)),
        importance=3,
    )


def _rival(plan: Curriculum, cohort: Cohort) -> None:
    plan.teach(
        [cohort],
        f"{RIVALS} {cohort.group.name}",
        180,
        (_whole("lab", plan.lab_of(HYDROGEN, 0)),),
        subject=HYDROGEN.key,
        kind=ActivityKind.PRACTICAL,
        rhythm=Rhythm(weekdays=(3,), hours=BY_EVENING),
        importance=6,
    )


def _whole(role: str, resource: Resource) -> ActivityNeed:
    return ActivityNeed(role=role, kind=resource.kind, units=None, resource_ids=(resource.id,))
