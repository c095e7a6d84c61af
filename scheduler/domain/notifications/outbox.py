"""Mail that goes out: what a letter is, who is told of a booking, and how long sending is tried."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.campus.resources import Resource, ResourceKind

GIVE_UP_AFTER: Final = timedelta(days=3)
"""A letter that could not be delivered for so long is old news."""
PAUSES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 20, 60, 180, 360))
"""Between one attempt and the next; the last one again and again."""
LEASE: Final = timedelta(minutes=5)
"""Who took a letter has so long to send it before somebody else may."""
KEPT_FOR: Final = timedelta(days=90)
"""What became of a letter is known for so long."""


class LetterKind(StrEnum):
    """`request`, `cancel`, `reply` and `ask` are written from their booking when they are sent; `answer` is
    kept whole. A `reply` goes to who booked by mail, whose own invitation it answers, and `ask` to who has to
    decide about a request."""

    REQUEST = "request"
    CANCEL = "cancel"
    REPLY = "reply"
    ANSWER = "answer"
    ASK = "ask"


class LetterStatus(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    NEEDLESS = "needless"  # a later letter says more, or nobody is there to read it
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One mail to one person. `key` is the left side of its Message-ID, and no two letters have the same.

    `round` joins the letters of one change, so that a long series is one mail. `recipient` and
    `content` belong to answers, which are not about a booking alone; they go when the letter is settled.
    """

    id: int
    key: str
    kind: LetterKind
    round: str
    booking_id: int | None = None
    person_id: int | None = None
    version: int = 0
    recipient: str = ""
    content: bytes = b""
    status: LetterStatus = LetterStatus.WAITING
    attempts: int = 0
    problem: str = ""
    queued_at: datetime
    due_at: datetime
    settled_at: datetime | None = None


def told_of(
    booking: Booking, resources: Mapping[int, Resource], contacts: Mapping[int, frozenset[int]]
) -> set[int]:
    """The people a booking is mailed to: who made it, the staff in it, and whoever speaks for a company
    (`contacts` by its id) whose demonstrator it takes."""
    told = set() if booking.organiser_id is None else {booking.organiser_id}
    for resource in (resources[need.resource_id] for need in booking.needs if need.resource_id in resources):
        if resource.kind is ResourceKind.STAFF and resource.person_id is not None:
            told.add(resource.person_id)
        if resource.kind is ResourceKind.DEMONSTRATOR:
            told |= contacts.get(resource.owner_id, frozenset())
    return told


def errands(
    before: Booking | None, after: Booking, told_before: Iterable[int], told_after: Iterable[int]
) -> dict[int, LetterKind]:
    """What each person hears of a change, by their id: nothing when it changes nothing they would see."""
    if before is not None and _shown(before) == _shown(after):
        return {}
    was, now = set(told_before), set(told_after)
    if after.called_off:
        was_on = before is None or not before.called_off
        return dict.fromkeys(was | now, LetterKind.CANCEL) if was_on else {}
    gone = dict.fromkeys(was - now, LetterKind.CANCEL)
    return gone | dict.fromkeys(now, LetterKind.REQUEST)


def next_attempt(letter: Letter, ends: datetime | None, now: datetime) -> datetime | None:
    """When to try again after a failed attempt; None when the letter is too old, or what it is about over."""
    pause = PAUSES[min(letter.attempts, len(PAUSES)) - 1]
    last = letter.queued_at + GIVE_UP_AFTER
    if ends is not None:
        last = min(last, ends)
    return now + pause if now + pause <= last else None


def _shown(booking: Booking) -> tuple[object, ...]:
    """What an invitation says of a booking."""
    return (
        booking.title,
        booking.span,
        booking.needs,
        booking.status,
        booking.note,
        booking.meeting_url,
        booking.campus_id,
        booking.impact,
    )
