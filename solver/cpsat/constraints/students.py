"""Students of one section stay together: two sections that share students and clash are paid per student.

The model takes the sectioning of the base plan as given; `search.sectioning` changes it.
"""

from __future__ import annotations

from solver.cpsat.constraints.distribution import add_times
from solver.cpsat.constraints.togetherness import add_travel
from solver.cpsat.objective import Objective
from solver.cpsat.variables import Variables
from solver.pairs import SAME_ATTENDEES
from solver.solution import shared_students


def add(variables: Variables, objective: Objective) -> None:
    """State the clash of every pair with shared students in which a free activity takes part."""
    if not objective.wants("student"):
        return
    for (one, other), count in shared_students(variables.base).items():
        if one in variables.free or other in variables.free:
            variables.pause()
            clash = variables.new("clash")
            add_times(variables, SAME_ATTENDEES, 0, (one, other), clash)
            add_travel(variables, (one, other), clash)
            objective.add("student", count, clash)
