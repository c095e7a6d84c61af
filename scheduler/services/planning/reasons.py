"""The solver's explanations in the campus's words: codes, ids, names and wall times. Pure.

Importing this imports OR-Tools: only a job does.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import time
from typing import Any

from scheduler.domain.planning.plans import Unplaced
from scheduler.services.planning.candidates import Candidates
from scheduler.services.planning.grid import SLOT, SLOTS_PER_DAY
from scheduler.services.planning.problem import Question
from solver import explain
from solver.explain import Cause, Explanation, Fix, FixStep, StepKind
from solver.problem import Problem
from solver.solution import Placement, Solution
from solver.times import Busy, TimePattern, bits

Coded = dict[str, Any]


def why(problem: Problem, solution: Solution, name: str, seconds: float) -> Explanation:
    """Why one activity of the problem has no place, found within that time."""
    return explain.explain(problem, solution, name, time_limit=seconds)


@dataclass(frozen=True, slots=True)
class Wording:
    """Words for one question, and the campus that it was asked about."""

    question: Question

    def explained(self, unplaced: Unplaced, explanation: Explanation) -> Unplaced:
        """The same with the causes that together forbid the activity, and what would help, best first.

        Every cause carries `scope`: what it takes for granted about the other activities.
        """
        scope = explanation.scope.value.replace("-", "_")
        minimal = {"scope": scope, "minimal": explanation.minimal}
        causes = tuple(self._cause(cause) | minimal for cause in explanation.causes)
        fixes = tuple(self._fix(fix) for fix in explanation.fixes if self._lawful(fix))
        return replace(unplaced, causes=causes or ({"code": "fits", **minimal},), fixes=fixes)

    def _lawful(self, fix: Fix) -> bool:
        """Whether the campus would allow it: the solver knows no seats, owners and qualifications."""
        catalogue = Candidates(self.question.snapshot)
        for step in fix.steps:
            if step.kind is StepKind.OTHER_RESOURCE:
                activity, _ = self.question.sessions[step.activity]
                role = self.question.problem.activity_by_id[step.activity].needs[step.need].role
                resource = self.question.snapshot.resources[int(step.resource.removeprefix("r"))]
                if not catalogue.could_serve(resource, role, activity):
                    return False
        return True

    def _cause(self, cause: Cause) -> Coded:
        code = {"code": cause.kind.value.replace("-", "_")}
        role = {"role": cause.role} if cause.role else {}
        return code | role | self._named(cause.id)

    def _named(self, name: str) -> Coded:
        """What a name of the solver's stands for: an activity, a resource, a rule, or the role of a need."""
        if name in self.question.sessions:
            return self._activity(name)
        if name in self.question.problem.resource_by_id:
            return self._resource(name)
        rules = {rule.id for rule in self.question.problem.distributions}
        return {"rule": name} if name in rules else {"role": name}

    def _activity(self, name: str) -> Coded:
        activity, number = self.question.sessions[name]
        return {"activity_id": activity.id, "title": activity.title, "number": number}

    def _resource(self, name: str) -> Coded:
        resource = self.question.snapshot.resources[int(name.removeprefix("r"))]
        return {"resource_id": resource.id, "resource_name": resource.name, "kind": resource.kind.value}

    def _fix(self, fix: Fix) -> Coded:
        after = explain.apply(self.question.problem, fix)
        return {
            "price": fix.price,
            "steps": [self._step(step) for step in fix.steps],
            "changes": list(self._changes(after, fix.changes)),
        }

    def _step(self, step: FixStep) -> Coded:
        code: Coded = {"code": step.kind.value.replace("-", "_")}
        if step.activity:
            code |= self._activity(step.activity)
        if step.resource:
            code |= self._resource(step.resource)
        if step.rule:
            code["rule"] = step.rule
        if step.kind in (StepKind.OTHER_RESOURCE, StepKind.FEWER_UNITS):
            needs = self.question.problem.activity_by_id[step.activity].needs
            code["role"] = needs[step.need].role
        if step.units:
            code["units"] = step.units
        when = step.time or step.opened
        return code if when is None else code | self._when(when)

    def _changes(self, after: Problem, changes: Mapping[str, Placement | None]) -> Iterator[Coded]:
        """Where everything that moves is then; `placed` false: it goes."""
        for name, assignment in changes.items():
            change = self._activity(name) | {"placed": assignment is not None}
            if assignment is not None:
                chosen = dict.fromkeys(each for names in assignment.resources for each in names)
                when = after.activity_by_id[name].times[assignment.time]
                change |= self._when(when) | {"resources": [self._resource(each) for each in chosen]}
            yield change

    def _when(self, span: TimePattern | Busy) -> Coded:
        """Weekdays from Monday (0), wall times, and the weeks of the period counted from 1."""
        return {
            "weekdays": list(bits(span.days)),
            "starts": _clock(span.start),
            "ends": _clock(span.end),
            "weeks": [week + 1 for week in bits(span.weeks)],
        }


def _clock(slot: int) -> str:
    hours, minutes = divmod(slot % SLOTS_PER_DAY * SLOT, 60)
    return time(hours, minutes).strftime("%H:%M")
