"""What routes ask for, as annotated types; the only file that says Depends.

All of them are `async`, also where they await nothing: FastAPI would run the others in threads, and a
request would cost a dozen hops more than its work.
"""

from base64 import b64decode
from datetime import datetime
from typing import Annotated, Final
from xml.etree.ElementTree import Element
from zoneinfo import ZoneInfo

from fastapi import Depends, Header, HTTPException, Request

from api import cookies, request_language
from api.dav.requests import Propfind, Report, read_propfind, read_report
from api.dav.xml import read as read_xml
from api.web.forms import Form
from api.web.page_context import Frame, frame_of
from scheduler.clock import Clock
from scheduler.domain.errors import NotSignedIn, VersionMissing
from scheduler.domain.identity.people import Actor, Language
from scheduler.jobs.queue import Queue
from scheduler.services.calendars.sources import Fetch
from scheduler.services.identity.authentication import (
    AppPassword,
    who_has_app_password,
    who_has_session,
    who_has_token,
)
from scheduler.settings import Settings
from scheduler.storage.store import Store

_LARGEST_DAV_BODY: Final = 2**20


async def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


async def _store(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


async def _now(request: Request) -> datetime:
    clock: Clock = request.app.state.clock
    return clock.now()


def _jobs(request: Request) -> Queue:
    queue: Queue = request.app.state.jobs
    return queue


async def _fetch(request: Request) -> Fetch:
    fetch: Fetch = request.app.state.fetch
    return fetch


SettingsDep = Annotated[Settings, Depends(_settings)]
StoreDep = Annotated[Store, Depends(_store)]
NowDep = Annotated[datetime, Depends(_now)]
JobsDep = Annotated[Queue, Depends(_jobs)]
"""To be told of every job that a service queued."""
FetchDep = Annotated[Fetch, Depends(_fetch)]
"""Gets calendars from addresses that people gave."""


async def _actor(request: Request, store: StoreDep, now: NowDep) -> Actor | None:
    """The bearer of an API token, else the person of the session cookie, else nobody.

    A token that does not hold is refused; a session that has ended is nobody's.
    """
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme:
        if scheme.lower() != "bearer":
            raise NotSignedIn()
        actor: Actor | None = await who_has_token(store, secret.strip(), now)
    elif cookie := request.cookies.get(cookies.SESSION):
        actor = await who_has_session(store, cookie, now)
    else:
        actor = None
    request.state.actor = actor
    return actor


ActorDep = Annotated[Actor | None, Depends(_actor)]


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


async def _language(request: Request, _: ActorDep) -> Language:
    return request_language.language_of(request)


LanguageDep = Annotated[Language, Depends(_language)]


async def _if_match(
    if_match: Annotated[
        str | None,
        Header(
            pattern=r'^(\*|(W/)?"?[0-9]{1,9}"?)$',
            description="The version that was read, as its ETag said it; `*` for any.",
        ),
    ] = None,
) -> int | None:
    """The version a change was made from; none when any will do."""
    if if_match is None or if_match == "*":
        return None
    return int(if_match.removeprefix("W/").strip('"'))


async def _if_match_needed(
    request: Request, version: Annotated[int | None, Depends(_if_match)]
) -> int | None:
    if "if-match" not in request.headers:
        raise VersionMissing()
    return version


async def _session_secret(request: Request) -> str | None:
    return request.cookies.get(cookies.SESSION)


async def _client_address(request: Request) -> str:
    return request.client.host if request.client else ""


def site_of(request: Request) -> str:
    """The address people reach us at, without a slash at the end."""
    settings: Settings = request.app.state.settings
    return (settings.public_url or str(request.base_url)).rstrip("/")


async def _base_url(request: Request) -> str:
    return site_of(request)


SessionSecretDep = Annotated[str | None, Depends(_session_secret)]
ClientAddressDep = Annotated[str, Depends(_client_address)]
BaseUrlDep = Annotated[str, Depends(_base_url)]
IfMatchDep = Annotated[int | None, Depends(_if_match)]
"""For nouns where saying the version is a courtesy: none means whatever is there."""
IfMatchNeededDep = Annotated[int | None, Depends(_if_match_needed)]
"""For bookings: without the header the answer is 428; `*` says that any version will do."""


async def _idempotency_key(
    idempotency_key: Annotated[
        str | None,
        Header(
            min_length=1,
            max_length=100,
            pattern=r"^[\x21-\x7e]+$",
            description="Any text of your own; the same request with the same key takes effect once.",
        ),
    ] = None,
) -> str | None:
    return idempotency_key


IdempotencyKeyDep = Annotated[str | None, Depends(_idempotency_key)]


async def _frame(request: Request, actor: ActorDep, now: NowDep, settings: SettingsDep) -> Frame:
    return frame_of(request, actor, now, ZoneInfo(settings.zone))


FrameDep = Annotated[Frame, Depends(_frame)]
"""What a page has around it; the person in it may be nobody."""


async def _signed_in(frame: FrameDep) -> Frame:
    if frame.actor is None:
        raise NotSignedIn()
    return frame


SignedInDep = Annotated[Frame, Depends(_signed_in)]
"""The same for pages that are nobody's without signing in."""


async def _form(request: Request, frame: FrameDep) -> Form:
    return Form.sent((await request.form(max_files=1, max_fields=500)).multi_items(), frame.words)


FormDep = Annotated[Form, Depends(_form)]
"""What a page's form sent."""
