"""Our own JSON reads what it writes, and names the place of a mistake."""

from __future__ import annotations

import json
from typing import Any

import pytest

from solver.errors import FormatError
from solver.formats.json import (
    encode,
    problem_from_json,
    problem_to_json,
    solution_from_json,
    solution_to_json,
)
from solver.problem import (
    Busy,
    Compactness,
    Config,
    Course,
    CourseSection,
    Distribution,
    DistributionKind,
    Horizon,
    Pinning,
    PlanActivity,
    PlanResource,
    Problem,
    Requirement,
    ResourceOption,
    Stability,
    Student,
    Subpart,
    TermWeights,
    TimePattern,
    TravelTime,
    WorkingDays,
)
from solver.solution import CostTerm, Placement, Solution


def make_problem() -> Problem:
    """A problem that uses every field once."""
    lab = PlanResource("lab", "Waterstoflab", "fieldlab", 8, 30, (Busy(1, 1, 0, 4, 2),), "north")
    teacher = PlanResource("teacher", kind="staff", travels=True)
    need = Requirement("station", (ResourceOption("lab", 3),), units=5, before=1, after=1)
    first = PlanActivity(
        "a", (TimePattern(1, 3, 4, 2, 7), TimePattern(2, 3, 4, 2)), (need,), "Lassen", 12, 100
    )
    second = PlanActivity(
        "b", (TimePattern(1, 1, 0, 2),), (Requirement("teacher", (ResourceOption("teacher"),), units=None),)
    )
    return Problem(
        "campus",
        Horizon(5, 2, 20),
        (lab, teacher),
        (first, second),
        (Distribution("d", DistributionKind.MAX_BREAKS, ("a", "b"), 4, (1, 2)),),
        (Compactness("c", ("a", "b"), 2),),
        (WorkingDays("w", ("a", "b"), 2, 5),),
        (Stability("s", ("a", "b"), 1, "station"),),
        (TravelTime("north", "south", 6),),
        (
            Course(
                "k",
                (
                    Config(
                        "1",
                        (
                            Subpart(
                                "1",
                                (CourseSection("a", 3), CourseSection("b", None)),
                            ),
                        ),
                    ),
                ),
            ),
        ),
        (Student("s", ("k",)),),
        (Pinning("a", 1, (("lab",),), 9),),
        TermWeights(travel=2),
    )


def test_a_problem_comes_back_as_it_went() -> None:
    assert problem_from_json(problem_to_json(make_problem())) == make_problem()


def test_a_solution_comes_back_as_it_went() -> None:
    terms = (CostTerm("time", 1, 7),)
    plan = Solution({"a": Placement(0, (("lab",),))}, ("b",), {"s": ("a",)}, terms, 7, 1, 3, "by day")

    assert solution_from_json(solution_to_json(plan)) == plan


def edited(path: list[Any], value: object) -> str:
    """The document of `make_problem` with the value at `path` replaced."""
    document = encode(make_problem())
    inner = document
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return json.dumps(document)


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (
            ["activities", 0, "times", 0, "start"],
            "x",
            r"\$.activities\[0\].times\[0\].start: expected an integer",
        ),
        (["activities", 0, "times", 0, "start"], True, r"start: expected an integer, found True"),
        (
            ["activities", 0, "times", 0, "length"],
            0,
            r"times\[0\]: expected an object that makes sense \(time: length",
        ),
        (["activities", 0, "colour"], 1, r"\$.activities\[0\].colour: expected one of the fields id, times"),
        (["distributions", 0, "kind"], "Later", r"\$.distributions\[0\].kind: expected one of SameStart"),
        (["resources"], {}, r"\$.resources: expected a list"),
        (["horizon"], 3, r"\$.horizon: expected an object"),
        (["activities", 0, "needs", 0, "candidates", 0, "resource"], "x", "needs unknown resource 'x'"),
    ],
)
def test_a_mistake_is_named_by_its_path(path: list[Any], value: object, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        problem_from_json(edited(path, value))


def test_a_missing_field_is_named() -> None:
    with pytest.raises(FormatError, match=r"\$.horizon: expected this field, which is missing"):
        problem_from_json('{"name": "p"}')


def test_a_broken_document_is_named_by_line_and_column() -> None:
    with pytest.raises(FormatError, match="line 2 column 1: expected JSON"):
        problem_from_json('{"name":\n')


def test_a_document_nested_without_end_is_refused() -> None:
    with pytest.raises(FormatError, match="not nested this deep"):
        problem_from_json("[" * 200_000)
