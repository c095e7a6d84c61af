"""The cheapest ways to make an activity fit, each tried before it is proposed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from solver.activities import PlanActivity
from solver.check import violations
from solver.explain.answer import Fix, FixPrices, FixStep, StepKind
from solver.explain.steps import apply, carry_out
from solver.explain.widen import Widened, widen
from solver.grid import SlotGrid
from solver.problem import Problem
from solver.replan.model import Plan, Replan, build, read
from solver.replan.search import STATUS_FOUND, Deadline, RepairOutcome, Replanned, run
from solver.replan.switches import NamedRule, RuleKind
from solver.solution import Placement, Solution
from solver.times import Busy


@dataclass(frozen=True, slots=True)
class RuleRelaxation:
    """Something a fix may give up, the literal that says it does, and its price."""

    kind: StepKind
    used: cp_model.LiteralT
    price: int
    rule: NamedRule | None = None


def find_fixes(
    problem: Problem,
    solution: Solution,
    wanted: PlanActivity,
    moved: Replanned | None,
    prices: FixPrices,
    deadline: Deadline,
    most: int,
) -> tuple[Fix, ...]:
    """At most `most` fixes that work, cheapest first."""
    plan = {name: place for name, place in solution.assignments.items() if name != wanted.id}
    known = frozenset((broken.rule, broken.items) for broken in violations(problem, solution))

    def works(fix: Fix) -> bool:
        after = violations(apply(problem, fix), carry_out(solution, fix))
        return all((broken.rule, broken.items) in known for broken in after)

    found = [fix for fix in _by_moving(plan, moved, prices) if works(fix)]
    if not any(fix.price == 0 for fix in found):
        found += _by_fewer_units(problem, plan, wanted, prices, deadline)
        found += _by_relaxing(problem, plan, wanted, prices, deadline, works)
    found.sort(key=lambda fix: fix.price)
    return tuple(found[:most])


def _by_moving(plan: Plan, moved: Replanned | None, prices: FixPrices) -> Iterator[Fix]:
    if moved is None or moved.outcome is not RepairOutcome.FOUND or prices.move is None:
        return
    changes = {name: place for name, place in moved.assignments.items() if plan.get(name) != place}
    steps = tuple(FixStep(kind=StepKind.MOVE, activity=name) for name in changes if name in plan)
    yield Fix(steps, prices.move * len(steps), changes)


def _by_fewer_units(
    problem: Problem, plan: Plan, wanted: PlanActivity, prices: FixPrices, deadline: Deadline
) -> Iterator[Fix]:
    for index, need in enumerate(wanted.needs):
        if prices.fewer_units is None or need.units is None or need.units < 2:
            continue
        best: Fix | None = None
        low, high = 1, need.units - 1
        while low <= high and deadline.left > 0:
            units = high if best is None and low == 1 and high == 1 else (low + high + 1) // 2
            fix = _with_units(problem, plan, wanted, index, units, prices.fewer_units, deadline)
            if fix is None:
                high = units - 1
            else:
                best, low = fix, units + 1
        if best is not None:
            yield best


def _with_units(
    problem: Problem, plan: Plan, wanted: PlanActivity, need: int, units: int, price: int, deadline: Deadline
) -> Fix | None:
    step = FixStep(kind=StepKind.FEWER_UNITS, activity=wanted.id, need=need, units=units)
    grid = SlotGrid(apply(problem, Fix((step,), price, {})))
    model = build(grid, plan, frozenset({wanted.id}), trusted=True)
    for piece in model.pieces.values():
        model.cp.add_bool_or([piece.placed])
    solver, status = run(model, deadline.left, plan=plan)
    if status not in STATUS_FOUND:
        return None
    return Fix((step,), price, {wanted.id: read(model, solver, plan)[wanted.id]})


def _by_relaxing(
    problem: Problem,
    plan: Plan,
    wanted: PlanActivity,
    prices: FixPrices,
    deadline: Deadline,
    works: Callable[[Fix], bool],
) -> Iterator[Fix]:
    """Give up rules at a price, nobody else moving; no fix has all the kinds of steps of another."""
    wider = widen(problem, wanted, prices)
    grid = SlotGrid(wider.problem)
    model = build(grid, plan, frozenset({wanted.id}), optional=True, trusted=True)
    model.cp.add_bool_or([model.pieces[wanted.id].placed])
    relaxations = [*_rule_relaxations(model, prices), *_extra_relaxations(model, wider, prices)]
    model.cp.minimize(cp_model.LinearExpr.sum([each.price * each.used for each in relaxations]))
    by_kind = _by_kind(model.cp, relaxations)
    while deadline.left > 0:
        solver, status = run(model, deadline.left, plan=plan)
        if status not in STATUS_FOUND:
            return
        used = [each for each in relaxations if solver.boolean_value(each.used)]
        place = read(model, solver, plan)[wanted.id]
        dropped = [each.rule.id for each in used if each.rule and each.rule.kind is RuleKind.STAYS]
        fix = _as_fix(grid, wider, plan, place, used, dropped)
        if works(fix):
            yield fix
            model.cp.add_bool_or([~by_kind[each.kind] for each in used])
        else:
            model.cp.add_bool_or([~each.used for each in used])


def _by_kind(cp: cp_model.CpModel, relaxations: list[RuleRelaxation]) -> dict[StepKind, cp_model.IntVar]:
    kinds = dict.fromkeys(each.kind for each in relaxations)
    return {kind: _any(cp, [each.used for each in relaxations if each.kind is kind]) for kind in kinds}


def _rule_relaxations(model: Replan, prices: FixPrices) -> Iterator[RuleRelaxation]:
    resources = model.problem.resource_by_id
    for rule, switch in list(model.switches.literals.items()):
        kind, price = {
            RuleKind.UNAVAILABLE: (StepKind.EXTEND_OPENING, prices.extend_opening),
            RuleKind.UNITS: (StepKind.MORE_UNITS, prices.more_units),
            RuleKind.DISTRIBUTION: (StepKind.RELAX_RULE, prices.relax_rule),
            RuleKind.PIN: (StepKind.UNPIN, prices.unpin),
        }.get(rule.kind, (StepKind.MOVE, None))
        if price is None or (rule.kind is RuleKind.UNITS and resources[rule.id].units == 1):
            # A single room or person is not made two: another one is another resource.
            model.cp.add_bool_or([switch])
        else:
            yield RuleRelaxation(kind, ~switch, price, rule)
    for name, piece in model.pieces.items():
        if name in model.free:
            continue
        if prices.leave_out is None:
            model.cp.add_bool_or([piece.placed])
        else:
            yield RuleRelaxation(
                StepKind.LEAVE_OUT, ~piece.placed, prices.leave_out, NamedRule(RuleKind.STAYS, name)
            )


def _extra_relaxations(model: Replan, wider: Widened, prices: FixPrices) -> Iterator[RuleRelaxation]:
    piece = model.pieces[wider.activity.id]
    extra = [at for index, at in piece.at.items() if index >= wider.own_times]
    if extra:
        yield RuleRelaxation(StepKind.EXTRA_TIME, _any(model.cp, extra), prices.extra_time or 0)
    for need in range(len(wider.activity.needs)):
        others = [literal for key, literal in piece.by.items() if key in wider.added and key[0] == need]
        if others:
            yield RuleRelaxation(StepKind.OTHER_RESOURCE, _any(model.cp, others), prices.other_resource or 0)


def _any(cp: cp_model.CpModel, literals: list[cp_model.LiteralT]) -> cp_model.IntVar:
    used = cp.new_bool_var("used")
    cp.add_max_equality(used, literals)
    return used


def _as_fix(
    grid: SlotGrid,
    wider: Widened,
    plan: Plan,
    place: Placement,
    used: list[RuleRelaxation],
    dropped: list[str],
) -> Fix:
    wanted = wider.activity
    steps: list[FixStep] = [FixStep(kind=StepKind.LEAVE_OUT, activity=name) for name in dropped]
    if place.time >= wider.own_times:
        steps.append(FixStep(kind=StepKind.EXTRA_TIME, activity=wanted.id, time=wanted.times[place.time]))
    for index, names in enumerate(place.resources):
        steps += [
            FixStep(kind=StepKind.OTHER_RESOURCE, activity=wanted.id, need=index, resource=name)
            for name in names
            if (index, name) in wider.added
        ]
    rest = {name: there for name, there in plan.items() if name not in dropped}
    for each in used:
        if each.rule is not None and each.rule.kind is not RuleKind.STAYS:
            steps += _steps_for(grid, rest, wanted, place, each.rule)
    time = min(place.time, wider.own_times)
    changes: dict[str, Placement | None] = dict.fromkeys(dropped)
    changes[wanted.id] = replace(place, time=time)
    return Fix(tuple(steps), sum(each.price for each in used), changes)


def _steps_for(
    grid: SlotGrid, plan: Plan, wanted: PlanActivity, place: Placement, rule: NamedRule
) -> Iterator[FixStep]:
    """The steps that give up one rule, no wider than the place needs."""
    if rule.kind is RuleKind.DISTRIBUTION:
        yield FixStep(kind=StepKind.RELAX_RULE, rule=rule.id)
    elif rule.kind is RuleKind.PIN:
        yield FixStep(kind=StepKind.UNPIN, activity=rule.id)
    elif rule.kind is RuleKind.UNITS:
        missing = _missing_units(grid, {**plan, wanted.id: place}, rule.id)
        yield FixStep(kind=StepKind.MORE_UNITS, resource=rule.id, units=max(1, missing))
    elif rule.kind is RuleKind.UNAVAILABLE:
        time = wanted.times[place.time]
        for need, names in zip(wanted.needs, place.resources, strict=True):
            if rule.id in names:
                start = max(0, time.start - need.before)
                length = time.end + need.after - start
                span = Busy(time.days, time.weeks, start, length)
                yield FixStep(kind=StepKind.EXTEND_OPENING, resource=rule.id, opened=span)


def _missing_units(grid: SlotGrid, plan: Plan, name: str) -> int:
    """By how many units the plan exceeds a resource in its fullest cell."""
    left = grid.capacity(grid.problem.resource_by_id[name])
    for activity_id, place in plan.items():
        activity = grid.problem.activity_by_id[activity_id]
        time = activity.times[place.time]
        for need, names in zip(activity.needs, place.resources, strict=True):
            if name in names:
                units = need.units or grid.problem.resource_by_id[name].units
                left[grid.cells(time.days, time.weeks, time.start - need.before, time.end + need.after)] -= (
                    units
                )
    return int(-left.min())
