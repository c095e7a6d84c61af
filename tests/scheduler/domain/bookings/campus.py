"""A campus of plain values for the rules to look at."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

from scheduler.domain.bookings.bookings import Need
from scheduler.domain.bookings.claims import Claim, Held
from scheduler.domain.bookings.rules import Wish
from scheduler.domain.bookings.surroundings import Surroundings
from scheduler.domain.campus.campuses import Campus, Travel, TravelTimes
from scheduler.domain.campus.opening_hours import Opening
from scheduler.domain.campus.resources import Resource, ResourceKind
from scheduler.domain.time.spans import Span

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
TUESDAY = datetime(2026, 11, 24, 8, tzinfo=UTC)
SCHOOL, COMPANY = 1, 2
LAB, ROBOT, ROOM, OTHER_ROOM, TEACHER = 10, 11, 12, 13, 14
RESOURCES = {
    resource.id: resource
    for resource in (
        Resource(
            id=LAB, kind=ResourceKind.FIELDLAB, name="Lab", owner_id=SCHOOL, campus_id=1, units=8, seats=16
        ),
        Resource(
            id=ROBOT, kind=ResourceKind.EQUIPMENT, name="Robot", owner_id=SCHOOL, campus_id=1, part_of_id=LAB
        ),
        Resource(id=ROOM, kind=ResourceKind.ROOM, name="A1", owner_id=SCHOOL, campus_id=1, seats=30),
        Resource(id=OTHER_ROOM, kind=ResourceKind.ROOM, name="B1", owner_id=SCHOOL, campus_id=2, seats=30),
        Resource(id=TEACHER, kind=ResourceKind.STAFF, name="Sanne", owner_id=SCHOOL, person_id=7),
    )
}


def make_span(first_hour: float, last_hour: float, days: int = 0) -> Span:
    """Hours after nine o'clock on Tuesday in Amsterdam."""
    start = TUESDAY + timedelta(days=days)
    return Span(start + timedelta(hours=first_hour), start + timedelta(hours=last_hour))


def make_around(
    *held: Claim, changed: dict[int, dict[str, Any]] | None = None, **values: Any
) -> Surroundings:
    """Two campuses twenty minutes apart, open from 8.00 to 18.00 on working days."""
    resources = dict(RESOURCES)
    for resource_id, changes in (changed or {}).items():
        resources[resource_id] = replace(resources[resource_id], **changes)
    given = {
        "resources": resources,
        "campuses": {
            number: Campus(id=number, name=str(number), zone="Europe/Amsterdam") for number in (1, 2)
        },
        "openings": [
            Opening(id=10 * number + day, weekday=day, opens=time(8), closes=time(18), campus_id=number)
            for number in (1, 2)
            for day in range(5)
        ],
        "travel": TravelTimes([Travel(from_campus_id=1, to_campus_id=2, minutes=20)]),
        "held": Held(held),
    }
    return Surroundings(**given | values)


def make_wish(*needs: Need, span: Span | None = None, **values: Any) -> Wish:
    given = {"people": 0, "organisation_id": SCHOOL} | values
    return Wish(needs=needs, span=span or make_span(0, 2), **given)
