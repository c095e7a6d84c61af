"""A week as rows, days and bars: where in a cell each bar begins, how long and how deep it is.

A cell is a grid of quarters of an hour by lanes; a bar says its place in classes (`at-9 for-8`),
because the content security policy allows no style attributes.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from api.i18n import Times, Words
from scheduler.domain.campus.resources import Resource
from scheduler.domain.time.spans import Span, difference, intersection
from scheduler.domain.time.wall_time import at_wall_time, dates
from scheduler.services.overviews.week import Occupied, ResourceWeek, Week

MOST_LANES = 8
USUAL_HOURS = (8, 18)
QUARTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """`at` and `length` in quarters from the first shown hour, `lane` and `depth` in lanes, all from 1."""

    at: int
    length: int
    lane: int
    depth: int
    state: str
    text: str = ""
    title: str = ""
    booking_id: int | None = None
    movable: bool = False

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
    run (`8x20 3x8`), 0 where it cannot be used; `first_free` is a start to offer."""

    on: date
    bars: tuple[Bar, ...]
    free: str
    least_free: int
    most_free: int
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

    days: tuple[date, ...]
    first_hour: int
    hours: int
    groups: tuple[RowGroup, ...]


def draw(week: Week, words: Words, times: Times) -> Timeline:
    """The timeline of a week, in the reader's words."""
    days = _shown_days(week, times.zone)
    first_hour, last_hour = _shown_hours(week.rows, times.zone)
    pen = _Pen(words, times, first_hour, last_hour - first_hour)
    groups = groupby(week.rows, key=lambda row: _heading(row, words))
    return Timeline(
        days=days,
        first_hour=first_hour,
        hours=last_hour - first_hour,
        groups=tuple(
            RowGroup(name=name, rows=tuple(pen.row(row, days) for row in rows)) for name, rows in groups
        ),
    )


def _shown_days(week: Week, zone: ZoneInfo) -> tuple[date, ...]:
    """Monday to Friday, and of the weekend the days on which something is open or taken."""
    days = tuple(dates(week.question.first_on, week.question.last_on))
    spans = [span for row in week.rows for span in (*row.usable, *(taken.span for taken in row.occupied))]
    lively = {span.start.astimezone(zone).date() for span in spans}
    return tuple(day for day in days if day.weekday() < 5 or day in lively)


def _heading(row: ResourceWeek, words: Words) -> str:
    lab = row.parent or row.resource
    place = row.campus.name if row.campus else words("week.nowhere")
    return f"{place} · {words(f'kinds.{lab.kind.value}')}"


def _shown_hours(rows: Iterable[ResourceWeek], zone: ZoneInfo) -> tuple[int, int]:
    """The usual hours, and as much earlier and later as something is taken."""
    first, last = USUAL_HOURS
    for row in rows:
        for taken in row.occupied:
            starts, ends = taken.span.start.astimezone(zone), taken.span.end.astimezone(zone)
            if starts.date() != ends.date():
                continue
            first = min(first, starts.hour)
            last = max(last, ends.hour + bool(ends.minute))
    return first, last


@dataclass(frozen=True, slots=True)
class _Pen:
    words: Words
    times: Times
    first_hour: int
    hours: int

    def row(self, row: ResourceWeek, days: Sequence[date]) -> Row:
        lanes = min(row.resource.units, MOST_LANES)
        cells = tuple(self._cell(row, on, lanes) for on in days)
        return Row(resource=row.resource, belongs=row.parent is not None, lanes=lanes, cells=cells)

    def _cell(self, row: ResourceWeek, on: date, lanes: int) -> Cell:
        start = at_wall_time(on, time(self.first_hour), self.times.zone)
        shown = Span(start, start + timedelta(hours=self.hours))
        bars = [
            *self._shut(row, shown, lanes),
            *self._elsewhere(row, shown, lanes),
            *self._taken(row, shown, lanes),
        ]
        free = self._free(row, shown)
        open_now = [count for count in free if count]
        first_free = next((n for n, count in enumerate(free) if count and self._ahead(shown, n)), None)
        return Cell(
            on=on,
            bars=tuple(bars),
            free=" ".join(f"{count}x{len(list(run))}" for count, run in groupby(free)),
            least_free=min(open_now, default=0),
            most_free=max(free, default=0),
            first_free=None if first_free is None else shown.start + first_free * QUARTER,
        )

    def _ahead(self, shown: Span, number: int) -> bool:
        return shown.start + number * QUARTER >= self.times.now

    def _free(self, row: ResourceWeek, shown: Span) -> list[int]:
        """The units free in each whole quarter that is shown; one that is partly shut has none."""
        count = self.hours * 4
        least, covered = [row.resource.units] * count, [timedelta()] * count
        for part in row.free:
            first = max(0, (part.span.start - shown.start) // QUARTER)
            last = min(count, -((shown.start - part.span.end) // QUARTER))
            for number in range(first, last):
                quarter = Span(shown.start + number * QUARTER, shown.start + (number + 1) * QUARTER)
                covered[number] += min(part.span.end, quarter.end) - max(part.span.start, quarter.start)
                least[number] = min(least[number], part.free)
        return [free if known >= QUARTER else 0 for free, known in zip(least, covered, strict=True)]

    def _shut(self, row: ResourceWeek, shown: Span, lanes: int) -> Iterator[Bar]:
        for span in difference([shown], row.usable):
            yield self._bar(span, shown, 1, lanes, state="blocked")
        for closure in row.closures:
            for span in intersection([closure.span], [shown]):
                depth = lanes if closure.units is None else _lane(closure.units, row.resource.units, lanes)
                title = f"{closure.reason}, {self.times.hours(closure.span)}"
                yield self._bar(
                    span,
                    shown,
                    lanes - depth + 1,
                    depth,
                    state="outage",
                    text=closure.reason,
                    title=title,
                )

    def _elsewhere(self, row: ResourceWeek, shown: Span, lanes: int) -> Iterator[Bar]:
        text = self.words("week.elsewhere")
        for busy in row.elsewhere:
            for span in intersection([busy], [shown]):
                title = f"{text}, {self.times.span(busy)}"
                yield self._bar(span, shown, 1, lanes, state="hidden", text=text, title=title)

    def _taken(self, row: ResourceWeek, shown: Span, lanes: int) -> Iterator[Bar]:
        for taken in row.occupied:
            for span in intersection([taken.span], [shown]):
                for first, last in _runs(taken.units):
                    lane = _lane(first, row.resource.units, lanes)
                    depth = _lane(last, row.resource.units, lanes) - lane + 1
                    yield self._booked(taken, row.resource, span, shown, lane, depth)

    def _booked(
        self, taken: Occupied, resource: Resource, span: Span, shown: Span, lane: int, depth: int
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
        return self._bar(
            span,
            shown,
            lane,
            depth,
            state=state,
            text=text,
            title=", ".join(facts),
            booking_id=booking.id if booking else None,
            movable=taken.movable and booking is not None,
        )

    def _bar(self, span: Span, shown: Span, lane: int, depth: int, **values: object) -> Bar:
        at = int((span.start - shown.start) / QUARTER)
        end = -int(-(span.end - shown.start) // QUARTER)
        return Bar(at=at + 1, length=max(1, end - at), lane=lane, depth=depth, **values)  # type: ignore[arg-type]


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
