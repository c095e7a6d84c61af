"""People and what they are."""

from datetime import date

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from scheduler.storage.tables.base import CASCADE, key, to


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
