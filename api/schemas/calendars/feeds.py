"""Feeds on the wire. The address is told once, when it is made."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from api.schemas.common import Id, Input, Line, Output, left_out
from scheduler.domain.calendars.feeds import Alarm, Attendance, Privacy, Subject
from scheduler.domain.identity.people import Language
from scheduler.services.calendars.feeds import MakeFeed


class FeedRequest(Input):
    """What to follow; without `subject_id` it is you."""

    subject: Subject = Subject.PERSON
    subject_id: Id | None = None
    name: Line = ""
    language: Language | None = None
    privacy: Privacy = Privacy.FULL
    alarm: Alarm = Alarm.NONE
    attendance: Attendance = Attendance.ON_SITE

    def to_command(self) -> MakeFeed:
        return MakeFeed(**self.model_dump())


class FeedUpdate(Input):
    """What stays the same may be left out; an empty name is the name of what is followed."""

    name: Line = Field(default_factory=left_out)
    language: Language = Field(default_factory=left_out)
    privacy: Privacy = Field(default_factory=left_out)
    alarm: Alarm = Field(default_factory=left_out)
    attendance: Attendance = Field(default_factory=left_out)


class FeedOut(Output):
    id: Id
    subject: Subject
    subject_id: Id
    name: str
    language: Language
    privacy: Privacy
    alarm: Alarm
    attendance: Attendance
    created_at: datetime
    last_fetched_at: datetime | None
    last_client: str
    version: int


class NewFeedOut(Output):
    """`address` cannot be read back: keep it, or make a new one."""

    feed: FeedOut
    address: Annotated[str, Field(description="Give this to a calendar program; whoever has it can read it.")]
