"""Our own JSON: the dataclasses of `problem` and `solution`, field by field.

Fields that hold their default are left out when writing and may be left out when reading. Unknown fields are
refused. A mistake raises FormatError with the JSON path and what was expected; a value of the right type that
makes no sense raises it too, with the reason it was refused for.
"""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Mapping, Set
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import StrEnum
from functools import cache, partial
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

from solver.errors import FormatError, SolverError
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
    return decode(Problem, parse(text))


def solution_to_json(solution: Solution) -> str:
    """The solution as a compact JSON document."""
    return json.dumps(encode(solution), ensure_ascii=False, separators=(",", ":"))


def solution_from_json(text: str) -> Solution:
    """The solution in a JSON document; raises FormatError."""
    return decode(Solution, parse(text))


def parse(text: str, largest: int = LARGEST) -> object:
    """The values in a document of at most so many characters; raises FormatError."""
    if len(text) > largest:
        raise FormatError("$", f"at most {largest} characters", len(text))
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


def decode(kind: type[T], value: object) -> T:
    """`value` as an instance of `kind`; raises FormatError with the path of the first mistake."""
    try:
        result: T = _reader(cast("Any", kind))(value)
    except _Mistake as mistake:
        path = "$" + "".join(reversed(mistake.steps))
        raise FormatError(path, mistake.expected, mistake.found) from mistake.__cause__
    return result


def _default(each: Field[Any]) -> object:
    if each.default_factory is not MISSING:
        return each.default_factory()
    return each.default


class _Mistake(Exception):
    """What was expected; every reader it passes on its way out adds its step of the path."""

    def __init__(self, expected: str, found: object = None, step: str = "") -> None:
        super().__init__(expected)
        self.expected, self.found = expected, found
        self.steps = [step]


Reader = Callable[[Any], Any]


@cache
def _reader(kind: Any) -> Reader:
    """What reads a value of that type, made once: a large problem has a million values."""
    origin = get_origin(kind)
    if origin is types.UnionType:
        inner = _reader(next(each for each in get_args(kind) if each is not types.NoneType))
        return lambda value: None if value is None else inner(value)
    if origin is tuple:
        inner, *others = get_args(kind)
        many = others == [...]
        return partial(_read_tuple, _reader(inner), None if many else 1 + len(others))
    if origin is not None and issubclass(origin, Mapping):
        return partial(_read_mapping, _reader(get_args(kind)[1]))
    if is_dataclass(kind):
        hints = _hints(cast("Any", kind))
        readers = {name: _reader(inner) for name, (inner, _) in hints.items()}
        return partial(_read_record, kind, readers, {name for name, (_, needed) in hints.items() if needed})
    if issubclass(kind, StrEnum):
        return partial(_read_word, kind)
    return partial(_read_plain, kind)


_NAMES: dict[type, str] = {int: "an integer", str: "a string", bool: "true or false"}


def _read_plain(kind: type, value: Any) -> Any:
    # Exactly that type: True is no integer.
    if type(value) is not kind:
        raise _Mistake(_NAMES[kind], value)
    return value


def _read_tuple(inner: Reader, length: int | None, value: Any) -> tuple[Any, ...]:
    """A list of any length or, of a pair and the like, of that length: all items have one type."""
    if not isinstance(value, list):
        raise _Mistake("a list", value)
    if length is not None and len(value) != length:
        raise _Mistake(f"a list of {length}", value)
    found: list[Any] = []
    try:
        for item in value:
            found.append(inner(item))
    except _Mistake as mistake:
        mistake.steps.append(f"[{len(found)}]")
        raise
    return tuple(found)


def _read_mapping(inner: Reader, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _Mistake("an object", value)
    return _read_fields(dict.fromkeys(value, inner), value)


def _read_fields(readers: Mapping[str, Reader], value: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    name = ""
    try:
        for name, item in value.items():
            found[name] = readers[name](item)
    except _Mistake as mistake:
        mistake.steps.append(f".{name}")
        raise
    return found


def _read_word(kind: type[StrEnum], value: Any) -> StrEnum:
    words = [each.value for each in kind]
    if value not in words:
        raise _Mistake(f"one of {', '.join(words)}", value)
    return kind(value)


def _read_record(kind: Any, readers: Mapping[str, Reader], needed: Set[str], value: Any) -> Any:
    if not isinstance(value, dict):
        raise _Mistake("an object", value)
    if not value.keys() <= readers.keys():
        unknown = next(name for name in value if name not in readers)
        raise _Mistake(f"one of the fields {', '.join(readers)}", step=f".{unknown}")
    if not needed <= value.keys():
        missing = next(name for name in readers if name in needed and name not in value)
        raise _Mistake("this field, which is missing", step=f".{missing}")
    try:
        return kind(**_read_fields(readers, value))
    except SolverError as error:
        raise _Mistake(f"an object that makes sense ({error})") from error


@cache
def _hints(kind: Any) -> dict[str, tuple[Any, bool]]:
    """Per field its type and whether it must be given."""
    hints = get_type_hints(kind)
    return {
        each.name: (hints[each.name], each.default is MISSING and each.default_factory is MISSING)
        for each in fields(kind)
        if each.init
    }
