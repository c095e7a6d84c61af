"""An extra room on one date went away when the whole series got another place, and its own length with it.

A change was copied onto every date. Now a date gets what was made different of the date that was changed;
its own is its own. Dates that are over stay, and those that cannot change are named where one wants that.
"""

import asyncio
import shutil
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.bookings.bookings import Booking, Need, SeriesScope
from scheduler.domain.bookings.refusals import BookingRefused
from scheduler.domain.bookings.violations import Rule
from scheduler.domain.errors import Conflict
from scheduler.domain.time.spans import Span
from scheduler.domain.time.wall_time import WeeklyRule
from scheduler.services.bookings import (
    CancelBooking,
    ChangeBooking,
    cancel_booking,
    change_booking,
    request_booking,
)
from scheduler.storage.bookings.bookings import bookings_in_series
from scheduler.storage.store import Store
from tests.scheduler.services.bookings.campus import (
    SmallCampus,
    a_request,
    make_booking,
    make_small_campus,
    make_span,
)
from tests.support.factories import NOW

WEEKS = 3
FIELDS = ("title", "note", "people", "span", "place", "length")


@pytest.fixture
async def at(store: Store) -> SmallCampus:
    return await make_small_campus(store)


async def make_series(at: SmallCampus) -> tuple[Booking, ...]:
    first = date(2026, 11, 24)
    rule = WeeklyRule((1,), time(9), 120, first, first + timedelta(weeks=WEEKS - 1))
    return (
        await request_booking(at.store, at.teacher, a_request(at, Need(at.room.id), rule=rule), NOW)
    ).bookings


def other(at: SmallCampus, field: str, booking: Booking) -> dict[str, Any]:
    """A command that makes one thing of a booking another."""
    day = (booking.span.start - make_span(0, 1).start).days
    return {
        "title": {"title": "Elektrolyse"},
        "note": {"note": "Neem een bril mee"},
        "people": {"people": 4},
        "span": {"span": make_span(2, 4, days=day)},
        "place": {"needs": (*booking.needs, Need(at.demonstrator.id))},
        "length": {"span": Span(booking.span.start, booking.span.start + timedelta(hours=3))},
    }[field]


def facts(booking: Booking) -> dict[str, Any]:
    """What can be changed, each thing by itself."""
    return {
        "title": booking.title,
        "note": booking.note,
        "people": booking.people,
        "span": booking.span.start,
        "place": {need.resource_id for need in booking.needs},
        "length": booking.span.minutes,
    }


async def change_one_and_then_all(store: Store, field: str, own: str, odd: int, named: int) -> None:
    at = await make_small_campus(store)
    series = await make_series(at)
    own_needs = (*series[odd].needs, Need(at.lab.id, 1))
    values = {"needs": own_needs} if own == "place" else other(at, own, series[odd])
    await change_booking(store, at.teacher, ChangeBooking(booking_id=series[odd].id, **values), NOW)
    assert series[0].series_id is not None
    async with store.read() as tx:
        before = await bookings_in_series(tx, series[0].series_id)

    values = other(at, field, before[named])
    command = ChangeBooking(booking_id=before[named].id, scope=SeriesScope.ALL, **values)
    await change_booking(store, at.teacher, command, NOW)

    async with store.read() as tx:
        after = await bookings_in_series(tx, series[0].series_id)
    changed = {name for name, was in facts(before[named]).items() if facts(after[named])[name] != was}
    for was, becomes in zip(before, after, strict=True):
        different = {name for name, value in facts(was).items() if facts(becomes)[name] != value}
        assert different <= changed
    assert own != "place" or at.lab.id in facts(after[odd])["place"]


def test_a_change_touches_only_what_was_changed_on_each_date(tmp_path: Path, migrated_sqlite: Path) -> None:
    dates = st.integers(0, WEEKS - 1)

    @settings(max_examples=25, deadline=None)
    @given(st.sampled_from(FIELDS), st.sampled_from(FIELDS), dates, dates, st.uuids())
    def check(field: str, own: str, odd: int, named: int, name: Any) -> None:
        copy = shutil.copy(migrated_sqlite, tmp_path / f"{name}.sqlite")

        async def run() -> None:
            store = Store.open(f"sqlite:///{copy}", zone="Europe/Amsterdam")
            try:
                await change_one_and_then_all(store, field, own, odd, named)
            finally:
                await store.close()

        asyncio.run(run())

    check()


async def test_the_dates_that_can_change_do_and_the_others_are_named(at: SmallCampus) -> None:
    first, second, _ = await make_series(at)
    await make_booking(at, Need(at.room.id), span=make_span(2, 4, days=7))
    command = ChangeBooking(booking_id=first.id, span=make_span(2, 4), scope=SeriesScope.ALL, partly=True)

    changed = await change_booking(at.store, at.teacher, command, NOW)

    assert [booking.span for booking in changed] == [make_span(2, 4), make_span(2, 4, days=14)]
    (refused,) = changed.refused
    assert (refused.booking, [v.rule for v in refused.violations]) == (second, [Rule.UNITS_TAKEN])


async def test_a_date_that_stays_is_in_the_way_of_those_that_move(at: SmallCampus) -> None:
    first, *_ = await make_series(at)
    await make_booking(at, Need(at.room.id), span=make_span(0, 2, days=14 + 7))
    command = ChangeBooking(
        booking_id=first.id, span=make_span(0, 2, days=7), scope=SeriesScope.ALL, partly=True
    )

    with pytest.raises(BookingRefused) as refusal:
        await change_booking(at.store, at.teacher, command, NOW)

    assert len(refusal.value.violations) == WEEKS


async def test_following_from_a_past_date_is_what_is_still_to_come(at: SmallCampus) -> None:
    first, second, third = await make_series(at)
    now = second.span.start - timedelta(days=1)
    later = ChangeBooking(booking_id=first.id, span=make_span(2, 4), scope=SeriesScope.FOLLOWING)

    changed = await change_booking(at.store, at.teacher, later, now)
    cancelled = await cancel_booking(
        at.store, at.teacher, CancelBooking(booking_id=first.id, scope=SeriesScope.FOLLOWING), now
    )

    assert [booking.span for booking in changed] == [make_span(2, 4, days=7), make_span(2, 4, days=14)]
    assert {booking.id for booking in cancelled} == {second.id, third.id}
    with pytest.raises(Conflict, match="ended"):
        await cancel_booking(at.store, at.teacher, CancelBooking(booking_id=first.id), now)
