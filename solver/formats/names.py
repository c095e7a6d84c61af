"""What a person calls a resource or an activity in a file or an option: its id, or its name."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import TypeVar

from solver.activities import PlanActivity, PlanResource
from solver.errors import FormatError
from solver.problem import Problem

SHOWN = 5

Named = TypeVar("Named", PlanActivity, PlanResource)


def resource_called(problem: Problem, word: str, where: str) -> PlanResource:
    """The resource with that id, or else the only one with that name; raises FormatError at `where`."""
    found = _called(problem.resource_by_id, word)
    if not found:
        raise _unknown("the id or the name of a resource", problem.resource_by_id, word, where)
    if len(found) > 1:
        ids = ", ".join(each.id for each in found[:SHOWN])
        raise FormatError(where, f"an id, for {len(found)} resources have this name ({ids})", word)
    return found[0]


def activities_called(problem: Problem, word: str, where: str) -> tuple[PlanActivity, ...]:
    """The activity with that id, or else all with that name; raises FormatError at `where`."""
    found = _called(problem.activity_by_id, word)
    if not found:
        raise _unknown("the id or the name of an activity", problem.activity_by_id, word, where)
    return found


def _called(known: Mapping[str, Named], word: str) -> tuple[Named, ...]:
    if word in known:
        return (known[word],)
    return tuple(each for each in known.values() if each.name == word)


def _unknown(noun: str, known: Mapping[str, Named], word: str, where: str) -> FormatError:
    words = {each.id for each in known.values()} | {each.name for each in known.values()}
    close = get_close_matches(word, sorted(words), SHOWN)
    hint = f" (like {', '.join(map(repr, close))})" if close else ""
    return FormatError(where, noun + hint, word)
