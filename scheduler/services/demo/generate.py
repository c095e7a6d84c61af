"""The whole demo campus, made in memory: the same day and scale give the same campus."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from zoneinfo import ZoneInfo

from scheduler.domain.bookings.attendance import attended
from scheduler.domain.campus.resources import Resource
from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Invalid
from scheduler.domain.identity.people import Role
from scheduler.domain.planning.periods import Period
from scheduler.services.demo.around import add_outages, bookings_around_now
from scheduler.services.demo.calendar import add_calendar
from scheduler.services.demo.groups import add_groups
from scheduler.services.demo.labs import add_resources
from scheduler.services.demo.people import add_accounts, add_staff
from scheduler.services.demo.projects import add_projects
from scheduler.services.demo.region import ZONE, add_region
from scheduler.services.demo.teaching import add_teaching
from scheduler.services.demo.world import World
from scheduler.services.demo.year import Placed, bookings_of_the_year

LARGEST = 20


@dataclass(frozen=True, slots=True)
class Demo:
    """Everything but the bookings is in `world`; those are many, and are made as they are asked for."""

    world: World
    period: Period
    now: datetime
    scale: int

    def bookings(self) -> Iterator[Placed]:
        """Those around now first, then the year."""
        resources = {resource.id: resource for resource in self.world.all(Resource)}
        today = _today(self.now)
        for booking, claims in chain(
            bookings_around_now(self.world, self.period, self.now),
            bookings_of_the_year(self.world, self.period, today, self.now, self.scale),
        ):
            yield booking, attended(claims, booking.span, booking.people, resources)


def generate(now: datetime, scale: int = 1) -> Demo:
    """Raises `Invalid` when `scale` is not from 1 to 20."""
    if not 1 <= scale <= LARGEST:
        raise Invalid("scale", InvalidCode.OUT_OF_RANGE, expected=f"1 to {LARGEST}")
    today = _today(now)
    world = World()
    region = add_region(world)
    period = add_calendar(world, today)
    add_resources(world, region, period, scale)
    accounts = add_accounts(world, region)
    staff = add_staff(world, region, today, scale, accounts[Role.TEACHER])
    cohorts = add_groups(world, region, scale, accounts[Role.STUDENT])
    add_teaching(world, region, period, staff, cohorts)
    add_projects(world, region, period, scale, cohorts)
    add_outages(world, period, now)
    return Demo(world, period, now, scale)


def _today(now: datetime) -> date:
    return now.astimezone(ZoneInfo(ZONE)).date()
