"""Bookings, the claims that hold their places, and requests that were answered before."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from scheduler.storage.tables.base import CASCADE, SET_NULL, json_list, json_object, key, maybe_to, to

_WAITS = text("decide_by IS NOT NULL")


class SeriesRow(SQLModel, table=True):
    __tablename__ = "series"
    id: int | None = key()
    uid: UUID = Field(unique=True)
    rule: dict[str, Any] = json_object()
    skipped: list[dict[str, Any]] = json_list()
    zone: str
    organiser_id: int | None = maybe_to("person", ondelete=SET_NULL)
    organisation_id: int = to("organisation")
    created_at: datetime


class BookingRow(SQLModel, table=True):
    __tablename__ = "booking"
    __table_args__ = (
        Index("ix_booking_starts_ends", "starts", "ends"),
        Index("ix_booking_period_activity", "period_id", "activity_id", "occurrence"),
        Index("ix_booking_event_uid", "event_uid", unique=True),
        Index("ix_booking_updated_at", "updated_at", "id"),
        Index("ix_booking_decide_by", "decide_by", sqlite_where=_WAITS, postgresql_where=_WAITS),
        CheckConstraint("starts < ends", name="starts_before_ends"),
    )
    id: int | None = key()
    uid: UUID = Field(unique=True)
    title: str
    purpose: str
    organisation_id: int = to("organisation")
    organiser_id: int | None = maybe_to("person", ondelete=SET_NULL)
    starts: datetime
    ends: datetime
    status: str
    people: int = 0
    campus_id: int | None = maybe_to("campus")
    note: str = ""
    meeting_url: str | None = None
    series_id: int | None = maybe_to("series")
    occurs_on: date | None = None
    period_id: int | None = maybe_to("period", index=False)
    activity_id: int | None = maybe_to("activity", ondelete=SET_NULL)
    occurrence: int | None = None
    project_id: int | None = maybe_to("project", ondelete=SET_NULL)
    event_uid: str | None = None
    sequence: int = 0
    version: int = 1
    decide_by: datetime | None = None
    called_off_reason: str = ""
    called_off_by_id: int | None = maybe_to("person", ondelete=SET_NULL)
    impact: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    created_at: datetime
    updated_at: datetime


class BookingNeedRow(SQLModel, table=True):
    """What was asked; it stays when the booking is cancelled and its claims go."""

    __tablename__ = "booking_need"
    booking_id: int = Field(foreign_key="booking.id", primary_key=True, ondelete=CASCADE)
    resource_id: int = Field(foreign_key="resource.id", primary_key=True, index=True)
    units: int | None = None


class ClaimRow(SQLModel, table=True):
    """One unit of one resource for a padded span. That no two overlap is held by an exclusion
    constraint on PostgreSQL and by triggers on SQLite: see the first migration."""

    __tablename__ = "claim"
    __table_args__ = (
        Index("ix_claim_resource_starts_ends", "resource_id", "starts", "ends", "unit"),
        CheckConstraint("starts < ends", name="starts_before_ends"),
        CheckConstraint("unit >= 1", name="unit_counts_from_one"),
    )
    id: int | None = key()
    booking_id: int = to("booking", ondelete=CASCADE)
    resource_id: int = Field(foreign_key="resource.id")
    unit: int
    starts: datetime
    ends: datetime
    campus_id: int | None = None
    people: int = 0


class ApprovalRow(SQLModel, table=True):
    __tablename__ = "approval"
    __table_args__ = (UniqueConstraint("booking_id", "organisation_id"),)
    id: int | None = key()
    booking_id: int = to("booking", ondelete=CASCADE)
    organisation_id: int = to("organisation")
    decision: str = "pending"
    reason: str = ""
    decided_by_id: int | None = maybe_to("person", ondelete=SET_NULL)
    decided_at: datetime | None = None


class BookingChangeRow(SQLModel, table=True):
    """What one person changed, with all that its undo needs."""

    __tablename__ = "booking_change"
    id: int | None = key()
    person_id: int = to("person", ondelete=CASCADE)
    happening: str
    at: datetime = Field(index=True)
    before: list[dict[str, Any]] = json_list()
    versions: dict[str, int] = json_object()
    approvals: list[dict[str, Any]] = json_list()
    series_before: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    series_after: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))


class IdempotencyRow(SQLModel, table=True):
    """The answer that was given to a request with this key, to give again."""

    __tablename__ = "idempotency"
    person_id: int = Field(foreign_key="person.id", primary_key=True, ondelete=CASCADE)
    key: str = Field(primary_key=True)
    fingerprint: str
    answer: dict[str, Any] = json_object()
    created_at: datetime = Field(index=True)
