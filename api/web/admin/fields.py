"""A form's fields from a pydantic shape, and the shape's values from what a form sent."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from api.schemas.common import Input
from api.web.forms import Form
from scheduler.domain.error_codes import InvalidCode

_INPUTS: Final[Mapping[type, str]] = {
    int: "number",
    float: "number",
    date: "date",
    time: "time",
    bool: "tick",
}
_PROBLEMS: Final = {
    "missing": InvalidCode.EMPTY,
    "string_too_short": InvalidCode.EMPTY,
    "int_type": InvalidCode.NOT_A_NUMBER,
    "float_type": InvalidCode.NOT_A_NUMBER,
    "greater_than_equal": InvalidCode.OUT_OF_RANGE,
    "less_than_equal": InvalidCode.OUT_OF_RANGE,
    "string_too_long": InvalidCode.TOO_LONG,
    "enum": InvalidCode.UNKNOWN,
}
_PROSE: Final = ("description",)


@dataclass(frozen=True, slots=True)
class Field:
    """`input` is text, prose, number, date, time, tick, words, choice, weekday or reference."""

    name: str
    input: str
    required: bool
    options: tuple[str, ...] = ()


def fields_of(body: type[Input], names: Iterable[str]) -> tuple[Field, ...]:
    """The fields of a shape in its order; `names` are those that hold the id of another thing.

    A shape within the shape is left to the API: a form of one level cannot say it.
    """
    references = frozenset(names)
    return tuple(
        _field(name, known.annotation, known.is_required(), references)
        for name, known in body.model_fields.items()
        if not _is_shape(_plain(known.annotation))
    )


def values_from(form: Form, body: type[Input], fields: Iterable[Field]) -> dict[str, Any] | None:
    """What the form says, as the API's shape understands it; None with the problems beside the fields."""
    sent = {field.name: value for field in fields if (value := _sent(form, field)) is not None}
    try:
        understood = body.model_validate_json(json.dumps(sent))
    except ValidationError as failure:
        for error in failure.errors(include_url=False, include_input=False, include_context=False):
            form.object_to(str(error["loc"][0]), _PROBLEMS.get(error["type"], InvalidCode.WRONG_FORM))
        return None
    left_empty = {field.name: None for field in fields if field.name not in sent and not field.required}
    kept = {name: None for name in left_empty if body.model_fields[name].default is None}
    return kept | understood.values()


def form_values(thing: Any, fields: Iterable[Field]) -> dict[str, str]:
    """The values of a thing as the inputs of a form hold them."""
    return {field.name: _shown(getattr(thing, field.name, None)) for field in fields}


def _is_shape(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _field(name: str, annotation: Any, required: bool, references: frozenset[str]) -> Field:
    kind = _plain(annotation)
    if name in references:
        return Field(name, "references" if get_origin(kind) is list else "reference", required)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return Field(name, "choice", required, tuple(each.value for each in kind))
    if name == "weekday":
        return Field(name, "weekday", required)
    if get_origin(kind) is list:
        return Field(name, "words", required)
    return Field(name, "prose" if name in _PROSE else _INPUTS.get(kind, "text"), required)


def _plain(annotation: Any) -> Any:
    """The type without Annotated and without None."""
    if get_origin(annotation) is Annotated:
        return _plain(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return _plain(next(each for each in get_args(annotation) if each is not NoneType))
    return annotation


def _sent(form: Form, field: Field) -> Any:
    if field.input == "tick":
        return bool(form.values[field.name])
    if field.input == "references":
        return list(form.numbers(field.name))
    text = form.text(field.name)
    if field.input == "words":
        return [word.strip() for word in text.split(",") if word.strip()]
    if not text and not (field.required and field.input in ("text", "prose")):
        return None
    return _number(text) if field.input in ("number", "reference", "weekday") else text


def _number(text: str) -> int | float | str:
    """The number that was typed, with a decimal comma too; what is none stays for the shape to refuse."""
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return text
    return int(value) if value.is_integer() and len(text) < 12 else value


def _shown(value: Any) -> str:
    if value is None or value is False:
        return ""
    if isinstance(value, (frozenset, tuple, list)):
        return ", ".join(sorted(map(str, value)))
    if isinstance(value, StrEnum):
        return value.value
    return value.isoformat(timespec="minutes") if isinstance(value, time) else str(value)
