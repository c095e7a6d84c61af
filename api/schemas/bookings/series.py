"""A series on the wire: its rule, its dates, and what it skips with the reason."""

from datetime import date, datetime
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo

from pydantic import Field
from pydantic_core import to_jsonable_python

from api.i18n import Times, Words, explain
from api.schemas.bookings.bookings import BookingOut
from api.schemas.bookings.judgements import ViolationOut
from api.schemas.common import Day, Id, Input, Output
from scheduler.domain.bookings.bookings import SkipReason
from scheduler.services.bookings import ChangeSeriesDates
from scheduler.services.bookings.series import SeriesGap, SeriesSeen


class SeriesDates(Input):
    """`last_on` lengthens or shortens it, `also_on` books dates that it skips."""

    last_on: Day | None = None
    also_on: Annotated[list[Day], Field(max_length=366, default_factory=list)]

    def to_command(self, series_id: int) -> ChangeSeriesDates:
        return ChangeSeriesDates(series_id=series_id, last_on=self.last_on, also_on=tuple(self.also_on))


class SeriesGapOut(Output):
    """A date of the rule without a booking. `rules` refused it when it was asked; `violations` are what is in
    the way now, and `possible` says that it can be booked."""

    on: date
    why: SkipReason
    rules: list[str]
    start: datetime
    end: datetime
    possible: bool
    violations: list[ViolationOut]

    @classmethod
    def from_domain(cls, gap: SeriesGap, words: Words, times: Times) -> Self:
        return cls(
            on=gap.skipped.on,
            why=gap.skipped.why,
            rules=list(gap.skipped.rules),
            start=gap.span.start,
            end=gap.span.end,
            possible=gap.possible,
            violations=[
                ViolationOut.from_domain(each, explain(each, words, times)) for each in gap.violations
            ],
        )


class SeriesOut(Output):
    """`rule` and `bookings` are as they are by now: of a series that moved, on the days and at the hour
    to which it did."""

    id: Id
    title: str
    rule: dict[str, Any]
    zone: str
    may_change: bool
    bookings: list[BookingOut]
    skipped: list[SeriesGapOut]

    @classmethod
    def from_seen(cls, seen: SeriesSeen, words: Words, now: datetime) -> Self:
        times = Times(words, ZoneInfo(seen.series.zone), now)
        return cls(
            id=seen.series.id,
            title=seen.title,
            rule=to_jsonable_python(seen.rule),
            zone=seen.series.zone,
            may_change=seen.may_change,
            bookings=[BookingOut.from_seen(each) for each in seen.dates],
            skipped=[SeriesGapOut.from_domain(each, words, times) for each in seen.gaps],
        )
