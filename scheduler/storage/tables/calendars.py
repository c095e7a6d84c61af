"""Feeds and their revisions, what CalDAV programs were told, and calendars elsewhere that are followed."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from scheduler.storage.tables.base import CASCADE, SET_NULL, json_object, key, maybe_to, to


class DavCalendarRow(SQLModel, table=True):
    """One person's view of one subject. `number` counts the changes of its members; a client that
    knows a number below `oldest` has to begin again."""

    __tablename__ = "dav_calendar"
    __table_args__ = (UniqueConstraint("owner_id", "subject", "subject_id"),)
    id: int | None = key()
    owner_id: int = to("person", ondelete=CASCADE)
    subject: str
    subject_id: int
    stamp: str = ""
    number: int = 0
    oldest: int = 0


class DavMemberRow(SQLModel, table=True):
    """An event of such a calendar, as it was last seen; with `gone_at` it is there no more."""

    __tablename__ = "dav_member"
    __table_args__ = (Index("ix_dav_member_calendar_number", "calendar_id", "number"),)
    calendar_id: int = Field(foreign_key="dav_calendar.id", primary_key=True, ondelete=CASCADE)
    name: str = Field(primary_key=True)
    booking_id: int
    etag: str
    number: int
    gone_at: datetime | None = None


class FeedRow(SQLModel, table=True):
    __tablename__ = "feed"
    __table_args__ = (Index("ix_feed_subject_subject_id", "subject", "subject_id"),)
    id: int | None = key()
    secret_hash: str = Field(unique=True)
    subject: str
    subject_id: int
    name: str
    owner_id: int = to("person", ondelete=CASCADE)
    language: str = "nl"
    privacy: str = "full"
    alarm: str = "none"
    attendance: str = "on_site"
    created_at: datetime
    changed_at: datetime | None = None
    last_fetched_at: datetime | None = None
    last_client: str = ""
    revoked_at: datetime | None = None
    version: int = 1


class RevisionRow(SQLModel, table=True):
    """Counts the changes to what a subject's feeds show; it only grows."""

    __tablename__ = "revision"
    subject: str = Field(primary_key=True)
    subject_id: int = Field(primary_key=True)
    number: int = 0
    changed_at: datetime


class FeedRemovalRow(SQLModel, table=True):
    """A booking that a subject's feeds no longer have, though it may be held elsewhere."""

    __tablename__ = "departure"  # the word of older releases
    subject: str = Field(primary_key=True)
    subject_id: int = Field(primary_key=True)
    booking_id: int = Field(foreign_key="booking.id", ondelete=CASCADE, primary_key=True, index=True)


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
