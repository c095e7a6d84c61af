"""Why not a better choice: every such wish is granted once, to see who would lose how much."""

from collections.abc import Iterator
from dataclasses import dataclass

from ortools.sat.python import cp_model

from solver.matching.answer import Loss, Reason, ReasonKind, WhyNot, WishVerdict
from solver.matching.model import MatchModel, build
from solver.matching.problem import MatchGroup, MatchProblem, MatchProject
from solver.matching.reasons import direct_reasons
from solver.matching.rules import Choice, lowest_rank, objective, obstacles, rank_of
from solver.matching.search import Matching, StageClock, improve

_SECONDS_PER_WISH = 2.0


@dataclass(frozen=True, slots=True)
class HigherWish:
    """A project that a group ranked above the one it got."""

    rank: int
    group: MatchGroup
    project: MatchProject


def explain_wishes(
    problem: MatchProblem, found: Matching, clock: StageClock, seed: int
) -> dict[str, tuple[WhyNot, ...]]:
    """Per group id one entry for each project it ranked above the one it got, best first.

    First choices are granted before second ones: a short clock is spent on what people ask first.
    """
    model = build(problem)
    answers: dict[str, list[WhyNot]] = {group.id: [] for group in problem.groups}
    for wish in sorted(_wishes(problem, found.choice), key=lambda w: (w.rank, w.group.id)):
        answers[wish.group.id].append(_explain(problem, model, found, wish, clock, seed))
    return {group: tuple(whys) for group, whys in answers.items()}


def _wishes(problem: MatchProblem, choice: Choice) -> Iterator[HigherWish]:
    projects = {p.id: p for p in problem.projects}
    for group in problem.groups:
        for rank, project in enumerate(group.choices, start=1):
            if project == choice[group.id]:
                break
            yield HigherWish(rank, group, projects[project])


def _explain(
    problem: MatchProblem, model: MatchModel, found: Matching, wish: HigherWish, clock: StageClock, seed: int
) -> WhyNot:
    reasons = direct_reasons(problem, found, wish.group, wish.project)
    if obstacles(wish.group, wish.project):
        return WhyNot(wish.project.id, wish.rank, reasons, WishVerdict.IMPOSSIBLE)
    if clock.left <= 0:
        unproven = (Reason(kind=ReasonKind.NOT_PROVEN),)
        return WhyNot(wish.project.id, wish.rank, reasons or unproven, WishVerdict.NOT_SOLVED)
    goes = model.goes[wish.group.id, wish.project.id]
    seconds = min(_SECONDS_PER_WISH, clock.left)
    granted = improve(model, _loss_of_others(problem, model, found, wish), found, seconds, seed, goes)
    if granted.found is None:
        verdict = WishVerdict.IMPOSSIBLE if granted.impossible else WishVerdict.NOT_SOLVED
        return WhyNot(wish.project.id, wish.rank, reasons, verdict)
    then = granted.found.choice
    losses = tuple(_losses(problem, found.choice, then, wish))
    reasons = (*reasons, _verdict_reason(problem, found.choice, then, losses))
    return WhyNot(wish.project.id, wish.rank, reasons, WishVerdict.POSSIBLE, losses)


def _loss_of_others(
    problem: MatchProblem, model: MatchModel, found: Matching, wish: HigherWish
) -> cp_model.LinearExprT:
    """Ranks that other groups would lose, then the number of groups that lose any."""
    groups, projects = {g.id: g for g in problem.groups}, {p.id: p for p in problem.projects}
    now = _ranks(problem, found.choice)
    beyond = lowest_rank(problem) + 1
    per_rank = len(groups) + 1
    losses = []
    for (group, project), goes in model.goes.items():
        lost = rank_of(groups[group], projects[project]) - (now[group] or beyond)
        if lost > 0 and group != wish.group.id:
            losses.append((lost * per_rank + 1) * goes)
    for group, unmatched in model.unmatched.items():
        if (rank := now[group]) is not None and group != wish.group.id:
            losses.append(((beyond - rank) * per_rank + 1) * unmatched)
    return cp_model.LinearExpr.sum(losses)


def _losses(problem: MatchProblem, now: Choice, then: Choice, wish: HigherWish) -> Iterator[Loss]:
    before, after = _ranks(problem, now), _ranks(problem, then)
    beyond = lowest_rank(problem) + 1
    for group in problem.groups:
        if group.id != wish.group.id and (after[group.id] or beyond) > (before[group.id] or beyond):
            yield Loss(group.id, before[group.id], after[group.id])


def _ranks(problem: MatchProblem, choice: Choice) -> dict[str, int | None]:
    projects = {p.id: p for p in problem.projects}
    return {
        g.id: None if (got := choice[g.id]) is None else rank_of(g, projects[got]) for g in problem.groups
    }


def _verdict_reason(problem: MatchProblem, now: Choice, then: Choice, losses: tuple[Loss, ...]) -> Reason:
    """Why the matching in which the wish is granted was not chosen: its first stage that differs says so."""
    pairs = zip(objective(problem, now), objective(problem, then), strict=True)
    name, worse_by = next(((a[0], b[1] - a[1]) for a, b in pairs if a != b), ("", 0))
    if worse_by < 0:
        return Reason(kind=ReasonKind.NOT_PROVEN, subject=name)
    if losses:
        return Reason(kind=ReasonKind.FAIRNESS, subject=name, groups=tuple(loss.group for loss in losses))
    return Reason(kind=ReasonKind.PRICE if name else ReasonKind.EQUAL_CHOICE, subject=name)
