"""What a fix does to a problem and to a plan."""

from __future__ import annotations

from dataclasses import replace

from solver.activities import PlanActivity, PlanResource, ResourceOption
from solver.explain.answer import Fix, FixStep, StepKind
from solver.opening import opened
from solver.problem import Problem
from solver.solution import Solution


def apply(problem: Problem, fix: Fix) -> Problem:
    """The problem after the steps of a fix; moving and leaving out change no problem, only the plan."""
    for step in fix.steps:
        problem = _apply_step(problem, step)
    return problem


def carry_out(solution: Solution, fix: Fix) -> Solution:
    """The plan after a fix: its changes over the old assignments. Price it with `solver.check.priced`."""
    merged = {**solution.assignments, **fix.changes}
    return replace(solution, assignments={name: place for name, place in merged.items() if place is not None})


def _apply_step(problem: Problem, step: FixStep) -> Problem:
    if step.kind in (StepKind.EXTRA_TIME, StepKind.OTHER_RESOURCE, StepKind.FEWER_UNITS):
        activities = (
            _widened(each, step) if each.id == step.activity else each for each in problem.activities
        )
        return replace(problem, activities=tuple(activities))
    if step.kind in (StepKind.MORE_UNITS, StepKind.EXTEND_OPENING):
        resources = (
            _enlarged(each, step) if each.id == step.resource else each for each in problem.resources
        )
        return replace(problem, resources=tuple(resources))
    if step.kind is StepKind.RELAX_RULE:
        kept = (rule for rule in problem.distributions if rule.id != step.rule)
        return replace(problem, distributions=tuple(kept))
    if step.kind is StepKind.UNPIN:
        pins = (pin for pin in problem.pins if pin.activity != step.activity or pin.penalty is not None)
        return replace(problem, pins=tuple(pins))
    return problem


def _widened(activity: PlanActivity, step: FixStep) -> PlanActivity:
    if step.kind is StepKind.EXTRA_TIME and step.time is not None:
        return replace(activity, times=(*activity.times, step.time))
    needs = list(activity.needs)
    need = needs[step.need]
    if step.kind is StepKind.OTHER_RESOURCE:
        needs[step.need] = replace(need, candidates=(*need.candidates, ResourceOption(step.resource)))
    else:
        needs[step.need] = replace(need, units=step.units)
    return replace(activity, needs=tuple(needs))


def _enlarged(resource: PlanResource, step: FixStep) -> PlanResource:
    if step.kind is StepKind.MORE_UNITS:
        return replace(resource, units=resource.units + step.units)
    return resource if step.opened is None else opened(resource, step.opened)
