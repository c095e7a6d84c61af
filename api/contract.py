"""What every route of the JSON API refuses before it looks at anything: parameters that it does not have, and
bodies that are no JSON.

One dependency for all of them, put in front where the routers are included: a new route has it by being one.
"""

from collections.abc import Callable, Iterator, MutableMapping
from email.message import Message
from typing import Any, Final
from weakref import WeakKeyDictionary

from fastapi import Depends, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from api.dependencies import ActorDep
from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Invalid

JSON: Final = "application/json"
_KNOWN: Final[MutableMapping[Callable[..., Any], tuple[str, ...]]] = WeakKeyDictionary()


async def keep_to_document(request: Request, _: ActorDep) -> None:
    """Refuse what the document of the API does not name.

    It asks who is there first: a refusal speaks the language of that person.

    Raises:
        Invalid: with the first parameter that is not known, and with those that are.
        HTTPException: 415, the body is something else than JSON.
    """
    route = request.scope["route"]
    known = known_parameters(route)
    for name in request.query_params:
        if name not in known and known:
            raise Invalid(name, InvalidCode.UNKNOWN_PARAMETER, known=known)
        if name not in known:
            raise Invalid(name, InvalidCode.NO_PARAMETERS, known=known)
    if route.body_field is not None and await request.body() and not is_json(request):
        raise HTTPException(415, headers={"Accept": JSON})


def known_parameters(route: APIRoute) -> tuple[str, ...]:
    """The names of what a route takes after the question mark, those of its dependencies too."""
    if route.endpoint not in _KNOWN:
        _KNOWN[route.endpoint] = tuple(sorted(set(_parameters(route.dependant))))
    return _KNOWN[route.endpoint]


def _parameters(dependant: Dependant) -> Iterator[str]:
    for field in dependant.query_params:
        shape = field.field_info.annotation
        if isinstance(shape, type) and issubclass(shape, BaseModel):
            yield from (each.alias or name for name, each in shape.model_fields.items())
        else:
            yield field.alias
    for further in dependant.dependencies:
        yield from _parameters(further)


def is_json(request: Request) -> bool:
    """Whether the body is said to be JSON (RFC 6839: `+json` is JSON too)."""
    said = Message()
    said["content-type"] = request.headers.get("content-type", "")
    subtype = said.get_content_subtype()
    return said.get_content_maintype() == "application" and (subtype == "json" or subtype.endswith("+json"))


KEEPS_TO_DOCUMENT: Final = (Depends(keep_to_document),)
"""The `dependencies=` of every router of the API."""
