"""A campus whose sessions are in every state, booked through the services, and every kind of feed of it."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import httpx

from scheduler.domain.bookings.bookings import Need
from scheduler.domain.calendars.feeds import Subject
from scheduler.domain.campus.groups import Group, GroupMember
from scheduler.domain.campus.resources import ResourceKind
from scheduler.domain.identity.people import Actor, Role
from scheduler.domain.time.spans import Span
from scheduler.services.bookings import CancelBooking, cancel_booking
from scheduler.services.bookings.approvals import DecideRequest, ListRequests, decide_request, list_requests
from scheduler.storage import records
from scheduler.storage.store import Store
from tests.scheduler.services.bookings.campus import SmallCampus, make_booking, make_small_campus, make_span
from tests.support.api import ClientOf
from tests.support.factories import NOW, act_as, keep, make_actor, make_group, make_resource

LINK = "https://meet.example/les?kamer=1&taal=nl,en"
DIFFICULT = 'Brandstofcellen; "deel 1", é, 水素 en \\ 🔋 ' + "en nog een heel lange titel " * 3
NOTE = "Neem mee:\n- bril; jas\n- 1,5 liter water"


@dataclass(frozen=True)
class Scene:
    """The reader may follow everything; the student is in the group and made none of its sessions."""

    at: SmallCampus
    group: Group
    student: Actor
    reader: Actor

    @property
    def subject_ids(self) -> dict[Subject, int]:
        return {
            Subject.PERSON: self.student.id,
            Subject.GROUP: self.group.id,
            Subject.RESOURCE: self.at.lab.id,
            Subject.COMPANY: self.at.company.id,
            Subject.CAMPUS: self.at.campus.id,
        }


async def make_scene(store: Store) -> Scene:
    """Every session takes the lab, the group and the company's demonstrator, so that all feeds have them."""
    at = await make_small_campus(store)
    async with store.write() as tx:
        await records.change(tx, replace(at.campus, latitude=53.3222, longitude=6.9271))
    group = await make_group(store, at.school, name='MBO4-A, "de; eersten"', size=4)
    student = await make_actor(store, (at.school, Role.STUDENT))
    member = GroupMember(id=0, group_id=group.id, person_id=student.id, organisation_id=at.school.id)
    await keep(store, member)
    roles = (at.school, Role.TEACHER), (at.school, Role.LAB_MANAGER), (at.company, Role.COMPANY)
    scene = Scene(at, group, await act_as(store, student.person), await make_actor(store, *roles))
    await _book(scene)
    return scene


async def make_address(scene: Scene, client_of: ClientOf, subject: Subject, **choices: str) -> str:
    """The address of a new feed, asked for over HTTP."""
    client = await client_of(scene.student if subject is Subject.PERSON else scene.reader)
    wish = {"subject": subject, "subject_id": scene.subject_ids[subject]} | choices
    answer = await client.post("/api/v1/feeds", json=wish)
    address: str = answer.json()["address"]
    return address


async def fetch(client_of: ClientOf, address: str, **headers: str) -> bytes:
    """What an address gives to whoever has it."""
    stranger: httpx.AsyncClient = await client_of(None)
    answer = await stranger.get(address, headers=headers)
    answer.raise_for_status()
    return answer.content


async def _book(scene: Scene) -> None:
    """Confirmed before and after the clock changes, confirmed with a link, cancelled, and two that wait."""
    for number, facts in enumerate(
        ({"title": DIFFICULT, "note": NOTE}, {"meeting_url": LINK}, {"span": make_span(0, 2, days=125)})
    ):
        await _session(scene, **({"span": make_span(0, 2, days=number)} | facts))
    cancelled = await _session(scene, span=make_span(3, 5), title="Vervallen")
    await _approve(scene)
    await cancel_booking(scene.at.store, scene.at.teacher, CancelBooking(booking_id=cancelled), NOW)
    await _session(scene, span=make_span(6, 7), title="Wacht")
    online = {"kind": ResourceKind.ONLINE, "name": "Teams", "units": 1, "meeting_url": LINK}
    room = await make_resource(scene.at.store, scene.at.school, scene.at.campus, **online)
    await _session(scene, span=make_span(8, 8.5), title="Wacht online", needs=(Need(room.id),))


async def _session(scene: Scene, **facts: Any) -> int:
    at, more = scene.at, facts.pop("needs", ())
    needs = Need(at.lab.id), Need(scene.group.resource_id), Need(at.demonstrator.id), *more
    span: Span = facts.pop("span")
    booking = await make_booking(at, *needs, span=span, now=NOW - timedelta(hours=1), **facts)
    return booking.id


async def _approve(scene: Scene) -> None:
    """The company agrees to all that it was asked."""
    for request in await list_requests(scene.at.store, scene.at.owner, ListRequests()):
        command = DecideRequest(approval_id=request.approval.id, approve=True)
        await decide_request(scene.at.store, scene.at.owner, command, NOW)
