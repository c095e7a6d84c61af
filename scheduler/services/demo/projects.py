"""Twenty company projects for every step of `scale`, and what groups and companies think of each other."""

from dataclasses import dataclass

from scheduler.domain.campus.resources import ResourceKind
from scheduler.domain.planning.activities import ActivityNeed
from scheduler.domain.planning.periods import Period
from scheduler.domain.planning.projects import Preference, Project, Ranking
from scheduler.services.demo.groups import SKILLS, Cohort
from scheduler.services.demo.labs import (
    AGRIFOOD,
    CARE,
    CYBER,
    HYDROGEN,
    INDUSTRY,
    OFFSHORE,
    SUFFIX,
    THEORY,
    Theme,
)
from scheduler.services.demo.region import Region
from scheduler.services.demo.world import World, dice

CHOICES = 4


@dataclass(frozen=True, slots=True)
class _Idea:
    company: int
    theme: Theme
    title: str
    where: str = "lab"
    most: int = 1


_IDEAS = (
    _Idea(0, HYDROGEN, "Rijden op waterstof: de bestelbus doorgemeten", "demonstrator"),
    _Idea(11, HYDROGEN, "Een tankstation voor vissersschepen", most=2),
    _Idea(10, HYDROGEN, "De cv-ketel op waterstof in een rijtjeshuis"),
    _Idea(4, INDUSTRY, "Kazen inpakken met een cobot", "demonstrator"),
    _Idea(7, INDUSTRY, "Slijtage van freesgereedschap voorspellen", most=2),
    _Idea(2, INDUSTRY, "Lassen van kleine series door een robot"),
    _Idea(7, INDUSTRY, "Een digitale tweeling van de zaagstraat", "room"),
    _Idea(1, OFFSHORE, "Boutverbindingen in de gondel controleren", "demonstrator"),
    _Idea(6, OFFSHORE, "Rompinspectie met een drone", most=2),
    _Idea(1, OFFSHORE, "Onderhoud plannen op golfhoogte", "room"),
    _Idea(8, CYBER, "Een datacentrum in een container beveiligen", "demonstrator"),
    _Idea(8, CYBER, "Lekken zoeken in slimme sluizen", most=2),
    _Idea(10, CYBER, "Veilige warmtepompen in de wijk"),
    _Idea(2, AGRIFOOD, "Paprika's plukken zonder ze te kneuzen", "demonstrator"),
    _Idea(3, AGRIFOOD, "Zaden sorteren op kiemkracht", most=2),
    _Idea(9, AGRIFOOD, "Bladluis herkennen vanaf een rijdende kar"),
    _Idea(5, CARE, "Een zorgrobot die op tijd aan medicijnen herinnert", "demonstrator"),
    _Idea(5, CARE, "Vallen opmerken zonder camera", most=2),
    _Idea(5, CARE, "De slimme tilhulp in de thuiszorg"),
    _Idea(9, HYDROGEN, "Restwarmte van de elektrolyser in de kas", "room"),
)


def add_projects(world: World, region: Region, period: Period, scale: int, cohorts: list[Cohort]) -> None:
    offered: dict[tuple[int, str], list[Project]] = {}
    for building in range(scale):
        for idea in _IDEAS:
            project = _project(world, region, period, idea, building)
            offered.setdefault((building, idea.theme.key), []).append(project)
    choosers = [cohort for cohort in cohorts if cohort.chooses_a_project]
    for cohort in choosers:
        _rank(world, cohort, offered)
    _prefer(world, choosers)


def _project(world: World, region: Region, period: Period, idea: _Idea, building: int) -> Project:
    company = region.companies[(idea.company + building) % len(region.companies)]
    return world.new(
        Project,
        organisation_id=company.id,
        period_id=period.id,
        title=idea.title + SUFFIX[building],
        theme=idea.theme.key,
        description=f"Een opdracht van {company.name}: groepen werken tien weken aan een eigen oplossing "
        "en laten die aan het eind zien.",
        skills=frozenset(SKILLS[idea.theme.key][:2]),
        max_groups=idea.most,
        min_size=8,
        max_size=24,
        needs=(_need(region, idea),),
    )


def _need(region: Region, idea: _Idea) -> ActivityNeed:
    theme = idea.theme
    if idea.where == "demonstrator":
        features = frozenset({theme.key, "demonstratie"})
        return ActivityNeed(
            role="demonstrator", kind=ResourceKind.DEMONSTRATOR, units=None, features=features
        )
    if idea.where == "lab":
        return ActivityNeed(role="lab", kind=ResourceKind.FIELDLAB, units=4, features=frozenset({theme.key}))
    campus = region.campuses[theme.campus].id
    return ActivityNeed(
        role="lokaal", kind=ResourceKind.ROOM, features=frozenset({THEORY}), campus_ids=(campus,)
    )


def _rank(world: World, cohort: Cohort, offered: dict[tuple[int, str], list[Project]]) -> None:
    """The projects of its own theme first, in an order of its own, then one of another theme."""
    choose = dice(f"ranking {cohort.group.id}")
    own = offered[cohort.building, cohort.theme.key]
    others = [p for key, some in offered.items() for p in some if key[0] == cohort.building and p not in own]
    wanted = choose.sample(own, min(len(own), CHOICES - 1))
    wanted += choose.sample(others, CHOICES - len(wanted))
    for rank, project in enumerate(wanted, 1):
        world.put(Ranking(group_id=cohort.group.id, project_id=project.id, rank=rank))


def _prefer(world: World, choosers: list[Cohort]) -> None:
    """Companies rank the groups that ranked them: most of the wanted skills first, then the larger group."""
    groups = {cohort.group.id: cohort.group for cohort in choosers}
    wished: dict[int, list[int]] = {}
    for ranking in world.all(Ranking):
        wished.setdefault(ranking.project_id, []).append(ranking.group_id)
    for project in world.all(Project):
        names = wished.get(project.id, [])
        best = sorted(
            (groups[name] for name in names), key=lambda g: (-len(g.skills & project.skills), -g.size, g.id)
        )
        for rank, group in enumerate(best, 1):
            world.put(Preference(project_id=project.id, group_id=group.id, rank=rank))
