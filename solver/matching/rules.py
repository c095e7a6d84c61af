"""Every rule of a matching said without OR-Tools: who may go where, what a matching costs, what it breaks."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from solver.matching.answer import MatchAnswer, Reason, ReasonKind, SkillFit
from solver.matching.problem import Fairness, MatchGroup, MatchProblem, MatchProject, QuotaKind, Sitting

Choice = Mapping[str, str | None]
"""Which project each group got, by group id; none is unmatched."""


@dataclass(frozen=True, slots=True)
class MatchViolation:
    """A broken rule and the ids it is about."""

    rule: str
    subjects: tuple[str, ...]


def rank_of(group: MatchGroup, project: MatchProject) -> int:
    """The group's rank of the project, 1 is best; a project it did not choose comes after its last choice."""
    if project.id in group.choices:
        return group.choices.index(project.id) + 1
    return len(group.choices) + 1


def company_rank_of(project: MatchProject, group: MatchGroup) -> int:
    """The company's rank of the group, 1 is best; 1 for all when the company ranked nobody."""
    if group.id in project.preferred_groups:
        return project.preferred_groups.index(group.id) + 1
    return len(project.preferred_groups) + 1


def skill_fits(group: MatchGroup, project: MatchProject) -> tuple[SkillFit, ...]:
    """The reasons behind the score: per wanted skill what is wanted and what is held."""
    held = {skill.id: skill.level for skill in group.skills}
    return tuple(SkillFit(w.id, w.level, held.get(w.id, 0)) for w in project.wanted_skills)


def skill_score(group: MatchGroup, project: MatchProject) -> int:
    """How well the group's skills meet the wish, in whole per cent; 100 when nothing is wanted."""
    total = sum(wanted.weight for wanted in project.wanted_skills)
    if total == 0:
        return 100
    fits = zip(project.wanted_skills, skill_fits(group, project), strict=True)
    return sum(100 * w.weight * min(fit.held, fit.wanted) // fit.wanted for w, fit in fits) // total


def free_sittings(group: MatchGroup, sittings: tuple[Sitting, ...]) -> tuple[Sitting, ...]:
    """The sittings at which the group is not busy."""
    return tuple(s for s in sittings if all(s.end <= start or end <= s.start for start, end in group.busy))


def obstacles(group: MatchGroup, project: MatchProject) -> tuple[Reason, ...]:
    """Why this group can never be in this project, whatever the others do; empty when it can."""
    found: list[Reason] = []
    if group.size < project.min_group_size:
        kind = ReasonKind.GROUP_TOO_SMALL
        found.append(Reason(kind=kind, found=group.size, limit=project.min_group_size))
    if group.size > project.max_group_size:
        kind = ReasonKind.GROUP_TOO_LARGE
        found.append(Reason(kind=kind, found=group.size, limit=project.max_group_size))
    for wanted, fit in zip(project.wanted_skills, skill_fits(group, project), strict=True):
        if wanted.required and fit.held < fit.wanted:
            kind = ReasonKind.MISSING_SKILL
            found.append(Reason(kind=kind, subject=fit.skill, found=fit.held, limit=fit.wanted))
    for session in project.sessions:
        if not free_sittings(group, session.sittings):
            found.append(Reason(kind=ReasonKind.NO_SITTING, subject=session.id))
    return tuple(found)


def quota_projects(problem: MatchProblem, kind: QuotaKind, owner: str) -> tuple[MatchProject, ...]:
    """The projects whose groups count towards a quota."""
    if kind is QuotaKind.COMPANY:
        return tuple(p for p in problem.projects if p.company == owner)
    return tuple(p for p in problem.projects if p.supervisor == owner)


def rank_counts(problem: MatchProblem, choice: Choice) -> Counter[int]:
    """How many groups got their first, second, ... choice."""
    projects = {p.id: p for p in problem.projects}
    return Counter(
        rank_of(group, projects[got]) for group in problem.groups if (got := choice[group.id]) is not None
    )


def terms(problem: MatchProblem, choice: Choice) -> dict[str, int]:
    """Every named term of the objective, unweighted except for the prices the problem states."""
    projects = {p.id: p for p in problem.projects}
    matched = [(g, projects[got]) for g in problem.groups if (got := choice[g.id]) is not None]
    return {
        "unmatched": sum(g.unmatched_price for g in problem.groups if choice[g.id] is None),
        "parted-friends": sum(
            f.price for f in problem.friends if f.price is not None and len({choice[g] for g in f.groups}) > 1
        ),
        "group-ranks": sum(rank_of(g, p) - 1 for g, p in matched),
        "company-ranks": sum(company_rank_of(p, g) - 1 for g, p in matched),
        "skills": sum(100 - skill_score(g, p) for g, p in matched),
    }


def objective(problem: MatchProblem, choice: Choice) -> tuple[tuple[str, int], ...]:
    """The stages of the objective with their values; compare two matchings by the values from left to right.

    Lexicographic: price of unmatched groups, price of parted friends, the worst rank, the number of groups at
    each rank from the worst possible to the second, the sum of ranks, the companies' ranks, the skills.
    """
    values = terms(problem, choice)
    if problem.fairness is Fairness.WEIGHTED:
        weights = problem.weights
        total = values["unmatched"] + values["parted-friends"]
        total += weights.group_rank * values["group-ranks"] + weights.company_rank * values["company-ranks"]
        return (("total", total + weights.skill * values["skills"]),)
    counts = rank_counts(problem, choice)
    ranks = range(lowest_rank(problem), 1, -1)
    return (
        ("unmatched", values["unmatched"]),
        ("parted-friends", values["parted-friends"]),
        ("worst-rank", max(counts, default=0)),
        *((f"rank-{rank}", counts[rank]) for rank in ranks),
        ("group-ranks", values["group-ranks"]),
        ("company-ranks", values["company-ranks"]),
        ("skills", values["skills"]),
    )


def lowest_rank(problem: MatchProblem) -> int:
    """The worst rank any group could get."""
    extra = 1 if problem.allow_unranked else 0
    return max((len(group.choices) + extra for group in problem.groups), default=0)


def violations(problem: MatchProblem, match: MatchAnswer) -> tuple[MatchViolation, ...]:
    """Every rule the matching breaks, without trusting anything the match says about itself."""
    choice = {a.group: a.project for a in match.assignments}
    if set(choice) != {g.id for g in problem.groups} or len(match.assignments) != len(problem.groups):
        return (MatchViolation("every-group-once", tuple(a.group for a in match.assignments)),)
    return (
        *_broken_places(problem, choice),
        *_broken_numbers(problem, choice),
        *_broken_sittings(problem, match),
    )


def _broken_places(problem: MatchProblem, choice: Choice) -> Iterator[MatchViolation]:
    projects = {p.id: p for p in problem.projects}
    for group in problem.groups:
        got = choice[group.id]
        if got is None:
            continue
        if got not in projects:
            yield MatchViolation("known-project", (group.id, got))
            continue
        if got not in group.choices and not problem.allow_unranked:
            yield MatchViolation("chosen-project", (group.id, got))
        for reason in obstacles(group, projects[got]):
            yield MatchViolation(reason.kind, (group.id, got))
    for friends in problem.friends:
        if friends.price is None and len({choice[g] for g in friends.groups}) > 1:
            yield MatchViolation("friends", (friends.id,))


def _broken_numbers(problem: MatchProblem, choice: Choice) -> Iterator[MatchViolation]:
    counts = Counter(choice.values())
    for project in problem.projects:
        if counts[project.id] and not project.min_groups <= counts[project.id] <= project.max_groups:
            yield MatchViolation("number-of-groups", (project.id,))
    for quota in problem.quotas:
        taken = sum(counts[p.id] for p in quota_projects(problem, quota.kind, quota.id))
        if taken > quota.max_groups:
            yield MatchViolation(f"{quota.kind}-quota", (quota.id,))


def _broken_sittings(problem: MatchProblem, match: MatchAnswer) -> Iterator[MatchViolation]:
    groups, projects = {g.id: g for g in problem.groups}, {p.id: p for p in problem.projects}
    units = {c.resource: c.units for c in problem.capacities}
    taken: Counter[tuple[str, int]] = Counter()
    for assignment in match.assignments:
        project = projects.get(assignment.project or "")
        sessions = () if project is None else project.sessions
        if sorted(s for s, _ in assignment.sittings) != sorted(s.id for s in sessions):
            yield MatchViolation("one-sitting-per-session", (assignment.group,))
            continue
        options = {(s.id, o.id): o for s in sessions for o in s.sittings}
        chosen = [options[pair] for pair in assignment.sittings if pair in options]
        slots = Counter(slot for s in chosen for slot in range(s.start, s.end))
        busy = {slot for start, end in groups[assignment.group].busy for slot in range(start, end)}
        if len(chosen) < len(sessions) or max(slots.values(), default=0) > 1 or busy & set(slots):
            yield MatchViolation("sitting", (assignment.group,))
        taken.update((r, slot) for s in chosen for r in s.resources for slot in range(s.start, s.end))
    for resource in sorted({r for (r, _), used in taken.items() if used > units.get(r, 1)}):
        yield MatchViolation("capacity", (resource,))
