"""What a group-to-project matching is asked to decide, in the words of the people who use it.

Groups rank projects, companies may rank groups, skills give a score. All times are integer slots on one axis
that the caller chooses; a sitting occupies the half-open span ``[start, start + length)``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from solver.errors import SolverError


class InvalidMatchingError(SolverError, ValueError):
    """A matching problem contradicts itself; the message names the item."""


def _require(holds: bool, message: str) -> None:
    if not holds:
        raise InvalidMatchingError(message)


def _require_unique(ids: Iterable[str], what: str) -> None:
    seen: set[str] = set()
    for item in ids:
        _require(item not in seen, f"{what} {item!r} appears twice")
        seen.add(item)


def _require_known(ids: Iterable[str], known: set[str], what: str) -> None:
    for item in ids:
        _require(item in known, f"{what} {item!r} does not exist")


class Fairness(StrEnum):
    """How the wishes of many groups are weighed against each other."""

    LEXICOGRAPHIC = "lexicographic"
    WEIGHTED = "weighted"


class QuotaKind(StrEnum):
    """Whose number of groups a quota limits."""

    COMPANY = "company"
    SUPERVISOR = "supervisor"


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedSkill:
    """A skill a project asks for; `required` refuses groups below `level`, otherwise it only scores."""

    id: str
    level: int = 1
    weight: int = 1
    required: bool = False

    def __post_init__(self) -> None:
        _require(self.level >= 1, f"wanted skill {self.id!r}: level {self.level} is below 1")
        _require(self.weight >= 1, f"wanted skill {self.id!r}: weight {self.weight} is below 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldSkill:
    """A skill a group brings, at a level."""

    id: str
    level: int = 1

    def __post_init__(self) -> None:
        _require(self.level >= 1, f"held skill {self.id!r}: level {self.level} is below 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """One possible time for one session of one group; it takes a unit of each resource it names."""

    id: str
    start: int
    length: int
    resources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _require(self.start >= 0, f"sitting {self.id!r}: starts before slot 0")
        _require(self.length >= 1, f"sitting {self.id!r}: lasts {self.length} slots")
        _require_unique(self.resources, f"sitting {self.id!r}: resource")

    @property
    def end(self) -> int:
        """The first slot after the sitting."""
        return self.start + self.length


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectSession:
    """A session every group of the project attends on its own, at one of its sittings."""

    id: str
    sittings: tuple[Sitting, ...]

    def __post_init__(self) -> None:
        _require_unique((s.id for s in self.sittings), f"session {self.id!r}: sitting")


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchProject:
    """A company's project: it runs with `min_groups` to `max_groups` groups, or not at all."""

    id: str
    min_groups: int = 1
    max_groups: int = 1
    min_group_size: int = 1
    max_group_size: int = 1_000_000
    company: str | None = None
    supervisor: str | None = None
    preferred_groups: tuple[str, ...] = ()
    wanted_skills: tuple[WantedSkill, ...] = ()
    sessions: tuple[ProjectSession, ...] = ()

    def __post_init__(self) -> None:
        _require(
            1 <= self.min_groups <= self.max_groups,
            f"project {self.id!r}: runs with {self.min_groups} to {self.max_groups} groups",
        )
        _require(
            1 <= self.min_group_size <= self.max_group_size,
            f"project {self.id!r}: takes groups of {self.min_group_size} to {self.max_group_size}",
        )
        _require_unique(self.preferred_groups, f"project {self.id!r}: preferred group")
        _require_unique((s.id for s in self.wanted_skills), f"project {self.id!r}: wanted skill")
        _require_unique((s.id for s in self.sessions), f"project {self.id!r}: session")


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchGroup:
    """A student group, its `choices` of projects best first, and the spans in which it is `busy`."""

    id: str
    size: int
    choices: tuple[str, ...] = ()
    skills: tuple[HeldSkill, ...] = ()
    busy: tuple[tuple[int, int], ...] = ()
    unmatched_price: int = 1000

    def __post_init__(self) -> None:
        _require(self.size >= 1, f"group {self.id!r}: has {self.size} members")
        _require(self.unmatched_price >= 1, f"group {self.id!r}: costs nothing when unmatched")
        _require_unique(self.choices, f"group {self.id!r}: choice")
        _require_unique((s.id for s in self.skills), f"group {self.id!r}: skill")
        for start, end in self.busy:
            _require(start < end, f"group {self.id!r}: busy span {start}..{end} is empty")


@dataclass(frozen=True, slots=True, kw_only=True)
class Friends:
    """Groups who stay together: always when `price` is none, otherwise at that price when parted."""

    id: str
    groups: tuple[str, ...]
    price: int | None = None

    def __post_init__(self) -> None:
        _require(len(self.groups) >= 2, f"friends {self.id!r}: fewer than two groups")
        _require(self.price is None or self.price >= 1, f"friends {self.id!r}: price {self.price} is below 1")
        _require_unique(self.groups, f"friends {self.id!r}: group")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """The most groups a company or a supervisor can take over all its projects."""

    kind: QuotaKind
    id: str
    max_groups: int

    def __post_init__(self) -> None:
        _require(self.max_groups >= 0, f"{self.kind} {self.id!r}: quota {self.max_groups} is negative")


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """How many sittings a resource carries at once; a resource without one carries a single sitting."""

    resource: str
    units: int

    def __post_init__(self) -> None:
        _require(self.units >= 0, f"resource {self.resource!r}: {self.units} units")


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchWeights:
    """The weighted choice: price per step below the first rank, and per missing per cent of skill score."""

    group_rank: int = 10
    company_rank: int = 2
    skill: int = 1

    def __post_init__(self) -> None:
        _require(min(self.group_rank, self.company_rank, self.skill) >= 0, "weights: one is negative")


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchProblem:
    """The whole question; building it checks that every name it uses exists.

    With `allow_unranked` a group may also get a project it did not choose, ranked one below its last choice.
    """

    groups: tuple[MatchGroup, ...]
    projects: tuple[MatchProject, ...]
    friends: tuple[Friends, ...] = ()
    quotas: tuple[Quota, ...] = ()
    capacities: tuple[Capacity, ...] = ()
    fairness: Fairness = Fairness.LEXICOGRAPHIC
    weights: MatchWeights = MatchWeights()
    allow_unranked: bool = False

    def __post_init__(self) -> None:
        _require_unique((g.id for g in self.groups), "group")
        _require_unique((p.id for p in self.projects), "project")
        _require_unique((f.id for f in self.friends), "friends")
        _require_unique((f"{q.kind} {q.id}" for q in self.quotas), "quota of")
        _require_unique((c.resource for c in self.capacities), "capacity of resource")
        groups, projects = {g.id for g in self.groups}, {p.id for p in self.projects}
        for group in self.groups:
            _require_known(group.choices, projects, f"group {group.id!r}: project")
        for project in self.projects:
            _require_known(project.preferred_groups, groups, f"project {project.id!r}: group")
        for friends in self.friends:
            _require_known(friends.groups, groups, f"friends {friends.id!r}: group")
