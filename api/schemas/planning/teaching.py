"""Groups, activities, projects and wishes as JSON."""

from typing import Annotated, Any

from pydantic import Field

from api.schemas.campus.places import Name, Weekday
from api.schemas.common import Flag, Id, Input, Line, Named, Output, Text, WallTime, Whole, Word, Words
from scheduler.domain.campus.groups import LearningMode
from scheduler.domain.campus.resources import ResourceKind
from scheduler.domain.planning.activities import ActivityKind, ActivityNeed, TimeWish
from scheduler.domain.planning.projects import ProjectStatus

Ids = Annotated[list[Id], Field(max_length=200)]
Weeks = Annotated[list[Annotated[Whole, Field(ge=1, le=53)]], Field(max_length=53)]
Minutes = Annotated[Whole, Field(ge=5, le=720, multiple_of=5)]


class GroupIn(Input):
    """A group becomes a resource by itself, so that it is never in two places."""

    name: Name
    size: Annotated[Whole, Field(ge=0, le=2000)]
    mode: LearningMode
    organisation_ids: Annotated[list[Id], Field(min_length=1, max_length=20)] = Field(
        description="The home institutions of its members, the one that runs it first."
    )
    programme: Line = ""
    programme_code: Word | None = None
    campus_id: Id | None = None
    skills: Words = Field(default_factory=list)

    def values(self) -> dict[str, Any]:
        return _with_tuples(super().values())


class GroupOut(Output):
    id: Id
    resource_id: Id
    name: str
    size: int
    mode: LearningMode
    programme: str
    programme_code: str | None
    campus_id: int | None
    organisation_ids: list[int]
    skills: Named
    version: int


class MemberIn(Input):
    group_id: Id
    person_id: Id
    organisation_id: Id = Field(description="The institution this member comes from.")


class MemberOut(Output):
    id: Id
    group_id: int
    person_id: int
    organisation_id: int


class NeedIn(Input):
    """`count` resources, each `units` of it: those listed, or any of the kind with the features."""

    role: Name
    kind: ResourceKind
    units: Annotated[Whole, Field(ge=1, le=500)] | None = 1
    count: Annotated[Whole, Field(ge=1, le=20)] = 1
    resource_ids: Ids = Field(default_factory=list)
    features: Words = Field(default_factory=list)
    campus_ids: Ids = Field(default_factory=list)
    preferred_ids: Ids = Field(default_factory=list)

    def need(self) -> ActivityNeed:
        return ActivityNeed(**_with_tuples(self.values()))


class WishIn(Input):
    """Hours on one weekday that are wanted, or out of the question."""

    weekday: Weekday
    starts: WallTime
    ends: WallTime
    allowed: Flag = True
    penalty: Annotated[Whole, Field(ge=0, le=1000)] = 0

    def wish(self) -> TimeWish:
        return TimeWish(**self.values())


class ActivityIn(Input):
    period_id: Id
    organisation_id: Id
    title: Name
    kind: ActivityKind
    minutes: Minutes
    per_week: Annotated[Whole, Field(ge=1, le=20)] = 1
    weeks: Weeks = Field(default_factory=list, description="Of the period, from 1; empty for all.")
    people: Annotated[Whole, Field(ge=0, le=100_000)] = 0
    group_ids: Ids = Field(default_factory=list)
    staff_ids: Ids = Field(default_factory=list, description="Resources of the people who teach it.")
    needs: Annotated[list[NeedIn], Field(max_length=20)] = Field(default_factory=list)
    wishes: Annotated[list[WishIn], Field(max_length=100)] = Field(default_factory=list)
    importance: Annotated[Whole, Field(ge=1, le=10)] = 5
    project_id: Id | None = None
    subject: Line = ""
    minimum_days: Annotated[Whole, Field(ge=1, le=7)] = 1

    def values(self) -> dict[str, Any]:
        return _with_tuples(super().values())


class ActivityNeedOut(Output):
    role: str
    kind: ResourceKind
    units: int | None
    count: int
    resource_ids: list[int]
    features: Named
    campus_ids: list[int]
    preferred_ids: list[int]


class WishOut(Output):
    weekday: int
    starts: WallTime
    ends: WallTime
    allowed: bool
    penalty: int


class ActivityOut(Output):
    id: Id
    period_id: int
    organisation_id: int
    title: str
    kind: ActivityKind
    minutes: int
    per_week: int
    weeks: list[int]
    people: int
    group_ids: list[int]
    staff_ids: list[int]
    needs: list[ActivityNeedOut]
    wishes: list[WishOut]
    importance: int
    project_id: int | None
    subject: str
    minimum_days: int
    version: int


class ProjectIn(Input):
    """What a company offers to groups in a period."""

    organisation_id: Id
    period_id: Id
    title: Name
    theme: Line = ""
    description: Text = ""
    skills: Words = Field(default_factory=list)
    min_groups: Annotated[Whole, Field(ge=0, le=100)] = 1
    max_groups: Annotated[Whole, Field(ge=1, le=100)] = 1
    min_size: Annotated[Whole, Field(ge=1, le=2000)] = 1
    max_size: Annotated[Whole, Field(ge=1, le=2000)] = 40
    session_minutes: Minutes = 120
    sessions_per_week: Annotated[Whole, Field(ge=1, le=20)] = 1
    weeks: Weeks = Field(default_factory=list)
    needs: Annotated[list[NeedIn], Field(max_length=20)] = Field(default_factory=list)
    status: ProjectStatus = ProjectStatus.OFFERED

    def values(self) -> dict[str, Any]:
        return _with_tuples(super().values())


class ProjectOut(Output):
    id: Id
    organisation_id: int
    period_id: int
    title: str
    theme: str
    description: str
    skills: Named
    min_groups: int
    max_groups: int
    min_size: int
    max_size: int
    session_minutes: int
    sessions_per_week: int
    weeks: list[int]
    needs: list[ActivityNeedOut]
    status: ProjectStatus
    version: int


class RankingIn(Input):
    """Projects by id, first choice first; it replaces what was there."""

    project_ids: Annotated[list[Id], Field(max_length=100)]


class PreferenceIn(Input):
    """Groups by id, first choice first; it replaces what was there."""

    group_ids: Annotated[list[Id], Field(max_length=200)]


class RankedOut(Output):
    project_id: Id
    group_id: Id
    rank: int


def _with_tuples(values: dict[str, Any]) -> dict[str, Any]:
    """Lists as the domain has them: tuples, with needs and wishes built and so checked."""
    return {
        name: tuple(_built(each) for each in value) if isinstance(value, list) else value
        for name, value in values.items()
    }


def _built(value: Any) -> Any:
    match value:
        case NeedIn():
            return value.need()
        case WishIn():
            return value.wish()
        case _:
            return value
