"""One line a request, without who asked or what for: method, route, status, milliseconds, request id.

The route is written as its template (`/feeds/{token}.ics`): paths hold secrets and ids of people.
"""

import secrets
import time
from dataclasses import replace
from typing import Any

import structlog
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import answer, plain_problem
from api.request_language import language_of

_log = structlog.get_logger("fieldlab.request")


class RequestLog:
    """Gives every request an id, logs its end, and turns what nobody caught into a 500."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started_at, status = time.perf_counter(), 0
        request_id = scope.setdefault("state", {})["request_id"] = secrets.token_hex(16)

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
            await send(message)

        try:
            await self._app(scope, receive, send_with_id)
        except Exception:
            _log.exception("request failed", request_id=request_id, route=route_of(scope))
            if status:
                raise
            request = Request(scope)  # who is there was asked before, or is what failed
            problem = replace(plain_problem(500, language_of(request)), request_id=request_id)
            await answer(request, problem)(scope, receive, send_with_id)
        finally:
            _log.info(
                "request",
                method=scope["method"],
                route=route_of(scope),
                status=status,
                ms=round(1000 * (time.perf_counter() - started_at), 1),
                request_id=request_id,
            )


def route_of(scope: Scope) -> str:
    """The template of the route that answered; `-` when none did."""
    included: Any = scope.get("fastapi", {}).get("effective_route_context")
    route = included or scope.get("route")
    return getattr(route, "path", "-")
