"""What people do with their feeds."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from scheduler.domain.border import check_new
from scheduler.domain.calendars.feeds import Alarm, Attendance, Feed, Privacy, Subject
from scheduler.domain.error_codes import ConflictCode
from scheduler.domain.errors import Conflict, NotFound
from scheduler.domain.identity.people import Actor, Language
from scheduler.domain.identity.policies import Action, require
from scheduler.domain.identity.secrets import hash_of, new_secret
from scheduler.services.calendars.feeds.subjects import name_of_followed
from scheduler.storage import records
from scheduler.storage.calendars import feeds
from scheduler.storage.store import Store, Tx

MOST_FEEDS = 100
"""Addresses one person may have at a time."""
PREFIX = "cal"


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeFeed:
    """`subject_id` None: the actor themself. `name` empty: the name of the subject."""

    subject: Subject = Subject.PERSON
    subject_id: int | None = None
    name: str = ""
    language: Language | None = None
    privacy: Privacy = Privacy.FULL
    alarm: Alarm = Alarm.NONE
    attendance: Attendance = Attendance.ON_SITE


@dataclass(frozen=True, slots=True)
class NewFeed:
    """A feed with the secret of its address, which cannot be shown again."""

    feed: Feed
    secret: str

    def address(self, base: str) -> str:
        """Where a calendar program finds it, on the site at `base`."""
        return f"{base}/feeds/{self.secret}.ics"


async def make_feed(store: Store, actor: Actor | None, command: MakeFeed, now: datetime) -> NewFeed:
    """Raises `Forbidden` when the subject is not the actor's to follow, `NotFound` when there is none."""
    acting = require(actor, Action.MAKE_FEED, own=True)
    secret = new_secret(PREFIX)
    async with store.write() as tx:
        subject_id = acting.id if command.subject_id is None else command.subject_id
        name = await name_of_followed(tx, acting, command.subject, subject_id)
        if await feeds.how_many(tx, acting.id) >= MOST_FEEDS:
            raise Conflict(ConflictCode.TOO_MANY_FEEDS, most=MOST_FEEDS)
        feed = Feed(
            id=0,
            subject=command.subject,
            subject_id=subject_id,
            name=command.name or name,
            owner_id=acting.id,
            language=command.language or acting.person.language,
            privacy=command.privacy,
            alarm=command.alarm,
            attendance=command.attendance,
            created_at=now,
        )
        check_new(feed)
        feed_id = await records.add(tx, feed, secret_hash=hash_of(secret))
    return NewFeed(replace(feed, id=feed_id), secret)


async def list_feeds(store: Store, actor: Actor | None) -> list[Feed]:
    """The actor's own feeds that still work."""
    acting = require(actor, Action.OWN_ACCOUNT, own=True)
    async with store.read() as tx:
        return await feeds.of_owner(tx, acting.id)


async def see_feed(store: Store, actor: Actor | None, feed_id: int) -> Feed:
    """One of the actor's own feeds. Raises `NotFound`."""
    acting = require(actor, Action.OWN_ACCOUNT, own=True)
    async with store.read() as tx:
        return await _own(tx, acting, feed_id)


async def change_feed(
    store: Store,
    actor: Actor | None,
    feed_id: int,
    values: Mapping[str, Any],
    since: int | None,
    now: datetime,
) -> Feed:
    """Other choices at the same address; whoever polls it gets them at the next fetch.

    `values` by field: `name` (empty: the name of the subject), `language`, `privacy`, `alarm` and
    `attendance`. Raises `NotFound`, `Stale`, and `Forbidden` where the subject's name is asked by one
    who may no longer follow it.
    """
    acting = require(actor, Action.MAKE_FEED, own=True)
    async with store.write() as tx:
        before = await _own(tx, acting, feed_id)
        name = values.get("name", before.name)
        name = name or await name_of_followed(tx, acting, before.subject, before.subject_id)
        values = {**values, "name": name, "version": before.version + 1, "changed_at": now}
        after = replace(before, **values)
        check_new(after, before)
        # Also when any version will do: two changes of one version would share a validator.
        await records.change(tx, after, since=before.version if since is None else since)
    return after


async def regenerate_feed(store: Store, actor: Actor | None, feed_id: int) -> NewFeed:
    """The same feed at a new address; the old one stops working at once."""
    acting = require(actor, Action.MAKE_FEED, own=True)
    secret = new_secret(PREFIX)
    async with store.write() as tx:
        feed = await _own(tx, acting, feed_id)
        renewed = replace(feed, version=feed.version + 1, last_fetched_at=None, last_client="")
        await feeds.replace_secret(tx, renewed, hash_of(secret))
    return NewFeed(renewed, secret)


async def revoke_feed(store: Store, actor: Actor | None, feed_id: int, now: datetime) -> None:
    """The address stops working for ever."""
    acting = require(actor, Action.MAKE_FEED, own=True)
    async with store.write() as tx:
        feed = await _own(tx, acting, feed_id)
        await records.change(tx, replace(feed, revoked_at=now, version=feed.version + 1))


async def _own(tx: Tx, actor: Actor, feed_id: int) -> Feed:
    """Somebody else's feed is no different from none."""
    feed = await records.get(tx, Feed, feed_id)
    if feed.owner_id != actor.id or feed.revoked_at is not None:
        raise NotFound("feed", feed_id)
    return feed
