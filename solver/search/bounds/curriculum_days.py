"""Curricula in the relaxation by times: what a day of lonely sessions costs, and a day too few.

A rule on every single start leaves the linear relaxation a way out: with a fifth of a session at each of five
starts in a row, every fifth has company. Counted per day there is none. A day with sessions of a curriculum
has a lonely one or at least two sessions, so with `used` 1 for such a day

    lonely starts + sessions >= 2 * used,

and `used` is what minimum working days count as well: one linear programme weighs spreading a course over
days against keeping a curriculum together on them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from ortools.sat.python import cp_model

from solver.cpsat.variables import Literal
from solver.grid import SlotGrid
from solver.problem import Compactness, Problem, WorkingDays
from solver.search.bounds.symmetry import Orbit, single
from solver.times import bits

Option = tuple[int, int, Literal]
"""Start, end, and the literal that says a session is there."""

Sum = cp_model.LinearExpr.sum


class CurriculumDays:
    """States compactness and working days over the times of orbits; `pay` hears of every cost."""

    def __init__(
        self,
        problem: Problem,
        grid: SlotGrid,
        model: cp_model.CpModel,
        by_name: Mapping[str, Orbit],
        pay: Callable[[int, Literal], None],
    ) -> None:
        self.problem = problem
        self.grid = grid
        self.model = model
        self.by_name = by_name
        self.pay = pay
        self._known: dict[tuple[int, ...], Literal] = {}

    def add(self) -> None:
        """State every rule that has a price."""
        weights = self.problem.weights
        for rule in self.problem.compactness if weights.compactness else ():
            self._compact(rule, rule.penalty * weights.compactness)
        for each in self.problem.working_days if weights.working_days else ():
            self._spread(each, each.penalty * weights.working_days)

    def _orbits(self, names: Iterable[str]) -> list[Orbit]:
        return list({id(orbit): orbit for orbit in (self.by_name[name] for name in names)}.values())

    def _compact(self, rule: Compactness, price: int) -> None:
        orbits = self._orbits(rule.activities)
        shared = [single(self.problem, each.first) for each in orbits]
        alone = bool(shared) and bool(frozenset.intersection(*shared))
        for weeks, on in self.grid.alike(time.weeks for each in orbits for time in each.first.times):
            days: dict[int, list[list[Option]]] = defaultdict(list)
            for each in orbits:
                for day, options in _by_day(each, on).items():
                    days[day].append(options)
            for families in days.values():
                self._day(families, price * weeks, alone=alone)

    def _day(self, families: Sequence[Sequence[Option]], price: int, *, alone: bool) -> None:
        options = [option for family in families for option in family]
        lonely = self._lonely(options, price, alone=alone)
        used = self.model.new_bool_var("")
        for family in families:
            self.model.add(self._used([literal for _, _, literal in family]) <= used)
        self.model.add(Sum(lonely) + Sum([literal for _, _, literal in options]) >= 2 * used)

    def _lonely(self, options: Sequence[Option], price: int, *, alone: bool) -> list[Literal]:
        """As `constraints.curricula`; where only one session can be on at once, all at a start are summed,
        and only those that touch are company, for none can overlap."""
        found = []
        for start in sorted({each for each, _, _ in options}):
            lonely = self.model.new_bool_var("")
            found.append(lonely)
            self.pay(price, lonely)
            for end in sorted({e for s, e, _ in options if s == start}):
                here = [literal for s, e, literal in options if (s, e) == (start, end)]
                if alone:
                    near = [literal for s, e, literal in options if s == end or e == start]
                    self.model.add(lonely + Sum(near) >= Sum(here))
                    continue
                near = [o for s, e, o in options if (s != start and s <= end and start <= e)]
                longer = [o for s, e, o in options if s == start and e > end]
                for each in here:
                    self.model.add(lonely + Sum(near) + Sum(longer) >= each)
        return found

    def _spread(self, rule: WorkingDays, price: int) -> None:
        days: dict[int, list[Literal]] = defaultdict(list)
        for each in self._orbits(rule.activities):
            for day, options in _by_day(each).items():
                days[day].append(self._used([literal for _, _, literal in options]))
        missing = self.model.new_int_var(0, rule.minimum, "")
        self.model.add(missing + Sum([self._any(used) for used in days.values()]) >= rule.minimum)
        self.pay(price, missing)

    def _used(self, literals: Sequence[Literal]) -> Literal:
        """Whether any of the literals of one orbit holds: the same variable for the same literals."""
        key = tuple(literal.index for literal in literals)
        if key not in self._known:
            used = self._known[key] = self._any(literals)
            for literal in literals if len(literals) > 1 else ():
                self.model.add(literal <= used)
        return self._known[key]

    def _any(self, literals: Sequence[Literal]) -> Literal:
        """A variable that is 1 only where one of the literals is."""
        if len(literals) == 1:
            return literals[0]
        found = self.model.new_bool_var("")
        self.model.add(found <= Sum(literals))
        return found


def _by_day(orbit: Orbit, weeks: frozenset[int] | None = None) -> dict[int, list[Option]]:
    """Per day of the week when one of the orbit may be on; in given masks of weeks, or in any."""
    days: dict[int, list[Option]] = defaultdict(list)
    for time, literal in zip(orbit.first.times, orbit.taken, strict=True):
        if weeks is None or time.weeks in weeks:
            for day in bits(time.days):
                days[day].append((time.start, time.end, literal))
    return days
