"""Conditional GET for the JSON API (RFC 9110, 13.1.2): who has an answer already is told so.

One mechanism for single things and for lists: the tag of an answer is that of its octets, behind the
version of the thing where it has one. A version alone would not do, for what a person may see changes
without it.
"""

import hashlib
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_PREFIX: Final = "/api/v1/"
_OF_CONTENT: Final = ("content-length", "content-type")
_KEPT: Final = "private, no-cache"


class ConditionalGet:
    """Gives every JSON answer to a GET under /api/v1 an ETag, and answers 304 to whoever names it.

    What is sent bit by bit, such as events, passes as it is.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith(_PREFIX):
            await self._app(scope, receive, send)
            return
        held: list[Message] = []

        async def send_tagged(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_whole(message):
                held.append(message)
                return
            if not held:
                await send(message)
                return
            held.append(message)
            if not message.get("more_body"):
                body = b"".join(part.get("body", b"") for part in held[1:])
                for part in _answer(held[0], body, Headers(scope=scope).get("if-none-match", "")):
                    await send(part)

        await self._app(scope, receive, send_tagged)


def _is_whole(message: Message) -> bool:
    return (
        message["status"] == 200 and Headers(raw=message["headers"]).get("content-type") == "application/json"
    )


def _answer(start: Message, body: bytes, known: str) -> tuple[Message, Message]:
    headers = MutableHeaders(raw=list(start["headers"]))
    version = headers.get("etag", "").strip('"')
    digest = hashlib.sha256(body).hexdigest()[:20]
    headers["etag"] = tag = f'"{version}-{digest}"' if version else f'"{digest}"'
    headers["cache-control"], headers["vary"] = _KEPT, "Authorization, Cookie, Accept-Language"
    if not _names(known, tag):
        return {**start, "headers": headers.raw}, {"type": "http.response.body", "body": body}
    for name in _OF_CONTENT:
        del headers[name]
    return {**start, "status": 304, "headers": headers.raw}, {"type": "http.response.body", "body": b""}


def _names(known: str, tag: str) -> bool:
    """Whether If-None-Match names this tag; weak or strong is the same here."""
    return known.strip() == "*" or tag in [each.strip().removeprefix("W/") for each in known.split(",")]
