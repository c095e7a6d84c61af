"""What a matching answers: who got what, how good that is, and why a group did not get something better."""

from dataclasses import dataclass
from enum import StrEnum


class ReasonKind(StrEnum):
    """The name of a reason; its wording belongs to whoever shows it."""

    GROUP_TOO_SMALL = "group-too-small"
    GROUP_TOO_LARGE = "group-too-large"
    MISSING_SKILL = "missing-skill"
    NO_SITTING = "no-sitting"
    SESSIONS_CLASH = "sessions-clash"
    FULL = "full"
    TOO_FEW_GROUPS = "too-few-groups"
    NOT_RUNNING = "not-running"
    COMPANY_QUOTA = "company-quota"
    SUPERVISOR_QUOTA = "supervisor-quota"
    FRIENDS = "friends"
    LEAVES_TOO_FEW = "leaves-too-few"
    FAIRNESS = "fairness"
    PRICE = "price"
    EQUAL_CHOICE = "equal-choice"
    NOT_PROVEN = "not-proven"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One named reason.

    A project does not run because too few groups want and fit it, or (not running) while enough do.
    `subject` is the id it is about (skill, session, company, supervisor, friends, project or stage), `groups`
    are the groups concerned, `found` is what there is and `limit` what would be needed or allowed.

    The last four kinds come from solving again with the wish granted: other groups lose; no group loses but a
    stage of the objective does; the two matchings are equally good; or the clock ran out before the matching
    was proven best, and the wish may yet be granted.
    """

    kind: ReasonKind
    subject: str = ""
    groups: tuple[str, ...] = ()
    found: int | None = None
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Loss:
    """What another group would lose: its rank now and then (none is unmatched)."""

    group: str
    rank_now: int | None
    rank_then: int | None


class WishVerdict(StrEnum):
    """What solving again with the wish granted says about it."""

    IMPOSSIBLE = "impossible"
    POSSIBLE = "possible"
    NOT_SOLVED = "not-solved"


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why a group did not get a project it ranked higher than the one it got.

    `reasons` is never empty. `losses` is the least that others would lose in ranks if this group had got the
    project, found by solving again.
    """

    project: str
    rank: int
    reasons: tuple[Reason, ...]
    verdict: WishVerdict
    losses: tuple[Loss, ...] = ()


@dataclass(frozen=True, slots=True)
class SkillFit:
    """One wanted skill against what the group holds (level 0 is not at all)."""

    skill: str
    wanted: int
    held: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMatch:
    """What one group got; `project` and `rank` are none for an unmatched group.

    `score` is the skill score in per cent, `sittings` the chosen (session id, sitting id) pairs.
    """

    group: str
    project: str | None = None
    rank: int | None = None
    score: int | None = None
    skills: tuple[SkillFit, ...] = ()
    sittings: tuple[tuple[str, str], ...] = ()
    why_not: tuple[WhyNot, ...] = ()


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the objective: the value reached and the proven lower bound, given the stages before."""

    name: str
    value: int
    bound: int


@dataclass(frozen=True, slots=True)
class MatchAnswer:
    """The whole answer, one assignment per group in the order of the problem."""

    assignments: tuple[GroupMatch, ...]
    stages: tuple[Stage, ...]

    @property
    def proven(self) -> bool:
        """Whether every stage reached its bound: nothing better exists."""
        return all(stage.value == stage.bound for stage in self.stages)

    @property
    def gap(self) -> float:
        """The relative gap of the first stage that is not proven; 0 when all are."""
        for stage in self.stages:
            if stage.value != stage.bound:
                return (stage.value - stage.bound) / abs(stage.value)
        return 0.0
