"""Studies on the wire: scenarios of a period, and the figures of each beside how things are."""

from datetime import date, datetime
from typing import Annotated, Self

from pydantic import Field

from api.schemas.common import Id, Input, Line, Output, WallTime
from api.schemas.jobs import JobOut
from scheduler.domain.planning.studies import (
    MOST_ADDED,
    MOST_ALTERATIONS,
    MOST_SCENARIOS,
    Alteration,
    AlterationKind,
    Scenario,
)
from scheduler.services.planning.studies import LONGEST_EACH, CreateStudy, StudyView


class AlterationIn(Input):
    """One thing that is otherwise. `subject_id` is the resource, the group or the course (an activity of
    the period); `weekday` 0 is Monday, null is Monday to Friday; `until` is when a longer day ends."""

    kind: AlterationKind
    subject_id: Id | None = None
    number: Annotated[int, Field(ge=1, le=MOST_ADDED)] = 1
    weekday: Annotated[int, Field(ge=0, le=4)] | None = None
    until: WallTime | None = None


class ScenarioIn(Input):
    """A name, and what is otherwise."""

    name: Line
    alterations: Annotated[list[AlterationIn], Field(min_length=1, max_length=MOST_ALTERATIONS)]

    def to_scenario(self) -> Scenario:
        return Scenario(
            name=self.name, alterations=tuple(Alteration(**each.model_dump()) for each in self.alterations)
        )


class StudyIn(Input):
    """Plan a period as it is and in each scenario; `organisation_id` null plans for everybody."""

    period_id: Id
    name: Line
    scenarios: Annotated[list[ScenarioIn], Field(min_length=1, max_length=MOST_SCENARIOS)]
    seconds: Annotated[
        int, Field(ge=1, le=LONGEST_EACH, description="The most that the solver may take for each.")
    ] = 20
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 1
    organisation_id: Id | None = None

    def to_command(self) -> CreateStudy:
        scenarios = tuple(each.to_scenario() for each in self.scenarios)
        return CreateStudy(**self.model_dump(exclude={"scenarios"}), scenarios=scenarios)


class AlterationOut(Output):
    """One thing that is otherwise."""

    kind: AlterationKind
    subject_id: int | None
    number: int
    weekday: int | None
    until: WallTime | None


class ScenarioOut(Output):
    """A name, and what is otherwise."""

    name: str
    alterations: list[AlterationOut]


class FilledOut(Output):
    """Resources of one kind: minutes in use of the minutes they could be, each place counted."""

    kind: str
    used: int
    open: int


class LeftOutOut(Output):
    """A course of which so many sessions a week find no place, and the minutes of that in the period."""

    title: str
    sessions: int
    minutes: int


class OutcomeOut(Output):
    """What came of one scenario over the period, in minutes; without a name: of how things are.

    `idle` are the numbers, from 0, of alterations that concern nothing that is planned.
    """

    name: str
    demanded: int
    unmet: int
    activities_unmet: int
    travel: int
    cost: int
    filled: list[FilledOut]
    left_out: list[LeftOutOut]
    idle: list[int]


class StudyOut(Output):
    """Scenarios of a period and, once they are planned, their outcomes: how things are is the first."""

    id: int
    period_id: int
    organisation_id: int | None
    name: str
    first_on: date
    scenarios: list[ScenarioOut]
    outcomes: list[OutcomeOut]
    job_id: int | None
    seconds: int
    seed: int
    created_by_id: int | None
    created_at: datetime
    solved_at: datetime | None


class StudyDetail(StudyOut):
    """A study with its job."""

    job: JobOut | None

    @classmethod
    def of(cls, view: StudyView) -> Self:
        job = None if view.job is None else JobOut.model_validate(view.job)
        return cls(**StudyOut.model_validate(view.study).model_dump(), job=job)
