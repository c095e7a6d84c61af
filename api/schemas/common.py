"""What all JSON shapes share: ids, texts, pages of a list, problems."""

from collections.abc import Callable
from copy import copy
from datetime import date, datetime, time
from typing import Annotated, Any, Final, TypeVar

from fastapi import Path, Query, Response
from pydantic import (
    AfterValidator,
    AliasPath,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    StringConstraints,
    WithJsonSchema,
    create_model,
)
from pydantic_core import PydanticCustomError, PydanticUndefined

from api.schemas.cursors import LAST_ID
from scheduler.domain.errors import Invalid
from scheduler.domain.time.grain import check_day, check_minute, check_years

T = TypeVar("T")

NO_NUL: Final = r"^[^\x00]*$"  # PostgreSQL keeps any character but this one

Id = Annotated[int, Field(ge=1, le=LAST_ID)]
"""An id in a body or an answer."""
SpelledId = Annotated[int, Field(ge=1, le=LAST_ID)]
"""An id among the filters of a page, where everything is text."""
PathId = Annotated[int, Path(ge=1, le=LAST_ID)]
QueryId = Annotated[int | None, Query(ge=1, le=LAST_ID)]

Whole = Annotated[int, Strict()]
Flag = Annotated[bool, Strict()]
Degrees = Annotated[float, Strict()]


def _no_number(value: object) -> object:
    """Refuse the numbers that would otherwise be read as seconds since 1970."""
    if isinstance(value, int | float):
        raise PydanticCustomError("text_expected", "write it as ISO 8601 text")
    return value


def _without_zone(value: time) -> time:
    if value.tzinfo is not None:
        raise PydanticCustomError("has_zone", "a wall time without a zone")
    return value


def _kept(rule: Callable[[str, T], None]) -> AfterValidator:
    """The domain's rule for single values, whose problem is the `type` of what the schema refuses."""

    def check(value: T) -> T:
        try:
            rule("", value)
        except Invalid as refusal:
            raise PydanticCustomError(refusal.problem, "cannot be used") from refusal
        return value

    return AfterValidator(check)


Moment = Annotated[AwareDatetime, BeforeValidator(_no_number), _kept(check_years)]
"""A moment with its offset from UTC, in this century: no arithmetic of ours can leave the calendar."""
Instant = Annotated[Moment, _kept(check_minute)]
"""The same for what is booked or closed: a whole minute."""
Day = Annotated[date, BeforeValidator(_no_number), _kept(check_day)]
"""A date in this century."""
# JSON Schema's own format `time` asks for an offset, which a clock on the wall does not show.
_CLOCK: Final = r"^([01][0-9]|2[0-3]):[0-5][0-9](:00)?$"
WallTime = Annotated[
    time,
    BeforeValidator(_no_number),
    AfterValidator(_without_zone),
    _kept(check_minute),
    WithJsonSchema({"type": "string", "pattern": _CLOCK, "examples": ["13:00"]}),
]
"""What a clock on the wall shows: `13:00`."""

Start = Annotated[datetime, Field(validation_alias=AliasPath("span", "start"))]
End = Annotated[datetime, Field(validation_alias=AliasPath("span", "end"))]
"""The two ends of a domain object's span."""
Named = Annotated[list[str], BeforeValidator(sorted)]
"""Features or skills of a domain object, in order."""

Word = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=NO_NUL)]
"""A feature, a skill, a qualification."""
Words = Annotated[list[Word], Field(max_length=50), AfterValidator(frozenset)]
Line = Annotated[str, StringConstraints(max_length=200, pattern=NO_NUL)]
"""A name or a title."""
Text = Annotated[str, StringConstraints(max_length=5000, pattern=NO_NUL)]
"""Prose."""
Address = Annotated[str, StringConstraints(max_length=2000, pattern=r"^https?://[^\s\x00]+$")]
"""A web address."""

QueryText = Annotated[str | None, Query(min_length=1, max_length=100, pattern=NO_NUL)]
"""A part of a name."""
InstantQuery = Annotated[Moment | None, Query(description="An instant with its offset.")]


class Input(BaseModel):
    """What somebody sends: fields we do not know are refused, so that no typing error goes unseen."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    def values(self) -> dict[str, Any]:
        """By field; what a change leaves out is not there."""
        return {
            name: getattr(self, name)
            for name, field in type(self).model_fields.items()
            if name in self.model_fields_set or field.default_factory is not left_out
        }


def left_out() -> Any:
    """The default of a field that may be left out but not be null: a factory, so that the document
    does not say that null will do."""
    return None


def partial(model: type[Input]) -> type[Input]:
    """The same fields, of which any may be left out: what PATCH takes."""
    fields: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        optional = copy(field)
        optional.default, optional.default_factory = PydanticUndefined, left_out
        fields[name] = (field.annotation, optional)
    return create_model(model.__name__.removesuffix("In") + "Change", __base__=model, **fields)


class Output(BaseModel):
    """What we answer, read from a domain object's fields of the same names."""

    model_config = ConfigDict(from_attributes=True, populate_by_name=True)


class ProblemDetails(BaseModel):
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
    410: "What came after this cursor is not kept any more.",
    412: "Somebody changed it since that version.",
    413: "The request is too large.",
    415: "The body is no JSON.",
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


PUBLIC: Final[dict[str, Any]] = {"security": []}
"""The `openapi_extra=` of a route that asks for nobody."""


def tag(response: Response, version: int) -> None:
    """Say which version the answer is, for a later If-Match."""
    response.headers["ETag"] = f'"{version}"'
