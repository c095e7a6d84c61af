"""Small fixed values that the scenes are made of: one Monday, two campuses, a handful of resources."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from api.i18n import Times, Words
from api.web.assets import built_assets
from api.web.page_context import Frame
from scheduler.domain.bookings.approvals import Approval
from scheduler.domain.bookings.bookings import Booking, Need, Purpose
from scheduler.domain.bookings.claims import Claim
from scheduler.domain.bookings.free_profile import free_profile
from scheduler.domain.bookings.impacts import Breach, Impact, Remedy
from scheduler.domain.bookings.states import BookingStatus
from scheduler.domain.bookings.violations import Rule
from scheduler.domain.calendars.feeds import Feed, Privacy, Subject
from scheduler.domain.campus.campuses import Campus
from scheduler.domain.campus.opening_hours import Closure, ClosureKind
from scheduler.domain.campus.organisations import Organisation, OrganisationKind
from scheduler.domain.campus.resources import Resource, ResourceKind
from scheduler.domain.identity.people import Actor, Language, Person, Role
from scheduler.domain.time.spans import Span
from scheduler.domain.time.wall_time import at_wall_time
from scheduler.services.bookings.approvals import Request
from scheduler.services.overviews.lab_board import LabDay
from scheduler.services.overviews.my_schedule import ScheduledSession
from scheduler.services.overviews.week import Occupied, ResourceWeek, Week, WeekQuestion

ZONE = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
MONDAY = date(2026, 11, 23)
NOORD = Campus(id=1, name="Campus Noord", zone="Europe/Amsterdam", address="Havenweg 12, Den Helder")
STAD = Campus(id=2, name="Campus Stad", zone="Europe/Amsterdam", address="Stationsplein 3, Alkmaar")

NOORDERPOORT = Organisation(id=1, name="Noorderpoort", short_name="NP", kind=OrganisationKind.EDUCATION)


def make_actor(*roles: Role) -> Actor:
    person = Person(id=1, name="Sanne de Vries", email="sanne@noorderpoort.example")
    return Actor(person=person, roles=frozenset((1, role) for role in roles), staff_resource_id=90)


TEACHER = make_actor(Role.TEACHER)
EVERYTHING = make_actor(Role.TEACHER, Role.PLANNER, Role.LAB_MANAGER, Role.ADMINISTRATOR)


def make_frame(
    language: Language = Language.DUTCH, here: str = "", actor: Actor | None = TEACHER, notice: str = ""
) -> Frame:
    words = Words(language)
    return Frame(
        words=words,
        times=Times(words, ZONE, NOW),
        assets=built_assets(),
        actor=actor,
        address=f"/{here}",
        here=here,
        notice=notice,
    )


def make_span(day: int, start: str, end: str) -> Span:
    """From `start` to `end`, wall time, `day` days after the Monday."""
    on = MONDAY + timedelta(days=day)
    return Span(*(at_wall_time(on, time.fromisoformat(moment), ZONE) for moment in (start, end)))


def make_resource(id: int, name: str, kind: ResourceKind = ResourceKind.FIELDLAB, **values: Any) -> Resource:
    return Resource(id=id, name=name, kind=kind, **({"owner_id": 1, "campus_id": 1} | values))


def make_booking(id: int, title: str, span: Span, *needs: Need, **values: Any) -> Booking:
    given: dict[str, Any] = {
        "uid": UUID(int=id),
        "purpose": Purpose.LESSON,
        "organisation_id": 1,
        "organiser_id": 1,
        "status": BookingStatus.CONFIRMED,
        "people": 12,
        "campus_id": 1,
        "created_at": NOW,
        "updated_at": NOW,
    }
    return Booking(id=id, title=title, span=span, needs=needs or (Need(1, 3),), **(given | values))


HYDROGEN = make_resource(
    1,
    "Lab Waterstof",
    units=8,
    seats=24,
    features=frozenset({"elektrolyse", "gasdetectie"}),
    location="Hal B",
)
ROBOT = make_resource(2, "Lasrobot KUKA", ResourceKind.EQUIPMENT, part_of_id=1)
CYBER = make_resource(3, "Lab Cyber Security", units=12, seats=24, campus_id=2)
ROOM = make_resource(4, "Lokaal B1.04", ResourceKind.ROOM, seats=30)
DRONE = make_resource(5, "Inspectiedrone WindWerk", ResourceKind.DEMONSTRATOR)
ONLINE = make_resource(6, "Online ruimte 1", ResourceKind.ONLINE, campus_id=None, units=2)


def make_row(
    resource: Resource, occupied: list[Occupied], closures: tuple[Closure, ...] = ()
) -> ResourceWeek:
    usable = [make_span(day, "08:00", "22:00") for day in range(5)]
    held = [Claim(taken.resource_id, unit, taken.span, 1) for taken in occupied for unit in taken.units]
    return ResourceWeek(
        resource=resource,
        parent=HYDROGEN if resource.part_of_id else None,
        campus={1: NOORD, 2: STAD}.get(resource.campus_id or 0),
        usable=tuple(usable),
        closures=closures,
        occupied=tuple(occupied),
        free=free_profile(resource, usable, held),
    )


def make_taken(
    resource: Resource, units: range, day: int, hours: tuple[str, str], title: str = "", **values: Any
) -> Occupied:
    span = make_span(day, *hours)
    booking = make_booking(10 * resource.id + day, title, span) if title else None
    return Occupied(resource_id=resource.id, units=tuple(units), span=span, booking=booking, **values)


def make_week() -> Week:
    repair = Closure(
        id=1,
        span=make_span(3, "08:00", "13:00"),
        kind=ClosureKind.OUTAGE,
        reason="Gasdetector stuk",
        resource_id=1,
    )
    mine = {"mine": True, "movable": True}
    hydrogen = [
        make_taken(HYDROGEN, range(1, 6), 0, ("09:00", "12:00"), "Elektrolyse H2-1A"),
        make_taken(HYDROGEN, range(6, 9), 0, ("10:00", "12:00")),
        make_taken(HYDROGEN, range(1, 4), 1, ("13:00", "15:00"), "Brandstofcel H2-2B", **mine),
        make_taken(
            HYDROGEN,
            range(4, 9),
            1,
            ("13:00", "17:00"),
            "Project Havenbedrijf",
            status=BookingStatus.REQUESTED,
        ),
        make_taken(HYDROGEN, range(1, 9), 4, ("09:00", "16:30"), "Open dag"),
    ]
    hacking = make_taken(CYBER, range(1, 11), 1, ("18:30", "21:30"), "Avondcursus ethisch hacken")
    rows = (
        make_row(HYDROGEN, hydrogen, (repair,)),
        make_row(ROBOT, [make_taken(ROBOT, range(1, 2), 2, ("08:30", "12:00"), "Lassen niveau 3", **mine)]),
        make_row(ROOM, [make_taken(ROOM, range(1, 2), day, ("09:00", "10:45")) for day in range(5)]),
        make_row(DRONE, []),
        make_row(CYBER, [hacking]),
        make_row(ONLINE, [make_taken(ONLINE, range(1, 2), 2, ("15:00", "16:00"), "Spreekuur", mine=True)]),
    )
    return Week(
        question=WeekQuestion(first_on=MONDAY),
        rows=rows,
        total=86,
        campuses=(NOORD, STAD),
        features=("elektrolyse", "gasdetectie", "lasrobot"),
    )


def make_sessions() -> list[ScheduledSession]:
    """A session that was moved, one that waits, one that is gone, and one online."""
    group = make_resource(7, "MBO4-H2-1A", ResourceKind.GROUP)
    broken = Breach(Rule.CLOSURE, 1, "Lab Waterstof", "De pomp lekt", NOW + timedelta(days=2))
    kept = Impact(remedy=Remedy.KEEP, breaches=(broken,), reason="De monteur komt woensdag.", by_id=3)
    moved = make_booking(
        1, "Elektrolyse in de praktijk", make_span(0, "09:00", "12:00"), sequence=1, impact=kept
    )
    waits = make_booking(2, "Drone-inspectie", make_span(1, "13:00", "15:00"), status=BookingStatus.REQUESTED)
    gone = make_booking(3, "Lassen niveau 3", make_span(2, "08:30", "12:00"), status=BookingStatus.CANCELLED)
    link = "https://meet.example/h2"
    online = make_booking(4, "Spreekuur waterstof", make_span(2, "15:00", "16:00"), meeting_url=link)
    return [
        ScheduledSession(moved, (HYDROGEN, ROBOT, group), NOORD, True),
        ScheduledSession(waits, (DRONE,), NOORD, False),
        ScheduledSession(gone, (ROOM,), STAD, True),
        ScheduledSession(online, (ONLINE,), None, False),
    ]


def make_feeds() -> list[Feed]:
    """A feed that a program reads and one that nobody has read yet."""
    given: dict[str, Any] = {
        "subject": Subject.PERSON,
        "subject_id": 1,
        "name": "Sanne de Vries",
        "owner_id": 1,
    }
    read = Feed(id=1, created_at=NOW, last_fetched_at=NOW, last_client="Thunderbird", **given)
    return [read, Feed(id=2, created_at=NOW, privacy=Privacy.BUSY, **given)]


def make_lab_day() -> LabDay:
    """Two bookings, a request that waits and an outage of two stations."""
    company = Organisation(id=2, name="Havenbedrijf Noord", short_name="HN", kind=OrganisationKind.COMPANY)
    school = Organisation(id=1, name="Noorderpoort", short_name="NP", kind=OrganisationKind.EDUCATION)
    waits = make_booking(
        3,
        "Proefopstelling",
        make_span(2, "10:00", "12:00"),
        organisation_id=2,
        status=BookingStatus.REQUESTED,
    )
    outage = Closure(
        id=1,
        span=make_span(0, "08:00", "17:00"),
        kind=ClosureKind.OUTAGE,
        reason="Gasdetector wordt geijkt",
        resource_id=1,
        units=2,
    )
    return LabDay(
        resources=(HYDROGEN, DRONE),
        bookings=(
            make_booking(1, "Elektrolyse H2-1A", make_span(0, "08:00", "10:00")),
            make_booking(2, "Inspectie", make_span(0, "13:00", "15:00"), Need(5), organisation_id=2),
        ),
        requests=(Request(Approval(id=1, booking_id=3, organisation_id=1), waits),),
        closures=(outage,),
        names={1: HYDROGEN, 5: DRONE},
        organisations={1: school, 2: company},
    )
