"""Companies' projects and who ranks whom."""

from dataclasses import dataclass
from enum import StrEnum

from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Invalid
from scheduler.domain.planning.activities import ActivityNeed
from scheduler.domain.titles import check_title


class ProjectStatus(StrEnum):
    DRAFT = "draft"
    OFFERED = "offered"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """What a company offers in a period: for `min_groups` to `max_groups` groups, if it runs at all.

    Every group that gets it has `sessions_per_week` sessions of `session_minutes` with `needs`.
    """

    id: int
    organisation_id: int
    period_id: int
    title: str
    theme: str = ""
    description: str = ""
    skills: frozenset[str] = frozenset()
    min_groups: int = 1
    max_groups: int = 1
    min_size: int = 1
    max_size: int = 40
    session_minutes: int = 120
    sessions_per_week: int = 1
    weeks: tuple[int, ...] = ()
    needs: tuple[ActivityNeed, ...] = ()
    status: ProjectStatus = ProjectStatus.OFFERED
    version: int = 1

    def __post_init__(self) -> None:
        check_title(self.title, 200, "title")
        if not 0 <= self.min_groups <= self.max_groups <= 100:
            raise Invalid("max_groups", InvalidCode.OUT_OF_RANGE, expected="min_groups to 100")
        if not 1 <= self.min_size <= self.max_size:
            raise Invalid("max_size", InvalidCode.OUT_OF_RANGE, expected="min_size or more")
        if not 5 <= self.session_minutes <= 720 or self.session_minutes % 5:
            raise Invalid(
                "session_minutes", InvalidCode.OUT_OF_RANGE, expected="a multiple of 5 from 5 to 720"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """A group's wish: `rank` 1 is its first choice."""

    group_id: int
    project_id: int
    rank: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Preference:
    """A company's wish about the groups that might do its project: `rank` 1 is its first choice."""

    project_id: int
    group_id: int
    rank: int
