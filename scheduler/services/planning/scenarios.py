"""Scenarios as the solver's problems, and its answers as figures. Pure.

A campus that is open longer has candidate times that the present one has not; they are put behind the
present ones, so that the solver can read the plan of one scenario in every other.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time
from itertools import count

from scheduler.domain.campus.opening_hours import Opening
from scheduler.domain.campus.resources import TRAVELLERS, ResourceKind
from scheduler.domain.planning.activities import Activity, TimeWish
from scheduler.domain.planning.studies import (
    Alteration,
    AlterationKind,
    Filled,
    LeftOut,
    Scenario,
    StudyOutcome,
)
from scheduler.services.planning.candidates import Candidates
from scheduler.services.planning.grid import SLOT
from scheduler.services.planning.problem import Question, problem_of
from scheduler.services.planning.snapshot import Snapshot
from scheduler.services.planning.times import WEEKDAYS, hours_of
from solver import scenario as engine
from solver.problem import Busy, PlanActivity, Problem
from solver.scenario.figures import demanded
from solver.solution import Solution

LATER = 10
"""The price of a lesson in hours that are only open in a scenario: where the day will do, it is used."""
_STAY_OPEN = TRAVELLERS | {ResourceKind.ONLINE}


@dataclass(frozen=True, slots=True)
class Posed:
    """What the solver is asked for one scenario; `name` is empty for how things are."""

    name: str
    problem: Problem
    idle: tuple[int, ...] = ()


def pose(snapshot: Snapshot, scenarios: Sequence[Scenario]) -> tuple[Posed, ...]:
    """How things are, and each scenario."""
    question = problem_of(snapshot)
    present = _present(snapshot, question.problem)
    return (Posed("", present), *(_posed(question, present, each) for each in scenarios))


def outcomes(posed: Sequence[Posed], plans: Sequence[Solution]) -> tuple[StudyOutcome, ...]:
    """The figures of the scenarios that were planned: each of the best plan for it that was found for any."""
    planned = posed[: len(plans)]
    settled = engine.settle([(each.name, each.problem) for each in planned], plans)
    return tuple(_outcome(each, found) for each, found in zip(planned, settled, strict=True))


def _outcome(posed: Posed, found: engine.ScenarioOutcome) -> StudyOutcome:
    figures = found.figures
    return StudyOutcome(
        name=posed.name,
        demanded=figures.demanded_slots * SLOT,
        unmet=figures.unmet_slots * SLOT,
        activities_unmet=figures.unmet_activities,
        travel=figures.travel,
        cost=figures.penalties,
        filled=tuple(
            Filled(kind=kind, used=fill.used * SLOT, open=fill.open * SLOT)
            for kind, fill in figures.fill.items()
            if ResourceKind(kind) not in _STAY_OPEN
        ),
        left_out=tuple(_left_out(found)),
        idle=posed.idle,
    )


def _left_out(found: engine.ScenarioOutcome) -> Iterator[LeftOut]:
    """What finds no place, the most hours first."""
    sessions: Counter[str] = Counter()
    minutes: Counter[str] = Counter()
    for activity in found.problem.activities:
        if activity.id not in found.plan.assignments:
            sessions[activity.name] += 1
            minutes[activity.name] += demanded(activity) * SLOT
    for title, length in sorted(minutes.items(), key=lambda each: (-each[1], each[0])):
        yield LeftOut(title=title, sessions=sessions[title], minutes=length)


def _present(snapshot: Snapshot, problem: Problem) -> Problem:
    """How things are; of the weeks that have begun nothing counts as open, for nothing is planned in them."""
    horizon = problem.horizon
    begun = horizon.every_week & ~snapshot.grid.planned_weeks
    if begun:
        gone = Busy(horizon.every_day, begun, 0, horizon.slots_per_day)
        closed = tuple(engine.CloseHours(each.id, gone) for each in problem.resources)
    else:
        closed = ()
    return engine.alter(problem, engine.WhatIf("", closed))


def _posed(question: Question, problem: Problem, scenario: Scenario) -> Posed:
    longer = [each for each in scenario.alterations if each.kind is AlterationKind.DAY_LONGER]
    idle: list[int] = []
    if longer:
        problem = _open_longer(
            question.snapshot, problem, {day: each.until for each in longer for day in _days(each)}
        )
    for number, alteration in enumerate(scenario.alterations):
        if alteration.kind is not AlterationKind.DAY_LONGER:
            steps = _Steps(question, problem).of(alteration)
            problem = engine.alter(problem, engine.WhatIf(scenario.name, steps))
            idle += [] if steps else [number]
    return Posed(scenario.name, problem, tuple(idle))


@dataclass(frozen=True, slots=True)
class _Steps:
    """An alteration of the campus in the solver's words, on the problem as it is by now."""

    question: Question
    problem: Problem

    def of(self, alteration: Alteration) -> tuple[engine.Alteration, ...]:
        kind, subject = alteration.kind, alteration.subject_id or 0
        found: Sequence[engine.Alteration]
        match kind:
            case AlterationKind.RESOURCE_MORE:
                found = [engine.AddCopies(each, alteration.number) for each in self._whole(subject)]
            case AlterationKind.RESOURCE_STATIONS:
                found = [engine.AddUnits(each, alteration.number) for each in self._known([subject])]
            case AlterationKind.RESOURCE_GONE:
                found = [engine.RemoveResource(each) for each in self._whole(subject)]
            case AlterationKind.GROUP_TWICE:
                found = self._second_group(subject)
            case AlterationKind.COURSE_TWICE:
                found = self._again(self._sessions(kind, subject))
            case AlterationKind.GROUP_GONE | AlterationKind.COURSE_GONE:
                names = frozenset(each.id for each in self._sessions(kind, subject))
                found = [engine.RemoveDemand(names)] if names else []
            case AlterationKind.DAY_CLOSED | AlterationKind.DAY_LONGER:
                found = self._closed(alteration)
        return tuple(found)

    def _known(self, ids: Sequence[int]) -> list[str]:
        return [name for each in ids if (name := f"r{each}") in self.problem.resource_by_id]

    def _whole(self, resource_id: int) -> list[str]:
        """The resource with what is fixed in it: a second lab has its own, a lab that is gone has none."""
        taken = Candidates(self.question.snapshot).taken(
            self.question.snapshot.resources[resource_id], whole=True
        )
        return self._known([each.id for each in taken])

    def _closed(self, alteration: Alteration) -> list[engine.Alteration]:
        days = sum(1 << day for day in _days(alteration))
        horizon = self.problem.horizon
        whole = Busy(days, horizon.every_week, 0, horizon.slots_per_day)
        return [
            engine.CloseHours(each.id, whole)
            for each in self.problem.resources
            if ResourceKind(each.kind) not in _STAY_OPEN
        ]

    def _sessions(self, kind: AlterationKind, subject: int) -> list[PlanActivity]:
        """Those of a course or a group that are there still; a course is one activity of the period."""
        of_group = kind in (AlterationKind.GROUP_TWICE, AlterationKind.GROUP_GONE)
        return [
            self.problem.activity_by_id[name]
            for name, (activity, _) in self.question.sessions.items()
            if name in self.problem.activity_by_id
            and (subject in activity.group_ids if of_group else subject == activity.id)
        ]

    def _again(self, sessions: Sequence[PlanActivity]) -> list[engine.Alteration]:
        known = self.problem.activity_by_id
        names = (name for n in count(2) if (name := f"x{n}") not in known)
        added = tuple(replace(each, id=name) for each, name in zip(sessions, names, strict=False))
        return [engine.AddDemand(added)] if added else []

    def _second_group(self, group_id: int) -> list[engine.Alteration]:
        """All its lessons once more, for either of the two; the second comes to joint lessons by itself."""
        group = f"r{self.question.snapshot.groups[group_id].resource_id}"
        sessions = [_alone(each, group) for each in self._sessions(AlterationKind.GROUP_TWICE, group_id)]
        return [*self._again(sessions), engine.AddCopies(group)] if sessions else []


def _alone(session: PlanActivity, group: str) -> PlanActivity:
    """The session without other groups."""
    needs = tuple(
        need
        for need in session.needs
        if need.role != "group" or any(candidate.resource == group for candidate in need.candidates)
    )
    return replace(session, needs=needs)


def _days(alteration: Alteration) -> Sequence[int]:
    return WEEKDAYS if alteration.weekday is None else (alteration.weekday,)


def _open_longer(snapshot: Snapshot, problem: Problem, until: Mapping[int, time | None]) -> Problem:
    """The problem with all places open until later on some days, and lessons then at a price."""
    evenings = {day: late for day, late in until.items() if late is not None}
    openings = tuple(_longer(snapshot.around.openings, evenings))
    activities = tuple(_later(snapshot, each, evenings) for each in snapshot.activities)
    longer = replace(snapshot, around=replace(snapshot.around, openings=openings), activities=activities)
    later = problem_of(longer).problem
    return _merged(problem, _present(longer, later))


def _merged(problem: Problem, later: Problem) -> Problem:
    """Further times go behind those there are: what is known of the present stays true."""
    activities = []
    for now, then in zip(problem.activities, later.activities, strict=True):
        known = {(each.days, each.start) for each in now.times}
        further = tuple(each for each in then.times if (each.days, each.start) not in known)
        activities.append(replace(now, times=(*now.times, *further)))
    return replace(problem, activities=tuple(activities), resources=later.resources)


def _longer(openings: Sequence[Opening], evenings: Mapping[int, time]) -> Iterator[Opening]:
    """The last hours of a day go on; what is open until midnight already stays so."""
    last: dict[tuple[int | None, int | None, int], time] = {}
    for each in openings:
        key = (each.campus_id, each.resource_id, each.weekday)
        last[key] = max(last.get(key, time()), each.closes)
    for each in openings:
        late = evenings.get(each.weekday, time())
        ends = last[each.campus_id, each.resource_id, each.weekday]
        yield replace(each, closes=late) if time() < each.closes == ends < late else each


def _later(snapshot: Snapshot, activity: Activity, evenings: Mapping[int, time]) -> Activity:
    """An activity with hours of its own keeps them; the others may also lie in the evening."""
    start, end = hours_of(snapshot.groups_of(activity))
    late = {day: until for day, until in evenings.items() if start < end < until}
    if not late or any(wish.allowed for wish in activity.wishes):
        return activity
    usual = (TimeWish(weekday=day, starts=start, ends=end) for day in WEEKDAYS)
    further = (TimeWish(weekday=day, starts=start, ends=until, penalty=LATER) for day, until in late.items())
    return replace(activity, wishes=(*activity.wishes, *usual, *further))
