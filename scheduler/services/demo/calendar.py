"""The year around today: the period to plan, the school year, and Dutch holidays."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import holidays

from scheduler.domain.campus.opening_hours import Holiday
from scheduler.domain.campus.organisations import HolidayRegion, Organisation, OrganisationKind
from scheduler.domain.planning.periods import Period
from scheduler.domain.time.wall_time import DAY, dates, monday_of
from scheduler.services.demo.world import World

WEEK = timedelta(days=7)
TEACHING_WEEKS = 10
_MONTHS = ["jan", "feb", "mrt", "apr", "mei", "juni", "juli", "aug", "sept", "okt", "nov", "dec"]


def period_around(today: date, free: frozenset[date]) -> tuple[date, date]:
    """The first Monday and the last Sunday of ten teaching weeks that begin after today.

    The week that is under way has its lessons already; a plan is made for weeks that have not begun.
    """
    first_on = monday_of(today) + WEEK
    while _off(first_on, free):
        first_on += WEEK
    taught, monday = 0, first_on
    while taught < TEACHING_WEEKS:
        taught += not _off(monday, free)
        monday += WEEK
    return first_on, monday - DAY


def school_year(today: date) -> tuple[date, date]:
    """The first and last date of the school year: from ISO week 36 for 45 weeks, or the next in summer."""
    first_on = date.fromisocalendar(today.isocalendar().year, 36, 1)
    if today < first_on:
        first_on = date.fromisocalendar(today.isocalendar().year - 1, 36, 1)
    if today >= first_on + 45 * WEEK:
        first_on = date.fromisocalendar(first_on.year + 1, 36, 1)
    return first_on, first_on + 45 * WEEK - DAY


def add_calendar(world: World, today: date) -> Period:
    """Public holidays for everyone, school holidays for each institution, and the period to plan."""
    years = (today.year - 1, today.year, today.year + 1)
    for name, first_on, last_on in _stretches(_dutch(years, "public", None)):
        world.new(Holiday, name=name, first_on=first_on, last_on=last_on, closes_places=True)
    for school in world.all(Organisation):
        if school.kind is OrganisationKind.EDUCATION and school.holiday_region is not None:
            for name, first_on, last_on in _stretches(_dutch(years, "school", school.holiday_region)):
                world.new(Holiday, name=name, first_on=first_on, last_on=last_on, organisation_id=school.id)
    first_on, last_on = period_around(today, free_dates(world.all(Holiday)))
    return world.new(Period, name=_period_name(first_on, last_on), first_on=first_on, last_on=last_on)


def free_dates(known: Iterable[Holiday], organisation_ids: Iterable[int] | None = None) -> frozenset[date]:
    """Dates that are free for everyone, or for one of `organisation_ids` (None: for any)."""
    schools = None if organisation_ids is None else set(organisation_ids)
    return frozenset(
        on
        for holiday in known
        if holiday.organisation_id is None or schools is None or holiday.organisation_id in schools
        for on in dates(holiday.first_on, holiday.last_on)
    )


def _off(monday: date, free: frozenset[date]) -> bool:
    return all(on in free for on in dates(monday, monday + 4 * DAY))


def _dutch(years: Iterable[int], category: str, region: HolidayRegion | None) -> dict[date, str]:
    # Without a subdivision the library knows no school holidays at all, and says nothing about it.
    subdivision = region.value.capitalize() if region else None
    return dict(
        holidays.country_holidays(
            "NL", subdiv=subdivision, years=years, categories=(category,), language="nl"
        )
    )


def _stretches(named: dict[date, str]) -> Iterator[tuple[str, date, date]]:
    """Dates with the same name become one holiday; a weekend between two of them belongs to it."""
    days = sorted(named)
    start = 0
    for index, on in enumerate(days):
        last = index + 1 == len(days)
        if last or named[days[index + 1]] != named[on] or days[index + 1] - on > 3 * DAY:
            yield named[on], days[start], on
            start = index + 1


def _period_name(first_on: date, last_on: date) -> str:
    ends = [f"{on.day} {_MONTHS[on.month - 1]} {on.year}" for on in (first_on, last_on)]
    return "Periode " + " t/m ".join(ends)
