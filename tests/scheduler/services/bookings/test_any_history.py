"""Whatever people do in whatever order, the services agree with a plain list of who has which room when."""

import asyncio
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from scheduler.domain.bookings.bookings import Booking, Need
from scheduler.domain.bookings.refusals import BookingRefused
from scheduler.domain.bookings.states import BookingStatus
from scheduler.domain.campus.resources import ResourceKind
from scheduler.domain.identity.people import Role
from scheduler.domain.time.spans import Span
from scheduler.services.bookings import (
    CancelBooking,
    ChangeBooking,
    RequestBooking,
    RestoreBooking,
    cancel_booking,
    change_booking,
    request_booking,
    restore_booking,
)
from scheduler.storage.bookings.claims import held
from scheduler.storage.store import Store
from tests.scheduler.services.bookings.campus import make_span
from tests.support.factories import NOW, make_actor, make_campus, make_organisation, make_resource

ROOMS = 3
rooms = st.sets(st.integers(0, ROOMS - 1), min_size=1)
spans = st.builds(
    lambda start, length: make_span(start / 2, (start + length) / 2), st.integers(0, 8), st.integers(1, 4)
)


class History(RuleBasedStateMachine):
    """The model is the list of bookings as they should be; rooms have one unit, so counting is exact."""

    template: Path
    folder: Path
    runs = 0

    def __init__(self) -> None:
        super().__init__()
        History.runs += 1
        path = shutil.copy(self.template, self.folder / f"{History.runs}.sqlite")
        self.runner = asyncio.Runner()
        self.store = Store.open(f"sqlite:///{path}", zone="Europe/Amsterdam")
        self.model: dict[int, Booking] = {}
        self.runner.run(self._prepare())

    async def _prepare(self) -> None:
        school, campus = await make_organisation(self.store), await make_campus(self.store)
        room = {"kind": ResourceKind.ROOM, "units": 1}
        made = [await make_resource(self.store, school, campus, **room, name=f"A{n}") for n in range(ROOMS)]
        self.rooms = [each.id for each in made]
        self.school = school.id
        self.teacher = await make_actor(self.store, (school, Role.TEACHER))

    def teardown(self) -> None:
        self.runner.run(self.store.close())
        self.runner.close()

    def free(self, room_ids: set[int], span: Span, but: int = 0) -> bool:
        return not any(
            booking.holds
            and booking.span.overlaps(span)
            and {n.resource_id for n in booking.needs} & room_ids
            for booking in self.model.values()
            if booking.id != but
        )

    def done(self, intention: Any, *, expected: bool) -> None:
        """Run it; it must succeed exactly when the model says so, and the database agree afterwards."""
        try:
            answer = self.runner.run(intention)
        except BookingRefused:
            assert not expected
        else:
            assert expected
            bookings = answer if isinstance(answer, tuple) else answer.bookings
            self.model |= {booking.id: booking for booking in bookings}
        assert self.runner.run(self._claims()) == {
            (need.resource_id, booking.span, booking.id)
            for booking in self.model.values()
            if booking.holds
            for need in booking.needs
        }

    async def _claims(self) -> set[tuple[int, Span, int]]:
        async with self.store.read() as tx:
            found = await held(tx, self.rooms, [make_span(-1, 20)])
        return {(claim.resource_id, claim.span, claim.booking_id) for claim in found}

    def one(self, status: BookingStatus, number: int) -> Booking:
        known = [booking for booking in self.model.values() if booking.status is status]
        return known[number % len(known)]

    def has(self, status: BookingStatus) -> bool:
        return any(booking.status is status for booking in self.model.values())

    @rule(wanted=rooms, span=spans)
    def request(self, wanted: set[int], span: Span) -> None:
        ids = {self.rooms[number] for number in wanted}
        needs = tuple(Need(each) for each in ids)
        command = RequestBooking(title="Les", organisation_id=self.school, needs=needs, span=span)
        self.done(request_booking(self.store, self.teacher, command, NOW), expected=self.free(ids, span))

    @precondition(lambda self: self.has(BookingStatus.CONFIRMED))
    @rule(number=st.integers(0, 99), wanted=rooms, span=spans)
    def move(self, number: int, wanted: set[int], span: Span) -> None:
        booking, ids = self.one(BookingStatus.CONFIRMED, number), {self.rooms[n] for n in wanted}
        needs = tuple(Need(each) for each in ids)
        command = ChangeBooking(booking_id=booking.id, version=booking.version, span=span, needs=needs)
        expected = self.free(ids, span, but=booking.id)
        self.done(change_booking(self.store, self.teacher, command, NOW), expected=expected)

    @precondition(lambda self: self.has(BookingStatus.CONFIRMED))
    @rule(number=st.integers(0, 99))
    def cancel(self, number: int) -> None:
        booking = self.one(BookingStatus.CONFIRMED, number)
        command = CancelBooking(booking_id=booking.id, version=booking.version)
        self.done(cancel_booking(self.store, self.teacher, command, NOW), expected=True)

    @precondition(lambda self: self.has(BookingStatus.CANCELLED))
    @rule(number=st.integers(0, 99))
    def restore(self, number: int) -> None:
        booking = self.one(BookingStatus.CANCELLED, number)
        command = RestoreBooking(booking_id=booking.id, version=booking.version)
        expected = self.free({need.resource_id for need in booking.needs}, booking.span)
        self.done(restore_booking(self.store, self.teacher, command, NOW), expected=expected)


@pytest.mark.slow
def test_any_history_agrees_with_a_plain_list(migrated_sqlite: Path, tmp_path: Path) -> None:
    machine = type("AHistory", (History,), {"template": migrated_sqlite, "folder": tmp_path})

    run_state_machine_as_test(
        machine, settings=settings(max_examples=12, stateful_step_count=25, deadline=None)
    )
