"""People and what they are, how they get in, and what they did."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from scheduler.storage.tables.base import CASCADE, SET_NULL, json_object, key, maybe_to, to


class PersonRow(SQLModel, table=True):
    __tablename__ = "person"
    id: int | None = key()
    name: str = Field(index=True)
    email: str = Field(unique=True)
    language: str = "nl"
    mail_choice: str = "auto"
    operator: bool = False
    active: bool = True
    password_hash: str | None = None
    version: int = 1


class MembershipRow(SQLModel, table=True):
    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("person_id", "organisation_id", "role"),)
    id: int | None = key()
    person_id: int = to("person", ondelete=CASCADE)
    organisation_id: int = to("organisation", ondelete=CASCADE)
    role: str
    version: int = 1


class QualificationRow(SQLModel, table=True):
    __tablename__ = "qualification"
    id: int | None = key()
    person_id: int = to("person", ondelete=CASCADE)
    name: str = Field(index=True)
    valid_from: date
    valid_until: date | None = None
    version: int = 1


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
