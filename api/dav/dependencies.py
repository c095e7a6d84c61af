"""What CalDAV routes ask for: whom a program speaks for, and the XML it sent."""

from base64 import b64decode
from typing import Annotated, Final
from xml.etree.ElementTree import Element

from fastapi import Depends, Header, HTTPException, Request

from api.dav.requests import Propfind, Report, read_propfind, read_report
from api.dav.xml import read as read_xml
from api.dependencies import NowDep, StoreDep
from scheduler.domain.errors import NotSignedIn
from scheduler.domain.identity.people import Actor
from scheduler.services.identity.authentication import (
    AppPassword,
    who_has_app_password,
    who_has_token,
)

_LARGEST_DAV_BODY: Final = 2**20


async def _dav_actor(request: Request, store: StoreDep, now: NowDep) -> Actor:
    """Whom a calendar program speaks for: an e-mail address with an API token as its password (RFC
    7617), or the token alone. A cookie is no matter: browsers have no business here."""
    scheme, _, sent = request.headers.get("authorization", "").partition(" ")
    match scheme.lower():
        case "basic":
            actor = await who_has_app_password(store, _login(sent, request), now)
        case "bearer":
            actor = await who_has_token(store, sent.strip(), now)
        case _:
            raise NotSignedIn()
    request.state.actor = actor
    return actor


def _login(sent: str, request: Request) -> AppPassword:
    try:
        email, _, secret = b64decode(sent.strip(), validate=True).decode().partition(":")
    except ValueError as fault:
        raise NotSignedIn() from fault
    return AppPassword(email=email, secret=secret, client=request.client.host if request.client else "")


DavActorDep = Annotated[Actor, Depends(_dav_actor)]


async def _dav_body(request: Request, _: DavActorDep) -> Element | None:
    """What a signed-in calendar program sent; none when it sent nothing."""
    octets = await request.body()
    if len(octets) > _LARGEST_DAV_BODY:
        raise HTTPException(413)
    return read_xml(octets) if octets.strip() else None


DavBodyDep = Annotated[Element | None, Depends(_dav_body)]


async def _propfind(body: DavBodyDep, depth: Annotated[str, Header()] = "infinity") -> Propfind:
    return read_propfind(body, depth)


async def _report(body: DavBodyDep) -> Report:
    return read_report(body)


PropfindDep = Annotated[Propfind, Depends(_propfind)]


ReportDep = Annotated[Report, Depends(_report)]
