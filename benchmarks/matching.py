"""Match 60 groups to 80 projects, several seeds and both kinds of fairness: time, proof, gap, ranks.

Run: .venv/bin/python benchmarks/matching.py [--time-limit 60] [--seeds 3] [--groups 60] [--projects 80]
"""

import argparse
import random
import time
from collections import Counter
from dataclasses import replace

from solver.matching import (
    Capacity,
    Fairness,
    Friends,
    HeldSkill,
    MatchGroup,
    MatchProblem,
    MatchProject,
    ProjectSession,
    Quota,
    QuotaKind,
    Sitting,
    WantedSkill,
    match,
    violations,
)

SKILLS = ("weld", "plc", "cad", "care", "data", "hydrogen", "network", "drone")


def campus(dice: random.Random, groups: int, projects: int, fairness: Fairness) -> MatchProblem:
    """A term's projects: few popular ones, company quotas, demonstrator hours that many want."""
    names = [f"project-{n:02}" for n in range(projects)]
    popularity = [1 / (1 + n) ** 0.8 for n in range(projects)]
    return MatchProblem(
        groups=make_groups(dice, groups, names, popularity),
        projects=tuple(make_project(dice, name, groups) for name in names),
        friends=tuple(
            Friends(id=f"friends-{n}", groups=(f"group-{2 * n:02}", f"group-{2 * n + 1:02}"), price=price)
            for n, price in enumerate((None, None, 200, 200))
        ),
        quotas=(
            *(Quota(kind=QuotaKind.COMPANY, id=f"company-{n}", max_groups=7) for n in range(12)),
            *(Quota(kind=QuotaKind.SUPERVISOR, id=f"coach-{n}", max_groups=6) for n in range(15)),
        ),
        capacities=tuple(Capacity(resource=f"demonstrator-{n}", units=1) for n in range(10)),
        fairness=fairness,
    )


def make_groups(
    dice: random.Random, number: int, names: list[str], popularity: list[float]
) -> tuple[MatchGroup, ...]:
    """Groups with wishes of their own, except that the four pairs of friends wish the same."""
    made = [make_group(dice, n, names, popularity) for n in range(number)]
    for n in range(1, 8, 2):
        made[n] = replace(made[n], choices=made[n - 1].choices)
    return tuple(made)


def make_group(dice: random.Random, number: int, names: list[str], popularity: list[float]) -> MatchGroup:
    wanted: list[str] = []
    while len(wanted) < 6:
        name = dice.choices(names, popularity)[0]
        if name not in wanted:
            wanted.append(name)
    held = dice.sample(SKILLS, 3)
    busy = dice.randrange(0, 40, 4)
    return MatchGroup(
        id=f"group-{number:02}",
        size=dice.randint(3, 6),
        choices=tuple(wanted),
        skills=tuple(HeldSkill(id=skill, level=dice.randint(1, 3)) for skill in held),
        busy=((busy, busy + 8),),
    )


def make_project(dice: random.Random, name: str, groups: int) -> MatchProject:
    fewest = dice.choice((1, 1, 1, 2))
    demonstrator = f"demonstrator-{dice.randrange(10)}"
    sittings = tuple(
        Sitting(id=f"at-{slot}", start=slot, length=2, resources=(demonstrator,))
        for slot in sorted(dice.sample(range(0, 40, 2), 6))
    )
    return MatchProject(
        id=name,
        min_groups=fewest,
        max_groups=fewest + dice.randint(0, 1),
        min_group_size=dice.choice((1, 3)),
        max_group_size=dice.choice((5, 6)),
        company=f"company-{dice.randrange(12)}",
        supervisor=f"coach-{dice.randrange(15)}",
        preferred_groups=tuple(f"group-{n:02}" for n in dice.sample(range(groups), 5)),
        wanted_skills=tuple(
            WantedSkill(id=skill, level=dice.randint(1, 3), required=dice.random() < 0.05)
            for skill in dice.sample(SKILLS, 2)
        ),
        sessions=(ProjectSession(id="demonstration", sittings=sittings),) if dice.random() < 0.5 else (),
    )


def main() -> None:
    """Print one line per run."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--time-limit", type=float, default=60)
    options.add_argument("--seeds", type=int, default=3)
    options.add_argument("--groups", type=int, default=60)
    options.add_argument("--projects", type=int, default=80)
    chosen = options.parse_args()
    print(
        "| fairness | seed | seconds | proven | gap | unmatched | groups at rank 1, 2, ... | wishes granted |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for fairness in Fairness:
        for seed in range(chosen.seeds):
            problem = campus(random.Random(seed), chosen.groups, chosen.projects, fairness)
            started = time.perf_counter()
            answer = match(problem, time_limit=chosen.time_limit, seed=seed)
            seconds = time.perf_counter() - started
            assert violations(problem, answer) == ()
            ranks = Counter(a.rank for a in answer.assignments)
            spread = " ".join(str(ranks[r]) for r in range(1, 7))
            wishes = sum(len(a.why_not) for a in answer.assignments)
            solved = sum(w.verdict != "not-solved" for a in answer.assignments for w in a.why_not)
            print(
                f"| {fairness} | {seed} | {seconds:.1f} | {answer.proven} | {answer.gap:.1%} | {ranks[None]} "
                f"| {spread} | {solved} of {wishes} |"
            )


if __name__ == "__main__":
    main()
