"""A large problem cut into parts whose bounds add up.

What a set of activities costs in a plan of everything is at least what it costs in the cheapest plan of
that set alone, for leaving activities out only gives room to the others. Prices of single activities belong
to their own part; a rule that counts several activities counts in a part only when all of them are in it.
So activities of one such rule stay together, and the bounds of disjoint parts add up to a bound of the whole.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import chain

from solver.activities import PlanActivity
from solver.problem import Problem

COMMON = 40
"""Resources that more sets of activities than this may use bring no two of them together."""


@dataclass(slots=True)
class Cluster:
    """Activities that stay together, the resources they may use and how many times they have."""

    activities: list[PlanActivity]
    resources: set[str]
    times: int


def parts(problem: Problem, most: int) -> list[Problem]:
    """The problem in parts of at most `most` times, unless what belongs together has more.

    What competes for the same resources goes into one part first: what parts compete for is given twice.
    """
    left = dict(enumerate(_clusters(problem)))
    users: dict[str, list[int]] = defaultdict(list)
    for number, cluster in left.items():
        for name in cluster.resources:
            users[name].append(number)
    near = {name: numbers for name, numbers in users.items() if len(numbers) <= COMMON}
    found: list[Problem] = []
    while left:
        found.append(_restricted(problem, _gathered(left, near, most)))
    return found


def _gathered(left: dict[int, Cluster], near: dict[str, list[int]], most: int) -> list[Cluster]:
    """Clusters for one part, taken out of what is left: always the one that shares most with those before."""
    shared: Counter[int] = Counter()
    waiting: list[tuple[float, int]] = []
    part: list[Cluster] = []
    names: set[str] = set()
    number, times = next(iter(left)), 0
    while not part or times + left[number].times <= most:
        cluster = left.pop(number)
        part.append(cluster)
        times += cluster.times
        for name in sorted(cluster.resources - names):
            for other in near.get(name, ()):
                if other in left:
                    shared[other] += 1
                    heappush(waiting, (-shared[other] / len(left[other].resources), other))
        names |= cluster.resources
        if not left:
            break
        while waiting and waiting[0][1] not in left:
            heappop(waiting)
        number = waiting[0][1] if waiting else next(iter(left))
    return part


def _clusters(problem: Problem) -> list[Cluster]:
    """The activities, those of one rule together."""
    first = {each.id: each.id for each in problem.activities}

    def root(name: str) -> str:
        while first[name] != name:
            first[name] = name = first[first[name]]
        return name

    rules = chain(
        (each.activities for each in problem.compactness), (each.activities for each in problem.working_days)
    )
    for names in rules:
        for name in names:
            first[root(name)] = root(names[0])
    found: dict[str, list[PlanActivity]] = defaultdict(list)
    for activity in problem.activities:
        found[root(activity.id)].append(activity)
    return [Cluster(each, _resources(each), sum(len(a.times) for a in each)) for each in found.values()]


def _resources(activities: Iterable[PlanActivity]) -> set[str]:
    return {each.resource for activity in activities for need in activity.needs for each in need.candidates}


def _restricted(problem: Problem, part: list[Cluster]) -> Problem:
    """The activities with their resources and the rules that are theirs alone."""
    names = {activity.id for cluster in part for activity in cluster.activities}
    used = set[str]().union(*(cluster.resources for cluster in part))
    return Problem(
        name=problem.name,
        horizon=problem.horizon,
        resources=tuple(each for each in problem.resources if each.id in used),
        activities=tuple(each for each in problem.activities if each.id in names),
        compactness=tuple(each for each in problem.compactness if names.issuperset(each.activities)),
        working_days=tuple(each for each in problem.working_days if names.issuperset(each.activities)),
        stability=tuple(each for each in problem.stability if names.issuperset(each.activities)),
        weights=problem.weights,
    )
