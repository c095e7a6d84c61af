import random
from itertools import product

import pytest

from solver.matching import (
    Capacity,
    Fairness,
    Friends,
    HeldSkill,
    InvalidMatchingError,
    MatchGroup,
    MatchProblem,
    MatchProject,
    MatchWeights,
    ProjectSession,
    Quota,
    QuotaKind,
    Reason,
    ReasonKind,
    Sitting,
    SkillFit,
    WantedSkill,
    WishVerdict,
    match,
    objective,
    violations,
)

# A second opinion: the rules said naively, every assignment tried.


def naive_fits(group: MatchGroup, project: MatchProject, *, unranked: bool) -> bool:
    held = {s.id: s.level for s in group.skills}
    return (
        (unranked or project.id in group.choices)
        and project.min_group_size <= group.size <= project.max_group_size
        and all(held.get(w.id, 0) >= w.level for w in project.wanted_skills if w.required)
    )


def naive_allowed(problem: MatchProblem, got: dict[str, str | None]) -> bool:
    for project in problem.projects:
        number = sum(1 for p in got.values() if p == project.id)
        if number and not project.min_groups <= number <= project.max_groups:
            return False
    for quota in problem.quotas:
        own = {
            p.id
            for p in problem.projects
            if quota.id == (p.company if quota.kind is QuotaKind.COMPANY else p.supervisor)
        }
        if sum(1 for p in got.values() if p in own) > quota.max_groups:
            return False
    if any(f.price is None and len({got[g] for g in f.groups}) > 1 for f in problem.friends):
        return False
    return naive_schedulable(problem, [(g, p) for g, p in got.items() if p is not None])


def naive_schedulable(problem: MatchProblem, placed: list[tuple[str, str]]) -> bool:
    projects, groups = {p.id: p for p in problem.projects}, {g.id: g for g in problem.groups}
    units = {c.resource: c.units for c in problem.capacities}
    needed = [(g, session) for g, p in placed for session in projects[p].sessions]
    for chosen in product(*(session.sittings for _, session in needed)):
        pieces = [
            (who, slot)
            for (g, _), s in zip(needed, chosen, strict=True)
            for slot in range(s.start, s.end)
            for who in (("group", g), *(("resource", r) for r in s.resources))
        ]
        limits = {("group", g): 1 for g in groups} | {("resource", r): u for r, u in units.items()}
        busy = [(("group", g.id), slot) for g in problem.groups for a, b in g.busy for slot in range(a, b)]
        if all((pieces + busy).count(piece) <= limits.get(piece[0], 1) for piece in pieces):
            return True
    return False


def naive_profile(problem: MatchProblem, got: dict[str, str | None]) -> tuple[int, ...]:
    """Price unmatched, price parted, worst rank, numbers from the worst rank down, company ranks, skills."""
    projects = {p.id: p for p in problem.projects}
    ranks, company, skills, unmatched = [], 0, 0, 0
    for group in problem.groups:
        if (name := got[group.id]) is None:
            unmatched += group.unmatched_price
            continue
        project = projects[name]
        ranks.append(([*group.choices, name]).index(name) + 1)
        company += ([*project.preferred_groups, group.id]).index(group.id)
        held = {s.id: s.level for s in group.skills}
        weight = sum(w.weight for w in project.wanted_skills)
        points = sum(
            100 * w.weight * min(w.level, held.get(w.id, 0)) // w.level for w in project.wanted_skills
        )
        skills += 100 - points // weight if weight else 0
    parted = sum(f.price for f in problem.friends if f.price and len({got[g] for g in f.groups}) > 1)
    if problem.fairness is Fairness.WEIGHTED:
        w = problem.weights
        steps = sum(ranks) - len(ranks)
        return (unmatched + parted + w.group_rank * steps + w.company_rank * company + w.skill * skills,)
    worst = max(ranks, default=0)
    return (unmatched, parted, worst, *(ranks.count(r) for r in range(9, 1, -1)), company, skills)


def brute_force(problem: MatchProblem) -> tuple[int, ...]:
    options = [
        [None, *(p.id for p in problem.projects if naive_fits(g, p, unranked=problem.allow_unranked))]
        for g in problem.groups
    ]
    best: tuple[int, ...] | None = None
    for chosen in product(*options):
        got = dict(zip((g.id for g in problem.groups), chosen, strict=True))
        profile = naive_profile(problem, got)
        if (best is None or profile < best) and naive_allowed(problem, got):
            best = profile
    assert best is not None
    return best


def random_problem(seed: int) -> MatchProblem:
    dice = random.Random(seed)
    groups = tuple(random_group(dice, number) for number in range(dice.randint(1, 4)))
    projects = tuple(random_project(dice, number, groups) for number in range(3))
    pair = tuple(g.id for g in groups[:2])
    return MatchProblem(
        groups=groups,
        projects=projects,
        friends=(Friends(id="f", groups=pair, price=dice.choice([None, 50])),) if len(pair) == 2 else (),
        quotas=tuple(Quota(kind=kind, id="x", max_groups=dice.randint(0, 3)) for kind in QuotaKind),
        capacities=(Capacity(resource="robot", units=dice.randint(0, 2)),),
        fairness=dice.choice(list(Fairness)),
        weights=MatchWeights(
            group_rank=dice.randint(0, 20), company_rank=dice.randint(0, 5), skill=dice.randint(0, 2)
        ),
        allow_unranked=dice.random() < 0.3,
    )


def random_group(dice: random.Random, number: int) -> MatchGroup:
    return MatchGroup(
        id=f"g{number}",
        size=dice.randint(2, 5),
        choices=tuple(dice.sample(["p0", "p1", "p2"], dice.randint(0, 3))),
        skills=tuple(HeldSkill(id=s, level=dice.randint(1, 3)) for s in dice.sample(["weld", "plc"], 1)),
        busy=((2, 4),) if dice.random() < 0.3 else (),
        unmatched_price=dice.choice([30, 100]),
    )


def random_project(dice: random.Random, number: int, groups: tuple[MatchGroup, ...]) -> MatchProject:
    fewest = dice.randint(1, 2)
    wanted = dice.sample(["weld", "plc"], dice.randint(0, 2))
    sittings = tuple(
        Sitting(id=f"o{n}", start=dice.randint(0, 4), length=2, resources=("robot",)) for n in range(2)
    )
    names = [f"s{n}" for n in range(dice.choice([0, 0, 1, 2]))]
    return MatchProject(
        id=f"p{number}",
        min_groups=fewest,
        max_groups=dice.randint(fewest, 3),
        min_group_size=dice.randint(1, 3),
        max_group_size=dice.randint(4, 6),
        company=dice.choice([None, "x"]),
        supervisor=dice.choice([None, "x"]),
        preferred_groups=tuple(dice.sample([g.id for g in groups], dice.randint(0, len(groups)))),
        wanted_skills=tuple(
            WantedSkill(
                id=s, level=dice.randint(1, 3), weight=dice.randint(1, 3), required=dice.random() < 0.3
            )
            for s in wanted
        ),
        sessions=tuple(ProjectSession(id=s, sittings=sittings) for s in names),
    )


@pytest.mark.parametrize("block", range(10))
def test_a_matching_of_a_small_campus_is_as_good_as_trying_everything(block: int) -> None:
    for seed in range(20 * block, 20 * block + 20):
        problem = random_problem(seed)

        answer = match(problem, seed=seed)

        got = {a.group: a.project for a in answer.assignments}
        assert (seed, naive_profile(problem, got)) == (seed, brute_force(problem))
        assert (seed, violations(problem, answer)) == (seed, ())
        assert answer.proven
        assert tuple((s.name, s.value) for s in answer.stages) == objective(problem, got)


@pytest.mark.parametrize("block", range(4))
def test_every_better_choice_that_was_not_given_has_a_reason(block: int) -> None:
    for seed in range(20 * block, 20 * block + 20):
        problem = random_problem(seed)

        answer = match(problem, seed=seed)

        for group, assignment in zip(problem.groups, answer.assignments, strict=True):
            better = group.choices[: (assignment.rank or 99) - 1]
            assert tuple(why.project for why in assignment.why_not) == better
            assert all(why.reasons for why in assignment.why_not)
            assert all(why.verdict is not WishVerdict.NOT_SOLVED for why in assignment.why_not)


# Named rules, each with a case small enough to do by hand.


def make_groups(*choices: str, size: int = 4) -> tuple[MatchGroup, ...]:
    """Groups a, b, c ... with the projects each ranks, written as a string of one-letter names."""
    return tuple(
        MatchGroup(id="abcdefgh"[n], size=size, choices=tuple(ranked)) for n, ranked in enumerate(choices)
    )


def make_project(name: str, **details: object) -> MatchProject:
    return MatchProject(id=name, **details)  # type: ignore[arg-type]


def given(problem: MatchProblem) -> dict[str, str | None]:
    return {a.group: a.project for a in match(problem).assignments}


def why_not_first(problem: MatchProblem, group: str) -> tuple[Reason, ...]:
    assignment = next(a for a in match(problem).assignments if a.group == group)
    return assignment.why_not[0].reasons


def test_nobody_gets_a_third_choice_when_second_choices_can_prevent_it() -> None:
    problem = MatchProblem(groups=make_groups("xyz", "xyz", "zx"), projects=tuple(map(make_project, "xyz")))

    answer = match(problem)

    assert sorted(a.rank or 0 for a in answer.assignments) == [1, 1, 2]
    assert answer.proven


def test_a_project_without_its_minimum_does_not_run_and_says_who_wanted_it() -> None:
    projects = (make_project("x", min_groups=2, max_groups=2), make_project("y", max_groups=2))
    problem = MatchProblem(groups=make_groups("xy", "y"), projects=projects)

    reasons = why_not_first(problem, "a")

    assert reasons == (Reason(kind=ReasonKind.TOO_FEW_GROUPS, groups=("a",), found=1, limit=2),)


def test_a_full_project_names_the_groups_in_it_and_who_would_lose() -> None:
    projects = (make_project("x", preferred_groups=("b", "a")), make_project("y"))
    problem = MatchProblem(groups=make_groups("xy", "xy"), projects=projects)

    reasons = why_not_first(problem, "a")

    assert reasons == (
        Reason(kind=ReasonKind.FULL, groups=("b",), found=1, limit=1),
        Reason(kind=ReasonKind.FAIRNESS, subject="company-ranks", groups=("b",)),
    )


def test_a_group_of_the_wrong_size_is_told_the_size() -> None:
    projects = (make_project("x", max_group_size=3), make_project("y"))
    problem = MatchProblem(groups=make_groups("xy", size=4), projects=projects)

    reasons = why_not_first(problem, "a")

    assert reasons == (Reason(kind=ReasonKind.GROUP_TOO_LARGE, found=4, limit=3),)


def test_a_required_skill_that_is_missing_is_named_with_both_levels() -> None:
    weld = WantedSkill(id="weld", level=3, required=True)
    group = MatchGroup(id="a", size=4, choices=("x", "y"), skills=(HeldSkill(id="weld", level=1),))
    problem = MatchProblem(
        groups=(group,), projects=(make_project("x", wanted_skills=(weld,)), make_project("y"))
    )

    reasons = why_not_first(problem, "a")

    assert reasons == (Reason(kind=ReasonKind.MISSING_SKILL, subject="weld", found=1, limit=3),)


def test_a_skill_that_is_only_wanted_scores_and_shows_why() -> None:
    wanted = (WantedSkill(id="plc", level=2, weight=1), WantedSkill(id="weld", level=2, weight=3))
    group = MatchGroup(id="a", size=4, choices=("x",), skills=(HeldSkill(id="weld", level=1),))
    problem = MatchProblem(groups=(group,), projects=(make_project("x", wanted_skills=wanted),))

    assignment = match(problem).assignments[0]

    assert (assignment.score, assignment.skills) == (37, (SkillFit("plc", 2, 0), SkillFit("weld", 2, 1)))


def test_friends_stay_together_even_when_one_could_have_had_better() -> None:
    projects = (make_project("x"), make_project("y", max_groups=2))
    friends = (Friends(id="ab", groups=("a", "b")),)
    problem = MatchProblem(groups=make_groups("xy", "y"), projects=projects, friends=friends)

    answer = match(problem)

    why = answer.assignments[0].why_not[0]
    assert [a.project for a in answer.assignments] == ["y", "y"]
    assert why.reasons == (Reason(kind=ReasonKind.FRIENDS, subject="ab", groups=("b",)),)
    assert why.verdict is WishVerdict.IMPOSSIBLE


def test_friends_with_a_price_part_when_staying_together_would_leave_one_out() -> None:
    friends = (Friends(id="ab", groups=("a", "b"), price=5),)
    problem = MatchProblem(
        groups=make_groups("xy", "xy"), projects=(make_project("x"), make_project("y")), friends=friends
    )

    answer = match(problem)

    assert {a.project for a in answer.assignments} == {"x", "y"}
    assert {s.name: s.value for s in answer.stages}["parted-friends"] == 5


def test_a_company_quota_is_named_with_the_groups_that_use_it() -> None:
    projects = (make_project("x", company="Hydro"), make_project("y", company="Hydro"), make_project("z"))
    quota = (Quota(kind=QuotaKind.COMPANY, id="Hydro", max_groups=1),)
    problem = MatchProblem(groups=make_groups("x", "yz"), projects=projects, quotas=quota)

    reasons = why_not_first(problem, "b")

    assert reasons[0] == Reason(
        kind=ReasonKind.COMPANY_QUOTA, subject="Hydro", groups=("a",), found=1, limit=1
    )


def test_a_group_that_holds_up_another_project_is_told_so() -> None:
    projects = (make_project("x"), make_project("y", min_groups=2, max_groups=2))
    problem = MatchProblem(groups=make_groups("xy", "y"), projects=projects)

    reasons = why_not_first(problem, "a")

    assert reasons == (
        Reason(kind=ReasonKind.LEAVES_TOO_FEW, subject="y", groups=("b",), found=1, limit=2),
        Reason(kind=ReasonKind.FAIRNESS, subject="unmatched", groups=("b",)),
    )


def test_choosing_without_the_demonstrator_hours_and_scheduling_later_leaves_a_group_out() -> None:
    morning = Sitting(id="morning", start=0, length=4, resources=("robot",))
    sessions = (ProjectSession(id="s", sittings=(morning,)),)
    projects = (make_project("x", sessions=sessions), make_project("y", sessions=sessions), make_project("z"))
    together = MatchProblem(groups=make_groups("xz", "yz"), projects=projects)
    apart = MatchProblem(groups=together.groups, projects=tuple(map(make_project, "xyz")))

    first_matched, solved_together = given(apart), given(together)

    assert not naive_schedulable(together, [(g, p) for g, p in first_matched.items() if p])
    assert sorted(p or "" for p in solved_together.values()) in (["x", "z"], ["y", "z"])


def test_a_session_whose_resource_is_taken_names_the_group_that_has_it() -> None:
    morning = Sitting(id="morning", start=0, length=4, resources=("robot",))
    sessions = (ProjectSession(id="s", sittings=(morning,)),)
    projects = (make_project("x", sessions=sessions), make_project("y", sessions=sessions), make_project("z"))
    problem = MatchProblem(groups=make_groups("x", "yz"), projects=projects)

    reasons = why_not_first(problem, "b")

    assert reasons[0] == Reason(kind=ReasonKind.NO_SITTING, subject="s", groups=("a",))


def test_the_weighted_choice_lets_a_strong_skill_outweigh_a_rank() -> None:
    weld = WantedSkill(id="weld")
    skilled = MatchGroup(id="a", size=4, choices=("y", "x"), skills=(HeldSkill(id="weld"),))
    other = MatchGroup(id="b", size=4, choices=("x", "y"))
    problem = MatchProblem(
        groups=(skilled, other),
        projects=(make_project("x", wanted_skills=(weld,)), make_project("y")),
        fairness=Fairness.WEIGHTED,
        weights=MatchWeights(group_rank=10, skill=1),
    )

    assert given(problem) == {"a": "x", "b": "y"}


def test_the_same_seed_gives_the_same_matching_whatever_the_order_of_the_lists() -> None:
    groups = make_groups("xyz", "xyz", "yxz", "zxy")
    projects = (make_project("x"), make_project("y", max_groups=2), make_project("z", max_groups=2))

    one = given(MatchProblem(groups=groups, projects=projects))
    other = given(MatchProblem(groups=groups[::-1], projects=projects[::-1]))

    assert one == other


def test_a_matching_out_of_time_is_still_valid_and_says_it_is_not_proven() -> None:
    problem = MatchProblem(groups=make_groups("xy", "xy"), projects=(make_project("x"), make_project("y")))

    answer = match(problem, time_limit=0.0)

    assert violations(problem, answer) == ()
    assert all(why.reasons for a in answer.assignments for why in a.why_not)


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: MatchGroup(id="a", size=0), "group 'a': has 0 members"),
        (lambda: make_project("x", min_groups=3, max_groups=2), "project 'x': runs with 3 to 2 groups"),
        (lambda: MatchProblem(groups=make_groups("q"), projects=()), "group 'a': project 'q' does not exist"),
        (lambda: Friends(id="f", groups=("a",)), "friends 'f': fewer than two groups"),
        (lambda: Sitting(id="s", start=0, length=0), "sitting 's': lasts 0 slots"),
    ],
)
def test_a_problem_that_contradicts_itself_names_the_item(build: object, message: str) -> None:
    with pytest.raises(InvalidMatchingError, match=message):
        build()  # type: ignore[operator]
