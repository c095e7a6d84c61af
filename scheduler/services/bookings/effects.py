"""What follows from what happened to a booking: one table, asked by everything that changes one.

To add something that follows (a webhook, a waiting list, a ledger), name it in `Effect`, write the function
that does it, put the function in `_DO`, and name the effect in the rows of `FOLLOWS` where it belongs.
Everything here runs in the transaction of the change: no network, nothing slow.
"""

from collections.abc import Awaitable, Callable, Mapping, Set
from dataclasses import replace
from enum import StrEnum
from typing import Any, Final

from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.bookings.changes import About, ChangeSet
from scheduler.domain.bookings.states import Happening
from scheduler.domain.notifications.channels import Channels
from scheduler.domain.updates import UpdateNoun
from scheduler.services.notifications.notify import ask_owners, tell
from scheduler.storage import updates
from scheduler.storage.calendars import feed_removals, revisions
from scheduler.storage.identity import audit
from scheduler.storage.store import Tx


class Effect(StrEnum):
    """In the order in which they are done."""

    REVISIONS = "revisions"  # the feeds of everyone in it show something else now
    EVERY_FEED = "every_feed"  # every feed does
    UPDATES = "updates"  # programs that keep a copy read that it is not as it was
    EVERY_UPDATE = "every_update"  # nothing is
    FEED_REMOVALS = "feed_removals"  # feeds that lost it go on showing that it is cancelled there
    LETTERS = "letters"  # the people in it, or who were, are told by mail
    OWNERS = "owners"  # whoever decides for an owner that it waits for is asked by mail
    AUDIT = "audit"  # the log of who did what


_NEW: Final = frozenset({Effect.REVISIONS, Effect.UPDATES, Effect.LETTERS, Effect.AUDIT})
_CHANGED: Final = _NEW | {Effect.FEED_REMOVALS}

FOLLOWS: Final[Mapping[Happening, frozenset[Effect]]] = {
    Happening.REQUESTED: _NEW | {Effect.OWNERS},
    Happening.CONFIRMED: _NEW,
    Happening.CHANGED: _CHANGED,
    Happening.MOVED: _CHANGED | {Effect.OWNERS},
    Happening.CANCELLED: _CHANGED,
    Happening.RESTORED: _CHANGED | {Effect.OWNERS},
    Happening.APPROVED: _CHANGED,
    Happening.DECLINED: _CHANGED,
    Happening.LAPSED: _CHANGED,
    Happening.PUBLISHED: _CHANGED | {Effect.OWNERS},
    Happening.WITHDRAWN: _CHANGED,
    Happening.FORGOTTEN: _CHANGED,
    Happening.AFFECTED: _CHANGED,
    Happening.LOADED: frozenset({Effect.EVERY_FEED, Effect.EVERY_UPDATE, Effect.AUDIT}),
}


async def follow(tx: Tx, channels: Channels, done: ChangeSet, *, without: Set[Effect] = frozenset()) -> None:
    """Do everything that follows from what was done, but what the caller leaves out by name."""
    for effect, do in _DO.items():
        concerned = tuple(change for change in done.changes if effect in FOLLOWS[change.happening])
        if concerned and effect not in without:
            await do(tx, channels, replace(done, changes=concerned))


async def _touch_feeds(tx: Tx, _: Channels, done: ChangeSet) -> None:
    await revisions.touch_bookings(tx, [*done.before, *done.after], done.at)


async def _touch_every_feed(tx: Tx, _: Channels, done: ChangeSet) -> None:
    await revisions.touch_all(tx, done.at)


async def _note_updates(tx: Tx, _: Channels, done: ChangeSet) -> None:
    await updates.note(tx, UpdateNoun.BOOKING, (booking.id for booking in (*done.before, *done.after)))


async def _note_every_update(tx: Tx, _: Channels, done: ChangeSet) -> None:
    await updates.note_all(tx)


async def _note_feed_removals(tx: Tx, _: Channels, done: ChangeSet) -> None:
    await feed_removals.note(tx, done.before, done.after)


async def _queue_letters(tx: Tx, channels: Channels, done: ChangeSet) -> None:
    if channels.mail:
        await tell(tx, done.before, done.after, done.at, by_mail=done.by_mail)


async def _ask_owners(tx: Tx, channels: Channels, done: ChangeSet) -> None:
    if channels.mail:
        await ask_owners(tx, done.before, done.after, done.at)


async def _note_in_audit_log(tx: Tx, _: Channels, done: ChangeSet) -> None:
    action, facts_of = _TRAIL[done.happening]
    about = done.about or _first(done.after[0])
    facts = facts_of(done) | dict(done.facts)
    await audit.note(tx, done.actor, action, about.noun, about.id, about.organisation_id, facts, done.at)


_DO: Final[Mapping[Effect, Callable[[Tx, Channels, ChangeSet], Awaitable[None]]]] = {
    Effect.REVISIONS: _touch_feeds,
    Effect.EVERY_FEED: _touch_every_feed,
    Effect.UPDATES: _note_updates,
    Effect.EVERY_UPDATE: _note_every_update,
    Effect.FEED_REMOVALS: _note_feed_removals,
    Effect.LETTERS: _queue_letters,
    Effect.OWNERS: _ask_owners,
    Effect.AUDIT: _note_in_audit_log,
}


def _first(booking: Booking) -> About:
    return About("booking", booking.id, booking.organisation_id)


def _ids(done: ChangeSet) -> dict[str, Any]:
    return {"bookings": [booking.id for booking in done.after]}


def _asked(done: ChangeSet) -> dict[str, Any]:
    first = done.after[0]
    return {"title": first.title, "span": first.span} | _ids(done)


def _affected(done: ChangeSet) -> dict[str, Any]:
    return _ids(done) | _reason(done)


def _differences(done: ChangeSet) -> dict[str, Any]:
    return audit.differences(done.before[0], done.after[0]) | _ids(done) | _reason(done)


def _status(done: ChangeSet) -> dict[str, Any]:
    return {"status": [done.before[0].status, done.after[0].status]} | _ids(done) | _reason(done)


def _decision(done: ChangeSet) -> dict[str, Any]:
    return {"approve": done.happening is Happening.APPROVED, "reason": done.reason} | _ids(done)


def _reason(done: ChangeSet) -> dict[str, Any]:
    return {"reason": done.reason} if done.reason else {}


_TRAIL: Final[Mapping[Happening, tuple[str, Callable[[ChangeSet], dict[str, Any]]]]] = {
    Happening.REQUESTED: ("request", _asked),
    Happening.CONFIRMED: ("request", _asked),
    Happening.CHANGED: ("change", _differences),
    Happening.MOVED: ("change", _differences),
    Happening.CANCELLED: ("cancel", _status),
    Happening.RESTORED: ("restore", _status),
    Happening.APPROVED: ("decide", _decision),
    Happening.DECLINED: ("decide", _decision),
    Happening.LAPSED: ("lapse", _status),
    Happening.PUBLISHED: ("publish", _reason),
    Happening.WITHDRAWN: ("unpublish", _reason),
    Happening.FORGOTTEN: ("delete", _reason),
    Happening.AFFECTED: ("affect", _affected),
    Happening.LOADED: ("load", _reason),
}
