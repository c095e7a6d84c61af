"""CalDAV: a person's calendars for programs that synchronise (RFC 4791), under /dav/."""

from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Header, Path, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel

from api.dav import paths
from api.dav.dependencies import DavActorDep, DavBodyDep, PropfindDep, ReportDep
from api.dav.multistatus import multistatus, protected, response
from api.dav.properties import of_calendar, of_home, of_principal, of_root, unset
from api.dav.reports import CalendarView, answer_report
from api.dav.write import Conditions, delete, put
from api.dependencies import NowDep, StoreDep
from api.i18n.catalogue import say
from api.schemas.common import PathId
from calendars.write_object import CONTENT_TYPE
from scheduler.domain.errors import NotFound
from scheduler.domain.identity.people import Actor
from scheduler.services.calendars import caldav
from scheduler.services.calendars.caldav import DavObject
from scheduler.storage.store import Store

router = APIRouter()

_COMPLIANCE: Final = "1, 3, access-control, calendar-access"
_ALLOWED: Final = "OPTIONS, GET, HEAD, PUT, DELETE, PROPFIND, PROPPATCH, REPORT"


class Conditional(BaseModel):
    """The headers by which a client says what it thinks is there."""

    if_match: str = ""
    if_none_match: str = ""

    @property
    def conditions(self) -> Conditions:
        return Conditions(self.if_match, self.if_none_match)


Segment = Annotated[str, Path(max_length=40)]
Name = Annotated[str, Path(max_length=300)]


@router.api_route("/.well-known/caldav", methods=["GET", "PROPFIND", "OPTIONS"])
@router.api_route("/dav", methods=["GET", "PROPFIND", "OPTIONS"])
async def well_known() -> RedirectResponse:
    """Where the calendars are (RFC 6764 5)."""
    return RedirectResponse(paths.ROOT, status_code=301)


@router.api_route(paths.ROOT, methods=["OPTIONS"])
@router.api_route(paths.PRINCIPAL, methods=["OPTIONS"])
@router.api_route(paths.HOME, methods=["OPTIONS"])
@router.api_route(paths.CALENDAR, methods=["OPTIONS"])
@router.api_route(paths.OBJECT, methods=["OPTIONS"])
async def options() -> Response:
    """What the protocol can do here; it says nothing about anybody."""
    return Response(headers={"DAV": _COMPLIANCE, "Allow": _ALLOWED})


@router.api_route(paths.ROOT, methods=["PROPFIND"])
async def see_root(actor: DavActorDep, asked: PropfindDep) -> Response:
    return multistatus([response(paths.ROOT, of_root(actor), asked.wanted)])


@router.api_route(paths.PRINCIPAL, methods=["PROPFIND"])
async def see_principal(person: PathId, actor: DavActorDep, asked: PropfindDep) -> Response:
    _own(actor, person)
    return multistatus([response(paths.principal(actor.id), of_principal(actor), asked.wanted)])


@router.api_route(paths.HOME, methods=["PROPFIND"])
async def see_home(
    person: PathId, store: StoreDep, actor: DavActorDep, now: NowDep, asked: PropfindDep
) -> Response:
    """The home, and with depth 1 its calendars."""
    _own(actor, person)
    found = [response(paths.home(actor.id), of_home(actor), asked.wanted)]
    title = say(actor.person.language, "caldav.own")
    for calendar in await caldav.list_calendars(store, actor, now, say) if asked.deep else ():
        address = paths.calendar(actor.id, calendar.followed)
        found.append(response(address, of_calendar(calendar, title), asked.wanted))
    return multistatus(found)


@router.api_route(paths.CALENDAR, methods=["PROPFIND"])
async def see_calendar(
    person: PathId, calendar: Segment, store: StoreDep, actor: DavActorDep, now: NowDep, asked: PropfindDep
) -> Response:
    """The calendar, and with depth 1 its events."""
    view = await _view(store, actor, person, calendar, now)
    properties = of_calendar(view.calendar, say(actor.person.language, "caldav.own"))
    found = [response(view.address, properties, asked.wanted)]
    if asked.deep:
        members = await caldav.list_members(store, view.calendar)
        found += [view.listed(member, asked.wanted) for member in members]
    return multistatus(found)


@router.api_route(paths.OBJECT, methods=["PROPFIND"])
async def see_event(
    person: PathId,
    calendar: Segment,
    name: Name,
    store: StoreDep,
    actor: DavActorDep,
    now: NowDep,
    asked: PropfindDep,
) -> Response:
    view = await _view(store, actor, person, calendar, now)
    return multistatus([view.said(await _found(view, name), asked.wanted)])


@router.api_route(paths.HOME, methods=["PROPPATCH"])
async def keep_home(person: PathId, actor: DavActorDep, body: DavBodyDep) -> Response:
    """Nothing here can be set: clients keep a colour or an order of their own."""
    _own(actor, person)
    return multistatus([protected(paths.home(person), unset(body))])


@router.api_route(paths.CALENDAR, methods=["PROPPATCH"])
async def keep_calendar(
    person: PathId, calendar: Segment, store: StoreDep, actor: DavActorDep, now: NowDep, body: DavBodyDep
) -> Response:
    view = await _view(store, actor, person, calendar, now)
    return multistatus([protected(view.address, unset(body))])


@router.api_route(paths.CALENDAR, methods=["REPORT"])
async def report(
    person: PathId, calendar: Segment, store: StoreDep, actor: DavActorDep, now: NowDep, asked: ReportDep
) -> Response:
    return await answer_report(await _view(store, actor, person, calendar, now), asked)


@router.api_route(paths.OBJECT, methods=["GET", "HEAD"])
async def read_event(
    person: PathId,
    calendar: Segment,
    name: Name,
    store: StoreDep,
    actor: DavActorDep,
    now: NowDep,
    if_none_match: Annotated[str, Header()] = "",
) -> Response:
    view = await _view(store, actor, person, calendar, now)
    event = await _found(view, name)
    if event.etag in (tag.strip().removeprefix("W/") for tag in if_none_match.split(",")):
        return Response(status_code=304, headers={"ETag": event.etag})
    return Response(event.octets, media_type=CONTENT_TYPE, headers={"ETag": event.etag})


@router.api_route(paths.OBJECT, methods=["PUT"])
async def write_event(
    request: Request,
    person: PathId,
    calendar: Segment,
    name: Name,
    store: StoreDep,
    actor: DavActorDep,
    now: NowDep,
    sent: Annotated[Conditional, Header()],
) -> Response:
    """Book what the event asks for, or change the booking that it is."""
    view = await _view(store, actor, person, calendar, now)
    octets = await request.body()
    return await put(view, name, octets, request.headers.get("content-type", ""), sent.conditions)


@router.api_route(paths.OBJECT, methods=["DELETE"])
async def remove_event(
    person: PathId,
    calendar: Segment,
    name: Name,
    store: StoreDep,
    actor: DavActorDep,
    now: NowDep,
    sent: Annotated[Conditional, Header()],
) -> Response:
    """Cancel the booking."""
    return await delete(await _view(store, actor, person, calendar, now), name, sent.conditions)


def _own(actor: Actor, person: int) -> None:
    """Nobody sees another's calendars, nor whether there are any."""
    if person != actor.id:
        raise NotFound("person", person)


async def _view(store: Store, actor: Actor, person: int, segment: str, now: datetime) -> CalendarView:
    _own(actor, person)
    followed = paths.followed_at(person, segment)
    if followed is None:
        raise NotFound("calendar", segment)
    return CalendarView(store, await caldav.get_calendar(store, actor, followed, now, say), now)


async def _found(view: CalendarView, name: str) -> DavObject:
    found = (await view.objects([name])).get(name)
    if found is None:
        raise NotFound("event", name)
    return found
