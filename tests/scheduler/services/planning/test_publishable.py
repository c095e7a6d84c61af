"""Whatever plan the solver's own judge accepts can be published on a campus that did not change."""

import random
from dataclasses import replace

import pytest

from scheduler.services.planning.extract import extract
from scheduler.services.planning.judge_sessions import clashes, judge_sessions
from scheduler.services.planning.problem import problem_of
from solver import check, solve
from solver.problem import Problem
from solver.solution import Placement, Solution
from tests.scheduler.services.planning.snapshots import BEFORE, random_snapshot


def anything_valid(problem: Problem, seed: int) -> Solution:
    """Activities in some order, each at the first place tried at random that breaks no rule."""
    chance = random.Random(seed)
    plan = Solution({})
    for activity in chance.sample(problem.activities, len(problem.activities)):
        if not activity.times or any(len(need.candidates) < need.count for need in activity.needs):
            continue
        for _ in range(25):
            resources = tuple(
                tuple(c.resource for c in chance.sample(need.candidates, need.count))
                for need in activity.needs
            )
            place = Placement(chance.randrange(len(activity.times)), resources)
            tried = replace(plan, assignments={**plan.assignments, activity.id: place})
            if not check.violations(problem, tried):
                plan = tried
                break
    return plan


@pytest.mark.parametrize("seed", range(60))
def test_any_valid_plan_of_any_campus_can_be_published(seed: int) -> None:
    snapshot = random_snapshot(seed)
    question = problem_of(snapshot)
    plan = anything_valid(question.problem, seed)

    sessions = extract(question, plan).sessions
    verdicts = judge_sessions(sessions, snapshot.around, BEFORE)

    assert clashes(sessions, verdicts) == ()


@pytest.mark.parametrize("seed", range(3))
def test_what_the_solver_finds_can_be_published(seed: int) -> None:
    snapshot = random_snapshot(1000 + seed)
    question = problem_of(snapshot)
    plan = solve(question.problem, time_limit=1.0, workers=1, seed=seed)

    sessions = extract(question, plan).sessions
    verdicts = judge_sessions(sessions, snapshot.around, BEFORE)

    assert check.violations(question.problem, plan) == ()
    assert clashes(sessions, verdicts) == ()
