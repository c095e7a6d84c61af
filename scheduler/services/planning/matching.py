"""Which group does which project: the campus's wishes as a matching, its answer with reasons. Pure.

Importing this imports OR-Tools: only a job does.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from scheduler.domain.campus.groups import Group
from scheduler.domain.planning.plans import Match
from scheduler.domain.planning.projects import Project
from scheduler.services.planning.project_market import Market
from solver import matching
from solver.matching import MatchProblem


def matched(question: MatchProblem, seed: int, seconds: float) -> tuple[Match, ...]:
    """Who gets what, decided within that time."""
    return matches_of(matching.match(question, time_limit=seconds, seed=seed))


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


def _group(group: Group, choices: Sequence[str]) -> matching.MatchGroup:
    return matching.MatchGroup(
        id=str(group.id),
        size=max(1, group.size),
        choices=tuple(choices),
        skills=tuple(matching.HeldSkill(id=skill) for skill in sorted(group.skills)),
    )


def _project(project: Project, preferred: Sequence[str]) -> matching.MatchProject:
    return matching.MatchProject(
        id=str(project.id),
        min_groups=max(1, project.min_groups),
        max_groups=project.max_groups,
        min_group_size=project.min_size,
        max_group_size=project.max_size,
        company=str(project.organisation_id),
        preferred_groups=tuple(preferred),
        wanted_skills=tuple(matching.WantedSkill(id=skill) for skill in sorted(project.skills)),
    )


def matches_of(answer: matching.MatchAnswer) -> tuple[Match, ...]:
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


def _fit(assignment: matching.GroupMatch) -> Iterable[dict[str, Any]]:
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
