"""Group-to-project matching: `match(problem) -> Match`, exact and stage by stage.

Fairness is that of C.-C. Huang, T. Kavitha, K. Mehlhorn and D. Michail, "Fair Matchings and Related Problems"
(Algorithmica 74, 2016): the fewest groups at the worst rank first. Minimum numbers of groups make it NP-hard
(A. Arulselvan and others, "Matchings with lower quotas", Algorithmica 80, 2018), hence CP-SAT with a bound
per stage.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from solver.matching.answer import (
    GroupMatch,
    Loss,
    MatchAnswer,
    Reason,
    ReasonKind,
    SkillFit,
    Stage,
    WhyNot,
    WishVerdict,
)
from solver.matching.problem import (
    Capacity,
    Fairness,
    Friends,
    HeldSkill,
    InvalidMatchingError,
    MatchGroup,
    MatchProblem,
    MatchProject,
    MatchWeights,
    ProjectSession,
    Quota,
    QuotaKind,
    Sitting,
    WantedSkill,
)
from solver.matching.rules import MatchViolation, objective, rank_of, skill_fits, skill_score, violations

if TYPE_CHECKING:
    from solver.matching.search import Matching

__all__ = [
    "Capacity",
    "Fairness",
    "Friends",
    "GroupMatch",
    "HeldSkill",
    "InvalidMatchingError",
    "Loss",
    "MatchAnswer",
    "MatchGroup",
    "MatchProblem",
    "MatchProject",
    "MatchViolation",
    "MatchWeights",
    "ProjectSession",
    "Quota",
    "QuotaKind",
    "Reason",
    "ReasonKind",
    "Sitting",
    "SkillFit",
    "Stage",
    "WantedSkill",
    "WhyNot",
    "WishVerdict",
    "match",
    "objective",
    "violations",
]


def match(problem: MatchProblem, *, time_limit: float = 60.0, seed: int = 0) -> MatchAnswer:
    """The best matching within `time_limit` wall seconds: a bound for each stage, a reason for each wish.

    Two thirds of the time go to the matching, what is left to the reasons. The same seed gives the same
    matching whenever every stage is proven in time. OR-Tools is imported by the first call.
    """
    from solver.matching.model import build
    from solver.matching.search import StageClock, solve_stages
    from solver.matching.wishes import explain_wishes

    started = time.monotonic()
    found, stages = solve_stages(problem, build(problem), StageClock(started + time_limit * 2 / 3), seed)
    whys = explain_wishes(problem, found, StageClock(started + time_limit), seed)
    projects = {p.id: p for p in problem.projects}
    assignments = []
    for group in problem.groups:
        got = found.choice[group.id]
        project = None if got is None else projects[got]
        assignments.append(_assignment(group, project, found, whys[group.id]))
    return MatchAnswer(tuple(assignments), stages)


def _assignment(
    group: MatchGroup, project: MatchProject | None, found: Matching, why_not: tuple[WhyNot, ...]
) -> GroupMatch:
    if project is None:
        return GroupMatch(group=group.id, why_not=why_not)
    return GroupMatch(
        group=group.id,
        project=project.id,
        rank=rank_of(group, project),
        score=skill_score(group, project),
        skills=skill_fits(group, project),
        sittings=tuple(sorted((key[2], key[3]) for key in found.sittings if key[0] == group.id)),
        why_not=why_not,
    )
