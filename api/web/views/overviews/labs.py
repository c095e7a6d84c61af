"""The lab board: today by the hour, requests in words, what is out of use."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from api.i18n.times import Times
from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.campus.opening_hours import Closure
from scheduler.domain.campus.resources import Resource
from scheduler.domain.time.spans import Span
from scheduler.domain.time.wall_time import local_day
from scheduler.services.overviews.lab_board import LabDay

CLOSURES_SHOWN_FOR: Final = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class BoardLine:
    """One booking on the board; `now`: it is under way."""

    booking: Booking
    places: tuple[Resource, ...]
    people: tuple[Resource, ...]
    organisation: str
    now: bool
    over: bool


@dataclass(frozen=True, slots=True)
class Board:
    on: date
    lines: tuple[BoardLine, ...]

    @property
    def before(self) -> date:
        return self.on - timedelta(days=1)

    @property
    def after(self) -> date:
        return self.on + timedelta(days=1)


def day_of(on: date, times: Times) -> Span:
    return local_day(on, times.zone)


def closures_from(on: date, times: Times) -> Span:
    start = local_day(on, times.zone).start
    return Span(start, start + CLOSURES_SHOWN_FOR)


def board_of(day: LabDay, on: date, times: Times) -> Board:
    return Board(on, tuple(_line(booking, day, times) for booking in day.bookings))


def place_of(closure: Closure, day: LabDay) -> str | None:
    """The name of the resource that is out of use; none when it is a whole campus."""
    resource = day.names.get(closure.resource_id or 0)
    return resource.name if resource else None


def _line(booking: Booking, day: LabDay, times: Times) -> BoardLine:
    return BoardLine(
        booking=booking,
        places=day.at(booking),
        people=day.whom(booking),
        organisation=day.organisations[booking.organisation_id].name,
        now=booking.span.start <= times.now < booking.span.end,
        over=booking.span.end <= times.now,
    )
