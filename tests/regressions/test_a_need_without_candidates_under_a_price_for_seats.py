"""The demo's first plan failed: its bound counted seats of a need that nothing serves.

A price on seats made the relaxation look at the rooms of every need, and one activity of the demo asks
for something that no longer exists: `min() arg is an empty sequence`.
"""

from solver import solve
from solver.problem import Activity, Candidate, Horizon, Need, Problem, Resource, Time, Weights


def test_an_activity_that_nothing_serves_is_left_out_and_the_rest_is_planned() -> None:
    hours = (Time(1, 1, 0, 1), Time(1, 1, 1, 1))
    problem = Problem(
        name="seats",
        horizon=Horizon(days=1, weeks=1, slots_per_day=2),
        resources=(Resource("hall", seats=10),),
        activities=(
            Activity("served", hours, (Need("room", (Candidate("hall"),)),), size=12, drop=100),
            Activity("unserved", hours, (Need("room", ()),), size=12, drop=50),
        ),
        weights=Weights(capacity=1),
    )

    plan = solve(problem, time_limit=5, workers=1)

    assert (plan.unplaced, plan.cost) == (("unserved",), 52)
