"""Which group does which project: the campus's wishes as a matching, its answer as activities. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scheduler.domain.activities import Activity, ActivityKind
from scheduler.domain.groups import Group
from scheduler.domain.plans import Match
from scheduler.domain.projects import Preference, Project, ProjectStatus, Ranking
from solver import matching
from solver.matching import MatchProblem


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


def match_problem(market: Market) -> MatchProblem | None:
    """The question for the solver; None when no group wishes for anything that is offered."""
    offered = {project.id for project in market.offered}
    choices: dict[int, list[str]] = {}
    for ranking in market.rankings:
        if ranking.project_id in offered and ranking.group_id in market.groups:
            choices.setdefault(ranking.group_id, []).append(str(ranking.project_id))
    groups = tuple(_group(market.groups[each], choices[each]) for each in sorted(choices))
    if not groups:
        return None
    preferred: dict[int, list[str]] = {}
    for preference in market.preferences:
        if preference.group_id in choices:
            preferred.setdefault(preference.project_id, []).append(str(preference.group_id))
    projects = (_project(each, preferred.get(each.id, [])) for each in market.offered)
    return MatchProblem(groups=groups, projects=tuple(projects))


def _group(group: Group, choices: Sequence[str]) -> matching.Group:
    return matching.Group(
        id=str(group.id),
        size=max(1, group.size),
        choices=tuple(choices),
        skills=tuple(matching.HeldSkill(id=skill) for skill in sorted(group.skills)),
    )


def _project(project: Project, preferred: Sequence[str]) -> matching.Project:
    return matching.Project(
        id=str(project.id),
        min_groups=max(1, project.min_groups),
        max_groups=project.max_groups,
        min_group_size=project.min_size,
        max_group_size=project.max_size,
        company=str(project.organisation_id),
        preferred_groups=tuple(preferred),
        wanted_skills=tuple(matching.WantedSkill(id=skill) for skill in sorted(project.skills)),
    )


def matches_of(answer: matching.Match) -> tuple[Match, ...]:
    """Per group its project, and as coded reasons how well it fits and why it is not a better one."""
    return tuple(
        Match(
            group_id=int(each.group),
            project_id=None if each.project is None else int(each.project),
            rank=each.rank,
            reasons=(*_fit(each), *(_why_not(why) for why in each.why_not)),
        )
        for each in answer.assignments
    )


def _fit(assignment: matching.Assignment) -> Iterable[dict[str, Any]]:
    if assignment.score is not None:
        skills = [{"skill": s.skill, "wanted": s.wanted, "held": s.held} for s in assignment.skills]
        yield {"code": "skills", "score": assignment.score, "skills": skills}


def _why_not(why: matching.WhyNot) -> dict[str, Any]:
    return {
        "code": "why_not",
        "project_id": int(why.project),
        "rank": why.rank,
        "verdict": why.verdict.value,
        "reasons": [_reason(reason) for reason in why.reasons],
        "losses": [
            {"group_id": int(loss.group), "rank_now": loss.rank_now, "rank_then": loss.rank_then}
            for loss in why.losses
        ],
    }


def _reason(reason: matching.Reason) -> dict[str, Any]:
    return {
        "code": reason.kind.value.replace("-", "_"),
        "subject": reason.subject,
        "group_ids": [int(group) for group in reason.groups],
        "found": reason.found,
        "limit": reason.limit,
    }


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
