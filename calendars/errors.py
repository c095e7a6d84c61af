"""Every way a calendar can be wrong, as one tree.

    CalendarError
      InvalidValue          a value that no calendar can carry was given to us by our own caller
      DuplicateUid          two events of one calendar would be taken for one
      ReadError             a calendar that someone else wrote cannot be used
        NotACalendar
        Malformed
        TooLarge
        TooManyLines
        TooManyComponents
        NotOneEvent
        Recurring
      TooSlow               a series costs too much; its reader goes on without it
      FetchError            a calendar at an address cannot be got
        AddressRefused
        Unreachable
        FetchTimedOut
        TooManyRedirects
        AnswerRefused
        AnswerTooLarge

The docstring of a class is its message; its fields are the facts in it.
"""

from dataclasses import dataclass


class CalendarError(Exception):
    """A calendar cannot be used."""

    def __str__(self) -> str:
        return (self.__doc__ or "").format(**vars(self))


@dataclass(eq=False)
class InvalidValue(CalendarError, ValueError):
    """{field} cannot be written to a calendar: {reason}."""

    field: str
    reason: str


@dataclass(eq=False)
class DuplicateUid(CalendarError, ValueError):
    """Two events of one calendar have the UID {uid}."""

    uid: str


@dataclass(eq=False)
class TooSlow(CalendarError):
    """its rule takes more than {limit} steps, or those of its file together too many"""

    limit: int


class ReadError(CalendarError):
    """The calendar cannot be read."""


@dataclass(eq=False)
class NotACalendar(ReadError):
    """This is not an iCalendar file: {reason}."""

    reason: str


@dataclass(eq=False)
class Malformed(ReadError):
    """The calendar cannot be parsed: {reason}."""

    reason: str


@dataclass(eq=False)
class TooLarge(ReadError):
    """The calendar has more than {limit} bytes."""

    limit: int


@dataclass(eq=False)
class TooManyLines(ReadError):
    """The calendar has more than {limit} lines."""

    limit: int


@dataclass(eq=False)
class TooManyComponents(ReadError):
    """The calendar has more than {limit} components."""

    limit: int


@dataclass(eq=False)
class NotOneEvent(ReadError):
    """This is not the one event that was asked for: {reason}."""

    reason: str


@dataclass(eq=False)
class Recurring(ReadError):
    """The event {uid} happens more than once."""

    uid: str


class FetchError(CalendarError):
    """The calendar's address gives no calendar."""


@dataclass(eq=False)
class AddressRefused(FetchError):
    """The address {url} may not be fetched: {reason}."""

    url: str
    reason: str


@dataclass(eq=False)
class Unreachable(FetchError):
    """The address {url} cannot be reached: {reason}."""

    url: str
    reason: str


@dataclass(eq=False)
class FetchTimedOut(FetchError):
    """The address {url} took longer than {limit:g} seconds."""

    url: str
    limit: float


@dataclass(eq=False)
class TooManyRedirects(FetchError):
    """The address {url} was redirected more than {limit} times."""

    url: str
    limit: int


@dataclass(eq=False)
class AnswerRefused(FetchError):
    """The address {url} answered {status}."""

    url: str
    status: int


@dataclass(eq=False)
class AnswerTooLarge(FetchError):
    """The address {url} sent more than {limit} bytes."""

    url: str
    limit: int
