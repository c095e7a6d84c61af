"""Where a request named what does not exist.

Services say what is missing, by its noun and id, whoever asked: a page, a mail, the API. Which field of a
body or which parameter named it is known at the border only, and is found here for all routes alike.
"""

import json
from collections.abc import Iterator
from typing import Any

from fastapi import Request

from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import FieldlabError, Invalid, NotFound

Step = str | int


async def located(request: Request, error: FieldlabError) -> FieldlabError:
    """`error`, or where it is about an id that the body or the query named: which field that was.

    An id in the path is no field: what is not there stays `NotFound`.
    """
    match error:
        case NotFound():
            keys, stem = {error.data["key"]}, error.data["noun"]
            if str(_in_path(request).get(stem.replace("_", ""))) in keys:
                return error
        case Invalid(problem=InvalidCode.UNKNOWN) if "unknown" in error.data:
            keys, stem = {str(key) for key in error.data["unknown"]}, error.field.rpartition(".")[2]
        case _:
            return error
    named = [path for path, value in await _named(request) if str(value) in keys]
    if not named:
        return error
    field = min(named, key=lambda path: (stem not in _word(path), not _is_id(_word(path)), path))
    return Invalid(".".join(map(str, field)), InvalidCode.UNKNOWN, unknown=sorted(keys))


def _in_path(request: Request) -> dict[str, object]:
    """The ids in the address by the noun they are of, as errors write it."""
    return {name.removesuffix("_id").replace("_", ""): value for name, value in request.path_params.items()}


def _is_id(name: str) -> bool:
    return name.endswith(("_id", "_ids"))


def _word(path: tuple[Step, ...]) -> str:
    """The name of a field, of its list where it is in one."""
    return next((step for step in reversed(path) if isinstance(step, str)), "")


async def _named(request: Request) -> list[tuple[tuple[Step, ...], object]]:
    """Every whole number in the body, and every id among the parameters, with where it stands."""
    try:
        body = json.loads(await request.body() or b"null")
    except (ValueError, RecursionError, RuntimeError):
        body = None  # no JSON, or a stream that a route has read itself
    query: list[tuple[tuple[Step, ...], object]] = [
        ((name,), value) for name, value in request.query_params.multi_items() if _is_id(name)
    ]
    return [*_numbers(body, ()), *query]


def _numbers(value: Any, path: tuple[Step, ...]) -> Iterator[tuple[tuple[Step, ...], object]]:
    match value:
        case bool():
            return
        case int():
            yield path, value
        case dict():
            for name, each in value.items():
                yield from _numbers(each, (*path, name))
        case list():
            for index, each in enumerate(value):
                yield from _numbers(each, (*path, index))
