"""Follow a calendar that says when somebody or something is busy: look first, then follow, pause, let go."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from calendars.fetch import Unchanged
from scheduler.domain.bookings.external_busy import clashes_of
from scheduler.domain.calendars.sources import (
    MOST_SOURCES,
    UNDO_WITHIN,
    Source,
    SourceReading,
    Whose,
    wait_after,
)
from scheduler.domain.error_codes import ConflictCode, Failure, InvalidCode
from scheduler.domain.errors import Conflict, Invalid, NotFound, SourceUnusable, Stale
from scheduler.domain.identity.people import Actor
from scheduler.domain.time.spans import Span, hull
from scheduler.domain.titles import check_one_line, cleaned
from scheduler.services.calendars.sources.clashes import SeenClash, seen_clashes
from scheduler.services.calendars.sources.fetcher import Fetch
from scheduler.services.calendars.sources.reading import Failed, Got, read_address
from scheduler.services.calendars.sources.subjects import SourceSubject, kept_source, subject_of
from scheduler.services.crud import signed_in
from scheduler.storage import records
from scheduler.storage.bookings import claims
from scheduler.storage.bookings.external_busy import ClashQuery
from scheduler.storage.calendars import sources
from scheduler.storage.identity import audit
from scheduler.storage.store import Store, Tx

_SCHEMES = ("http", "https", "webcal", "webcals")
_LONGEST_ADDRESS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowCalendar:
    """`subject_id` None: the actor themself. `name` empty: what the calendar calls itself."""

    address: str
    whose: Whose = Whose.PERSON
    subject_id: int | None = None
    name: str = ""

    @property
    def host(self) -> str:
        """All of the address that is ever shown. Raises `Invalid` for what is no address of a calendar."""
        try:
            parts = urlsplit(self.address.strip())
            host = parts.hostname
        except ValueError:
            host = None
        if host is None or parts.scheme not in _SCHEMES or len(self.address) > _LONGEST_ADDRESS:
            raise Invalid("address", InvalidCode.NOT_A_CALENDAR_ADDRESS)
        return host


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePreview:
    """What following a calendar would come to; nothing is kept. `clashes` counts bookings that are there
    already and lie in its busy time."""

    subject: SourceSubject
    host: str
    reading: SourceReading
    clashes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedCalendars:
    """The calendars that a subject follows, those that can still be brought back, and the bookings that
    clash with them from now on."""

    subject: SourceSubject
    sources: tuple[Source, ...]
    removed: tuple[Source, ...] = ()
    clashes: tuple[SeenClash, ...] = ()


async def preview_source(
    store: Store, fetch: Fetch, actor: Actor | None, command: FollowCalendar, now: datetime
) -> SourcePreview:
    """Read the calendar and keep nothing. Raises `SourceUnusable` with what is wrong with it."""
    acting, host = signed_in(actor), command.host
    async with store.read() as tx:
        subject = await subject_of(tx, acting, command.whose, command.subject_id)
    got = await _got(fetch, command, subject.zone or store.zone, now)
    async with store.read() as tx:
        clashes = await _would_clash(tx, acting, subject, got.reading.busy, now)
    return SourcePreview(subject=subject, host=host, reading=got.reading, clashes=clashes)


async def follow_calendar(
    store: Store, fetch: Fetch, actor: Actor | None, command: FollowCalendar, now: datetime
) -> Source:
    """From now on its busy time counts. Raises `SourceUnusable`; `Conflict` when it is followed already."""
    acting, host = signed_in(actor), command.host
    check_one_line(command.name, "name")
    async with store.read() as tx:
        subject = await subject_of(tx, acting, command.whose, command.subject_id)
    got = await _got(fetch, command, subject.zone or store.zone, now)
    async with store.write() as tx:
        subject = await subject_of(tx, acting, command.whose, command.subject_id)
        source = _source(acting, subject, cleaned(command.name.strip() or got.reading.name, host), host, now)
        await _must_fit(tx, source, command.address.strip())
        source = await sources.add_source(tx, source, command.address.strip())
        known = source.read(got.reading, got.validators.etag, got.validators.last_modified, now)
        source = replace(known, version=source.version)
        await records.change(tx, source)
        await sources.replace_busy(tx, source.id, got.reading.busy)
        await _note(tx, acting, "follow", source, subject, now)
    return source


async def see_followed(
    store: Store, actor: Actor | None, whose: Whose, subject_id: int | None, now: datetime
) -> FollowedCalendars:
    """Raises `Forbidden` or `NotFound` for whoever does not keep the subject's calendars."""
    acting = signed_in(actor)
    async with store.read() as tx:
        subject = await subject_of(tx, acting, whose, subject_id)
        ids = _some(subject.resource_id)
        known = await sources.followed(tx, person_id=subject.person_id, resource_ids=ids)
        removed = await sources.followed(
            tx, person_id=subject.person_id, resource_ids=ids, removed_since=now - UNDO_WITHIN
        )
        clashes = await seen_clashes(tx, acting, _clashes_wanted(subject), now)
    return FollowedCalendars(subject=subject, sources=tuple(known), removed=tuple(removed), clashes=clashes)


async def get_source(store: Store, actor: Actor | None, source_id: int) -> Source:
    """Raises `NotFound`."""
    acting = signed_in(actor)
    async with store.read() as tx:
        source, _ = await kept_source(tx, acting, source_id)
    return _there(source)


async def pause_source(
    store: Store,
    actor: Actor | None,
    source_id: int,
    now: datetime,
    *,
    paused: bool,
    since: int | None = None,
) -> Source:
    """Let its busy time not count for a while, or again; what goes on is looked at soon."""
    acting = signed_in(actor)
    async with store.write() as tx:
        before, subject = await kept_source(tx, acting, source_id)
        _same(_there(before), since)
        if paused == (before.paused_at is not None):
            return before
        after = replace(before, paused_at=now if paused else None, next_at=now, version=before.version + 1)
        await records.change(tx, after)
        await _note(tx, acting, "pause" if paused else "resume", after, subject, now)
    return after


async def remove_source(
    store: Store, actor: Actor | None, source_id: int, now: datetime, *, since: int | None = None
) -> Source:
    """Its busy time counts no longer; for a day it can be brought back."""
    acting = signed_in(actor)
    async with store.write() as tx:
        source, subject = await kept_source(tx, acting, source_id)
        _same(_there(source), since)
        after = replace(source, removed_at=now, version=source.version + 1)
        await records.change(tx, after)
        await _note(tx, acting, "unfollow", source, subject, now)
    return after


async def restore_source(store: Store, actor: Actor | None, source_id: int, now: datetime) -> Source:
    """Undo the removal. Raises `NotFound` when it is too late, `Conflict` when another took its place."""
    acting = signed_in(actor)
    async with store.write() as tx:
        source, subject = await kept_source(tx, acting, source_id)
        if source.removed_at is None:
            return source
        if now - source.removed_at > UNDO_WITHIN:
            _there(source)
        await _must_fit(tx, source, await sources.address_of(tx, source_id))
        after = replace(source, removed_at=None, next_at=now, version=source.version + 1)
        await records.change(tx, after)
        await _note(tx, acting, "follow", after, subject, now)
    return after


async def _got(fetch: Fetch, command: FollowCalendar, zone: str, now: datetime) -> Got:
    found = await read_address(fetch, command.address.strip(), zone, now)
    match found:
        case Failed(failure, answered):
            raise SourceUnusable(failure, answered)
        case Unchanged():  # nobody asked whether it had changed
            raise SourceUnusable(Failure.ANSWER_REFUSED, 304)
    return found


def _source(actor: Actor, subject: SourceSubject, name: str, host: str, now: datetime) -> Source:
    return Source(
        id=0,
        person_id=subject.person_id,
        resource_id=subject.resource_id,
        name=name[:100],
        host=host,
        made_by_id=actor.id,
        created_at=now,
        checked_at=now,
        good_at=now,
        read_until=now,
        next_at=now + wait_after(0, 0),
    )


async def _must_fit(tx: Tx, source: Source, address: str) -> None:
    known = await sources.followed(tx, person_id=source.person_id, resource_ids=_some(source.resource_id))
    if len(known) >= MOST_SOURCES:
        raise Conflict(ConflictCode.TOO_MANY_SOURCES, most=MOST_SOURCES)
    for each in known:
        if await sources.address_of(tx, each.id) == address:
            raise Conflict(ConflictCode.ALREADY_FOLLOWED)


async def _would_clash(
    tx: Tx, actor: Actor, subject: SourceSubject, busy: Iterable[Span], now: datetime
) -> int:
    """The bookings of the subject from now on in these spans."""
    spans = [span for span in busy if span.end > now]
    if not spans:
        return 0
    ids = (
        {*actor.group_ids, *_some(actor.staff_resource_id)}
        if subject.person_id is not None
        else _some(subject.resource_id)
    )
    held = [claim for claim in await claims.held(tx, ids, [hull(spans)]) if claim.span.end > now]
    return len({clash.booking_id for clash in clashes_of(0, spans, held)})


def _clashes_wanted(subject: SourceSubject) -> ClashQuery:
    return ClashQuery(
        person_ids=frozenset(_some(subject.person_id)),
        resource_ids=frozenset(_some(subject.resource_id)),
        members=subject.person_id is not None,
    )


def _some(key: int | None) -> set[int]:
    return set() if key is None else {key}


def _there(source: Source) -> Source:
    if source.removed_at is not None:
        raise NotFound("source", source.id)
    return source


def _same(source: Source, since: int | None) -> None:
    if since is not None and source.version != since:
        raise Stale("source", source.version)


async def _note(
    tx: Tx, actor: Actor, action: str, source: Source, subject: SourceSubject, now: datetime
) -> None:
    facts = {"name": source.name, "host": source.host, "of": subject.name}
    await audit.note(tx, actor, action, "source", source.id, subject.organisation_id, facts, now)
