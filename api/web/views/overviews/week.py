"""The week page: filters that live in the address, the timeline, and the equal table."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from api.i18n import Times, Words
from api.web.views.overviews.timeline import Timeline, draw
from scheduler.domain.campus.campuses import Campus
from scheduler.domain.time.spans import Span
from scheduler.domain.time.wall_time import monday_of
from scheduler.services.overviews.week import SHOWN_KINDS, Week, WeekQuestion

Option = tuple[object, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLine:
    """One line of the equal table: what has which resource when."""

    day: date
    hours: str
    resource_id: int
    resource: str
    share: str
    what: str
    state: str
    booking_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekView:
    """Everything the week template draws. `chosen_on` is the day that a phone shows, `whole_day` whether
    the night is shown too."""

    week: Week
    timeline: Timeline
    lines: tuple[TableLine, ...]
    as_table: bool
    chosen_on: date
    whole_day: bool
    kinds: tuple[Option, ...]
    path: str = "/week"

    @property
    def question(self) -> WeekQuestion:
        return self.week.question

    @property
    def number(self) -> int:
        return self.question.first_on.isocalendar().week

    @property
    def campuses(self) -> tuple[Campus, ...]:
        return self.week.campuses

    def address(self, **changes: object) -> str:
        """This page with something else asked; what is not named stays as it is."""
        asked = _in_address(self) | changes
        return f"{self.path}?" + urlencode(
            {key: value for key, value in asked.items() if value not in (None, "", False)}
        )

    def on(self, day: date) -> str:
        return self.address(on=day.isoformat(), week=_week_name(day), page=None)

    @property
    def now(self) -> str:
        return self.address(on=None, week=None, page=None)

    @property
    def earlier(self) -> str:
        return self.on(self.chosen_on - timedelta(days=7))

    @property
    def later(self) -> str:
        return self.on(self.chosen_on + timedelta(days=7))


def week_view(
    week: Week,
    words: Words,
    times: Times,
    *,
    as_table: bool = False,
    chosen_on: date | None = None,
    whole_day: bool = False,
    path: str = "/week",
) -> WeekView:
    """The page for what the service answered."""
    timeline = draw(week, words, times, asked=[chosen_on] if chosen_on else [], whole_day=whole_day)
    wished = chosen_on or times.today
    shown = [day.on for day in timeline.days]
    return WeekView(
        week=week,
        timeline=timeline,
        lines=tuple(_lines(week, words, times)) if as_table else (),
        as_table=as_table,
        chosen_on=wished if wished in shown else shown[0],
        whole_day=whole_day,
        kinds=tuple((kind.value, words(f"kinds.{kind.value}")) for kind in SHOWN_KINDS),
        path=path,
    )


def week_from(name: str, today: date) -> date:
    """The Monday of `2026-W48`; without a name of the week of `today`."""
    year, _, number = name.partition("-W")
    try:
        return date.fromisocalendar(int(year), int(number), 1)
    except ValueError:
        return monday_of(today)


def _week_name(on: date) -> str:
    year, number, _ = on.isocalendar()
    return f"{year}-W{number:02}"


def _in_address(view: WeekView) -> dict[str, object]:
    question = view.question
    return {
        "week": _week_name(question.first_on),
        "on": view.chosen_on.isoformat(),
        "campus": question.campus_id,
        "kind": question.kind.value if question.kind else None,
        "feature": question.feature,
        "units": question.units,
        "free": "1" if question.free_only else None,
        "view": "table" if view.as_table else None,
        "hours": "all" if view.whole_day else None,
        "page": question.page if question.page > 1 else None,
    }


def _lines(week: Week, words: Words, times: Times) -> Iterator[TableLine]:
    """What the timeline draws but for hours, in time order: bookings, closures, and busy elsewhere."""
    lines = [*_taken_lines(week, words, times), *_shut_lines(week, words, times)]
    return (line for _, line in sorted(lines, key=lambda each: (each[0], each[1].resource)))


def _shut_lines(week: Week, words: Words, times: Times) -> Iterator[tuple[Span, TableLine]]:
    for row in week.rows:
        out = [(c.span, c.reason, c.units) for c in row.closures]
        for span, what, units in [*out, *((span, words("week.elsewhere"), None) for span in row.elsewhere)]:
            line = TableLine(
                day=times.local(span.start).date(),
                hours=times.hours(span),
                resource_id=row.resource.id,
                resource=row.resource.name,
                share=f"{units}/{row.resource.units}" if units else "",
                what=what,
                state="blocked",
                booking_id=None,
            )
            yield span, line


def _taken_lines(week: Week, words: Words, times: Times) -> Iterator[tuple[Span, TableLine]]:
    lines = [(taken.span, taken, row.resource) for row in week.rows for taken in row.occupied]
    for span, taken, resource in lines:
        shown: Span = taken.booking.span if taken.booking else span
        line = TableLine(
            day=times.local(shown.start).date(),
            hours=times.hours(shown),
            resource_id=resource.id,
            resource=resource.name,
            share=f"{len(taken.units)}/{resource.units}" if resource.units > 1 else "",
            what=taken.booking.title if taken.booking else words("week.taken"),
            state="held" if taken.tentative else "mine" if taken.mine else "taken",
            booking_id=taken.booking.id if taken.booking else None,
        )
        yield span, line
