"""ITC-2019 files: read, written as official solutions, and refused with the line of a mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from solver import solve
from solver.check import priced
from solver.errors import FormatError
from solver.formats import itc2019
from solver.problem import CourseSection, Distribution, DistributionKind, TermWeights, TimePattern
from solver.solution import Placement, Solution

TINY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE problem PUBLIC "-//ITC 2019//DTD Problem Format/EN" "http://www.itc2019.org/competition-format.dtd">
<problem name="tiny" nrDays="7" slotsPerDay="288" nrWeeks="3">
  <optimization time="2" room="1" distribution="5" student="10"/>
  <rooms>
    <room id="1" capacity="50"><travel room="2" value="6"/></room>
    <room id="2" capacity="20"><unavailable days="0100000" start="90" length="24" weeks="110"/></room>
  </rooms>
  <courses>
    <course id="1">
      <config id="1">
        <subpart id="1">
          <class id="1" limit="20">
            <room id="1" penalty="0"/>
            <room id="2" penalty="3"/>
            <time days="1010000" start="90" length="10" weeks="111" penalty="0"/>
            <time days="0101000" start="90" length="10" weeks="111" penalty="2"/>
          </class>
        </subpart>
        <subpart id="2">
          <class id="2" parent="1" limit="10" room="false">
            <time days="1000000" start="95" length="10" weeks="111" penalty="0"/>
          </class>
        </subpart>
      </config>
    </course>
  </courses>
  <distributions>
    <distribution type="NotOverlap" penalty="3"><class id="1"/><class id="2"/></distribution>
    <distribution type="MaxBlock(20, 6)" required="true"><class id="1"/><class id="2"/></distribution>
  </distributions>
  <students>
    <student id="1"><course id="1"/></student>
    <student id="2"><course id="1"/></student>
  </students>
</problem>
"""


def make_plan(time: int, room: str) -> Solution:
    both = {"1": Placement(time, ((f"room {room}",),)), "2": Placement(0)}
    return Solution(both, students={"1": ("1", "2"), "2": ("1", "2")})


def test_a_document_becomes_a_problem() -> None:
    problem = itc2019.read(TINY)

    assert problem.weights == TermWeights(time=2, resource=1, distribution=5, student=10)
    assert problem.activities[0].times[1] == TimePattern(0b1010, 0b111, 90, 10, 2)
    assert problem.activities[1].needs == ()
    assert problem.distributions[1] == Distribution(
        "2", DistributionKind.MAX_BLOCK, ("1", "2"), None, (20, 6)
    )
    assert problem.courses[0].configs[0].subparts[1].sections == (CourseSection("2", 10, "1"),)
    assert problem.slots_between("2", "1") == 6


@pytest.mark.parametrize(
    ("time", "room", "expected"),
    [
        # Two students in overlapping classes (20) and a soft NotOverlap (15).
        (0, "1", (0, 35)),
        (0, "2", (0, 38)),
        (1, "1", (0, 4)),
        # Room 2 is closed on Tuesday.
        (1, "2", (1, 7)),
    ],
)
def test_a_plan_is_priced_as_the_competition_does(time: int, room: str, expected: tuple[int, int]) -> None:
    plan = priced(itc2019.read(TINY), make_plan(time, room))

    # The judge names every moment of the day at which a room is closed: once for each day and week.
    assert (min(plan.violations, 1), plan.cost) == expected


def test_a_solution_comes_back_as_it_went() -> None:
    problem, plan = itc2019.read(TINY), make_plan(1, "2")

    again = itc2019.read_solution(problem, itc2019.write_solution(problem, plan))

    assert (again.assignments, again.students) == (plan.assignments, plan.students)


def test_the_official_document_names_days_weeks_rooms_and_students() -> None:
    written = itc2019.write_solution(itc2019.read(TINY), make_plan(1, "1"))

    assert '<class id="1" days="0101000" start="90" weeks="111" room="1">' in written
    assert '<class id="2" days="1000000" start="95" weeks="111">' in written
    assert written.count('<student id="2" />') == 2


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('nrWeeks="3"', "", r"line 3: expected <problem> with attribute 'nrWeeks'"),
        ('length="24"', 'length="x"', r"line 7: expected length as a whole number, found 'x'"),
        ('days="1010000"', 'days="10x0000"', r"line 16: expected days as zeros and ones"),
        ('days="1010000"', 'days="0000000"', r"line 16: expected a time that can exist"),
        ("NotOverlap", "NeverOverlap", r"line 29: expected a distribution of ITC-2019, found 'NeverOverlap'"),
        ("MaxBlock(20, 6)", "MaxBlock(20)", r"MaxBlock takes 2 limits, has 1"),
        ('<class id="2"/></distribution>', '<class id="9"/></distribution>', r"unknown activity '9'"),
        ("</problem>", "", r"line \d+: expected well-formed XML"),
        ('parent="1" ', 'parent="9" ', r"parent '9' is not in its configuration"),
    ],
)
def test_a_mistake_is_named_by_its_line(before: str, after: str, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        itc2019.read(TINY.replace(before, after, 1))


@pytest.mark.parametrize(
    "hostile",
    [
        '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><problem name="&b;"/>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><problem name="p">&a;</problem>',
        '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://example.org/x.dtd"> %a;]><problem name="p"/>',
    ],
)
def test_entities_and_external_references_are_refused(hostile: str) -> None:
    with pytest.raises(FormatError, match="expected XML without entity declarations"):
        itc2019.read(hostile)


def test_another_document_is_refused() -> None:
    with pytest.raises(FormatError, match="line 1: expected <problem>, found 'solution'"):
        itc2019.read("<solution/>")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('<class id="9" days="1010000" weeks="111" start="90"/>', "expected a class of the problem, once"),
        ('<class id="1" days="1010000" weeks="110" start="90"/>', "expected a time of class 1"),
        ('<class id="1" days="1010000" weeks="111" start="90" room="3"/>', "expected a room of class 1"),
        (
            '<class id="2" days="1000000" weeks="111" start="95"><student id="7"/></class>',
            "expected a student of the problem, found '7'",
        ),
    ],
)
def test_a_mistake_in_a_solution_is_named(line: str, message: str) -> None:
    with pytest.raises(FormatError, match=f"line 2: {message}"):
        itc2019.read_solution(itc2019.read(TINY), f"<solution>\n{line}\n</solution>")


def test_every_public_instance_can_be_read(public_instances: Path) -> None:
    files = sorted((public_instances / "itc2019").glob("*.xml"))

    problems = [itc2019.read(file.read_text(encoding="utf-8-sig")) for file in files]

    sizes = {each.name: (len(each.activities), len(each.students)) for each in problems}
    assert sizes["lums-sum17"] == (20, 0)
    assert sizes["wbg-fal10"] == (150, 19)


@pytest.mark.slow
def test_a_real_summer_term_is_planned_at_its_best_known_cost(public_instances: Path) -> None:
    text = (public_instances / "itc2019" / "lums-sum17.xml").read_text(encoding="utf-8-sig")
    reports: list[int] = []

    def stop() -> bool:
        return bool(reports) and reports[-1] <= 4

    plan = solve(
        itc2019.read(text),
        time_limit=60,
        should_stop=stop,
        on_progress=lambda progress: reports.append(progress.cost if not progress.violations else 1 << 30),
    )

    assert (plan.violations, plan.cost) == (0, 4)
