"""Multistatus bodies (RFC 4918 13) and errors (16), as responses."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final
from xml.etree.ElementTree import Element

from fastapi import Response

from api.dav.errors import DavRefusal
from api.dav.requests import WantedProperties
from api.dav.xml import OURS, c, d, element, href, write

XML: Final = "application/xml; charset=utf-8"
_OK: Final = "HTTP/1.1 200 OK"
_MISSING: Final = "HTTP/1.1 404 Not Found"
_FORBIDDEN: Final = "HTTP/1.1 403 Forbidden"
_TRUNCATED: Final = "HTTP/1.1 507 Insufficient Storage"
_NOT_FOR_ALL: Final = frozenset({c("calendar-data")})
"""What `allprop` leaves out: too much to be sent unasked (RFC 4791 9.6)."""

_CHALLENGE: Final = {"WWW-Authenticate": 'Basic realm="Fieldlab", charset="UTF-8"'}
_CALDAV: Final = {"uid_taken": c("no-uid-conflict"), "invalid": c("valid-calendar-object-resource")}
"""Outcomes that the protocol has a name for (RFC 4791 5.3.2.1)."""

Properties = dict[str, Callable[[], Element]]
"""The properties of one place by Clark name, each made when it is asked for."""


def multistatus(responses: Iterable[Element], sync_token: str = "") -> Response:
    root = element(d("multistatus"), *responses)
    if sync_token:
        root.append(element(d("sync-token"), text=sync_token))
    return Response(write(root), status_code=207, media_type=XML)


def response(address: str, properties: Properties, wanted: WantedProperties) -> Element:
    """What a place has of what was asked, and what it has not."""
    asked = [name for name in properties if name not in _NOT_FOR_ALL] if wanted.everything else wanted.names
    if wanted.names_only:
        found = [element(name) for name in asked]
    else:
        found = [properties[name]() for name in asked if name in properties]
    missing = [element(name) for name in asked if name not in properties]
    parts = [_propstat(part, status) for part, status in ((found, _OK), (missing, _MISSING)) if part]
    return element(d("response"), href(address), *(parts or [_propstat([], _OK)]))


def gone(address: str) -> Element:
    return element(d("response"), href(address), element(d("status"), text=_MISSING))


def truncated(address: str) -> Element:
    """There is more than was sent (RFC 6578 3.6)."""
    error = element(d("error"), element(d("number-of-matches-within-limits")))
    return element(d("response"), href(address), element(d("status"), text=_TRUNCATED), error)


def protected(address: str, names: Iterable[str]) -> Element:
    """Properties that nobody can set."""
    error = element(d("error"), element(d("cannot-modify-protected-property")))
    propstat = _propstat([element(name) for name in names], _FORBIDDEN)
    propstat.append(error)
    return element(d("response"), href(address), propstat)


def error(
    status: int, condition: Element, description: str, headers: Mapping[str, str] | None = None
) -> Response:
    """A refusal with its name for programs and a sentence for people, whom many clients show it."""
    root = element(d("error"), condition)
    if description:
        root.append(element(d("responsedescription"), text=description))
    return Response(write(root), status_code=status, media_type=XML, headers=dict(headers or {}))


def condition(refusal: DavRefusal) -> Element:
    """What was not met, with the addresses it is about."""
    return element(refusal.condition, *map(href, refusal.hrefs))


def refused(status: int, code: str, description: str, headers: Mapping[str, str], address: str) -> Response:
    """An outcome of ours by its code; who may not is told which privilege is lacking (RFC 3744 7.1.1)."""
    if status == 401:
        return error(status, element(f"{{{OURS}}}{_name(code)}"), description, _CHALLENGE)
    if code == "forbidden":
        privilege = element(d("privilege"), element(d("write-content")))
        lacking = element(d("need-privileges"), element(d("resource"), href(address), privilege))
        return error(status, lacking, description, headers)
    if code in _CALDAV:
        return error(403, element(_CALDAV[code]), description, headers)
    return error(status, element(f"{{{OURS}}}{_name(code)}"), description, headers)


def _name(code: str) -> str:
    return code.replace("_", "-")


def _propstat(properties: list[Element], status: str) -> Element:
    return element(d("propstat"), element(d("prop"), *properties), element(d("status"), text=status))
