"""Everything that can go wrong by name.

    FieldlabError
    ├── NotSignedIn           nobody is acting, and somebody must be
    ├── WrongPassword         no such address, or not its password: which of the two is not said
    ├── Forbidden             this person may not do this
    ├── NotFound              no such thing, or none this person may know of
    ├── Invalid               a value cannot be what was given
    ├── Stale                 somebody changed it since it was read
    ├── Conflict              the thing is not in a state in which this can be done
    ├── VersionMissing        a change does not say which version it was made from
    ├── KeyReused             an Idempotency-Key came back with another request
    ├── CursorExpired         what came after this place of a list is not kept any more
    ├── TooManyAttempts       too often in too short a time
    ├── SourceUnusable        a calendar elsewhere cannot be followed
    ├── BookingRefused        rules of the campus forbid the booking (`bookings.refusals`)
    └── PublishRefused        a plan can no longer be published as it is (`bookings.refusals`)

The docstring of a class is its message; what it names is data, so that every page and every
answer can say it in the reader's language.
"""

from typing import Any

from scheduler.domain.error_codes import ConflictCode, Failure, InvalidCode


class FieldlabError(Exception):
    """Something went wrong."""

    def __init__(self, **data: Any) -> None:
        self.data = data
        super().__init__(f"{type(self).__doc__} {data or ''}".strip())


class NotSignedIn(FieldlabError):
    """Sign in first."""


class WrongPassword(FieldlabError):
    """That address and password do not belong together."""


class Forbidden(FieldlabError):
    """You may not do this."""

    def __init__(self, action: str) -> None:
        super().__init__(action=action)


class NotFound(FieldlabError):
    """There is nothing here by that name."""

    def __init__(self, noun: str, key: object) -> None:
        super().__init__(noun=noun, key=str(key))


class Invalid(FieldlabError):
    """A value cannot be used.

    `field` names it, `problem` says what is wrong, further data says what would work.
    """

    def __init__(self, field: str, problem: InvalidCode, **data: Any) -> None:
        self.field = field
        self.problem = problem
        super().__init__(field=field, problem=problem.value, **data)


class Stale(FieldlabError):
    """Somebody changed this since you read it."""

    def __init__(self, noun: str, current: int) -> None:
        super().__init__(noun=noun, current=current)
        self.current = current


class VersionMissing(FieldlabError):
    """Say which version you are changing."""


class Conflict(FieldlabError):
    """This cannot be done in its present state."""

    def __init__(self, problem: ConflictCode, **data: Any) -> None:
        self.problem = problem
        super().__init__(problem=problem.value, **data)


class KeyReused(FieldlabError):
    """This Idempotency-Key was used for another request."""


class CursorExpired(FieldlabError):
    """What came after this cursor is not kept any more: read everything anew and begin with a new one."""


class TooManyAttempts(FieldlabError):
    """Too many attempts in a short time."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(seconds=seconds)


class SourceUnusable(FieldlabError):
    """The calendar at that address cannot be followed; `answered` is the HTTP status, if any."""

    def __init__(self, failure: Failure, answered: int | None = None) -> None:
        self.failure = failure
        super().__init__(failure=failure.value, answered=answered)
