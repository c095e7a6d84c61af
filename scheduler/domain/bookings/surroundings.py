"""Everything the rules look at, and what of it concerns some resources."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from scheduler.domain.bookings.bookings import Need
from scheduler.domain.bookings.claims import Held, campus_of
from scheduler.domain.bookings.external_busy import Elsewhere
from scheduler.domain.campus.campuses import Campus, TravelTimes
from scheduler.domain.campus.opening_hours import Closure, Opening, Window
from scheduler.domain.campus.resources import Resource
from scheduler.domain.identity.people import Qualification


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Everything the rules look at, fetched once for the resources and the time at stake.

    `resources` has the fixed parts of wholes too; `held` may reach wider than the booking;
    `qualifications` are those of the organiser and the staff asked for; `left` are organisers who are no
    longer here; `home` is the clock of what happens on no campus.
    """

    resources: Mapping[int, Resource]
    campuses: Mapping[int, Campus]
    openings: Sequence[Opening] = ()
    closures: Sequence[Closure] = ()
    windows: Sequence[Window] = ()
    travel: TravelTimes = field(default_factory=TravelTimes)
    held: Held = field(default_factory=Held)
    elsewhere: Elsewhere = field(default_factory=Elsewhere)
    qualifications: Sequence[Qualification] = ()
    left: frozenset[int] = frozenset()
    home: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))

    def clock_at(self, needs: Iterable[Need]) -> ZoneInfo:
        """The clock that people look at where a booking of `needs` takes place."""
        campus = self.campuses.get(campus_of(needs, self.resources) or 0)
        return campus.tz if campus else self.home


def narrowed(around: Surroundings, resource_ids: Iterable[int]) -> Surroundings:
    """Only what concerns these resources and their fixed parts: the same verdicts, sooner."""
    ids = set(resource_ids)
    kept = {r.id: r for r in around.resources.values() if r.id in ids or r.part_of_id in ids}
    return concerning(around, kept)


def concerning(around: Surroundings, resources: Mapping[int, Resource]) -> Surroundings:
    """Only what concerns exactly these resources, whose parts are among them."""
    campus_ids = {r.campus_id for r in resources.values() if r.campus_id is not None}
    return replace(
        around,
        resources=resources,
        openings=[o for o in around.openings if o.resource_id in resources or o.campus_id in campus_ids],
        closures=[c for c in around.closures if c.resource_id in resources or c.campus_id in campus_ids],
        windows=[w for w in around.windows if w.resource_id in resources],
    )
