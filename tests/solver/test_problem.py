"""A problem that contradicts itself cannot be built, and the error names the item."""

from __future__ import annotations

import pytest

from solver.problem import (
    Compactness,
    Distribution,
    DistributionKind,
    Horizon,
    InvalidProblemError,
    Pinning,
    PlanActivity,
    PlanResource,
    Problem,
    Requirement,
    ResourceOption,
    Student,
    TimePattern,
)

HORIZON = Horizon(days=5, weeks=2, slots_per_day=10)
ONCE = TimePattern(days=1, weeks=1, start=0, length=2)


def test_a_time_outside_the_horizon_is_refused_by_its_activity_and_index() -> None:
    late = TimePattern(days=1, weeks=1, start=9, length=2)

    with pytest.raises(InvalidProblemError, match="activity 'a' time 1: ends at slot 11 of 10"):
        Problem("p", HORIZON, (), (PlanActivity("a", (ONCE, late)),))


def test_a_need_for_an_unknown_resource_is_refused() -> None:
    needy = PlanActivity("a", (ONCE,), (Requirement("room", (ResourceOption("nowhere"),)),))

    with pytest.raises(InvalidProblemError, match="activity 'a': needs unknown resource 'nowhere'"):
        Problem("p", HORIZON, (), (needy,))


def test_more_units_than_a_resource_has_are_refused() -> None:
    needy = PlanActivity("a", (ONCE,), (Requirement("station", (ResourceOption("lab"),), units=9),))

    with pytest.raises(InvalidProblemError, match="needs 9 units of 'lab', which has 8"):
        Problem("p", HORIZON, (PlanResource("lab", units=8),), (needy,))


def test_an_activity_that_must_be_placed_needs_a_time() -> None:
    with pytest.raises(InvalidProblemError, match="activity 'a': must be placed but has no times"):
        PlanActivity("a", ())


def test_an_activity_without_times_is_legal_at_a_price() -> None:
    assert PlanActivity("a", (), drop=100).drop == 100


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (
            {"distributions": (Distribution("d", DistributionKind.OVERLAP, ("a", "x")),)},
            "names unknown activity 'x'",
        ),
        ({"compactness": (Compactness("c", ("x",), 1),)}, "names unknown activity 'x'"),
        ({"pins": (Pinning("a", time=1),)}, "time 1 is not one of 1 times"),
        ({"pins": (Pinning("x", time=0),)}, "names an unknown activity"),
        ({"students": (Student("s", ("maths",)),)}, "asks for unknown course 'maths'"),
        (
            {"activities": (PlanActivity("a", (ONCE,)), PlanActivity("a", (ONCE,)))},
            "activity 'a': is named twice",
        ),
    ],
)
def test_what_a_rule_names_must_exist(parts: dict[str, object], message: str) -> None:
    given = {"resources": (), "activities": (PlanActivity("a", (ONCE,)),)} | parts

    with pytest.raises(InvalidProblemError, match=message):
        Problem("p", HORIZON, **given)  # type: ignore[arg-type]


def test_a_kind_takes_its_own_number_of_limits() -> None:
    with pytest.raises(InvalidProblemError, match="MaxBreaks takes 2 limits, has 1"):
        Distribution("d", DistributionKind.MAX_BREAKS, ("a",), limits=(3,))
