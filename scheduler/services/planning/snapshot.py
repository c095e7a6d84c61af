"""Everything a plan is made from, as values: read in one transaction, looked at by pure functions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.bookings.surroundings import Surroundings
from scheduler.domain.campus.groups import Group
from scheduler.domain.campus.opening_hours import Holiday
from scheduler.domain.campus.resources import PLACES, Resource
from scheduler.domain.planning.activities import Activity, ActivityNeed
from scheduler.domain.planning.periods import Period
from scheduler.domain.planning.plans import Pin
from scheduler.domain.time.wall_time import dates
from scheduler.services.planning.grid import Grid


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What must be placed in a period, and the campus on which it must fit.

    `around.resources` has every resource and `around.held` the claims of every booking of the period
    but those that the plan itself puts in place: `published`, the sessions that are in force now.
    `zone` has the clocks by which the period's weeks are counted.
    """

    period: Period
    first_on: date
    zone: ZoneInfo
    activities: tuple[Activity, ...]
    groups: Mapping[int, Group]
    around: Surroundings
    holidays: tuple[Holiday, ...] = ()
    published: tuple[Booking, ...] = ()
    pins: tuple[Pin, ...] = ()
    grid: Grid = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "grid", Grid.of(self.period, self.zone, self.first_on))

    @property
    def resources(self) -> Mapping[int, Resource]:
        return self.around.resources

    def groups_of(self, activity: Activity) -> list[Group]:
        return [self.groups[group_id] for group_id in activity.group_ids if group_id in self.groups]

    def days_off(self, activity: Activity) -> frozenset[date]:
        """The dates on which one of the institutions concerned teaches nothing: those the groups come
        from, or without groups the activity's own; public holidays are everybody's."""
        homes = {home for group in self.groups_of(activity) for home in group.organisation_ids}
        concerned = homes or {activity.organisation_id}
        return frozenset(
            on
            for holiday in self.holidays
            if holiday.organisation_id is None or holiday.organisation_id in concerned
            for on in dates(holiday.first_on, holiday.last_on)
        )


def people_of(activity: Activity, groups: list[Group]) -> int:
    """How many come: what the activity says, or else everybody of its groups."""
    return activity.people or sum(group.size for group in groups)


def is_place(need: ActivityNeed) -> bool:
    """Whether the need is one for somewhere to be."""
    return need.kind in PLACES
