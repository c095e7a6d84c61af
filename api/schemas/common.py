"""What all JSON shapes share: ids, texts, pages of a list, problems."""

from datetime import UTC, date, datetime
from typing import Annotated, Any, Final, Generic, TypeVar

from fastapi import Path, Query, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

_LAST_ID: Final = 2**31 - 1
_NO_NUL: Final = r"^[^\x00]*$"  # PostgreSQL keeps any character but this one

Id = Annotated[int, Field(ge=1, le=_LAST_ID)]
"""An id in a body or an answer."""
PathId = Annotated[int, Path(ge=1, le=_LAST_ID)]
QueryId = Annotated[int | None, Query(ge=1, le=_LAST_ID)]

Line = Annotated[str, StringConstraints(max_length=200, pattern=_NO_NUL)]
"""A name or a title."""
Text = Annotated[str, StringConstraints(max_length=5000, pattern=_NO_NUL)]
"""Prose."""
Address = Annotated[str, StringConstraints(max_length=2000, pattern=r"^https?://[^\s\x00]+$")]
"""A web address."""

_EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
_LATEST: Final = datetime(2100, 1, 1, tzinfo=UTC)

Instant = Annotated[AwareDatetime, Field(ge=_EARLIEST, lt=_LATEST)]
"""A moment with its offset from UTC, in this century: no arithmetic of ours can leave the calendar."""
Day = Annotated[date, Field(ge=_EARLIEST.date(), lt=_LATEST.date())]
"""A date in this century."""

Limit = Annotated[int, Query(ge=1, le=200, description="How many at most.")]
After = Annotated[int, Query(ge=0, le=_LAST_ID, description="`next` of the page before; 0 for the first.")]

T = TypeVar("T")


class Input(BaseModel):
    """What somebody sends: fields we do not know are refused, so that no typing error goes unseen."""

    model_config = ConfigDict(extra="forbid")


class Output(BaseModel):
    """What we answer, read from a domain object's fields of the same names."""

    model_config = ConfigDict(from_attributes=True)


class Page(BaseModel, Generic[T]):
    """A part of a list in id order; `next` is the cursor of the rest, null at the end."""

    items: list[T]
    next: int | None = None


class Problem(BaseModel):
    """Why it did not go, in the reader's language (RFC 9457); `code` is the same in all of them."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    errors: list[dict[str, Any]] = []
    alternatives: list[dict[str, Any]] | None = None
    request_id: str | None = None


_SAYS: Final = {
    400: "The request cannot be read.",
    401: "Nobody is signed in, or the token does not hold.",
    403: "This person may not do this.",
    404: "There is no such thing.",
    409: "It cannot be done in the present state.",
    412: "Somebody changed it since that version.",
    413: "The request is too large.",
    422: "A value cannot be used.",
    428: "If-Match is missing.",
    429: "Too often in too short a time.",
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses=` of a route that may answer with these; those of every route are added by the app."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        status: {"description": _SAYS[status], "content": {"application/problem+json": {"schema": schema}}}
        for status in statuses
    }


def tag(response: Response, version: int) -> None:
    """Say which version the answer is, for a later If-Match."""
    response.headers["ETag"] = f'"{version}"'


__all__ = [
    "Address",
    "After",
    "AwareDatetime",
    "Day",
    "Id",
    "Input",
    "Instant",
    "Limit",
    "Line",
    "Output",
    "Page",
    "PathId",
    "Problem",
    "QueryId",
    "Text",
    "date",
    "datetime",
    "problems",
    "tag",
]
