"""What came from elsewhere, by the keys it has there."""

from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import SQLModel

from scheduler.storage.tables.base import CASCADE, json_object, key, maybe_to


class ExternalKeyRow(SQLModel, table=True):
    """One of the columns that end in `_id` names the local thing, and the row goes when that goes."""

    __tablename__ = "external_key"
    __table_args__ = (UniqueConstraint("source", "kind", "key"),)
    id: int | None = key()
    source: str
    kind: str
    key: str
    given: dict[str, Any] = json_object()
    organisation_id: int | None = maybe_to("organisation", ondelete=CASCADE)
    campus_id: int | None = maybe_to("campus", ondelete=CASCADE)
    period_id: int | None = maybe_to("period", ondelete=CASCADE)
    opening_id: int | None = maybe_to("opening", ondelete=CASCADE)
    resource_id: int | None = maybe_to("resource", ondelete=CASCADE)
    group_id: int | None = maybe_to("student_group", ondelete=CASCADE)
    activity_id: int | None = maybe_to("activity", ondelete=CASCADE)
    person_id: int | None = maybe_to("person", ondelete=CASCADE)
    booking_id: int | None = maybe_to("booking", ondelete=CASCADE)
