"""Groups, activities and projects: what the solver places."""

from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from scheduler.storage.tables.base import CASCADE, json_list, key, maybe_to, to


class GroupRow(SQLModel, table=True):
    __tablename__ = "student_group"
    id: int | None = key()
    resource_id: int = Field(foreign_key="resource.id", unique=True)
    name: str = Field(index=True)
    size: int
    mode: str
    programme: str = ""
    programme_code: str | None = None
    campus_id: int | None = maybe_to("campus")
    skills: list[str] = json_list()
    version: int = 1


class GroupOrganisationRow(SQLModel, table=True):
    __tablename__ = "group_organisation"
    group_id: int = Field(foreign_key="student_group.id", primary_key=True, ondelete=CASCADE)
    organisation_id: int = Field(foreign_key="organisation.id", primary_key=True, index=True)


class GroupMemberRow(SQLModel, table=True):
    __tablename__ = "group_member"
    __table_args__ = (UniqueConstraint("group_id", "person_id"),)
    id: int | None = key()
    group_id: int = to("student_group", ondelete=CASCADE)
    person_id: int = to("person", ondelete=CASCADE)
    organisation_id: int = to("organisation")


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
