"""A travelling resource has time to travel between two sessions; each further location a day is paid."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

from ortools.sat.python import cp_model

from solver.cpsat.constraints.togetherness import add_travel
from solver.cpsat.objective import Objective
from solver.cpsat.variables import Literal, Variables
from solver.times import bits

Users = dict[str, Literal]
Sum = cp_model.LinearExpr.sum


def add(variables: Variables, objective: Objective) -> None:
    """State travel for every travelling resource a free activity may use."""
    problem = variables.problem
    if len({each.location for each in problem.resources if each.location is not None}) < 2:
        return
    done: set[tuple[str, str]] = set()
    for users in _users(variables).values():
        if problem.travel:
            _times(variables, users, done)
        if objective.wants("travel"):
            _price(variables, objective, users)


def _users(variables: Variables) -> dict[str, Users]:
    """Per travelling resource that a free activity may use, per activity the literal that it uses it."""
    problem = variables.problem
    ways: dict[str, dict[str, list[tuple[bool, Literal]]]] = {
        candidate.resource: {}
        for name in variables.free
        for need in problem.activity_by_id[name].needs
        for candidate in need.candidates
        if problem.resource_by_id[candidate.resource].travels
    }
    for activity in problem.activities:
        for need, choice in zip(activity.needs, variables.choice[activity.id], strict=True):
            for each in choice.keys() & ways.keys():
                way = (len(choice) == need.count, choice[each])
                ways[each].setdefault(activity.id, []).append(way)
    return {
        resource.id: {name: _one_of(variables, name, mine) for name, mine in ways[resource.id].items()}
        for resource in problem.resources
        if resource.id in ways
    }


def _one_of(variables: Variables, name: str, ways: list[tuple[bool, Literal]]) -> Literal:
    """The literal that an activity uses a resource in one of these ways, some of which are always taken."""
    if any(always for always, _ in ways):
        return variables.placed[name]
    return _any(variables, [literal for _, literal in ways])


def _any(variables: Variables, literals: list[Literal]) -> Literal:
    """A literal that is true when one of them is."""
    if len(literals) == 1:
        return literals[0]
    uses = variables.new("uses")
    for literal in literals:
        variables.model.add_implication(literal, uses)
    return uses


def _always(variables: Variables, name: str, literal: Literal) -> bool:
    """Whether the activity uses the resource whenever it is placed."""
    return isinstance(literal, int) or literal is variables.placed[name]


def _times(variables: Variables, users: Users, done: set[tuple[str, str]]) -> None:
    for one, other in combinations(users, 2):
        if (one, other) in done or (one not in variables.free and other not in variables.free):
            continue
        variables.pause()
        apart: Literal | None = None
        if _always(variables, one, users[one]) and _always(variables, other, users[other]):
            done.add((one, other))
        else:
            # Not both on this resource: the rule does not bind.
            apart = variables.new("apart")
            variables.model.add(apart + users[one] + users[other] <= 2)
        add_travel(variables, (one, other), apart)


def _price(variables: Variables, objective: Objective, users: Users) -> None:
    visits: dict[tuple[int, int], dict[str, list[list[Literal]]]] = defaultdict(lambda: defaultdict(list))
    for name, uses in users.items():
        activity = variables.problem.activity_by_id[name]
        for place, at in variables.at[name].items():
            for index, literal in variables.time[name].items():
                time = activity.times[index]
                for week in variables.grid.classes_of(time.weeks):
                    for day in bits(time.days):
                        visits[week, day][place].append([uses, at, literal])
    for (week, _), places in visits.items():
        if len(places) > 1:
            _day(variables, objective, places, variables.grid.class_weeks[week])


def _day(
    variables: Variables, objective: Objective, places: dict[str, list[list[Literal]]], weeks: int
) -> None:
    visited: list[Literal] = []
    for sessions in places.values():
        here = variables.new("here")
        for literals in sessions:
            variables.model.add(here >= Sum(literals) - 2)
        visited.append(here)
    further = variables.model.new_int_var(0, len(visited), "further")
    variables.model.add(further >= Sum(visited) - 1)
    objective.add("travel", weeks, further)
