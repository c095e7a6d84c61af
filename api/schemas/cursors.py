"""How a list is read in parts, said once: what `next` says and `after` takes.

In the order of ids a cursor is an id. Of a list in another order it is a text that holds the order, the key
and the id of the last item; of it nobody needs to know more than that it is sent back as it came.
"""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import Annotated, Any, Final, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel, Field

from scheduler.domain.cursors import FIRST, Cursor, Key
from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Invalid
from scheduler.domain.time.grain import check_years
from scheduler.domain.updates import Position

T = TypeVar("T")
Shown = TypeVar("Shown")

LAST_ID: Final = 2**31 - 1
_LONGEST: Final = 2000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_POSITION: Final = re.compile(r"(?P<number>[0-9]{1,10})(-(?P<at>[0-9]{1,16}))?")

Limit = Annotated[int, Query(ge=1, le=200, description="How many at most.")]
After = Annotated[int, Query(ge=0, le=LAST_ID, description="`next` of the page before; 0 for the first.")]
SortedAfter = Annotated[
    int | str,
    Field(union_mode="left_to_right", description="`next` of the page before, with the same `sort`."),
]
"""What `read_cursor` reads."""


class Page(BaseModel, Generic[T]):
    """A part of a list in id order; `next` is the cursor of the rest, null at the end."""

    items: list[T]
    next: int | None = None


class SortedPage(BaseModel, Generic[T]):
    """A part of a list; `next` is the cursor of the rest, to be sent back as it is, null at the end."""

    items: list[T]
    next: int | str | None = None


def page_up_to(
    limit: int,
    found: Sequence[T],
    show: Callable[[T], Shown],
    id_of: Callable[[T], int] = attrgetter("id"),
) -> Page[Shown]:
    """The first `limit` of what was found; that one more was found tells that there is a rest."""
    things = found[:limit]
    rest = id_of(things[-1]) if len(found) > limit else None
    return Page(items=[show(thing) for thing in things], next=rest)


def write_cursor(sort: str | None, cursor: Cursor | None) -> int | str | None:
    """As `next` says it."""
    if cursor is None or sort is None or cursor.key is None:
        return None if cursor is None else cursor.id
    key = cursor.key.isoformat() if isinstance(cursor.key, datetime) else cursor.key
    packed = json.dumps([sort, key, cursor.id], ensure_ascii=False, separators=(",", ":")).encode()
    return urlsafe_b64encode(packed).decode().rstrip("=")


def read_cursor(sort: str | None, kind: type[Key], after: int | str) -> Cursor:
    """What `after` says, of a list whose keys are of this kind; 0 is the beginning of any list.

    Raises `Invalid` for what no list of this order ever said.
    """
    if isinstance(after, int):
        if not 0 <= after <= LAST_ID or (sort is not None and after):
            raise _not_ours()
        return Cursor(after) if after else FIRST
    try:
        of, key, last = json.loads(urlsafe_b64decode(after + "=" * (-len(after) % 4)))
        read = Cursor(_checked_id(last), _key(kind, key))
    except (ValueError, TypeError) as fault:
        raise _not_ours() from fault
    if sort != of or len(after) > _LONGEST:
        raise _not_ours()
    return read


def _checked_id(last: Any) -> int:
    if type(last) is not int or not 0 <= last <= LAST_ID:
        raise ValueError
    return last


def _key(kind: type[Key], key: Any) -> Key:
    if not isinstance(key, str) or "\0" in key:
        raise ValueError
    if kind is str:
        return key
    instant = datetime.fromisoformat(key)
    if instant.tzinfo is None:
        raise ValueError
    check_years("after", instant)
    return instant


def _not_ours() -> Invalid:
    return Invalid("after", InvalidCode.NOT_A_CURSOR)


def write_position(position: Position) -> str:
    """A place in the list of updates as `next` says it."""
    if position.at is None:
        return str(position.number)
    return f"{position.number}-{(position.at - _EPOCH) // _MICROSECOND}"


def read_position(after: str) -> Position:
    """Raises `Invalid` for what the list of updates never said."""
    found = _POSITION.fullmatch(after)
    if found is None or not 0 <= int(found["number"]) <= LAST_ID:
        raise _not_ours()
    at = None if found["at"] is None else _EPOCH + int(found["at"]) * _MICROSECOND
    return Position(int(found["number"]), at)
