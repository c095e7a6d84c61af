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
    """Everything the week template draws. `chosen_on` is the day that a phone shows."""

    week: Week
    timeline: Timeline
    lines: tuple[TableLine, ...]
    as_table: bool
    chosen_on: date
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
    path: str = "/week",
) -> WeekView:
    """The page for what the service answered."""
    timeline = draw(week, words, times)
    wished = chosen_on or times.today
    return WeekView(
        week=week,
        timeline=timeline,
        lines=tuple(_lines(week, words, times)) if as_table else (),
        as_table=as_table,
        chosen_on=wished if wished in timeline.days else timeline.days[0],
        kinds=tuple((kind.value, words(f"kinds.{kind.value}")) for kind in SHOWN_KINDS),
        path=path,
    )


def week_from(name: str, today: date) -> date:
    """The Monday of `2026-W48`; without a name of the week of `today`, which is the next one in a weekend."""
    year, _, number = name.partition("-W")
    try:
        return date.fromisocalendar(int(year), int(number), 1)
    except ValueError:
        return monday_of(today + timedelta(days=2) if today.weekday() > 4 else today)


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
        "page": question.page if question.page > 1 else None,
    }


def _lines(week: Week, words: Words, times: Times) -> Iterator[TableLine]:
    lines = [
        (taken.span, row.resource.name, taken, row.resource) for row in week.rows for taken in row.occupied
    ]
    for span, _, taken, resource in sorted(lines, key=lambda line: (line[0], line[1])):
        shown: Span = taken.booking.span if taken.booking else span
        yield TableLine(
            day=times.local(shown.start).date(),
            hours=times.hours(shown),
            resource_id=resource.id,
            resource=resource.name,
            share=f"{len(taken.units)}/{resource.units}" if resource.units > 1 else "",
            what=taken.booking.title if taken.booking else words("week.taken"),
            state="held" if taken.tentative else "mine" if taken.mine else "taken",
            booking_id=taken.booking.id if taken.booking else None,
        )
