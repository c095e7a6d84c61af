"""The properties of every kind of place, one table each."""

import re
from dataclasses import replace
from typing import Final
from xml.etree.ElementTree import Element

from api.dav import paths
from api.dav.multistatus import Properties
from api.dav.xml import APPLE, CALENDARSERVER, c, d, element, href
from calendars.write_object import CONTENT_TYPE
from scheduler.domain.calendars.caldav import Member
from scheduler.domain.calendars.feeds import Subject
from scheduler.domain.identity.people import Actor
from scheduler.services.calendars.caldav import DavObject, Offered

LARGEST_OBJECT: Final = 100 * 1024
REPORTS: Final = (c("calendar-query"), c("calendar-multiget"), d("sync-collection"))
_READ: Final = ("read", "read-current-user-privilege-set")
_BOOK: Final = ("write-content", "bind", "unbind")
_COLORS: Final = ("#0f766eff", "#b45309ff", "#1d4ed8ff", "#9d174dff", "#4d7c0fff", "#6d28d9ff", "#0e7490ff")
_TOKEN = re.compile(r"urn:fieldlab:sync:([0-9]{1,12}):([0-9]{1,12})", re.ASCII)


def sync_token(calendar_id: int, number: int) -> str:
    return f"urn:fieldlab:sync:{calendar_id}:{number}"


def number_in(token: str, calendar_id: int) -> int | None:
    """The number that a token of this calendar stands for."""
    match = _TOKEN.fullmatch(token)
    return int(match[2]) if match and int(match[1]) == calendar_id else None


def of_root(actor: Actor) -> Properties:
    return _collection(actor, "Fieldlab")


def of_principal(actor: Actor) -> Properties:
    own = paths.principal(actor.id)
    mail = href(f"mailto:{actor.person.email}")
    return _collection(actor, actor.person.name, d("principal")) | {
        d("principal-URL"): lambda: element(d("principal-URL"), href(own)),
        c("calendar-home-set"): lambda: element(c("calendar-home-set"), href(paths.home(actor.id))),
        c("calendar-user-address-set"): lambda: element(c("calendar-user-address-set"), mail, href(own)),
    }


def of_home(actor: Actor) -> Properties:
    return _collection(actor, actor.person.name)


def of_calendar(calendar: Offered, own_title: str) -> Properties:
    """`own_title` is what one's own calendar is called, which is not one's name."""
    own = calendar.followed.subject is Subject.PERSON
    name = own_title if own else calendar.name
    token = sync_token(calendar.state.id, calendar.state.number)
    tag, color = f"{{{CALENDARSERVER}}}getctag", f"{{{APPLE}}}calendar-color"
    reports = [element(d("supported-report"), element(d("report"), element(each))) for each in REPORTS]
    data = element(c("calendar-data"), **{"content-type": "text/calendar", "version": "2.0"})
    return (
        _collection(calendar.owner, name, c("calendar"))
        | {
            d("sync-token"): lambda: element(d("sync-token"), text=token),
            tag: lambda: element(tag, text=token),
            color: lambda: element(color, text=_color(calendar)),
            d("supported-report-set"): lambda: element(d("supported-report-set"), *reports),
            c("supported-calendar-component-set"): lambda: element(
                c("supported-calendar-component-set"), element(c("comp"), name="VEVENT")
            ),
            c("supported-calendar-data"): lambda: element(c("supported-calendar-data"), data),
            c("supported-collation-set"): lambda: element(
                c("supported-collation-set"),
                *(element(c("supported-collation"), text=each) for each in ("i;ascii-casemap", "i;octet")),
            ),
            c("max-resource-size"): lambda: element(c("max-resource-size"), text=str(LARGEST_OBJECT)),
            c("max-instances"): lambda: element(c("max-instances"), text="1"),
        }
        | _belongs_to(calendar.owner, writable=calendar.writable)
    )


def of_member(calendar: Offered, member: Member) -> Properties:
    """An event of which no more than its validator is known."""
    return {
        d("resourcetype"): lambda: element(d("resourcetype")),
        d("getetag"): lambda: element(d("getetag"), text=member.etag or ""),
        d("getcontenttype"): lambda: element(d("getcontenttype"), text=CONTENT_TYPE),
    } | _belongs_to(calendar.owner, writable=calendar.writable)


def of_object(calendar: Offered, found: DavObject, *, in_utc: bool = False) -> Properties:
    """An event with all that is in it."""
    member = Member(found.name, found.booking.id, found.etag, 0)
    size = str(len(found.octets))
    shown = replace(found, event=replace(found.event, zone="UTC")) if in_utc else found
    data = c("calendar-data")
    return of_member(calendar, member) | {
        d("getcontentlength"): lambda: element(d("getcontentlength"), text=size),
        data: lambda: element(data, text=shown.octets.decode()),
    }


def _collection(actor: Actor, name: str, *kinds: str) -> Properties:
    types = [element(kind) for kind in (d("collection"), *kinds)]
    return {
        d("resourcetype"): lambda: element(d("resourcetype"), *types),
        d("displayname"): lambda: element(d("displayname"), text=name),
        d("supported-report-set"): lambda: element(d("supported-report-set")),
    } | _belongs_to(actor)


def _belongs_to(actor: Actor, *, writable: bool = False) -> Properties:
    own = paths.principal(actor.id)
    held = (*_READ, *_BOOK) if writable else _READ
    privileges = [element(d("privilege"), element(d(name))) for name in held]
    set_name = "current-user-privilege-set"
    return {
        d("current-user-principal"): lambda: element(d("current-user-principal"), href(own)),
        d("owner"): lambda: element(d("owner"), href(own)),
        d(set_name): lambda: element(d(set_name), *privileges),
    }


def _color(calendar: Offered) -> str:
    """One's own calendar always has the first colour, every other one keeps the one it has."""
    if calendar.followed.subject is Subject.PERSON:
        return _COLORS[0]
    return _COLORS[1 + calendar.followed.subject_id % (len(_COLORS) - 1)]


def unset(body: Element | None) -> list[str]:
    """The names of the properties that a PROPPATCH would set or remove."""
    return [] if body is None else [str(each.tag) for prop in body.iter(d("prop")) for each in prop]
