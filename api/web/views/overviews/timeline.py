"""A week as rows, days and bars: where in a cell each bar begins, how long and how deep it is.

A cell is a grid of quarters of an hour by lanes; a bar says its place in classes (`at-9 for-8`),
because the content security policy allows no style attributes.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from api.i18n import Times, Words
from api.web.views.overviews.day_scale import DayScale, Remaining
from api.web.views.overviews.shown_days import WHOLE_DAY, ShownDay, shown_days, shown_hours
from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.campus.resources import Resource
from scheduler.domain.time.spans import Span, difference, intersection
from scheduler.services.overviews.week import Occupied, ResourceWeek, Week

MOST_LANES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """`at` and `length` in quarters from the first shown hour, `lane` and `depth` in lanes, all from 1.

    A movable one says how many `minutes` its booking lasts and how many of set-up (`lead`) are before it.
    """

    at: int
    length: int
    lane: int
    depth: int
    state: str
    text: str = ""
    title: str = ""
    booking_id: int | None = None
    movable: bool = False
    minutes: int = 0
    lead: int = 0

    @property
    def thin(self) -> bool:
        return self.length < 5

    @property
    def classes(self) -> str:
        place = f"at-{self.at} for-{self.length} lane-{self.lane} deep-{self.depth}"
        return f"bar bar-{self.state} {place}{' bar-thin' if self.thin else ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One resource on one day. `free` is the number of free units in each quarter that is shown, run by
    run (`8x20 3x8`), 0 where it cannot be used, and `seats` the same of people where both are counted;
    `first_free` is a start to offer, and `most` and `least` are what is left in the hours in which any is."""

    on: date
    bars: tuple[Bar, ...]
    free: str
    seats: str
    least: Remaining
    most: Remaining
    first_free: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    resource: Resource
    belongs: bool
    lanes: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowGroup:
    """Rows under one heading: a lab with what belongs to it, or a kind of thing on a campus."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """`first_hour` and `hours` are wall time, the same on every day."""

    days: tuple[ShownDay, ...]
    first_hour: int
    hours: int
    groups: tuple[RowGroup, ...]


def draw(
    week: Week, words: Words, times: Times, *, asked: Iterable[date] = (), whole_day: bool = False
) -> Timeline:
    """The timeline of a week, in the reader's words; the dates `asked` for are shown whatever they have."""
    days = shown_days(week, times.zone, {times.today, *asked})
    first_hour, after = WHOLE_DAY if whole_day else shown_hours(week.rows, days, times.zone)
    pen = _Pen(words, times)
    scales = [DayScale.of(day.on, first_hour, after - first_hour, times.zone) for day in days]
    groups = groupby(week.rows, key=lambda row: _heading(row, words))
    return Timeline(
        days=days,
        first_hour=first_hour,
        hours=after - first_hour,
        groups=tuple(
            RowGroup(name=name, rows=tuple(pen.row(row, scales) for row in rows)) for name, rows in groups
        ),
    )


def _heading(row: ResourceWeek, words: Words) -> str:
    lab = row.parent or row.resource
    place = row.campus.name if row.campus else words("week.nowhere")
    return f"{place} · {words(f'kinds.{lab.kind.value}')}"


@dataclass(frozen=True, slots=True)
class _Pen:
    words: Words
    times: Times

    def row(self, row: ResourceWeek, scales: Sequence[DayScale]) -> Row:
        lanes = min(row.resource.units, MOST_LANES)
        cells = tuple(self._cell(row, scale, lanes) for scale in scales)
        return Row(resource=row.resource, belongs=row.parent is not None, lanes=lanes, cells=cells)

    def _cell(self, row: ResourceWeek, scale: DayScale, lanes: int) -> Cell:
        left = scale.left(row.free)
        open_now = [each for each in left if each.units]
        counted = row.resource.units > 1 and any(each.seats is not None for each in open_now)
        return Cell(
            on=scale.on,
            bars=tuple(self._bars(row, scale, lanes)),
            free=_runs_of([each.units for each in left]),
            seats=_runs_of([each.seats or 0 for each in left]) if counted else "",
            least=min(open_now, default=Remaining(0), key=_amount),
            most=max(open_now, default=Remaining(0), key=_amount),
            first_free=next(self._starts(left, scale), None),
        )

    def _starts(self, left: Sequence[Remaining], scale: DayScale) -> Iterator[datetime]:
        for number, each in enumerate(left):
            start = scale.instant(number) if each.units else None
            if start is not None and start >= self.times.now:
                yield start

    def _bars(self, row: ResourceWeek, scale: DayScale, lanes: int) -> Iterator[Bar]:
        if scale.missing is not None:
            at, length = scale.missing
            title = self.words("week.clock_skips")
            yield Bar(at=at + 1, length=length, lane=1, depth=lanes, state="blocked", title=title)
        yield from self._shut(row, scale, lanes)
        yield from self._elsewhere(row, scale, lanes)
        yield from self._taken(row, scale, lanes)

    def _shut(self, row: ResourceWeek, scale: DayScale, lanes: int) -> Iterator[Bar]:
        whole = [closure.span for closure in row.closures if closure.units is None]
        for spans, why in ((row.shut, "shut"), (difference(row.withheld, row.shut), "withheld")):
            for span in intersection(difference(spans, whole), [scale.shown]):
                title = self.words(f"week.{why}")
                yield self._bar(span, scale, 1, lanes, state="blocked", title=title)
        for closure in row.closures:
            for span in intersection([closure.span], [scale.shown]):
                depth = lanes if closure.units is None else _lane(closure.units, row.resource.units, lanes)
                title = f"{closure.reason}, {self.times.hours(closure.span)}"
                yield self._bar(
                    span,
                    scale,
                    lanes - depth + 1,
                    depth,
                    state="outage",
                    text=closure.reason,
                    title=title,
                )

    def _elsewhere(self, row: ResourceWeek, scale: DayScale, lanes: int) -> Iterator[Bar]:
        text = self.words("week.elsewhere")
        for busy in row.elsewhere:
            for span in intersection([busy], [scale.shown]):
                title = f"{text}, {self.times.span(busy)}"
                yield self._bar(span, scale, 1, lanes, state="hidden", text=text, title=title)

    def _taken(self, row: ResourceWeek, scale: DayScale, lanes: int) -> Iterator[Bar]:
        for taken in row.occupied:
            for span in intersection([taken.span], [scale.shown]):
                for first, last in _runs(taken.units):
                    lane = _lane(first, row.resource.units, lanes)
                    depth = _lane(last, row.resource.units, lanes) - lane + 1
                    yield self._booked(taken, row.resource, span, scale, lane, depth)

    def _booked(
        self, taken: Occupied, resource: Resource, span: Span, scale: DayScale, lane: int, depth: int
    ) -> Bar:
        share = f"{len(taken.units)}/{resource.units}" if resource.units > 1 else ""
        booking = taken.booking
        name = booking.title if booking else self.words("week.taken")
        state = "hidden" if booking is None else "mine" if taken.mine else "seen"
        if taken.tentative:
            state = "held"
        when = self.times.span(booking.span if booking else taken.span)
        text = f"{share} {name}".strip()
        facts = [text, when, *([self.words("week.requested")] if taken.waits_for_owner else [])]
        movable = taken.movable and booking is not None and scale.shown.start <= booking.span.start
        return self._bar(
            span,
            scale,
            lane,
            depth,
            state=state,
            text=text,
            title=", ".join(facts),
            booking_id=booking.id if booking else None,
            movable=movable,
            **(_own_time(booking, span) if booking and movable else {}),
        )

    def _bar(self, span: Span, scale: DayScale, lane: int, depth: int, **values: object) -> Bar:
        at, length = scale.place(span)
        return Bar(at=at + 1, length=length, lane=lane, depth=depth, **values)  # type: ignore[arg-type]


def _own_time(booking: Booking, drawn: Span) -> dict[str, int]:
    lead = (booking.span.start - drawn.start) // timedelta(minutes=1)
    return {"minutes": booking.span.minutes, "lead": lead}


def _amount(left: Remaining) -> tuple[int, int]:
    return left.units, left.seats or 0


def _runs_of(counts: Iterable[int]) -> str:
    return " ".join(f"{count}x{len(list(run))}" for count, run in groupby(counts))


def _lane(unit: int, units: int, lanes: int) -> int:
    """The lane in which a unit is drawn, when there are more units than lanes too."""
    return unit if units <= lanes else -(-unit * lanes // units)


def _runs(units: Sequence[int]) -> list[tuple[int, int]]:
    """Neighbouring units as first and last: (1, 2, 3, 6) is 1-3 and 6-6."""
    runs: list[tuple[int, int]] = []
    for unit in units:
        if runs and runs[-1][1] == unit - 1:
            runs[-1] = (runs[-1][0], unit)
        else:
            runs.append((unit, unit))
    return runs
