"""Requests that no route should have to look at: too large, or sent by another site's page."""

from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import answer, plain_problem, problem_of
from api.request_language import language_for
from scheduler.domain.errors import Forbidden

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class SizeLimit:
    """Refuses a body of more than `most` bytes: by its announced length at once, else while reading."""

    def __init__(self, app: ASGIApp, *, most: int) -> None:
        self._app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
        if announced.isdigit() and int(announced) > self._most:
            request = Request(scope)
            response = answer(request, plain_problem(413, await language_for(request)))
            await response(scope, receive, send)
            return
        read = 0

        async def receive_counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._most:
                raise HTTPException(413)
            return message

        await self._app(scope, receive_counted, send)


class SameOrigin:
    """Refuses a change that a browser sends for another site's page (cross-site request forgery).

    Browsers say where an unsafe request comes from in Sec-Fetch-Site, older ones in Origin; what
    says neither is no browser, and no browser's cookie rides along with it. A bearer token is never
    sent by a browser on its own, so requests with one pass.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in _SAFE or _from_here(Headers(scope=scope)):
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        problem = problem_of(
            Forbidden("cross_site_request"), await language_for(request), request.app.state.clock.now()
        )
        await answer(request, problem)(scope, receive, send)


def _from_here(headers: Headers) -> bool:
    if "authorization" in headers:
        return True
    if site := headers.get("sec-fetch-site"):
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")
