import pytest

from solver.check import violations
from solver.testing.generate import Planted, generate


def used_share(planted: Planted) -> float:
    """The share of the open unit hours of rooms and labs that the plan uses."""
    problem, used = planted.problem, 0
    for activity in problem.activities:
        time = activity.times[planted.plan.assignments[activity.id].time]
        used += time.length * (activity.needs[2].units or 0)
    spaces = [resource for resource in problem.resources if resource.location]
    open_hours = sum(
        100 * space.units - sum(busy.length * (busy.units or 0) for busy in space.unavailable)
        for space in spaces
    )
    return used / open_hours


@pytest.mark.parametrize("tightness", [0.6, 0.8, 0.95])
@pytest.mark.parametrize("activities", [100, 400])
def test_the_planted_plan_keeps_every_rule_and_costs_nothing(activities: int, tightness: float) -> None:
    planted = generate(activities, tightness, seed=1)

    assert violations(planted.problem, planted.plan) == ()
    assert (planted.plan.cost, planted.plan.unplaced) == (0, ())
    assert len(planted.problem.activities) >= 0.97 * activities
    assert abs(used_share(planted) - tightness) < 0.05
