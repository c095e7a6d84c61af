"""Whatever the world, the person and the wish: everything that is offered is accepted, as it was offered.

Each offer is booked by the services that anybody calls, and taken back again. What this found stands in
`tests/regressions/`.
"""

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.domain.bookings.alternatives import Alternative
from scheduler.domain.bookings.availability import Option
from scheduler.domain.bookings.bookings import Booking, Need, SeriesScope
from scheduler.domain.bookings.packages import Lack, Search
from scheduler.domain.bookings.refusals import BookingRefused
from scheduler.domain.bookings.states import BookingStatus
from scheduler.domain.bookings.violations import Rule
from scheduler.domain.campus.resources import PLACES
from scheduler.domain.time.wall_time import WeeklyRule
from scheduler.services.bookings import (
    CancelBooking,
    ChangeBooking,
    ChangeSeriesDates,
    RequestBooking,
    UndoChange,
    cancel_booking,
    change_booking,
    preview_booking,
    request_booking,
    undo_change,
)
from scheduler.services.bookings.find_room import find_room
from scheduler.services.bookings.series import change_series_dates, see_series
from scheduler.storage.store import Store
from tests.scheduler.services.bookings.drawn_world import Drawn, DrawnWorld, Wanted, build, wishes, worlds
from tests.support.postgres import PostgresServer

Check = Callable[[DrawnWorld, Wanted, Wanted], Awaitable[None]]


def a_request(world: DrawnWorld, wanted: Wanted) -> RequestBooking:
    """One booking, or every week at the same wall time in Amsterdam."""
    span, rule = world.span(wanted), None
    if wanted.weeks > 1:
        first = span.start.astimezone(ZoneInfo("Europe/Amsterdam"))
        last_on = first.date() + timedelta(weeks=wanted.weeks * wanted.every - 1)
        minutes = wanted.halves * 30
        rule = WeeklyRule((first.weekday(),), first.time(), minutes, first.date(), last_on, wanted.every)
    return RequestBooking(
        title="Les",
        organisation_id=world.organisation_for(world.actor),
        needs=world.needs(wanted),
        span=None if rule else span,
        rule=rule,
        people=wanted.people,
    )


def as_offered(bookings: Iterable[Booking], awaits: tuple[int, ...]) -> bool:
    status = BookingStatus.REQUESTED if awaits else BookingStatus.CONFIRMED
    return {booking.status for booking in bookings} == {status}


async def book(world: DrawnWorld, command: RequestBooking, awaits: tuple[int, ...]) -> None:
    """It must be accepted, with that outcome; then it goes again."""
    made = await request_booking(world.store, world.actor, command, world.now)
    assert as_offered(made.bookings, awaits), (made, awaits)
    scope = SeriesScope.ONE if made.series is None else SeriesScope.ALL
    gone = CancelBooking(booking_id=made.bookings[0].id, scope=scope)
    await cancel_booking(world.store, world.actor, gone, world.now)


async def check_search(world: DrawnWorld, wanted: Wanted, beside: Wanted) -> None:
    kind = world.resources[wanted.needs[0][0] % len(world.resources)].kind
    asked = Search(
        organisation_id=world.organisation_for(world.actor),
        minutes=min(wanted.halves * 30, 1440),
        first_on=world.first_on,
        last_on=world.first_on + timedelta(days=4),
        kind=kind if kind in PLACES else None,
        units=wanted.needs[0][1],
        people=wanted.people,
        beside=tuple(Need(need.resource_id) for need in world.needs(beside)[:1]),
    )
    found = await find_room(world.store, world.actor, asked, world.now)
    for option in found.options:
        await check_option(world, asked, option)


async def check_option(world: DrawnWorld, asked: Search, option: Option) -> None:
    command = RequestBooking(
        title="Les",
        organisation_id=asked.organisation_id,
        needs=option.needs,
        span=option.span,
        people=option.people,
    )
    if any(note.code is Lack.QUALIFICATION for note in option.lacks):
        preview = await preview_booking(world.store, world.actor, command, world.now)
        assert {violation.rule for violation in preview.violations} == {Rule.QUALIFICATION}
    else:
        await book(world, command, option.awaits)


async def check_request(world: DrawnWorld, wanted: Wanted, _: Wanted) -> None:
    command = a_request(world, wanted)
    preview = await preview_booking(world.store, world.actor, command, world.now)
    if not preview.violations:
        waits = (1,) if preview.status is BookingStatus.REQUESTED else ()
        assert bool(preview.owners_to_ask) == bool(waits)
        await book(world, command, waits)
        return
    with pytest.raises(BookingRefused) as refusal:
        await request_booking(world.store, world.actor, command, world.now)
    assert (refusal.value.violations, refusal.value.alternatives) == (
        preview.violations,
        preview.alternatives,
    )
    for other in preview.alternatives:
        await book(world, taken(command, other), other.awaits)


def taken(command: RequestBooking, other: Alternative) -> RequestBooking:
    return replace(command, needs=other.needs, span=None if other.rule else other.span, rule=other.rule)


async def check_change(world: DrawnWorld, wanted: Wanted, becomes: Wanted) -> None:
    try:
        made = await request_booking(world.store, world.actor, a_request(world, wanted), world.now)
    except BookingRefused:
        return
    first = made.bookings[0]
    scope = SeriesScope.FOLLOWING if made.series else SeriesScope.ONE
    command = ChangeBooking(
        booking_id=first.id,
        scope=scope,
        span=world.span(becomes),
        needs=world.needs(becomes) if becomes.every == 1 else None,
        people=becomes.people,
    )
    try:
        changed = await change_booking(world.store, world.actor, command, world.now)
    except BookingRefused as refusal:
        for other in refusal.alternatives:
            await check_moved(world, first, command, other)
    else:
        await undo_change(world.store, world.actor, UndoChange(change_id=changed.change_id), world.now)


async def check_moved(world: DrawnWorld, first: Booking, command: ChangeBooking, other: Alternative) -> None:
    other_time = replace(command, span=other.span, needs=other.needs)
    changed = await change_booking(world.store, world.actor, other_time, world.now)
    assert changed[0].span == other.span
    if first.status is BookingStatus.CONFIRMED or other.awaits:
        assert as_offered(changed.bookings[:1], other.awaits), (changed, other)
    await undo_change(world.store, world.actor, UndoChange(change_id=changed.change_id), world.now)


async def check_gaps(world: DrawnWorld, wanted: Wanted, _: Wanted) -> None:
    command = a_request(world, replace(wanted, weeks=4, every=1))
    assert command.rule is not None
    left_out = frozenset({command.rule.first_on + timedelta(days=7)})
    command = replace(command, rule=replace(command.rule, except_on=left_out))
    try:
        made = await request_booking(world.store, world.actor, command, world.now)
    except BookingRefused:
        return
    assert made.series is not None
    seen = await see_series(world.store, world.actor, made.series.id, world.now)
    for gap in seen.gaps:
        if gap.possible:
            more = ChangeSeriesDates(series_id=made.series.id, also_on=(gap.skipped.on,))
            booked = await change_series_dates(world.store, world.actor, more, world.now)
            assert [booking.span for booking in booked] == [gap.span]
            await undo_change(world.store, world.actor, UndoChange(change_id=booked.change_id), world.now)


CHECKS: tuple[Check, ...] = (check_search, check_request, check_change, check_gaps)


def everywhere(check: Check, open_store: Callable[[], Store], examples: int) -> None:
    """In as many worlds, each in a database of its own."""

    async def one(drawn: Drawn, wanted: Sequence[Wanted]) -> None:
        store = open_store()
        try:
            world = await build(store, drawn)
            for first, second in pairwise(wanted):
                await check(world, first, second)
        finally:
            await store.close()

    @settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=examples < 20,
    )
    @given(worlds, st.lists(wishes, min_size=4, max_size=4))
    def of_any(drawn: Drawn, wanted: Sequence[Wanted]) -> None:
        asyncio.run(one(drawn, wanted))

    of_any()


@pytest.fixture
def on_sqlite(migrated_sqlite: Path, tmp_path: Path) -> Callable[[], Store]:
    """Opens a fresh file each time it is called."""

    def opened() -> Store:
        path = shutil.copy(migrated_sqlite, tmp_path / "world.sqlite")
        for beside in tmp_path.glob("world.sqlite-*"):
            beside.unlink()
        return Store.open(f"sqlite:///{path}", zone="Europe/Amsterdam")

    return opened


@pytest.mark.parametrize("check", CHECKS)
def test_every_offer_is_accepted_as_offered(check: Check, on_sqlite: Callable[[], Store]) -> None:
    everywhere(check, on_sqlite, examples=3)


@pytest.mark.slow
@pytest.mark.parametrize("check", CHECKS)
def test_every_offer_in_many_worlds(check: Check, on_sqlite: Callable[[], Store]) -> None:
    everywhere(check, on_sqlite, examples=40)


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.parametrize("check", CHECKS)
def test_every_offer_on_postgresql(check: Check, postgres: PostgresServer, migrated_postgres: str) -> None:
    worlds_open = []

    def opened() -> Store:
        database = postgres.database(migrated_postgres)
        worlds_open.append(database)
        return Store.open(database.__enter__(), zone="Europe/Amsterdam")

    everywhere(check, opened, examples=10)
    for database in worlds_open:
        database.__exit__(None, None, None)
