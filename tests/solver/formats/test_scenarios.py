"""Scenarios in JSON: names are found, what cannot be is named by its path."""

from __future__ import annotations

import json
from typing import Any

import pytest

from solver.errors import FormatError
from solver.formats.scenarios import scenarios_from_json, scenarios_to_json
from solver.problem import (
    Busy,
    Horizon,
    PlanActivity,
    PlanResource,
    Problem,
    Requirement,
    ResourceOption,
    TimePattern,
)
from solver.scenario import (
    AddCopies,
    AddDemand,
    AddUnits,
    CloseHours,
    OpenHours,
    RemoveDemand,
    RemoveResource,
    WhatIf,
)

NEED = (Requirement("lab", (ResourceOption("r1"),)),)
TIMES = (TimePattern(1, 3, 0, 2),)


def make_problem() -> Problem:
    """Two weeks of 5 days of 8 slots; a lab, two rooms of one name, and two lessons of one name."""
    resources = (PlanResource("r1", "Lab"), PlanResource("r2", "Room"), PlanResource("r3", "Room"))
    names = (("a1", "Welding"), ("a2", "Welding"), ("a3", "Milling"))
    activities = tuple(PlanActivity(id, TIMES, NEED, name) for id, name in names)
    return Problem("p", Horizon(5, 2, 8), resources, activities)


def read(*alterations: Any) -> tuple[Any, ...]:
    document = {"scenarios": [{"name": "s", "alterations": list(alterations)}]}
    (scenario,) = scenarios_from_json(make_problem(), json.dumps(document))
    return scenario.alterations


def test_scenarios_come_back_as_they_went() -> None:
    scenarios = (
        WhatIf("more", (AddCopies("r1", 2), AddUnits("r1 2", 3), OpenHours("r1", Busy(1, 2, 0, 8)))),
        WhatIf("less", (CloseHours("r2", Busy(4, 3, 2, 1, 1)), RemoveResource("r3"))),
        WhatIf(
            "demand", (AddDemand((PlanActivity("a4", TIMES, NEED),)), RemoveDemand(frozenset({"a1", "a4"})))
        ),
        WhatIf("nothing"),
    )

    assert scenarios_from_json(make_problem(), scenarios_to_json(scenarios)) == scenarios


def test_a_resource_is_found_by_its_name_and_all_activities_of_a_name_by_theirs() -> None:
    assert read({"remove_resource": "Lab"}, {"remove_activities": ["Welding"]}) == (
        RemoveResource("r1"),
        RemoveDemand(frozenset({"a1", "a2"})),
    )


def test_hours_that_are_not_narrowed_are_all_hours() -> None:
    assert read(
        {"close_hours": {"resource": "r1"}}, {"open_hours": {"resource": "r1", "days": [4], "start": 6}}
    ) == (
        CloseHours("r1", Busy(31, 3, 0, 8)),
        OpenHours("r1", Busy(16, 3, 6, 2)),
    )


def test_copies_of_an_activity_get_the_next_free_names() -> None:
    (added,) = read({"copy_activity": {"like": "Milling", "number": 2}})

    assert [(each.id, each.times, each.needs) for each in added.activities] == [
        ("a3 2", TIMES, NEED),
        ("a3 3", TIMES, NEED),
    ]


def test_an_alteration_may_be_about_what_an_earlier_one_added() -> None:
    assert read({"add_copies": {"like": "Lab"}}, {"remove_resource": "r1 2"}) == (
        AddCopies("r1", 1),
        RemoveResource("r1 2"),
    )


@pytest.mark.parametrize(
    ("alteration", "message"),
    [
        (
            {"remove_resource": "Lap"},
            r".remove_resource: expected the id or the name of a resource \(like 'Lab'\)",
        ),
        (
            {"remove_resource": "Room"},
            r"expected an id, for 2 resources have this name \(r2, r3\), found 'Room'",
        ),
        (
            {"add_units": {"resource": "x", "units": 1}},
            r".add_units.resource: expected the id or the name of a resource, found 'x'",
        ),
        ({"add_units": {"resource": "r1", "units": 0}}, r".add_units: .*units: must be at least 1, is 0"),
        ({"add_units": {"resource": "r1"}}, r".add_units.units: expected this field, which is missing"),
        (
            {"add_unit": {}},
            r"\[0\].add_unit: expected one of the fields add_copies, add_units, remove_resource",
        ),
        ({}, r"\[0\]: expected an object that makes sense \(alteration: has one of add_copies.*, not 0\)"),
        ({"remove_resource": "r1", "add_copies": {"like": "r1"}}, r"alteration: has one of .*, not 2"),
        (
            {"add_copies": {"like": "r1", "number": 1001}},
            r".add_copies: .*number: must be 1 to 1000, is 1001",
        ),
        (
            {"open_hours": {"resource": "r1", "units": 1}},
            r".open_hours.units: expected one of the fields resource",
        ),
        (
            {"close_hours": {"resource": "r1", "days": [0, 5]}},
            r".close_hours.days\[1\]: expected a number from 0 to 4, found 5",
        ),
        (
            {"close_hours": {"resource": "r1", "weeks": []}},
            r".close_hours: .*weeks is an empty mask",
        ),
        (
            {"close_hours": {"resource": "r1", "start": 6, "length": 3}},
            r".close_hours: .*hours: ends at slot 9 of 8",
        ),
        (
            {"remove_activities": ["a1", "x"]},
            r".remove_activities\[1\]: expected the id or the name of an activity, found 'x'",
        ),
        (
            {"add_activities": [{"id": "a1", "times": [], "drop": 1}]},
            r"\$.scenarios\[0\].alterations\[0\].add_activities: .*activity 'a1': is named twice",
        ),
    ],
)
def test_a_mistake_is_named_by_its_path(alteration: Any, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        read(alteration)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "line 1 column 2: expected JSON"),
        ("[]", r"\$: expected an object, found \[\]"),
        ('{"scenarios": []}', r"scenarios: must be 1 to 50, are 0"),
        (
            '{"scenarios": [{"name": 3, "alterations": []}]}',
            r"\$.scenarios\[0\].name: expected a string, found 3",
        ),
        (" " * (16 * 1024 * 1024 + 1), "at most 16777216 characters"),
    ],
    ids=["broken", "a list", "empty", "a number for a name", "too large"],
)
def test_what_is_no_document_of_scenarios_is_refused(text: str, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        scenarios_from_json(make_problem(), text)
