"""Projects and who wants them."""

from api.web.rendering import render
from scheduler.domain.campus.groups import Group, LearningMode
from scheduler.domain.campus.organisations import Organisation, OrganisationKind
from scheduler.domain.identity.people import Language
from scheduler.domain.planning.projects import Project
from scheduler.services.overviews.project_offers import Marketplace
from tests.web.made import make_frame
from tests.web.registry import scene

COMPANY = Organisation(id=2, name="WindWerk B.V.", short_name="WW", kind=OrganisationKind.COMPANY)


def make_project(id: int, title: str, *skills: str) -> Project:
    return Project(
        id=id,
        organisation_id=2,
        period_id=1,
        title=title,
        theme="energie",
        description="Een echte vraag van een echt bedrijf, met toegang tot de machine.",
        skills=frozenset(skills),
        max_groups=3,
        min_size=3,
        max_size=6,
    )


def make_market() -> Marketplace:
    group = Group(id=1, resource_id=50, organisation_ids=(1,), name="H2-1A", size=24, mode=LearningMode.BOL)
    projects = (
        make_project(1, "Inspectie van rotorbladen", "drone", "beeldherkenning"),
        make_project(2, "Waterstof in de haven", "elektrolyse"),
        make_project(3, "Veilig netwerk voor de werf"),
    )
    return Marketplace(projects=projects, companies={2: COMPANY}, groups=(group,), ranked={1: (2, 1)})


@scene
def projects(language: Language) -> str:
    market = make_market()
    return render(
        "projects/page.html", make_frame(language, "projects"), market=market, chosen=market.groups[0]
    )


@scene
def projects_empty(language: Language) -> str:
    nothing = Marketplace(projects=(), companies={}, groups=(), ranked={})
    return render("projects/page.html", make_frame(language, "projects"), market=nothing, chosen=None)


@scene
def project(language: Language) -> str:
    frame = make_frame(language, "projects")
    return render("projects/one.html", frame, project=make_market().projects[0], company=COMPANY)
