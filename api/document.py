"""The OpenAPI document: what FastAPI says of the routes, and what holds for all of them."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from fastapi import FastAPI
from fastapi.routing import APIRoute

from api import cookies
from api.examples import add_examples
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
        for method, _, operation in operations(document):
            _say_media_type(operation)
            if method == "get":
                _say_conditional(operation)
        add_examples(document)
        return document

    return openapi


def _say_media_type(operation: Document) -> None:
    if "requestBody" in operation:
        refusals = {str(status): said for status, said in problems(415).items()}
        operation["responses"] = dict(sorted((operation["responses"] | refusals).items()))


def _say_conditional(operation: Document) -> None:
    """Only what is answered as JSON has a tag: see `api.middleware.conditional`."""
    whole = operation["responses"].get("200", {})
    if "application/json" not in whole.get("content", {}):
        return
    whole.setdefault("headers", {})["ETag"] = {
        "description": "Of this very answer; of a single thing it also says the version, for If-Match.",
        "schema": {"type": "string"},
    }
    unchanged = {"304": {"description": "You have this answer already."}}
    operation["responses"] = dict(sorted((operation["responses"] | unchanged).items()))
    condition = {
        "name": "If-None-Match",
        "in": "header",
        "required": False,
        "description": "The ETag of the answer that you have.",
        "schema": {"type": "string"},
    }
    operation["parameters"] = [*operation.get("parameters", []), condition]
