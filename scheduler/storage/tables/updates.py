"""What was changed, for programs that keep a copy."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from scheduler.storage.tables.base import key

_NEW = text("number IS NULL")


class UpdateRow(SQLModel, table=True):
    """A thing that was made, changed or deleted; it refers to nothing, for the thing may be gone.

    `number` and `at` are given by the first reader after the commit: see `scheduler.storage.updates`.
    """

    __tablename__ = "noted_update"
    __table_args__ = (Index("ix_noted_update_new", "id", sqlite_where=_NEW, postgresql_where=_NEW),)
    id: int | None = key()
    noun: str
    thing_id: int
    gone: bool = False
    number: int | None = Field(default=None, unique=True)
    at: datetime | None = Field(default=None, index=True)
