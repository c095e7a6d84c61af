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


class InboundMessageRow(SQLModel, table=True):
    """What became of a message; neither its text nor an address of a person is kept."""

    __tablename__ = "inbound_message"
    __table_args__ = (
        Index("ix_inbound_message_sender_received_at", "sender", "received_at"),
        Index("ix_inbound_message_person_resource", "person_id", "resource_id"),
    )
    id: int | None = key()
    key: str = Field(unique=True)
    sender: str
    received_at: datetime
    outcome: str
    person_id: int | None = maybe_to("person", ondelete=CASCADE, index=False)
    resource_id: int | None = maybe_to("resource", ondelete=CASCADE)
    booking_id: int | None = maybe_to("booking", ondelete=CASCADE)
    uid: str = ""
    sequence: int = 0
    stamped_at: datetime | None = None
    recurrence_at: datetime | None = None
    address: str = ""
    starts: datetime | None = None
    ends: datetime | None = None


class AttendanceRow(SQLModel, table=True):
    """What a person answered to the invitation for a booking."""

    __tablename__ = "attendance"
    booking_id: int = Field(foreign_key="booking.id", primary_key=True, ondelete=CASCADE)
    person_id: int = Field(foreign_key="person.id", primary_key=True, index=True, ondelete=CASCADE)
    answer: str
    sequence: int
    answered_at: datetime
