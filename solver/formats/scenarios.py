"""Scenarios in JSON: what is added to a problem or taken from it, by id or name.

    {"scenarios": [{"name": "two more stations",
                    "alterations": [{"add_units": {"resource": "Waterstoflab", "units": 2}}]}]}

Every alteration is an object with one of the fields of `ScenarioStep`. Days, weeks and slots count from 0. A
mistake raises FormatError with the JSON path and what was expected.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from itertools import count, islice
from typing import Any

from solver.activities import PlanActivity
from solver.errors import FormatError, InvalidProblemError, require
from solver.formats.json import decode, encode, parse
from solver.formats.names import activities_called, resource_called
from solver.problem import Problem
from solver.scenario.alterations import (
    AddCopies,
    AddDemand,
    AddUnits,
    Alteration,
    CloseHours,
    OpenHours,
    RemoveDemand,
    RemoveResource,
    WhatIf,
    alter,
)
from solver.times import Busy, Horizon, bits, check_inside

LARGEST = 16 * 1024 * 1024
"""Characters of a document that are read at most."""

MOST_SCENARIOS, MOST_COPIES = 50, 1000


@dataclass(frozen=True, slots=True)
class Copies:
    """So many further ones just like an existing one."""

    like: str
    number: int = 1

    def __post_init__(self) -> None:
        require(1 <= self.number <= MOST_COPIES, "number", f"must be 1 to {MOST_COPIES}, is {self.number}")


@dataclass(frozen=True, slots=True)
class Units:
    """So many more parallel places."""

    resource: str
    units: int

    def __post_init__(self) -> None:
        require(self.units >= 1, "units", f"must be at least 1, is {self.units}")


@dataclass(frozen=True, slots=True)
class ScenarioHours:
    """`length` slots from `start` (None: to the end of the day) on these days of these weeks (None: all)."""

    resource: str
    days: tuple[int, ...] | None = None
    weeks: tuple[int, ...] | None = None
    start: int = 0
    length: int | None = None


@dataclass(frozen=True, slots=True)
class Closing(ScenarioHours):
    """Hours in which so many places are missing (None: all of them)."""

    units: int | None = None


@dataclass(frozen=True, slots=True)
class ScenarioStep:
    """One alteration: exactly one of the fields.

    `copy_activity` asks for further activities with the times and needs of an existing one, but outside its
    rules; `add_activities` has activities as a problem file has them.
    """

    add_copies: Copies | None = None
    add_units: Units | None = None
    remove_resource: str | None = None
    open_hours: ScenarioHours | None = None
    close_hours: Closing | None = None
    add_activities: tuple[PlanActivity, ...] | None = None
    copy_activity: Copies | None = None
    remove_activities: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        names = [each.name for each in fields(self)]
        given = [name for name in names if getattr(self, name) is not None]
        require(len(given) == 1, "alteration", f"has one of {', '.join(names)}, not {len(given)}")


@dataclass(frozen=True, slots=True)
class ScenarioSteps:
    """A named list of alterations, made one after the other."""

    name: str
    alterations: tuple[ScenarioStep, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """What a file of scenarios holds."""

    scenarios: tuple[ScenarioSteps, ...]

    def __post_init__(self) -> None:
        number = len(self.scenarios)
        require(1 <= number <= MOST_SCENARIOS, "scenarios", f"must be 1 to {MOST_SCENARIOS}, are {number}")


def scenarios_from_json(problem: Problem, text: str) -> tuple[WhatIf, ...]:
    """The scenarios in a JSON document about that problem, each tried on it; raises FormatError."""
    document = decode(Document, parse(text, LARGEST))
    return tuple(
        WhatIf(each.name, tuple(_alterations(problem, each.alterations, f"$.scenarios[{at}]")))
        for at, each in enumerate(document.scenarios)
    )


def scenarios_to_json(scenarios: Iterable[WhatIf]) -> str:
    """The scenarios as a JSON document."""
    steps = (ScenarioSteps(each.name, tuple(map(_step, each.alterations))) for each in scenarios)
    return json.dumps(encode(Document(tuple(steps))), ensure_ascii=False, separators=(",", ":"))


def _alterations(problem: Problem, steps: Iterable[ScenarioStep], where: str) -> Iterator[Alteration]:
    """Each about the problem that those before it made: a copy can be closed."""
    for at, step in enumerate(steps):
        name, asked = next((name, asked) for name, asked in _given(step) if asked is not None)
        path = f"{where}.alterations[{at}].{name}"
        try:
            alteration = _alteration(problem, name, asked, path)
            problem = alter(problem, WhatIf("", (alteration,)))
        except InvalidProblemError as error:
            raise FormatError(path, f"an alteration that makes sense ({error})") from error
        yield alteration


def _given(step: ScenarioStep) -> Iterator[tuple[str, Any]]:
    return ((each.name, getattr(step, each.name)) for each in fields(step))


def _alteration(problem: Problem, name: str, asked: Any, path: str) -> Alteration:
    match asked:
        case Copies(like, number) if name == "copy_activity":
            made: Alteration = AddDemand(tuple(_copied(problem, like, number, f"{path}.like")))
        case Copies(like, number):
            made = AddCopies(resource_called(problem, like, f"{path}.like").id, number)
        case Units(resource, units):
            made = AddUnits(resource_called(problem, resource, f"{path}.resource").id, units)
        case ScenarioHours(resource):
            kind = CloseHours if isinstance(asked, Closing) else OpenHours
            found = resource_called(problem, resource, f"{path}.resource")
            made = kind(found.id, _span(problem.horizon, asked, path))
        case str(resource):
            made = RemoveResource(resource_called(problem, resource, path).id)
        case _ if name == "add_activities":
            made = AddDemand(asked)
        case _:
            lists = (activities_called(problem, word, f"{path}[{at}]") for at, word in enumerate(asked))
            made = RemoveDemand(frozenset(each.id for found in lists for each in found))
    return made


def _copied(problem: Problem, like: str, number: int, path: str) -> Iterator[PlanActivity]:
    """Called like the original with the next free numbers from 2 on; of a name, each of that name."""
    for original in activities_called(problem, like, path):
        names = (id for n in count(2) if (id := f"{original.id} {n}") not in problem.activity_by_id)
        yield from (replace(original, id=name) for name in islice(names, number))


def _span(horizon: Horizon, hours: ScenarioHours, path: str) -> Busy:
    length = horizon.slots_per_day - hours.start if hours.length is None else hours.length
    days = _mask(hours.days, horizon.days, f"{path}.days")
    weeks = _mask(hours.weeks, horizon.weeks, f"{path}.weeks")
    span = Busy(days, weeks, hours.start, length, hours.units if isinstance(hours, Closing) else None)
    check_inside(span, horizon, "hours")
    return span


def _mask(numbers: tuple[int, ...] | None, width: int, path: str) -> int:
    mask = 0
    for at, number in enumerate(range(width) if numbers is None else numbers):
        if not 0 <= number < width:
            raise FormatError(f"{path}[{at}]", f"a number from 0 to {width - 1}", number)
        mask |= 1 << number
    return mask


def _step(alteration: Alteration) -> ScenarioStep:
    match alteration:
        case AddCopies(like, number):
            step = ScenarioStep(add_copies=Copies(like, number))
        case AddUnits(resource, units):
            step = ScenarioStep(add_units=Units(resource, units))
        case RemoveResource(resource):
            step = ScenarioStep(remove_resource=resource)
        case OpenHours(resource, span):
            step = ScenarioStep(open_hours=ScenarioHours(resource, *_hours(span)))
        case CloseHours(resource, span):
            step = ScenarioStep(close_hours=Closing(resource, *_hours(span), span.units))
        case AddDemand(activities):
            step = ScenarioStep(add_activities=activities)
        case RemoveDemand(names):
            step = ScenarioStep(remove_activities=tuple(sorted(names)))
    return step


def _hours(span: Busy) -> tuple[tuple[int, ...], tuple[int, ...], int, int]:
    return tuple(bits(span.days)), tuple(bits(span.weeks)), span.start, span.length
