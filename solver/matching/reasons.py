"""What stands between a group and a project it ranked higher, as the others are matched now."""

from collections.abc import Iterator

from solver.matching.answer import Reason, ReasonKind
from solver.matching.problem import MatchGroup, MatchProblem, MatchProject, QuotaKind, Sitting
from solver.matching.rules import free_sittings, obstacles, quota_projects
from solver.matching.search import Matching


def direct_reasons(
    problem: MatchProblem, found: Matching, group: MatchGroup, project: MatchProject
) -> tuple[Reason, ...]:
    """The named reasons, with the groups and numbers behind them; may be empty."""
    if never := obstacles(group, project):
        return never
    holders = tuple(g.id for g in problem.groups if found.choice[g.id] == project.id)
    if not holders and project.min_groups > 1:
        able = _able(problem, project)
        few = len(able) < project.min_groups
        kind = ReasonKind.TOO_FEW_GROUPS if few else ReasonKind.NOT_RUNNING
        return (Reason(kind=kind, groups=able, found=len(able), limit=project.min_groups),)
    return (
        *_full(project, holders),
        *_quotas(problem, found, group, project),
        *_sessions(problem, found, group, project),
        *_friends(problem, found, group, project),
        *_left_behind(problem, found, group),
    )


def _able(problem: MatchProblem, project: MatchProject) -> tuple[str, ...]:
    return tuple(g.id for g in problem.groups if project.id in g.choices and not obstacles(g, project))


def _full(project: MatchProject, holders: tuple[str, ...]) -> Iterator[Reason]:
    if len(holders) >= project.max_groups:
        yield Reason(kind=ReasonKind.FULL, groups=holders, found=len(holders), limit=project.max_groups)


def _quotas(
    problem: MatchProblem, found: Matching, group: MatchGroup, project: MatchProject
) -> Iterator[Reason]:
    for quota in problem.quotas:
        if quota.id != (project.company if quota.kind is QuotaKind.COMPANY else project.supervisor):
            continue
        counted = {p.id for p in quota_projects(problem, quota.kind, quota.id)}
        holders = tuple(g.id for g in problem.groups if g.id != group.id and found.choice[g.id] in counted)
        if len(holders) >= quota.max_groups:
            company = quota.kind is QuotaKind.COMPANY
            kind = ReasonKind.COMPANY_QUOTA if company else ReasonKind.SUPERVISOR_QUOTA
            yield Reason(
                kind=kind, subject=quota.id, groups=holders, found=len(holders), limit=quota.max_groups
            )


def _sessions(
    problem: MatchProblem, found: Matching, group: MatchGroup, project: MatchProject
) -> Iterator[Reason]:
    units = {c.resource: c.units for c in problem.capacities}
    taken = _sittings_taken(problem, found, group)
    left: list[tuple[Sitting, ...]] = []
    everyone: set[str] = set()
    for session in project.sessions:
        own = free_sittings(group, session.sittings)
        blocking = {sitting.id: _blocking(sitting, taken, units) for sitting in own}
        left.append(tuple(sitting for sitting in own if blocking[sitting.id] is None))
        holders = {g for groups in blocking.values() for g in groups or ()}
        everyone |= holders
        if not left[-1]:
            yield Reason(kind=ReasonKind.NO_SITTING, subject=session.id, groups=tuple(sorted(holders)))
    if all(left) and not _attendable(tuple(left), ()):
        yield Reason(kind=ReasonKind.SESSIONS_CLASH, groups=tuple(sorted(everyone)))


def _attendable(sessions: tuple[tuple[Sitting, ...], ...], chosen: tuple[Sitting, ...]) -> bool:
    """Whether one sitting of each session can be picked without two at a time."""
    if not sessions:
        return True
    return any(
        _attendable(sessions[1:], (*chosen, sitting))
        for sitting in sessions[0]
        if all(sitting.end <= other.start or other.end <= sitting.start for other in chosen)
    )


def _sittings_taken(problem: MatchProblem, found: Matching, leaving: MatchGroup) -> list[tuple[str, Sitting]]:
    """The sittings in use once this group leaves its project."""
    sittings = {(p.id, s.id, o.id): o for p in problem.projects for s in p.sessions for o in s.sittings}
    keys = sorted(found.sittings)
    return [(key[0], sittings[key[1:]]) for key in keys if key[0] != leaving.id]


def _blocking(sitting: Sitting, taken: list[tuple[str, Sitting]], units: dict[str, int]) -> set[str] | None:
    """The groups that fill a resource in one of the sitting's slots; none when there is room in all."""
    full, holders = False, set[str]()
    for resource in sitting.resources:
        for slot in range(sitting.start, sitting.end):
            using = [g for g, s in taken if resource in s.resources and s.start <= slot < s.end]
            if len(using) >= units.get(resource, 1):
                full = True
                holders |= set(using)
    return holders if full else None


def _friends(
    problem: MatchProblem, found: Matching, group: MatchGroup, project: MatchProject
) -> Iterator[Reason]:
    for friends in problem.friends:
        elsewhere = tuple(
            g
            for g in friends.groups
            if g != group.id and found.choice[g] != project.id and group.id in friends.groups
        )
        if elsewhere:
            yield Reason(kind=ReasonKind.FRIENDS, subject=friends.id, groups=elsewhere)


def _left_behind(problem: MatchProblem, found: Matching, group: MatchGroup) -> Iterator[Reason]:
    current = found.choice[group.id]
    for project in problem.projects:
        staying = tuple(g for g, p in found.choice.items() if p == project.id and g != group.id)
        if project.id == current and 0 < len(staying) < project.min_groups:
            kind = ReasonKind.LEAVES_TOO_FEW
            yield Reason(
                kind=kind, subject=current, groups=staying, found=len(staying), limit=project.min_groups
            )
