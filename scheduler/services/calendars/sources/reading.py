"""What came from an address as busy time, or why it cannot be that, without ever naming the address."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from calendars import errors
from calendars.decode import Limits, TimeRange, decode
from calendars.errors import CalendarError, FetchError, ReadError
from calendars.fetch import Unchanged, Validators
from scheduler.domain.calendars.sources import MOST_SPANS, SourceReading, is_ours, window_at
from scheduler.domain.error_codes import Failure
from scheduler.domain.time.spans import Span, intersection
from scheduler.services.calendars.sources.fetcher import Fetch

_FAILURES: Final[dict[type[CalendarError], Failure]] = {
    errors.AddressRefused: Failure.ADDRESS_REFUSED,
    errors.Unreachable: Failure.UNREACHABLE,
    errors.FetchTimedOut: Failure.TIMED_OUT,
    errors.TooManyRedirects: Failure.TOO_MANY_REDIRECTS,
    errors.AnswerRefused: Failure.ANSWER_REFUSED,
    errors.AnswerTooLarge: Failure.TOO_LARGE,
    errors.NotACalendar: Failure.NOT_A_CALENDAR,
    errors.Malformed: Failure.UNREADABLE,
    errors.TooLarge: Failure.TOO_LARGE,
    errors.TooManyLines: Failure.TOO_LARGE,
    errors.TooManyComponents: Failure.TOO_LARGE,
}
_GONE: Final = 410
NOTHING_KNOWN: Final = Validators()
"""Asks for the whole calendar."""


@dataclass(frozen=True, slots=True)
class Got:
    """A calendar that was got and understood, with what to ask by the next time."""

    reading: SourceReading
    validators: Validators


@dataclass(frozen=True, slots=True)
class Failed:
    """It was not: what we had stays."""

    failure: Failure
    answered: int | None = None


async def read_address(
    fetch: Fetch, address: str, zone: str, now: datetime, known: Validators = NOTHING_KNOWN
) -> Got | Unchanged | Failed:
    """Get the calendar and understand it, with no transaction open. Raises nothing of its own."""
    try:
        found = await fetch(address, known)
        if isinstance(found, Unchanged):
            return found
        reading = await asyncio.to_thread(read_octets, found.octets, zone, now)
    except (FetchError, ReadError) as error:
        return failed(error)
    return Failed(Failure.TOO_MUCH) if len(reading.busy) > MOST_SPANS else Got(reading, found.validators)


def failed(error: FetchError | ReadError) -> Failed:
    """The failure without its words, in which there would be the address."""
    answered = error.status if isinstance(error, errors.AnswerRefused) else None
    failure = Failure.GONE if answered == _GONE else _FAILURES[type(error)]
    return Failed(failure, answered)


def read_octets(octets: bytes, zone: str, now: datetime) -> SourceReading:
    """The busy time of a calendar; `zone` is for its whole days. Raises `ReadError`."""
    window = window_at(now)
    found = decode(octets, TimeRange(window.start, window.end), zone=zone, limits=Limits())
    theirs = [each for each in found.busy if not is_ours(each.uid)]
    return SourceReading(
        name=found.name[:100],
        busy=tuple(intersection((Span(each.starts, each.ends) for each in theirs), [window])),
        until=window.end,
        events=len(theirs),
        ours=len(found.busy) - len(theirs),
        unread=len(found.skipped),
        repairs={quirk.value: count for quirk, count in sorted(found.repairs.items())},
    )
