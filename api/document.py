"""The OpenAPI document: what FastAPI says of the routes, and what holds for all of them."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from fastapi import FastAPI
from fastapi.routing import APIRoute

from api import cookies
from api.schemas.common import ProblemDetails, problems

Document = dict[str, Any]
_METHODS: Final = ("get", "post", "put", "patch", "delete")


def operation_id(route: APIRoute) -> str:
    """The name of the function that answers, `list_bookings`: it stays when an address changes."""
    return route.name


def operations(document: Document) -> Iterator[tuple[str, str, Document]]:
    """Each operation with its method, in lower case, and its path."""
    for path, item in document["paths"].items():
        for method in _METHODS:
            if method in item:
                yield method, path, item[method]


def install(app: FastAPI) -> None:
    """Let `app` say what all its routes have in common."""
    app.openapi = completed(app.openapi)  # type: ignore[method-assign]


def completed(generate: Callable[[], Document]) -> Callable[[], Document]:
    """The document that `generate` makes, with what every operation refuses and refers to by name."""

    def openapi() -> Document:
        document = generate()
        if "Problem" in document.setdefault("components", {}).setdefault("schemas", {}):
            return document  # FastAPI keeps what it made, and so what was added
        document["components"]["schemas"]["Problem"] = ProblemDetails.model_json_schema()
        document["components"]["securitySchemes"] = {
            "token": {"type": "http", "scheme": "bearer"},
            "session": {"type": "apiKey", "in": "cookie", "name": cookies.SESSION},
        }
        document["security"] = [{"token": []}, {"session": []}]
        for _, _, operation in operations(document):
            _say_media_type(operation)
        return document

    return openapi


def _say_media_type(operation: Document) -> None:
    if "requestBody" in operation:
        refusals = {str(status): said for status, said in problems(415).items()}
        operation["responses"] = dict(sorted((operation["responses"] | refusals).items()))
