"""Our own JSON: the dataclasses of `problem` and `solution`, field by field.

Fields that hold their default are left out when writing and may be left out when reading. Unknown fields are
refused. A mistake raises FormatError with the JSON path and what was expected; a value of the right type that
makes no sense raises it too, with the reason of InvalidProblemError.
"""

from __future__ import annotations

import json
import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from solver.errors import FormatError, InvalidProblemError
from solver.problem import Problem
from solver.solution import Solution

LARGEST = 256 * 1024 * 1024
"""Characters of a document that are read at most."""

T = TypeVar("T")


def problem_to_json(problem: Problem) -> str:
    """The problem as a compact JSON document."""
    return json.dumps(encode(problem), ensure_ascii=False, separators=(",", ":"))


def problem_from_json(text: str) -> Problem:
    """The problem in a JSON document; raises FormatError."""
    return decode(Problem, _parse(text))


def solution_to_json(solution: Solution) -> str:
    """The solution as a compact JSON document."""
    return json.dumps(encode(solution), ensure_ascii=False, separators=(",", ":"))


def solution_from_json(text: str) -> Solution:
    """The solution in a JSON document; raises FormatError."""
    return decode(Solution, _parse(text))


def _parse(text: str) -> object:
    if len(text) > LARGEST:
        raise FormatError("$", f"at most {LARGEST} characters", len(text))
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise FormatError(f"line {error.lineno} column {error.colno}", "JSON", error.msg) from None
    except RecursionError:
        raise FormatError("$", "a document that is not nested this deep") from None


def encode(value: object) -> Any:
    """A frozen dataclass, tuple or mapping as plain JSON values, defaults left out."""
    if is_dataclass(value) and not isinstance(value, type):
        pairs = ((each.name, getattr(value, each.name), each) for each in fields(value) if each.init)
        return {name: encode(item) for name, item, each in pairs if item != _default(each)}
    if isinstance(value, tuple):
        return [encode(item) for item in value]
    if isinstance(value, Mapping):
        return {name: encode(item) for name, item in value.items()}
    return value


def decode(kind: type[T], value: object, path: str = "$") -> T:
    """`value` as an instance of `kind`; raises FormatError with the path of the first mistake."""
    result: T = _decode(kind, value, path)
    return result


def _default(each: Field[Any]) -> object:
    if each.default_factory is not MISSING:
        return each.default_factory()
    return each.default


def _decode(kind: Any, value: object, path: str) -> Any:
    origin = get_origin(kind)
    if origin is types.UnionType:
        inner = next(each for each in get_args(kind) if each is not types.NoneType)
        return None if value is None else _decode(inner, value, path)
    if origin is tuple:
        return _decode_tuple(kind, value, path)
    if origin is not None and issubclass(origin, Mapping):
        return _decode_mapping(kind, value, path)
    if is_dataclass(kind):
        return _decode_record(kind, value, path)
    if issubclass(kind, StrEnum):
        return _decode_word(kind, value, path)
    if not isinstance(value, kind) or isinstance(value, bool) is not (kind is bool):
        raise FormatError(path, _NAMES[kind], value)
    return value


_NAMES: dict[type, str] = {int: "an integer", str: "a string", bool: "true or false"}


def _decode_tuple(kind: Any, value: object, path: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise FormatError(path, "a list", value)
    inner = get_args(kind)[0]
    return tuple(_decode(inner, item, f"{path}[{index}]") for index, item in enumerate(value))


def _decode_mapping(kind: Any, value: object, path: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise FormatError(path, "an object", value)
    inner = get_args(kind)[1]
    return {name: _decode(inner, item, f"{path}.{name}") for name, item in value.items()}


def _decode_word(kind: type[StrEnum], value: object, path: str) -> StrEnum:
    words = [each.value for each in kind]
    if value not in words:
        raise FormatError(path, f"one of {', '.join(words)}", value)
    return kind(value)


def _decode_record(kind: Any, value: object, path: str) -> Any:
    if not isinstance(value, dict):
        raise FormatError(path, f"an object ({kind.__name__})", value)
    hints = _hints(kind)
    for name in value:
        if name not in hints:
            raise FormatError(f"{path}.{name}", f"one of the fields {', '.join(hints)}")
    for name, (_, needed) in hints.items():
        if needed and name not in value:
            raise FormatError(f"{path}.{name}", "this field, which is missing")
    arguments = {name: _decode(hints[name][0], item, f"{path}.{name}") for name, item in value.items()}
    try:
        return kind(**arguments)
    except InvalidProblemError as error:
        raise FormatError(path, f"a {kind.__name__} that makes sense ({error})") from error


@cache
def _hints(kind: Any) -> dict[str, tuple[Any, bool]]:
    """Per field its type and whether it must be given."""
    hints = get_type_hints(kind)
    return {
        each.name: (hints[each.name], each.default is MISSING and each.default_factory is MISSING)
        for each in fields(kind)
        if each.init
    }
