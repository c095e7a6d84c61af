"""Mail that waits to be sent or was, and mail that came in."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from scheduler.storage.tables.base import CASCADE, key, maybe_to


class LetterRow(SQLModel, table=True):
    """Written in the transaction of the change it tells of: what is committed will be sent."""

    __tablename__ = "letter"
    __table_args__ = (
        Index("ix_letter_status_due_at", "status", "due_at"),
        Index("ix_letter_round_person", "round", "person_id"),
    )
    id: int | None = key()
    key: str = Field(unique=True)
    kind: str
    round: str
    booking_id: int | None = maybe_to("booking", ondelete=CASCADE)
    person_id: int | None = maybe_to("person", ondelete=CASCADE)
    version: int = 0
    recipient: str = ""
    content: bytes = b""
    status: str = "waiting"
    attempts: int = 0
    problem: str = ""
    queued_at: datetime
    due_at: datetime
    settled_at: datetime | None = None
