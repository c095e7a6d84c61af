"""The three reports of a calendar: by filter, by address, and what changed since a client looked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from xml.etree.ElementTree import Element

from fastapi import Response

from api.dav import paths
from api.dav.errors import DavRefusal
from api.dav.multistatus import gone, multistatus, response, truncated
from api.dav.properties import number_in, of_member, of_object, sync_token
from api.dav.requests import Multiget, Query, Report, Sync, WantedProperties
from api.dav.xml import c, d
from api.i18n.catalogue import say
from scheduler.domain.calendars.caldav import Member
from scheduler.services.calendars import caldav
from scheduler.services.calendars.caldav import DavObject, Offered
from scheduler.storage.store import Store

_NEEDS_THE_EVENT: Final = frozenset({c("calendar-data"), d("getcontentlength")})


@dataclass(frozen=True, slots=True)
class CalendarView:
    """A calendar as somebody looks at it now."""

    store: Store
    calendar: Offered
    now: datetime

    @property
    def address(self) -> str:
        return paths.calendar(self.calendar.owner.id, self.calendar.followed)

    async def objects(self, names: Iterable[str]) -> Mapping[str, DavObject]:
        return await caldav.read_objects(self.store, self.calendar, list(names), self.now, say)

    def said(self, found: DavObject, wanted: WantedProperties) -> Element:
        properties = of_object(self.calendar, found, in_utc=wanted.data_in_utc)
        return response(paths.member(self.address, found.name), properties, wanted)

    def listed(self, member: Member, wanted: WantedProperties) -> Element:
        properties = of_member(self.calendar, member)
        return response(paths.member(self.address, member.name), properties, wanted)


async def answer_report(view: CalendarView, report: Report) -> Response:
    match report:
        case Multiget():
            return await _multiget(view, report)
        case Query():
            return await _query(view, report)
        case Sync():
            return await _sync(view, report)


async def _multiget(view: CalendarView, asked: Multiget) -> Response:
    names = paths.names_within(view.address, asked.hrefs)
    found = await view.objects(name for name in names.values() if name is not None)
    return multistatus(
        gone(address) if name is None or name not in found else view.said(found[name], asked.wanted)
        for address, name in names.items()
    )


async def _query(view: CalendarView, asked: Query) -> Response:
    wanted, sought = asked.wanted, asked.filter
    if sought.nothing:
        return multistatus([])
    if sought.within is None and not sought.properties and not _needs_events(wanted):
        members = await caldav.list_members(view.store, view.calendar)
        return multistatus(view.listed(member, wanted) for member in members)
    found = await caldav.read_objects_within(view.store, view.calendar, sought.within, view.now, say)
    return multistatus(view.said(each, wanted) for each in found.values() if sought.fits(each.octets))


async def _sync(view: CalendarView, asked: Sync) -> Response:
    """A token that is none of this calendar's, or older than what is remembered, begins again."""
    state = view.calendar.state
    since = number_in(asked.token, state.id) if asked.token else None
    if asked.token and (since is None or not state.remembers(since)):
        raise DavRefusal(403, d("valid-sync-token"))
    changes = await caldav.changes_since(view.store, view.calendar, since, asked.most)
    there = [member for member in changes.members if member.etag is not None]
    if _needs_events(asked.wanted):
        objects = await view.objects(member.name for member in there)
        responses = [view.said(each, asked.wanted) for each in objects.values()]
    else:
        responses = [view.listed(member, asked.wanted) for member in there]
    responses += [
        gone(paths.member(view.address, member.name)) for member in changes.members if member.etag is None
    ]
    if changes.more:
        responses.append(truncated(view.address))
    return multistatus(responses, sync_token(state.id, changes.number))


def _needs_events(wanted: WantedProperties) -> bool:
    return not _NEEDS_THE_EVENT.isdisjoint(wanted.names)
