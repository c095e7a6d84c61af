"""Sessions, tokens, feeds, revisions, idempotency keys and the audit trail."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from scheduler.storage.tables.base import CASCADE, SET_NULL, json_object, key, maybe_to, to


class SessionRow(SQLModel, table=True):
    """A browser that is signed in; the cookie holds the secret, this the hash."""

    __tablename__ = "session"
    id: int | None = key()
    secret_hash: str = Field(unique=True)
    person_id: int = to("person", ondelete=CASCADE)
    created_at: datetime
    expires_at: datetime = Field(index=True)


class InvitationRow(SQLModel, table=True):
    __tablename__ = "invitation"
    id: int | None = key()
    secret_hash: str = Field(unique=True)
    person_id: int = to("person", ondelete=CASCADE)
    created_at: datetime
    expires_at: datetime


class AttemptRow(SQLModel, table=True):
    """A log-in that failed; `source` is a hash of the address tried or of where it was tried from."""

    __tablename__ = "attempt"
    __table_args__ = (Index("ix_attempt_source_at", "source", "at"),)
    id: int | None = key()
    source: str
    at: datetime


class TokenRow(SQLModel, table=True):
    __tablename__ = "token"
    id: int | None = key()
    secret_hash: str = Field(unique=True)
    person_id: int = to("person", ondelete=CASCADE)
    name: str
    scope: str
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None


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


class IdempotencyRow(SQLModel, table=True):
    """The answer that was given to a request with this key, to give again."""

    __tablename__ = "idempotency"
    person_id: int = Field(foreign_key="person.id", primary_key=True, ondelete=CASCADE)
    key: str = Field(primary_key=True)
    fingerprint: str
    answer: dict[str, Any] = json_object()
    created_at: datetime = Field(index=True)


class AuditRow(SQLModel, table=True):
    """Who did what to what, with the values before and after; kept when the person goes."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_noun_key", "noun", "noun_id"),)
    id: int | None = key()
    at: datetime = Field(index=True)
    person_id: int | None = maybe_to("person", ondelete=SET_NULL)
    organisation_id: int | None = maybe_to("organisation", ondelete=SET_NULL)
    action: str
    noun: str
    noun_id: int | None = None
    change: dict[str, Any] = json_object()


class DepartureRow(SQLModel, table=True):
    """A booking that a subject's feeds no longer have, though it may be held elsewhere."""

    __tablename__ = "departure"
    subject: str = Field(primary_key=True)
    subject_id: int = Field(primary_key=True)
    booking_id: int = Field(foreign_key="booking.id", ondelete=CASCADE, primary_key=True, index=True)
