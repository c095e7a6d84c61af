"""Calendars elsewhere that are followed, and when they say somebody is busy."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from scheduler.storage.tables.base import CASCADE, SET_NULL, json_object, key, maybe_to


class SourceRow(SQLModel, table=True):
    """`address` is a secret: it is in no domain object, and is read only to fetch the calendar."""

    __tablename__ = "source"
    __table_args__ = (CheckConstraint("(person_id IS NULL) <> (resource_id IS NULL)", name="one_subject"),)
    id: int | None = key()
    person_id: int | None = maybe_to("person", ondelete=CASCADE)
    resource_id: int | None = maybe_to("resource", ondelete=CASCADE)
    name: str
    host: str
    address: str
    made_by_id: int | None = maybe_to("person", ondelete=SET_NULL)
    created_at: datetime
    checked_at: datetime
    good_at: datetime
    read_until: datetime
    next_at: datetime = Field(index=True)
    etag: str = ""
    last_modified: str = ""
    events: int = 0
    ours: int = 0
    unread: int = 0
    repairs: dict[str, Any] = json_object()
    failing_since: datetime | None = None
    failure: str | None = None
    answered: int | None = None
    failures: int = 0
    paused_at: datetime | None = None
    removed_at: datetime | None = None
    version: int = 1


class BusyRow(SQLModel, table=True):
    """The spans of one source do not touch each other; nothing is claimed by them."""

    __tablename__ = "busy"
    __table_args__ = (CheckConstraint("starts < ends", name="starts_before_ends"),)
    source_id: int = Field(foreign_key="source.id", primary_key=True, ondelete=CASCADE)
    starts: datetime = Field(primary_key=True)
    ends: datetime
