"""What must be placed: a lesson or project session that recurs weekly within a period."""

from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from scheduler.domain.campus.resources import ResourceKind
from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Invalid
from scheduler.domain.titles import check_title


class ActivityKind(StrEnum):
    LESSON = "lesson"
    PRACTICAL = "practical"
    HYBRID = "hybrid"
    PROJECT = "project"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityNeed:
    """One thing an activity needs: `count` resources, each `units` of it (None: the whole).

    Which ones will do: those listed in `resource_ids`, or all of `kind` with `features` on
    `campus_ids` (empty: anywhere). `preferred_ids` cost nothing, other candidates one step more.
    """

    role: str
    kind: ResourceKind
    units: int | None = 1
    count: int = 1
    resource_ids: tuple[int, ...] = ()
    features: frozenset[str] = frozenset()
    campus_ids: tuple[int, ...] = ()
    preferred_ids: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not self.role.strip():
            raise Invalid("role", InvalidCode.EMPTY)
        if self.units is not None and not 1 <= self.units <= 500:
            raise Invalid("units", InvalidCode.OUT_OF_RANGE, expected="1 to 500, or null for the whole")
        if not 1 <= self.count <= 20:
            raise Invalid("count", InvalidCode.OUT_OF_RANGE, expected="1 to 20")


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeWish:
    """Wall-time hours on one weekday that are wanted (`allowed` True) or out of the question."""

    weekday: int
    starts: time
    ends: time
    allowed: bool = True
    penalty: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """`minutes` long, `per_week` times a week, in the period's `weeks` (counted from 1; empty: all).

    `importance` is the price of leaving it out (1 low to 10 high). `fixed` times are wishes with
    `allowed` True: when any is given, the activity may only lie inside one of them. With
    `same_day` None sessions of one week may fall on any day, with False on different days.
    """

    id: int
    period_id: int
    organisation_id: int
    title: str
    kind: ActivityKind
    minutes: int
    per_week: int = 1
    weeks: tuple[int, ...] = ()
    people: int = 0
    group_ids: tuple[int, ...] = ()
    staff_ids: tuple[int, ...] = ()
    needs: tuple[ActivityNeed, ...] = ()
    wishes: tuple[TimeWish, ...] = ()
    importance: int = 5
    project_id: int | None = None
    subject: str = ""
    minimum_days: int = 1
    version: int = 1

    def __post_init__(self) -> None:
        check_title(self.title, 200, "title")
        if not 5 <= self.minutes <= 720 or self.minutes % 5:
            raise Invalid("minutes", InvalidCode.OUT_OF_RANGE, expected="a multiple of 5 from 5 to 720")
        if not 1 <= self.per_week <= 20:
            raise Invalid("per_week", InvalidCode.OUT_OF_RANGE, expected="1 to 20")
        if not 1 <= self.importance <= 10:
            raise Invalid("importance", InvalidCode.OUT_OF_RANGE, expected="1 to 10")
        if any(not 1 <= week <= 53 for week in self.weeks):
            raise Invalid("weeks", InvalidCode.OUT_OF_RANGE, expected="week numbers of the period, from 1")
