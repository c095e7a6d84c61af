"""What a change makes different of one booking, and what that means for the others of its series.

Only what was changed is changed on each of them: an extra room on one date survives another title or hour of
the whole series, and a value that is sent again as it is changes nothing anywhere.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from scheduler.domain.bookings.bookings import Booking, Need
from scheduler.domain.time.spans import Span
from scheduler.domain.time.wall_time import finds_its_hour, moved_alike

WORDS = ("title", "purpose", "note", "people", "meeting_url")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedFields:
    """What somebody changed of the booking `of`; None where span or needs stay what they are."""

    of: Booking
    words: Mapping[str, Any]
    span: Span | None
    needs: tuple[Need, ...] | None

    def values_for(self, booking: Booking, zone: ZoneInfo) -> dict[str, Any]:
        """The fields of `booking` that become another; the others of a series move by the same wall time in
        `zone`, and keep their own length and places where those were not changed."""
        values = {name: value for name, value in self.words.items() if getattr(booking, name) != value}
        span, needs = self.span, self.needs
        if booking.id != self.of.id:
            span = span and moved_alike(booking.span, self.of.span, span, zone)
            needs = needs and exchanged(booking.needs, self.of.needs, needs)
        if span is not None and span != booking.span:
            values["span"] = span
        if needs is not None and needs != booking.needs:
            values["needs"] = needs
        return values

    def leapt(self, bookings: Iterable[Booking], zone: ZoneInfo) -> frozenset[int]:
        """The ids of those that would begin at an hour over which the clocks in `zone` leap."""
        if self.span is None:
            return frozenset()
        others = (booking for booking in bookings if booking.id != self.of.id)
        return frozenset(
            other.id for other in others if not finds_its_hour(other.span, self.of.span, self.span, zone)
        )


def changed_fields_of(
    booking: Booking, words: Mapping[str, Any], span: Span | None, needs: Sequence[Need] | None
) -> ChangedFields:
    """What is other than it was among the values that were sent; None is a value that was not sent."""
    wanted = None if needs is None else _in_order(needs)
    return ChangedFields(
        of=booking,
        words={
            name: _said(value) if name == "meeting_url" else value
            for name, value in words.items()
            if value is not None and _said(value) != _said(getattr(booking, name))
        },
        span=None if span == booking.span else span,
        needs=None if wanted == booking.needs else wanted,
    )


def exchanged(needs: Sequence[Need], before: Sequence[Need], after: Sequence[Need]) -> tuple[Need, ...]:
    """`needs` with what differs between `before` and `after`: one place in the stead of another keeps its
    number of units and is for whoever has that place, what was added is added and what was left out goes."""
    old = {need.resource_id: need for need in before}
    new = {need.resource_id: need for need in after}
    gone, come = (
        [n for n in before if n.resource_id not in new],
        [n for n in after if n.resource_id not in old],
    )
    mine = {need.resource_id: need for need in needs}
    if len(gone) == len(come) == 1 and gone[0].units == come[0].units:
        return _in_stead(mine, gone[0].resource_id, come[0].resource_id)
    for need in gone:
        mine.pop(need.resource_id, None)
    for number, need in new.items():
        if number in old and need != old[number] and number in mine:
            mine[number] = need
    return _in_order([*mine.values(), *(need for need in come if need.resource_id not in mine)])


def _in_stead(mine: Mapping[int, Need], gone: int, come: int) -> tuple[Need, ...]:
    if gone not in mine or come in mine:
        return _in_order(mine.values())
    return _in_order([Need(come, need.units) if number == gone else need for number, need in mine.items()])


def _in_order(needs: Any) -> tuple[Need, ...]:
    return tuple(sorted(needs, key=lambda need: need.resource_id))


def _said(value: Any) -> Any:
    """No link and an empty one are the same."""
    return value or None if isinstance(value, str) or value is None else value
