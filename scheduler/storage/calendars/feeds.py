"""Feeds, and the bookings that each kind of feed shows."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, exists, func, or_, select, update

from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.calendars.feeds import Feed, Subject
from scheduler.domain.time.spans import Span
from scheduler.storage import records
from scheduler.storage.bookings.bookings import bookings_where
from scheduler.storage.store import Store, Tx
from scheduler.storage.tables import (
    BookingNeedRow,
    BookingRow,
    FeedRemovalRow,
    FeedRow,
    GroupMemberRow,
    GroupRow,
    PersonRow,
    ResourceRow,
    RevisionRow,
)
from scheduler.storage.tables.base import columns

_BOOKING, _NEED, _RESOURCE = columns(BookingRow), columns(BookingNeedRow), columns(ResourceRow)
_FEED, _REVISION, _PERSON = columns(FeedRow), columns(RevisionRow), columns(PersonRow)
_GROUP, _MEMBER, _DEPARTURE = columns(GroupRow), columns(GroupMemberRow), columns(FeedRemovalRow)


@dataclass(frozen=True, slots=True)
class FeedState:
    """All that tells whether a feed's answer is still the same: its own version and its subject's.

    `changed_at` is the latest moment of either.
    """

    feed_id: int
    version: int
    revision: int
    changed_at: datetime
    last_fetched_at: datetime | None


_CHOSEN_AT = func.coalesce(_FEED.changed_at, _FEED.created_at)
# In the order of the fields of FeedState.
_STATE = (
    select(
        _FEED.id,
        _FEED.version,
        func.coalesce(_REVISION.number, 0),
        case((_REVISION.changed_at > _CHOSEN_AT, _REVISION.changed_at), else_=_CHOSEN_AT),
        _FEED.last_fetched_at,
    )
    .join(PersonRow, _PERSON.id == _FEED.owner_id)
    .outerjoin(
        RevisionRow, and_(_REVISION.subject == _FEED.subject, _REVISION.subject_id == _FEED.subject_id)
    )
    .where(_FEED.secret_hash == bindparam("secret_hash"), _FEED.revoked_at.is_(None), _PERSON.active)
)


async def state_by_secret(store: Store, secret_hash: str) -> FeedState | None:
    """The feed behind an address, unless it was revoked or its owner has left: one indexed read."""
    row = await store.fast_read(_STATE, secret_hash=secret_hash)
    return None if row is None else FeedState(*row)


async def change_those_of(tx: Tx, owner_id: int, now: datetime) -> None:
    """What somebody may see changed, and with it what all their feeds tell."""
    await tx.execute(
        update(FeedRow).where(_FEED.owner_id == owner_id).values(version=_FEED.version + 1, changed_at=now)
    )


async def replace_secret(tx: Tx, feed: Feed, secret_hash: str) -> None:
    await tx.execute(
        update(FeedRow).where(_FEED.id == feed.id).values(records.dump(feed) | {"secret_hash": secret_hash})
    )


async def note_fetch(tx: Tx, feed_id: int, client: str, now: datetime) -> None:
    await tx.execute(
        update(FeedRow).where(_FEED.id == feed_id).values(last_fetched_at=now, last_client=client)
    )


async def of_owner(tx: Tx, owner_id: int) -> list[Feed]:
    """Somebody's feeds that still work, in the order they were made."""
    return await records.listing(tx, Feed, _FEED.owner_id == owner_id, _FEED.revoked_at.is_(None))


async def how_many_of(tx: Tx, subject: Subject, subject_id: int, within: Span, most: int) -> int:
    """How many bookings a feed shows; `most` + 1 when there are more than `most`."""
    some = select(_BOOKING.id).where(_shown_to(subject, subject_id), *_touching(within)).limit(most + 1)
    return int(await tx.scalar(select(func.count()).select_from(some.subquery())) or 0)


async def bookings_of(tx: Tx, subject: Subject, subject_id: int, within: Span, most: int) -> list[Booking]:
    """The bookings a feed shows, cancelled ones too: the latest `most` of them."""
    latest = (
        select(_BOOKING.id)
        .where(_shown_to(subject, subject_id), *_touching(within))
        .order_by(_BOOKING.starts.desc(), _BOOKING.id.desc())
        .limit(most)
    )
    return await bookings_where(tx, _BOOKING.id.in_(latest))


async def left(tx: Tx, subject: Subject, subject_id: int, within: Span) -> list[Booking]:
    """The bookings a feed showed until they went elsewhere; some may be back among `bookings_of`."""
    gone = select(_DEPARTURE.booking_id).where(
        _DEPARTURE.subject == subject.value, _DEPARTURE.subject_id == subject_id
    )
    return await bookings_where(tx, _BOOKING.id.in_(gone), *_touching(within))


def _touching(within: Span) -> tuple[ColumnElement[bool], ...]:
    return _BOOKING.starts < within.end, _BOOKING.ends > within.start


def _shown_to(subject: Subject, subject_id: int) -> ColumnElement[bool]:
    match subject:
        case Subject.RESOURCE:
            return _needs_one_of(select(_RESOURCE.id).where(_RESOURCE.id == subject_id))
        case Subject.GROUP:
            return _needs_one_of(select(_GROUP.resource_id).where(_GROUP.id == subject_id))
        case Subject.COMPANY:
            owned = _needs_one_of(select(_RESOURCE.id).where(_RESOURCE.owner_id == subject_id))
            return or_(_BOOKING.organisation_id == subject_id, owned)
        case Subject.CAMPUS:
            return and_(_BOOKING.campus_id == subject_id)
        case Subject.PERSON:
            mine = select(_RESOURCE.id).where(_RESOURCE.person_id == subject_id)
            groups = select(_MEMBER.group_id).where(_MEMBER.person_id == subject_id)
            ours = select(_GROUP.resource_id).where(_GROUP.id.in_(groups))
            return or_(_BOOKING.organiser_id == subject_id, _needs_one_of(mine), _needs_one_of(ours))


def _needs_one_of(resources: Select[tuple[int]]) -> ColumnElement[bool]:
    return exists().where(_NEED.booking_id == _BOOKING.id, _NEED.resource_id.in_(resources))


async def how_many(tx: Tx, owner_id: int) -> int:
    return await records.count(tx, Feed, _FEED.owner_id == owner_id, _FEED.revoked_at.is_(None))
