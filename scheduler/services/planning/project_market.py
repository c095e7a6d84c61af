"""The projects on offer in a period, who wishes for which, and what becomes of a match. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from scheduler.domain.campus.groups import Group
from scheduler.domain.planning.activities import Activity, ActivityKind
from scheduler.domain.planning.plans import Match
from scheduler.domain.planning.projects import Preference, Project, ProjectStatus, Ranking


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """The projects on offer in a period and who wishes what; rankings and preferences best first."""

    projects: tuple[Project, ...]
    groups: Mapping[int, Group]
    rankings: tuple[Ranking, ...]
    preferences: tuple[Preference, ...] = ()

    @property
    def offered(self) -> list[Project]:
        return [each for each in self.projects if each.status is ProjectStatus.OFFERED and each.max_groups]


def project_activities(
    market: Market, matches: Iterable[Match], existing: Iterable[Activity], importance: int = 5
) -> tuple[Activity, ...]:
    """One activity for each matched group and project, in the order of the matches.

    It keeps the id and the importance of the activity that the same group had for the same project
    (id 0: there was none), so that publishing again moves its bookings.
    """
    known = {(each.project_id, each.group_ids): each for each in existing if each.project_id is not None}
    projects = {project.id: project for project in market.offered}
    found = []
    for match in matches:
        if match.project_id is None:
            continue
        project, group = projects[match.project_id], market.groups[match.group_id]
        before = known.get((project.id, (group.id,)))
        fresh = _activity(project, group, importance)
        if before is not None:
            fresh = replace(fresh, id=before.id, importance=before.importance, version=before.version)
        found.append(fresh)
    return tuple(found)


def _activity(project: Project, group: Group, importance: int) -> Activity:
    return Activity(
        id=0,
        period_id=project.period_id,
        organisation_id=project.organisation_id,
        title=f"{project.title} · {group.name}"[:200],
        kind=ActivityKind.PROJECT,
        minutes=project.session_minutes,
        per_week=project.sessions_per_week,
        weeks=project.weeks,
        people=group.size,
        group_ids=(group.id,),
        needs=project.needs,
        importance=importance,
        project_id=project.id,
        subject=project.theme,
    )
