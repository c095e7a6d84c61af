"""What a calendar program says over CalDAV, and what it is told, for the tests beside this."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4
from xml.etree.ElementTree import Element

import httpx
from defusedxml.ElementTree import fromstring
from fastapi import FastAPI

from scheduler.domain.bookings.bookings import Booking, Need, Purpose
from scheduler.domain.bookings.states import BookingStatus
from scheduler.domain.campus.groups import Group, GroupMember
from scheduler.domain.campus.organisations import Organisation
from scheduler.domain.campus.resources import Resource
from scheduler.domain.identity.credentials import TokenScope
from scheduler.domain.identity.people import Actor, Role
from scheduler.domain.time.spans import Span
from scheduler.storage.bookings.bookings import hold_many, release_many
from scheduler.storage.calendars import feed_removals, revisions
from scheduler.storage.store import Store
from tests.support.api import make_token
from tests.support.factories import (
    NOW,
    act_as,
    keep,
    make_actor,
    make_campus,
    make_group,
    make_organisation,
    make_resource,
)

NINE = datetime(2026, 11, 24, 8, tzinfo=UTC)
"""Nine o'clock in Amsterdam, on a Tuesday."""
D, C = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}"
NAMESPACES = (
    'xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:CS="http://calendarserver.org/ns/" '
    'xmlns:A="http://apple.com/ns/ical/"'
)


@dataclass(frozen=True)
class Scene:
    """A school with a lab and a group, a student in the group, and a teacher of another school."""

    store: Store
    school: Organisation
    lab: Resource
    group: Group
    student: Actor
    stranger: Actor


async def make_scene(store: Store) -> Scene:
    school, elsewhere = await make_organisation(store), await make_organisation(store)
    lab = await make_resource(store, school, await make_campus(store, name="Kooyhaven"), name="Lab Waterstof")
    group = await make_group(store, school, name="MBO4-A")
    student = await make_actor(store, (school, Role.STUDENT), name="Noor Visser")
    member = GroupMember(id=0, group_id=group.id, person_id=student.id, organisation_id=school.id)
    await keep(store, member)
    stranger = await make_actor(store, (elsewhere, Role.TEACHER))
    return Scene(store, school, lab, group, await act_as(store, student.person), stranger)


def make_booking(scene: Scene, **changes: object) -> Booking:
    booking = Booking(
        id=0,
        uid=uuid4(),
        title="Practicum elektrolyse",
        purpose=Purpose.LESSON,
        organisation_id=scene.lab.owner_id,
        organiser_id=None,
        span=Span(NINE, NINE + timedelta(hours=2)),
        needs=(Need(scene.lab.id), Need(scene.group.resource_id)),
        status=BookingStatus.CONFIRMED,
        campus_id=scene.lab.campus_id,
        created_at=NOW,
        updated_at=NOW,
    )
    return replace(booking, **changes)  # type: ignore[arg-type]


async def book(scene: Scene, **changes: object) -> Booking:
    """A session that is in the group's timetable, judged by nobody."""
    async with scene.store.write() as tx:
        held = await hold_many(tx, [(make_booking(scene, **changes), ())])
        await revisions.touch_bookings(tx, held, NOW)
    return held[0]


async def change(scene: Scene, booking: Booking, **values: object) -> Booking:
    """The same session as it is from now on; without a place when it is cancelled."""
    after = booking.changed(**values, updated_at=NOW + timedelta(minutes=1))
    async with scene.store.write() as tx:
        if after.holds:
            await hold_many(tx, [(after, ())])
        else:
            await release_many(tx, [after])
        await revisions.touch_bookings(tx, [booking, after], NOW)
        await feed_removals.note(tx, [booking], [after])
    return after


@dataclass(slots=True)
class Told:
    """One response of a multistatus: the properties that were found, and those that were not."""

    found: dict[str, Element] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)
    status: str = ""

    def text(self, name: str) -> str:
        return self.found[name].text or ""


@dataclass(frozen=True)
class Answer:
    """What came back: of a multistatus, each address with what was told of it."""

    status: int
    headers: httpx.Headers
    text: str
    told: dict[str, Told]
    token: str
    condition: str


class Program:
    """A calendar program with an e-mail address and an app password."""

    def __init__(self, app: FastAPI, email: str, secret: str) -> None:
        transport = httpx.ASGITransport(app, client=("192.0.2.7", 4711))
        self._client = httpx.AsyncClient(
            transport=transport, base_url="http://campus.test", auth=(email, secret)
        )

    async def ask(self, method: str, path: str, body: str = "", **headers: str) -> Answer:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = await self._client.request(method, path, content=body.encode(), headers=names)
        return _read(answer)

    async def propfind(self, path: str, *names: str, depth: int = 0) -> Answer:
        return await self.ask("PROPFIND", path, _prop("propfind", names), Depth=str(depth))

    async def sync(self, path: str, token: str = "", most: int | None = None) -> Answer:
        limit = f"<limit><nresults>{most}</nresults></limit>" if most else ""
        body = _prop(
            "sync-collection",
            ("getetag",),
            f"<sync-token>{token}</sync-token><sync-level>1</sync-level>{limit}",
        )
        return await self.ask("REPORT", path, body)

    async def query(self, path: str, inside: str, *names: str) -> Answer:
        outer = f'<C:filter><C:comp-filter name="VCALENDAR">{inside}</C:comp-filter></C:filter>'
        return await self.ask("REPORT", path, _prop("C:calendar-query", names, outer))

    async def multiget(self, path: str, *hrefs: str) -> Answer:
        wanted = "".join(f"<href>{each}</href>" for each in hrefs)
        return await self.ask(
            "REPORT", path, _prop("C:calendar-multiget", ("getetag", "C:calendar-data"), wanted)
        )


async def program_of(
    app: FastAPI, store: Store, actor: Actor, scope: TokenScope = TokenScope.READ
) -> Program:
    return Program(app, actor.person.email, await make_token(store, actor, scope))


def own(actor: Actor, calendar: str = "me") -> str:
    return f"/dav/calendars/{actor.id}/{calendar}/"


def address_of(actor: Actor, booking: Booking, calendar: str = "me") -> str:
    return f"{own(actor, calendar)}{booking.uid}@fieldlab.ics"


def uid(number: int) -> UUID:
    return UUID(int=number)


def _prop(root: str, names: tuple[str, ...], more: str = "") -> str:
    asked = "".join(f"<{name}/>" for name in names)
    return f'<?xml version="1.0"?><{root} {NAMESPACES}><prop>{asked}</prop>{more}</{root}>'


def _read(answer: httpx.Response) -> Answer:
    told: dict[str, Told] = {}
    token = condition = ""
    if answer.headers.get("content-type", "").startswith("application/xml") and answer.content:
        root = fromstring(answer.content)
        told = {str(each.findtext(f"{D}href")): _told(each) for each in root.findall(f"{D}response")}
        token = root.findtext(f"{D}sync-token") or ""
        condition = root[0].tag if root.tag == f"{D}error" else ""
    return Answer(answer.status_code, answer.headers, answer.text, told, token, condition)


def _told(node: Element) -> Told:
    told = Told(status=node.findtext(f"{D}status") or "")
    for part in node.findall(f"{D}propstat"):
        properties = list(part.find(f"{D}prop") or [])
        if " 200 " in (part.findtext(f"{D}status") or ""):
            told.found |= {each.tag: each for each in properties}
        else:
            told.missing |= {each.tag for each in properties}
    return told
