"""Times and names of a problem as a person reads them; days, weeks and slots count from 0, as in files."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from solver.problem import Problem
from solver.solution import Placement
from solver.times import Busy, TimePattern, bits

FIVE_MINUTES = 288
"""Slots of a day whose slots last five minutes, as on the campus and in ITC-2019."""
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def called(problem: Problem, name: str) -> str:
    """An activity or a resource by its name and id; other names as they are."""
    known = problem.activity_by_id.get(name) or problem.resource_by_id.get(name)
    return f"{known.name} ({name})" if known is not None and known.name not in ("", name) else name


def placed(problem: Problem, name: str, place: Placement | None) -> str:
    """Where a session is: its time and what was chosen for it where there was a choice."""
    activity = problem.activity_by_id[name]
    if place is None:
        return "not placed"
    if place.time >= len(activity.times):
        return "at a time it has no longer"
    served = zip(activity.needs, place.resources, strict=False)
    chosen = [each for need, names in served if len(need.candidates) > need.count for each in names]
    at = when(problem, activity.times[place.time])
    return ", ".join([at, *(called(problem, each) for each in chosen)])


def when(problem: Problem, span: TimePattern | Busy) -> str:
    """`Tue 09:00-11:00, weeks 0-9` where slots last five minutes, `day 1, slot 3-4` elsewhere."""
    horizon = problem.horizon
    noun = "weeks" if span.weeks.bit_count() > 1 else "week"
    weeks = "" if span.weeks == horizon.every_week else f", {noun} {ranges(bits(span.weeks))}"
    if horizon.slots_per_day == FIVE_MINUTES and horizon.days <= len(WEEKDAYS):
        days = " ".join(WEEKDAYS[day] for day in bits(span.days))
        return f"{days} {clock(span.start)}-{clock(span.end)}{weeks}"
    return f"day {ranges(bits(span.days))}, slot {ranges(range(span.start, span.end))}{weeks}"


def clock(slot: int) -> str:
    """The wall time at which a slot of five minutes begins."""
    return "{:02}:{:02}".format(*divmod(slot * 5, 60))


def ranges(numbers: Iterable[int]) -> str:
    """`0-4,6`: ascending numbers, runs of them as ranges."""
    runs = (
        [number for _, number in run]
        for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])
    )
    return ",".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
