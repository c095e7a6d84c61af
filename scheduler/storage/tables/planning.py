"""Periods, activities and projects, the jobs that plan them, and the plans they make."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from scheduler.storage.tables.base import CASCADE, SET_NULL, json_list, json_object, key, maybe_to, to


class JobRow(SQLModel, table=True):
    __tablename__ = "job"
    id: int | None = key()
    kind: str
    status: str = Field(index=True)
    arguments: dict[str, Any] = json_object()
    progress: dict[str, Any] = json_object()
    error: str = ""
    stop_asked: bool = False
    attempts: int = 0
    runner: str = ""
    created_by_id: int | None = maybe_to("person", ondelete=SET_NULL)
    created_at: datetime
    started_at: datetime | None = None
    heartbeat_at: datetime | None = None
    ended_at: datetime | None = None


class PlanRow(SQLModel, table=True):
    __tablename__ = "plan"
    id: int | None = key()
    period_id: int = to("period")
    organisation_id: int | None = maybe_to("organisation")
    name: str
    status: str
    first_on: date
    job_id: int | None = maybe_to("job", ondelete=SET_NULL)
    seconds: int = 30
    seed: int = 1
    cost: float | None = None
    bound: float | None = None
    terms: dict[str, Any] = json_object()
    created_by_id: int | None = maybe_to("person", ondelete=SET_NULL)
    created_at: datetime
    solved_at: datetime | None = None
    published_at: datetime | None = None
    version: int = 1


class PlanProblemRow(SQLModel, table=True):
    """What the solver was asked and answered, as JSON text, so that any solve can be run again."""

    __tablename__ = "plan_problem"
    plan_id: int = Field(foreign_key="plan.id", primary_key=True, ondelete=CASCADE)
    problem: str
    solution: str | None = None


class PlanSessionRow(SQLModel, table=True):
    __tablename__ = "plan_session"
    plan_id: int = Field(foreign_key="plan.id", primary_key=True, ondelete=CASCADE)
    activity_id: int = Field(foreign_key="activity.id", primary_key=True, index=True, ondelete=CASCADE)
    occurrence: int = Field(primary_key=True)
    starts: datetime
    ends: datetime
    needs: list[dict[str, Any]] = json_list()
    title: str = ""
    people: int = 0
    campus_id: int | None = None
    organisation_id: int = to("organisation", index=False)
    project_id: int | None = None
    meeting_url: str | None = None


class UnplacedRow(SQLModel, table=True):
    __tablename__ = "unplaced"
    plan_id: int = Field(foreign_key="plan.id", primary_key=True, ondelete=CASCADE)
    activity_id: int = Field(foreign_key="activity.id", primary_key=True, ondelete=CASCADE)
    title: str
    sessions: int = 1
    causes: list[dict[str, Any]] = json_list()
    fixes: list[dict[str, Any]] = json_list()


class MatchRow(SQLModel, table=True):
    __tablename__ = "match"
    plan_id: int = Field(foreign_key="plan.id", primary_key=True, ondelete=CASCADE)
    group_id: int = Field(foreign_key="student_group.id", primary_key=True, ondelete=CASCADE)
    project_id: int | None = maybe_to("project", ondelete=CASCADE)
    rank: int | None = None
    reasons: list[dict[str, Any]] = json_list()


class PinRow(SQLModel, table=True):
    __tablename__ = "pin"
    activity_id: int = Field(foreign_key="activity.id", primary_key=True, ondelete=CASCADE)
    number: int = Field(primary_key=True)
    weekday: int
    at: time
    needs: list[dict[str, Any]] = json_list()


class StudyRow(SQLModel, table=True):
    """Scenarios and what came of them; of the plans behind them only the figures are kept."""

    __tablename__ = "study"
    id: int | None = key()
    period_id: int = to("period")
    organisation_id: int | None = maybe_to("organisation")
    name: str
    first_on: date
    scenarios: list[dict[str, Any]] = json_list()
    outcomes: list[dict[str, Any]] = json_list()
    job_id: int | None = maybe_to("job", ondelete=SET_NULL)
    seconds: int = 20
    seed: int = 1
    created_by_id: int | None = maybe_to("person", ondelete=SET_NULL)
    created_at: datetime
    solved_at: datetime | None = None


class ProjectRow(SQLModel, table=True):
    __tablename__ = "project"
    id: int | None = key()
    organisation_id: int = to("organisation")
    period_id: int = to("period")
    title: str
    theme: str = ""
    description: str = ""
    skills: list[str] = json_list()
    min_groups: int = 1
    max_groups: int = 1
    min_size: int = 1
    max_size: int = 40
    session_minutes: int = 120
    sessions_per_week: int = 1
    weeks: list[int] = json_list()
    needs: list[dict[str, Any]] = json_list()
    status: str = "offered"
    version: int = 1


class RankingRow(SQLModel, table=True):
    __tablename__ = "ranking"
    __table_args__ = (UniqueConstraint("group_id", "rank"),)
    group_id: int = Field(foreign_key="student_group.id", primary_key=True, ondelete=CASCADE)
    project_id: int = Field(foreign_key="project.id", primary_key=True, ondelete=CASCADE)
    rank: int


class PreferenceRow(SQLModel, table=True):
    __tablename__ = "preference"
    __table_args__ = (UniqueConstraint("project_id", "rank"),)
    project_id: int = Field(foreign_key="project.id", primary_key=True, ondelete=CASCADE)
    group_id: int = Field(foreign_key="student_group.id", primary_key=True, ondelete=CASCADE)
    rank: int


class ActivityRow(SQLModel, table=True):
    __tablename__ = "activity"
    id: int | None = key()
    period_id: int = to("period")
    organisation_id: int = to("organisation")
    title: str
    kind: str
    minutes: int
    per_week: int = 1
    weeks: list[int] = json_list()
    people: int = 0
    needs: list[dict[str, Any]] = json_list()
    wishes: list[dict[str, Any]] = json_list()
    importance: int = 5
    project_id: int | None = maybe_to("project", ondelete=CASCADE)
    subject: str = ""
    minimum_days: int = 1
    version: int = 1


class ActivityGroupRow(SQLModel, table=True):
    __tablename__ = "activity_group"
    activity_id: int = Field(foreign_key="activity.id", primary_key=True, ondelete=CASCADE)
    group_id: int = Field(foreign_key="student_group.id", primary_key=True, index=True)


class ActivityStaffRow(SQLModel, table=True):
    """`staff_id` is the resource of a person who teaches it."""

    __tablename__ = "activity_staff"
    activity_id: int = Field(foreign_key="activity.id", primary_key=True, ondelete=CASCADE)
    staff_id: int = Field(foreign_key="resource.id", primary_key=True, index=True)


class PeriodRow(SQLModel, table=True):
    __tablename__ = "period"
    id: int | None = key()
    name: str = Field(unique=True)
    first_on: date
    last_on: date
    prices: dict[str, Any] = json_object()
    version: int = 1
