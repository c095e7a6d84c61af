"""ITC-2007 files: read, priced, written, and refused with the line of a mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from solver.check import priced
from solver.errors import FormatError
from solver.formats import ctt

TINY = """Name: Tiny
Courses: 2
Rooms: 2
Days: 2
Periods_per_day: 3
Curricula: 1
Constraints: 1

COURSES:
Art Ann 2 2 30
Bio Bob 1 1 10

ROOMS:
big 40
small 20

CURRICULA:
year1 2 Art Bio

UNAVAILABILITY_CONSTRAINTS:
Bio 0 0

END.
"""


def test_a_file_becomes_activities_resources_and_curricula() -> None:
    problem = ctt.read(TINY)

    assert [each.id for each in problem.activities] == ["Art#0", "Art#1", "Bio#0"]
    assert [each.id for each in problem.resources] == [
        "room big",
        "room small",
        "teacher Ann",
        "teacher Bob",
        "group year1",
    ]
    assert [len(each.times) for each in problem.activities] == [6, 6, 5]
    assert problem.working_days[0].minimum == 2


def test_a_solution_is_priced_as_the_competition_does() -> None:
    problem = ctt.read(TINY)
    # Art: one day instead of two (5), a second room (1), 10 people without a seat (10); all three lonely (6).
    plan = ctt.read_solution(problem, "Art big 0 0\nArt small 0 2\nBio big 1 2\n")

    checked = priced(problem, plan)

    assert (checked.violations, {term.name: term.cost for term in checked.terms if term.cost}) == (
        0,
        {"capacity": 10, "compactness": 6, "working_days": 5, "stability": 1},
    )


def test_a_solution_comes_back_as_it_went() -> None:
    problem = ctt.read(TINY)
    text = "Art big 0 0\nArt small 0 2\nBio big 1 2\n"

    assert ctt.write_solution(problem, ctt.read_solution(problem, text)) == text


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("Days: 2", "Days: two", r"line 4: expected Days as a whole number, found 'two'"),
        ("Rooms: 2", "Halls: 2", r"line 3: expected 'Rooms: value', found 'Halls: 2'"),
        ("Art Ann 2 2 30", "Art Ann 2 2", r"line 10: expected course, teacher, lectures"),
        ("Art Ann 2 2 30", "Art Ann -2 2 30", r"line 10: expected course, .*found '-2'"),
        ("ROOMS:", "BROOMS:", r"line 13: expected 'ROOMS:'"),
        ("year1 2 Art Bio", "year1 3 Art Bio", r"line 18: expected 3 courses, found 2"),
        (
            "year1 2 Art Bio",
            "year1 2 Art Geo",
            r"expected courses that are listed under COURSES, found 'Geo'",
        ),
        ("Bio 0 0", "Bio 0 3", r"line 21: expected a day below 2 and a period below 3"),
        ("Art Ann 2 2 30\nBio Bob 1 1 10", "Art Ann 2 2 30", r"line 12: expected course"),
        ("small 20", "big 20", r"timetable that can exist \(need 'room': names a candidate twice"),
    ],
)
def test_a_mistake_is_named_by_its_line(before: str, after: str, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        ctt.read(TINY.replace(before, after))


@pytest.mark.parametrize("cut", [10, 60, 120, 180])
def test_a_file_that_ends_early_is_refused(cut: int) -> None:
    with pytest.raises(FormatError):
        ctt.read(TINY[:cut])


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("Art big 0", "line 1: expected course, room, day, period"),
        ("Geo big 0 0", "line 1: expected a course with lectures left to place, found 'Geo'"),
        ("Bio big 0 0", "line 1: expected a period in which Bio may be taught, found '0 0'"),
        ("Bio hall 0 1", "line 1: expected a room of the instance, found 'hall'"),
        ("Bio big 0 x", "line 1: expected course, room, day, period, found 'x'"),
    ],
)
def test_a_mistake_in_a_solution_is_named_by_its_line(line: str, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        ctt.read_solution(ctt.read(TINY), line)


def test_every_public_instance_can_be_read(public_instances: Path) -> None:
    files = sorted((public_instances / "cb-ctt").glob("*.ctt"))

    problems = [ctt.read(file.read_text(encoding="utf-8-sig")) for file in files]

    assert [len(each.activities) for each in problems if each.name == "Fis0506-1"] == [160]
    assert len(problems) >= 10
