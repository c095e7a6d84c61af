"""What calendar programs that synchronise by CalDAV were last told."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from scheduler.storage.tables.base import CASCADE, key, to


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
