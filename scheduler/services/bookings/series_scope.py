"""Which bookings a change of one of a series is meant for, and the locks under which they change."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from scheduler.domain.bookings.bookings import Booking, SeriesScope
from scheduler.domain.bookings.series_dates import SeriesCalendar
from scheduler.domain.bookings.states import Happening, must_be_possible, right_to
from scheduler.domain.bookings.visibility import is_own
from scheduler.domain.error_codes import ConflictCode
from scheduler.domain.errors import Conflict, Stale
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import require
from scheduler.domain.time.wall_time import WEEK
from scheduler.storage.bookings.bookings import bookings_by_id, bookings_in_series, get_booking
from scheduler.storage.bookings.claims import lock_resources
from scheduler.storage.bookings.series import get_series
from scheduler.storage.bookings.surroundings import holidays, owners_of
from scheduler.storage.store import Tx


async def mine_to_change(
    tx: Tx, actor: Actor, happening: Happening, booking_id: int, version: int | None, now: datetime
) -> Booking:
    """The booking, to which the actor may let that happen, which still has that version and whose status
    lets it happen: to a request that nobody answered in time nothing does.

    Its own people may, and those who run what it claims. Raises `NotFound`, `Forbidden`, `Stale` or
    `Conflict`, in that order.
    """
    booking = await get_booking(tx, booking_id)
    owners = await owners_of(tx, [need.resource_id for need in booking.needs])
    require_right_to(actor, happening, booking, owners)
    if version is not None and booking.version != version:
        raise Stale("booking", booking.version)
    must_be_possible(happening, booking.as_of(now).status)
    return booking


def require_right_to(actor: Actor, happening: Happening, booking: Booking, owners: Mapping[int, int]) -> None:
    """Its own people have it, and those who run what it claims; `owners` are the organisations by resource
    id. Raises `Forbidden`."""
    whose = [booking.organisation_id, *(owners[need.resource_id] for need in booking.needs)]
    require(actor, right_to(happening), organisations=whose, own=is_own(actor, booking))


async def meant(
    tx: Tx, booking: Booking, scope: SeriesScope, happening: Happening, now: datetime
) -> list[Booking]:
    """The booking first, then the others of its series in `scope` to which that can happen.

    Of more than one date only what is still to come is meant: one that is named and over stays as it was,
    and the first that follows is named in its stead.
    """
    if scope is SeriesScope.ONE or booking.series_id is None:
        return [booking]
    found = await bookings_in_series(tx, booking.series_id)
    later = (b for b in found if scope is SeriesScope.ALL or _after(b, booking))
    coming = [b for b in later if b.span.end > now and b.as_of(now).can(happening)]
    return sorted(coming, key=lambda other: other.id != booking.id)


async def calendar_of(tx: Tx, series_id: int, bookings: Sequence[Booking]) -> SeriesCalendar:
    """The clock of a series, and the holidays it skips around the dates of these bookings of it."""
    series = await get_series(tx, series_id)
    zone = ZoneInfo(series.zone)
    if not series.rule.skip_holidays:
        return SeriesCalendar(zone)
    on_dates = [booking.span.start.astimezone(zone).date() for booking in bookings]
    asked = {need.resource_id for booking in bookings for need in booking.needs}
    off = await holidays(tx, series.organisation_id, asked, min(on_dates) - WEEK, max(on_dates) + WEEK)
    return SeriesCalendar(zone, off)


async def lock_and_confirm(tx: Tx, bookings: Sequence[Booking], resource_ids: Iterable[int]) -> bool:
    """Lock what these bookings claim and `resource_ids`; whoever changed one meanwhile was first. Answers
    whether what was read of those resources may have changed meanwhile.

    Raises `Stale`.
    """
    claimed = {need.resource_id for booking in bookings for need in booking.needs}
    waited = await lock_resources(tx, claimed | set(resource_ids))
    versions = {booking.id: booking.version for booking in bookings}
    for now_there in await bookings_by_id(tx, versions):
        if versions[now_there.id] != now_there.version:
            raise Stale("booking", now_there.version)
    return waited


def must_not_have_ended(bookings: Sequence[Booking], now: datetime) -> None:
    """What happened stays as it was, and there is something to come. Raises `Conflict`."""
    if not bookings or any(booking.span.end <= now for booking in bookings):
        raise Conflict(ConflictCode.ENDED)


def _after(one: Booking, other: Booking) -> bool:
    return _place_in_series(one) >= _place_in_series(other)


def _place_in_series(booking: Booking) -> tuple[str, datetime]:
    return (booking.occurs_on.isoformat() if booking.occurs_on else "", booking.span.start)
