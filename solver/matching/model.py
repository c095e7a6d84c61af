"""The rules of a matching as a CP-SAT model: one function per rule, its first line the rule in English."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from solver.matching.problem import Fairness, MatchGroup, MatchProblem, MatchProject, ProjectSession, Sitting
from solver.matching.rules import (
    company_rank_of,
    free_sittings,
    lowest_rank,
    obstacles,
    quota_projects,
    rank_of,
    skill_score,
)

Pair = tuple[str, str]
SittingKey = tuple[str, str, str, str]
"""Group, project, session, sitting."""


@dataclass(frozen=True, slots=True)
class MatchModel:
    """The CP-SAT model with its variables by name, and the objective stages in order."""

    cp: cp_model.CpModel
    goes: dict[Pair, cp_model.IntVar] = field(default_factory=dict)
    unmatched: dict[str, cp_model.IntVar] = field(default_factory=dict)
    runs: dict[str, cp_model.IntVar] = field(default_factory=dict)
    sits: dict[SittingKey, cp_model.IntVar] = field(default_factory=dict)
    stages: dict[str, cp_model.LinearExprT] = field(default_factory=dict)


def build(problem: MatchProblem) -> MatchModel:
    """The model of a problem; it has a solution, as every group may stay unmatched at its price."""
    model = MatchModel(cp_model.CpModel())
    _add_one_project_each(model, problem)
    _add_group_numbers(model, problem)
    _add_quotas(model, problem)
    _add_sittings(model, problem)
    parted = _add_friends(model, problem)
    _add_stages(model, problem, parted)
    return model


def _add_one_project_each(model: MatchModel, problem: MatchProblem) -> None:
    """Every group gets one project it chose and fits, or stays unmatched."""
    for group in sorted(problem.groups, key=lambda g: g.id):
        model.unmatched[group.id] = model.cp.new_bool_var(f"{group.id} unmatched")
        for project in sorted(problem.projects, key=lambda p: p.id):
            wished = problem.allow_unranked or project.id in group.choices
            if wished and not obstacles(group, project):
                variable = model.cp.new_bool_var(f"{group.id} in {project.id}")
                model.goes[group.id, project.id] = variable
        own = [v for (g, _), v in model.goes.items() if g == group.id]
        model.cp.add_exactly_one([*own, model.unmatched[group.id]])


def _add_group_numbers(model: MatchModel, problem: MatchProblem) -> None:
    """A project runs with its minimum to maximum number of groups, or does not run."""
    members = _members(model)
    for project in problem.projects:
        runs = model.cp.new_bool_var(f"{project.id} runs")
        model.runs[project.id] = runs
        number = cp_model.LinearExpr.sum(members[project.id])
        model.cp.add(number >= project.min_groups * runs)
        model.cp.add(number <= project.max_groups * runs)
        for variable in members[project.id]:
            model.cp.add_implication(variable, runs)


def _add_quotas(model: MatchModel, problem: MatchProblem) -> None:
    """A company or supervisor takes no more groups than its quota."""
    members = _members(model)
    for quota in problem.quotas:
        projects = quota_projects(problem, quota.kind, quota.id)
        taken = [v for p in projects for v in members[p.id]]
        model.cp.add(cp_model.LinearExpr.sum(taken) <= quota.max_groups)


def _add_sittings(model: MatchModel, problem: MatchProblem) -> None:
    """A group attends each session of its project once, never two at a time, and no resource is overfull."""
    groups, projects = {g.id: g for g in problem.groups}, {p.id: p for p in problem.projects}
    units = {c.resource: c.units for c in problem.capacities}
    of_group: dict[str, list[tuple[Sitting, cp_model.IntVar]]] = defaultdict(list)
    of_resource: dict[str, list[tuple[Sitting, cp_model.IntVar]]] = defaultdict(list)
    for (group_id, project_id), goes in model.goes.items():
        for session in projects[project_id].sessions:
            for sitting, sits in _add_one_sitting(
                model, groups[group_id], projects[project_id], session, goes
            ):
                of_group[group_id].append((sitting, sits))
                for resource in sitting.resources:
                    of_resource[resource].append((sitting, sits))
    for used in of_group.values():
        _at_most(model, used, 1)
    for resource, used in of_resource.items():
        _at_most(model, used, units.get(resource, 1))


def _add_one_sitting(
    model: MatchModel,
    group: MatchGroup,
    project: MatchProject,
    session: ProjectSession,
    goes: cp_model.IntVar,
) -> list[tuple[Sitting, cp_model.IntVar]]:
    options = []
    for sitting in free_sittings(group, session.sittings):
        sits = model.cp.new_bool_var(f"{group.id} at {session.id} {sitting.id}")
        model.sits[group.id, project.id, session.id, sitting.id] = sits
        options.append((sitting, sits))
    model.cp.add(cp_model.LinearExpr.sum([sits for _, sits in options]) == goes)
    return options


def _at_most(model: MatchModel, used: list[tuple[Sitting, cp_model.IntVar]], units: int) -> None:
    # Overlap changes only where a sitting starts, so these slots say everything.
    for slot in sorted({sitting.start for sitting, _ in used}):
        running = [v for sitting, v in used if sitting.start <= slot < sitting.end]
        if len(running) > units:
            model.cp.add(cp_model.LinearExpr.sum(running) <= units)


def _add_friends(model: MatchModel, problem: MatchProblem) -> cp_model.LinearExprT:
    """Friends get the same project or all stay unmatched; answers the price of those who are parted."""
    prices: list[cp_model.LinearExprT] = []
    for friends in problem.friends:
        parted: cp_model.IntVar | int = 0
        if friends.price is not None:
            parted = model.cp.new_bool_var(f"{friends.id} parted")
            prices.append(friends.price * parted)
        first, *others = friends.groups
        for other in others:
            _add_together(model, problem.projects, first, other, parted)
    return cp_model.LinearExpr.sum(prices)


def _add_together(
    model: MatchModel, projects: Iterable[MatchProject], first: str, other: str, parted: cp_model.IntVar | int
) -> None:
    pairs = [(model.goes.get((first, p.id), 0), model.goes.get((other, p.id), 0)) for p in projects]
    for one, two in [*pairs, (model.unmatched[first], model.unmatched[other])]:
        if isinstance(one, int) and isinstance(two, int):
            continue
        model.cp.add(one <= two + parted)
        model.cp.add(two <= one + parted)


def _add_stages(model: MatchModel, problem: MatchProblem, parted: cp_model.LinearExprT) -> None:
    """The objective, stage by stage, in the order and with the names of `rules.objective`."""
    groups, projects = {g.id: g for g in problem.groups}, {p.id: p for p in problem.projects}
    ranks = {pair: rank_of(groups[pair[0]], projects[pair[1]]) for pair in model.goes}
    unmatched = cp_model.LinearExpr.sum([groups[g].unmatched_price * v for g, v in model.unmatched.items()])
    group_ranks = _sum(model, {pair: rank - 1 for pair, rank in ranks.items()})
    company_ranks = _sum(model, {(g, p): company_rank_of(projects[p], groups[g]) - 1 for g, p in model.goes})
    skills = _sum(model, {(g, p): 100 - skill_score(groups[g], projects[p]) for g, p in model.goes})
    if problem.fairness is Fairness.WEIGHTED:
        weights = problem.weights
        wishes = weights.group_rank * group_ranks + weights.company_rank * company_ranks
        model.stages["total"] = unmatched + parted + wishes + weights.skill * skills
        return
    lowest = lowest_rank(problem)
    worst = model.cp.new_int_var(0, max(lowest, 0), "worst rank")
    for pair, variable in model.goes.items():
        model.cp.add(worst >= ranks[pair]).only_enforce_if(variable)
    model.stages.update({"unmatched": unmatched, "parted-friends": parted, "worst-rank": worst})
    for rank in range(lowest, 1, -1):
        model.stages[f"rank-{rank}"] = _sum(model, {p: int(ranks[p] == rank) for p in model.goes})
    model.stages.update({"group-ranks": group_ranks, "company-ranks": company_ranks, "skills": skills})


def _sum(model: MatchModel, prices: Mapping[Pair, int]) -> cp_model.LinearExprT:
    return cp_model.LinearExpr.sum([price * model.goes[pair] for pair, price in prices.items() if price])


def _members(model: MatchModel) -> dict[str, list[cp_model.IntVar]]:
    members: dict[str, list[cp_model.IntVar]] = defaultdict(list)
    for (_, project), variable in model.goes.items():
        members[project].append(variable)
    return members
