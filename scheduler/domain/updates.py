"""What was changed, in one order, for programs that keep a copy of the campus."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


class UpdateNoun(StrEnum):
    """Of what it is told that it changed: what everybody who is signed in may know of."""

    BOOKING = "booking"
    RESOURCE = "resource"
    ORGANISATION = "organisation"
    CAMPUS = "campus"
    OPENING = "opening"
    CLOSURE = "closure"
    WINDOW = "window"
    HOLIDAY = "holiday"
    PERIOD = "period"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Position:
    """Behind the update with this number, which was given at that instant.

    The instant is a second look: where a backup was put back, a number may be given a second time, to
    something else, and who holds the first must not go on as if nothing had happened.
    """

    number: int
    at: datetime | None


BEFORE_ALL: Final = Position(0, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """This thing was made, changed or, when `gone`, deleted."""

    noun: UpdateNoun
    thing_id: int
    gone: bool
    position: Position
