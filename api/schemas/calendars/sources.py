"""Calendars elsewhere on the wire. An address is sent and never answered: it is a secret."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from api.schemas.common import Id, Input, Output
from scheduler.domain.calendars.sources import Whose
from scheduler.domain.error_codes import Failure
from scheduler.services.calendars.sources import FollowCalendar, FollowedCalendars, SeenClash, SourcePreview

CalendarAddress = Annotated[
    str,
    StringConstraints(max_length=2000, pattern=r"^(https?|webcals?)://[^\s\x00]+$"),
    Field(examples=["webcal://rooster.example/agenda.ics"]),
]
_Name = Annotated[str, StringConstraints(max_length=100, pattern=r"^[^\x00]*$")]


class SourceRequest(Input):
    """Whose busy time the calendar at `address` tells; without `subject_id` it is yours."""

    address: CalendarAddress
    whose: Whose = Whose.PERSON
    subject_id: Id | None = None
    name: _Name = ""

    def to_command(self) -> FollowCalendar:
        return FollowCalendar(**self.model_dump())


class SourcePreviewOut(Output):
    """What following the calendar would come to: `events` that take time until `until`, `ours` that came
    from us and are left out, `repairs` of known faults by name, `clashes` with bookings there already."""

    name: str
    host: str
    events: int
    ours: int
    unread: int
    repairs: dict[str, int]
    until: datetime
    clashes: int

    @classmethod
    def from_domain(cls, preview: SourcePreview) -> Self:
        reading = preview.reading
        return cls(
            name=reading.name,
            host=preview.host,
            events=reading.events,
            ours=reading.ours,
            unread=reading.unread,
            repairs=dict(reading.repairs),
            until=reading.until,
            clashes=preview.clashes,
        )


class SourceOut(Output):
    """A followed calendar. `good_at` is when what we have was last right; `failing_since` null: it is."""

    id: Id
    person_id: int | None
    resource_id: int | None
    name: str
    host: str
    created_at: datetime
    checked_at: datetime
    good_at: datetime
    next_at: datetime
    events: int
    ours: int
    unread: int
    repairs: dict[str, int]
    failing_since: datetime | None
    failure: Failure | None
    answered: int | None
    paused_at: datetime | None
    version: int


class ClashOut(Output):
    """A booking holds a resource while another calendar says that it is busy. `title` is null for who
    may not see the booking; of the other calendar nobody is told more than these times."""

    source_id: int
    resource_id: int
    resource_name: str
    booking_id: int
    title: str | None
    start: datetime
    end: datetime
    busy_start: datetime
    busy_end: datetime

    @classmethod
    def from_domain(cls, seen: SeenClash) -> Self:
        return cls(
            source_id=seen.clash.source_id,
            resource_id=seen.resource.id,
            resource_name=seen.resource.name,
            booking_id=seen.clash.booking_id,
            title=seen.booking.title if seen.booking else None,
            start=seen.span.start,
            end=seen.span.end,
            busy_start=seen.clash.span.start,
            busy_end=seen.clash.span.end,
        )


class FollowedOut(Output):
    """The calendars of one person, group or resource, and the bookings that clash with them from now on."""

    items: list[SourceOut]
    clashes: list[ClashOut]

    @classmethod
    def from_domain(cls, followed: FollowedCalendars) -> Self:
        return cls(
            items=[SourceOut.model_validate(source) for source in followed.sources],
            clashes=[ClashOut.from_domain(each) for each in followed.clashes],
        )
