"""Organisations, campuses, resources, when they are open, and groups."""

from datetime import date, datetime, time

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from scheduler.storage.tables.base import CASCADE, json_list, key, maybe_to, to


class OrganisationRow(SQLModel, table=True):
    __tablename__ = "organisation"
    id: int | None = key()
    name: str = Field(index=True, unique=True)
    short_name: str
    kind: str
    holiday_region: str | None = None
    kvk_organisation_id: str | None = None
    website: str | None = None
    version: int = 1


class CampusRow(SQLModel, table=True):
    __tablename__ = "campus"
    id: int | None = key()
    name: str = Field(unique=True)
    zone: str
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    version: int = 1


class TravelRow(SQLModel, table=True):
    """One row a pair, the lower campus id first."""

    __tablename__ = "travel"
    from_campus_id: int = Field(foreign_key="campus.id", primary_key=True, ondelete=CASCADE)
    to_campus_id: int = Field(foreign_key="campus.id", primary_key=True, ondelete=CASCADE)
    minutes: int


class ResourceRow(SQLModel, table=True):
    __tablename__ = "resource"
    id: int | None = key()
    kind: str = Field(index=True)
    name: str = Field(index=True)
    owner_id: int = to("organisation")
    campus_id: int | None = maybe_to("campus")
    units: int = 1
    seats: int | None = None
    standing_room: bool = False
    features: list[str] = json_list()
    part_of_id: int | None = maybe_to("resource")
    movable: bool = False
    setup_minutes: int = 0
    teardown_minutes: int = 0
    sharing: str = "open"
    required_qualification: str | None = None
    notice_minutes: int = 0
    horizon_days: int | None = None
    max_minutes: int | None = None
    description: str = ""
    location: str = ""
    meeting_url: str | None = None
    person_id: int | None = maybe_to("person")
    active: bool = True
    version: int = 1


class OpeningRow(SQLModel, table=True):
    __tablename__ = "opening"
    id: int | None = key()
    weekday: int
    opens: time
    closes: time
    campus_id: int | None = maybe_to("campus", ondelete=CASCADE)
    resource_id: int | None = maybe_to("resource", ondelete=CASCADE)
    version: int = 1


class ClosureRow(SQLModel, table=True):
    __tablename__ = "closure"
    id: int | None = key()
    starts: datetime = Field(index=True)
    ends: datetime
    kind: str
    reason: str
    campus_id: int | None = maybe_to("campus", ondelete=CASCADE)
    resource_id: int | None = maybe_to("resource", ondelete=CASCADE)
    units: int | None = None
    version: int = 1


class WindowRow(SQLModel, table=True):
    __tablename__ = "window"
    id: int | None = key()
    resource_id: int = to("resource", ondelete=CASCADE)
    starts: datetime
    ends: datetime
    version: int = 1


class HolidayRow(SQLModel, table=True):
    __tablename__ = "holiday"
    id: int | None = key()
    name: str
    first_on: date = Field(index=True)
    last_on: date
    organisation_id: int | None = maybe_to("organisation", ondelete=CASCADE)
    closes_places: bool = False
    version: int = 1


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
