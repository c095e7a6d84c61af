"""What goes on around now: bookings of a teacher and a company, a request that waits, an outage."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from scheduler.domain.bookings.approvals import AnswerTime
from scheduler.domain.bookings.bookings import Booking, Need, Purpose
from scheduler.domain.bookings.claims import campus_of, demands_of
from scheduler.domain.bookings.conflicts import seat
from scheduler.domain.bookings.states import BookingStatus, waits_for_owner
from scheduler.domain.campus.opening_hours import Closure, ClosureKind
from scheduler.domain.campus.resources import Resource
from scheduler.domain.identity.people import Person, Role
from scheduler.domain.planning.periods import Period
from scheduler.domain.time.spans import Span
from scheduler.domain.time.wall_time import DAY, at_wall_time
from scheduler.services.demo.labs import CARE, HYDROGEN, OFFSHORE
from scheduler.services.demo.people import account
from scheduler.services.demo.region import ZONE
from scheduler.services.demo.world import World
from scheduler.services.demo.year import Placed, stamped

VAN = "Waterstof-bestelbus"


class Around:
    """Makes bookings by weekday and wall time of a week of the period (0 is the first)."""

    def __init__(self, world: World, period: Period, now: datetime) -> None:
        self._world = world
        self._period = period
        self._now = now
        self._resources = {resource.id: resource for resource in world.all(Resource)}
        self._people = {person.email: person for person in world.all(Person)}

    def resource(self, name: str) -> Resource:
        return next(r for r in self._resources.values() if r.name == name)

    def person(self, role: Role) -> Person:
        return self._people[account(role).email]

    def span(self, week: int, weekday: int, at: time, minutes: int) -> Span:
        on = self._period.first_on + (7 * week + weekday) * DAY
        start = at_wall_time(on, at, ZoneInfo(ZONE))
        return Span(start, start + timedelta(minutes=minutes))

    def booking(
        self,
        title: str,
        purpose: Purpose,
        by: Person,
        span: Span,
        needs: tuple[Need, ...],
        *,
        people: int,
        status: BookingStatus = BookingStatus.CONFIRMED,
    ) -> Placed:
        """A booking with the claims it holds; nothing else of the demo is there at that time."""
        campus_id = campus_of(needs, self._resources)
        booking = Booking(
            **stamped(title, span, self._now),
            title=title,
            purpose=purpose,
            organisation_id=self._organisation(by),
            organiser_id=by.id,
            needs=needs,
            status=status,
            people=people,
            campus_id=campus_id,
            decide_by=AnswerTime(zone=ZONE).ends(span, self._now) if waits_for_owner(status) else None,
        )
        wanted = demands_of(needs, span, self._resources) if booking.holds else ()
        return booking, seat(wanted, (), self._resources, campus_id=campus_id).claims

    def _organisation(self, by: Person) -> int:
        """Somebody from a company books for the company, a teacher for the school of the first lab."""
        name = VAN if by == self.person(Role.COMPANY) else HYDROGEN.lab
        return self.resource(name).owner_id


def bookings_around_now(world: World, period: Period, now: datetime) -> Iterator[Placed]:
    around = Around(world, period, now)
    teacher, company = around.person(Role.TEACHER), around.person(Role.COMPANY)
    staff = next(r for r in world.all(Resource) if r.person_id == teacher.id)
    lab, van = around.resource(HYDROGEN.lab), around.resource(VAN)
    case = around.resource(HYDROGEN.movable[1])
    friday = around.span(0, 4, time(15, 30), 90)
    yield around.booking(
        "Proefopstelling elektrolyse",
        Purpose.LESSON,
        teacher,
        friday,
        (Need(lab.id, 5), Need(case.id), Need(staff.id)),
        people=10,
    )
    yield around.booking(
        "Demonstratie voor de gemeente Schagen",
        Purpose.DEMONSTRATION,
        company,
        around.span(1, 0, time(13), 120),
        (Need(van.id),),
        people=12,
    )
    yield around.booking(
        "Gastles: rijden op waterstof",
        Purpose.LESSON,
        teacher,
        around.span(1, 1, time(10), 120),
        (Need(van.id), Need(staff.id)),
        people=16,
        status=BookingStatus.REQUESTED,
    )
    yield around.booking(
        "Open avond waterstof",
        Purpose.OTHER,
        company,
        around.span(2, 4, time(15, 30), 120),
        (Need(lab.id, None),),
        people=16,
        status=BookingStatus.CANCELLED,
    )


def add_outages(world: World, period: Period, now: datetime) -> None:
    """A drone that is broken until Wednesday noon of the first week, and an evening of maintenance."""
    around = Around(world, period, now)
    repaired_at = around.span(0, 2, time(12), 30).start
    world.new(
        Closure,
        span=Span(min(now, repaired_at - DAY) - DAY, repaired_at),
        kind=ClosureKind.OUTAGE,
        reason="De accu's zijn terug naar de fabrikant",
        resource_id=around.resource(OFFSHORE.movable[1]).id,
    )
    world.new(
        Closure,
        span=around.span(2, 2, time(18), 240),
        kind=ClosureKind.MAINTENANCE,
        reason="Jaarlijkse keuring van de tillift",
        resource_id=around.resource(CARE.lab).id,
    )
