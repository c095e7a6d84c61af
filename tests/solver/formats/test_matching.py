"""A matching problem in JSON comes back as it went, and a mistake is named by its path."""

from __future__ import annotations

import json
from typing import Any

import pytest

from solver.errors import FormatError
from solver.formats.json import encode
from solver.formats.matching import match_to_json, matching_from_json, matching_to_json
from solver.matching import (
    Capacity,
    Fairness,
    Friends,
    GroupMatch,
    HeldSkill,
    MatchAnswer,
    MatchGroup,
    MatchProblem,
    MatchProject,
    MatchWeights,
    ProjectSession,
    Quota,
    QuotaKind,
    Sitting,
    Stage,
    WantedSkill,
)


def make_matching() -> MatchProblem:
    """A matching that uses every field once."""
    session = ProjectSession(id="demo", sittings=(Sitting(id="s", start=3, length=2, resources=("robot",)),))
    project = MatchProject(
        id="p",
        min_groups=1,
        max_groups=2,
        min_group_size=2,
        max_group_size=5,
        company="c",
        supervisor="v",
        preferred_groups=("g2",),
        wanted_skills=(WantedSkill(id="gas", level=2, weight=3, required=True),),
        sessions=(session,),
    )
    groups = (
        MatchGroup(
            id="g1", size=4, choices=("p",), skills=(HeldSkill(id="gas", level=2),), busy=((0, 2), (5, 9))
        ),
        MatchGroup(id="g2", size=3, unmatched_price=7),
    )
    return MatchProblem(
        groups=groups,
        projects=(project,),
        friends=(Friends(id="f", groups=("g1", "g2"), price=3),),
        quotas=(Quota(kind=QuotaKind.COMPANY, id="c", max_groups=1),),
        capacities=(Capacity(resource="robot", units=2),),
        fairness=Fairness.WEIGHTED,
        weights=MatchWeights(group_rank=3),
        allow_unranked=True,
    )


def test_a_matching_problem_comes_back_as_it_went() -> None:
    assert matching_from_json(matching_to_json(make_matching())) == make_matching()


def test_an_answer_is_written_without_what_is_usual() -> None:
    match = MatchAnswer(
        (GroupMatch(group="g1", project="p", rank=1), GroupMatch(group="g2")), (Stage("worst-rank", 1, 1),)
    )

    assert json.loads(match_to_json(match)) == {
        "assignments": [{"group": "g1", "project": "p", "rank": 1}, {"group": "g2"}],
        "stages": [{"name": "worst-rank", "value": 1, "bound": 1}],
    }


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (["groups", 0, "size"], "four", r"\$.groups\[0\].size: expected an integer, found 'four'"),
        (["groups", 0, "size"], 0, r"\$.groups\[0\]: .*group 'g1': has 0 members"),
        (["groups", 0, "busy", 1], [5], r"\$.groups\[0\].busy\[1\]: expected a list of 2, found \[5\]"),
        (["groups", 0, "choices"], ["q"], r"\$: .*group 'g1': project 'q' does not exist"),
        (["fairness"], "fair", r"\$.fairness: expected one of lexicographic, weighted, found 'fair'"),
        (["projects", 0, "colour"], 1, r"\$.projects\[0\].colour: expected one of the fields id, min_groups"),
    ],
)
def test_a_mistake_is_named_by_its_path(path: list[Any], value: object, message: str) -> None:
    document = encode(make_matching())
    inner = document
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value

    with pytest.raises(FormatError, match=message):
        matching_from_json(json.dumps(document))


def test_more_groups_and_projects_than_can_be_matched_are_refused() -> None:
    groups = [{"id": f"g{n}", "size": 1} for n in range(1001)]
    projects = [{"id": f"p{n}"} for n in range(1000)]

    with pytest.raises(FormatError, match=r"at most 1000000 groups times projects, found 1001000"):
        matching_from_json(json.dumps({"groups": groups, "projects": projects}))
