"""Which calendars somebody has: their own, those of their groups, and what else they follow."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from scheduler.domain.calendars.caldav import DavCalendar, FollowedSubject
from scheduler.domain.calendars.feeds import Subject
from scheduler.domain.campus.resources import Resource
from scheduler.domain.errors import Forbidden, NotFound
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import Action, may, require
from scheduler.services.calendars.caldav.contents import feed_of, objects_in, stamp_of
from scheduler.services.calendars.feeds.read import Say, contents_of
from scheduler.services.calendars.feeds.subjects import name_of_followed
from scheduler.storage import records
from scheduler.storage.calendars import caldav, revisions
from scheduler.storage.store import Store, Tx

REMOVALS_KEPT: Final = timedelta(days=180)
"""A client that did not ask for longer begins again."""
_MOST_TRIES: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A calendar as its owner's programs find it; what is written into a `writable` one is booked."""

    owner: Actor
    followed: FollowedSubject
    name: str
    writable: bool
    state: DavCalendar


async def list_calendars(store: Store, actor: Actor | None, now: datetime, say: Say) -> tuple[Offered, ...]:
    """The actor's own first. What they may follow no longer is left out."""
    acting = require(actor, Action.VIEW_WEEK)
    async with store.read() as tx:
        entries = [await _entry(tx, acting, followed) for followed in await _theirs(tx, acting)]
    return tuple([await _offered(store, acting, entry, now, say) for entry in entries if entry is not None])


async def get_calendar(
    store: Store, actor: Actor | None, followed: FollowedSubject, now: datetime, say: Say
) -> Offered:
    """Any calendar the actor may follow, listed or not. Raises `NotFound`."""
    acting = require(actor, Action.VIEW_WEEK)
    async with store.read() as tx:
        entry = await _entry(tx, acting, followed)
    if entry is None:
        raise NotFound("calendar", followed.subject_id)
    return await _offered(store, acting, entry, now, say)


async def _theirs(tx: Tx, actor: Actor) -> list[FollowedSubject]:
    """A person who follows hundreds of labs by choice sees hundreds; nobody else's labs are offered."""
    own = FollowedSubject(Subject.PERSON, actor.id)
    groups = await caldav.groups_of_resources(tx, actor.group_ids)
    return list(dict.fromkeys([own, *groups, *await caldav.followed_by_address(tx, actor.id)]))


@dataclass(frozen=True, slots=True)
class _Entry:
    followed: FollowedSubject
    name: str
    writable: bool


async def _entry(tx: Tx, actor: Actor, followed: FollowedSubject) -> _Entry | None:
    """None for what is not there or not theirs to follow. What a token for reading reads is asked of
    the person: following by CalDAV changes nothing."""
    person = replace(actor, read_only=False)
    try:
        name = await name_of_followed(tx, person, followed.subject, followed.subject_id)
    except (Forbidden, NotFound):
        return None
    return _Entry(followed, name, await _writable(tx, actor, followed))


async def _writable(tx: Tx, actor: Actor, followed: FollowedSubject) -> bool:
    """Things and places are booked by their calendar; people and groups by what they are asked to."""
    if followed.subject is not Subject.RESOURCE or not may(actor, Action.BOOK):
        return False
    resource = await records.get(tx, Resource, followed.subject_id)
    return resource.active and not resource.travels


async def _offered(store: Store, actor: Actor, entry: _Entry, now: datetime, say: Say) -> Offered:
    state = await _state(store, actor, entry.followed, now, say)
    return Offered(
        owner=actor, followed=entry.followed, name=entry.name, writable=entry.writable, state=state
    )


async def _state(
    store: Store, actor: Actor, followed: FollowedSubject, now: datetime, say: Say
) -> DavCalendar:
    """How the calendar is by now, compared with what clients were told; nothing is rendered when
    nothing changed. While others keep changing it, the state of the last look will do."""
    for _ in range(_MOST_TRIES):
        async with store.read() as tx:
            seen = await caldav.find_calendar(tx, actor.id, followed)
            revision, _changed_at = await revisions.revision_of(tx, followed.subject, followed.subject_id)
            stamp = stamp_of(actor, revision, now)
            if seen is not None and seen.stamp == stamp:
                return seen
            contents = await contents_of(tx, feed_of(actor, followed, now), store.zone, now)
        objects = {each.name: (each.booking.id, each.etag) for each in objects_in(contents, say)}
        async with store.write() as tx:
            seen = seen or await caldav.begin_calendar(tx, actor.id, followed)
            await caldav.note_state(tx, seen, stamp, objects, now, forget_before=now - REMOVALS_KEPT)
    async with store.write() as tx:
        return await caldav.begin_calendar(tx, actor.id, followed)
