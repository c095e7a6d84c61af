"""The demo's first plan failed: its bound counted seats of a need that nothing serves.

A price on seats made the relaxation look at the rooms of every need, and one activity of the demo asks
for something that no longer exists: `min() arg is an empty sequence`.
"""

from solver import solve
from solver.problem import (
    Horizon,
    PlanActivity,
    PlanResource,
    Problem,
    Requirement,
    ResourceOption,
    TermWeights,
    TimePattern,
)


def test_an_activity_that_nothing_serves_is_left_out_and_the_rest_is_planned() -> None:
    hours = (TimePattern(1, 1, 0, 1), TimePattern(1, 1, 1, 1))
    problem = Problem(
        name="seats",
        horizon=Horizon(days=1, weeks=1, slots_per_day=2),
        resources=(PlanResource("hall", seats=10),),
        activities=(
            PlanActivity(
                "served", hours, (Requirement("room", (ResourceOption("hall"),)),), size=12, drop=100
            ),
            PlanActivity("unserved", hours, (Requirement("room", ()),), size=12, drop=50),
        ),
        weights=TermWeights(capacity=1),
    )

    plan = solve(problem, time_limit=5, workers=1)

    assert (plan.unplaced, plan.cost) == (("unserved",), 52)
