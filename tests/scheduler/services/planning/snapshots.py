"""Small campuses to plan, as values: one that is readable, and as many random ones as there are seeds."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from scheduler.domain.bookings.claims import Claim, Held
from scheduler.domain.bookings.external_busy import Elsewhere
from scheduler.domain.bookings.surroundings import Surroundings
from scheduler.domain.campus.campuses import Campus, Travel, TravelTimes
from scheduler.domain.campus.groups import Group, LearningMode
from scheduler.domain.campus.opening_hours import Closure, ClosureKind, Holiday, Opening, Window
from scheduler.domain.campus.resources import Resource, ResourceKind, Sharing
from scheduler.domain.identity.people import Qualification
from scheduler.domain.planning.activities import Activity, ActivityKind, ActivityNeed, TimeWish
from scheduler.domain.planning.periods import Period
from scheduler.domain.time.spans import Span
from scheduler.domain.time.wall_time import at_wall_time
from scheduler.services.planning.snapshot import Snapshot

ZONE = ZoneInfo("Europe/Amsterdam")
MONDAY = date(2026, 11, 30)
BEFORE = datetime(2026, 11, 20, 12, tzinfo=ZONE)
"""An instant before everything that is planned."""
PERIOD = Period(id=1, name="Periode 2", first_on=MONDAY, last_on=MONDAY + timedelta(days=20))
SCHOOL, COMPANY = 1, 2


def at(days: int, hour: int, minute: int = 0) -> datetime:
    """That many days after the first Monday, by the clocks of the campus."""
    return at_wall_time(MONDAY + timedelta(days=days), time(hour, minute), ZONE)


def between(days: int, first: int, last: int) -> Span:
    return Span(at(days, first), at(days, last))


def make_resource(key: int, kind: ResourceKind = ResourceKind.ROOM, **values: Any) -> Resource:
    travels = kind in (ResourceKind.STAFF, ResourceKind.GROUP)
    given = {"name": f"{kind.value} {key}", "owner_id": SCHOOL, "campus_id": None if travels else 1} | values
    return Resource(id=key, kind=kind, **given)


def make_group(key: int, **values: Any) -> Group:
    """Group `key` is resource 100 + `key`."""
    given = {"name": f"MBO4-{key}", "size": 20, "mode": LearningMode.BOL, "organisation_ids": (SCHOOL,)}
    return Group(id=key, resource_id=100 + key, **(given | values))


def make_activity(key: int, **values: Any) -> Activity:
    given = {"title": f"Les {key}", "kind": ActivityKind.LESSON, "minutes": 120, "organisation_id": SCHOOL}
    return Activity(id=key, period_id=PERIOD.id, **(given | values))


def a_room(**values: Any) -> ActivityNeed:
    return ActivityNeed(role="room", kind=ResourceKind.ROOM, **values)


def make_snapshot(
    resources: Sequence[Resource],
    activities: Sequence[Activity],
    groups: Sequence[Group] = (),
    *,
    held: Sequence[Claim] = (),
    openings: Sequence[Opening] | None = None,
    closures: Sequence[Closure] = (),
    windows: Sequence[Window] = (),
    elsewhere: Sequence[tuple[int, Span]] = (),
    qualifications: Sequence[Qualification] = (),
    **values: Any,
) -> Snapshot:
    """Two campuses, 40 minutes apart and open from eight to six; every group is a resource too."""
    weekdays = range(5)
    hours = [
        Opening(id=10 * campus + day, weekday=day, opens=time(8), closes=time(18), campus_id=campus)
        for campus in (1, 2)
        for day in weekdays
    ]
    known = [*resources, *(make_resource(g.resource_id, ResourceKind.GROUP) for g in groups)]
    around = Surroundings(
        resources={resource.id: resource for resource in known},
        campuses={key: Campus(id=key, name=f"Campus {key}", zone=ZONE.key) for key in (1, 2)},
        openings=hours if openings is None else openings,
        closures=closures,
        windows=windows,
        travel=TravelTimes([Travel(from_campus_id=1, to_campus_id=2, minutes=40)]),
        held=Held(held),
        elsewhere=Elsewhere(elsewhere),
        qualifications=qualifications,
    )
    given: dict[str, Any] = {"period": PERIOD, "first_on": MONDAY, "zone": ZONE} | values
    known_groups = {group.id: group for group in groups}
    return Snapshot(activities=tuple(activities), groups=known_groups, around=around, **given)


def random_snapshot(seed: int) -> Snapshot:
    """A campus with a bit of everything that a plan could trip over."""
    chance = random.Random(seed)
    resources = [
        *(
            make_resource(key, seats=chance.choice([20, 30, None]), campus_id=chance.choice([1, 2]))
            for key in (1, 2, 3)
        ),
        *(_random_lab(chance, key) for key in (11, 12, 13)),
        *(_random_part(chance, key) for key in (21, 22, 23, 24)),
        make_resource(
            31, ResourceKind.ONLINE, units=2, campus_id=None, meeting_url="https://meet.example/31"
        ),
        *(make_resource(key, ResourceKind.STAFF, person_id=key) for key in (41, 42, 43)),
        make_resource(
            51,
            ResourceKind.DEMONSTRATOR,
            movable=chance.random() < 0.5,
            setup_minutes=45,
            teardown_minutes=10,
            campus_id=chance.choice([1, 2]),
            owner_id=COMPANY,
            sharing=chance.choice(list(Sharing)),
        ),
    ]
    groups = [
        make_group(
            key, mode=chance.choice(list(LearningMode)), organisation_ids=chance.choice([(1,), (1, 3)])
        )
        for key in (1, 2, 3, 4)
    ]
    activities = [_random_activity(chance, key) for key in range(1, chance.randint(5, 12))]
    return make_snapshot(
        resources,
        activities,
        groups,
        held=_random_claims(
            chance, [*resources, *(make_resource(100 + k, ResourceKind.GROUP) for k in (1, 2))]
        ),
        closures=_random_closures(chance),
        windows=[Window(id=1, resource_id=51, span=Span(at(1, 0), at(15, 0)))]
        if chance.random() < 0.7
        else [],
        qualifications=[
            Qualification(id=1, person_id=41, name="waterstof", valid_from=MONDAY - timedelta(days=9)),
            Qualification(id=2, person_id=42, name="waterstof", valid_from=MONDAY + timedelta(days=9)),
        ],
        holidays=(
            Holiday(
                id=1,
                name="Studiedag",
                first_on=MONDAY + timedelta(days=8),
                last_on=MONDAY + timedelta(days=8),
                organisation_id=3,
            ),
        ),
        openings=_random_openings(chance),
        elsewhere=_random_elsewhere(chance, [*resources, *groups]),
    )


def _random_elsewhere(chance: random.Random, known: Sequence[Resource | Group]) -> list[tuple[int, Span]]:
    """Busy by another calendar, for some, at times that no grid of ours knows."""
    ids = [each.resource_id if isinstance(each, Group) else each.id for each in known]
    starts = [at(chance.randrange(20), chance.randrange(8, 17), chance.randrange(60)) for _ in range(6)]
    lengths = [timedelta(minutes=chance.choice([7, 60, 200, 2000])) for _ in starts]
    spans = [Span(start, start + length) for start, length in zip(starts, lengths, strict=True)]
    return [(chance.choice(ids), span) for span in spans] if chance.random() < 0.6 else []


def _random_lab(chance: random.Random, key: int) -> Resource:
    return make_resource(
        key,
        ResourceKind.FIELDLAB,
        units=chance.choice([2, 3, 4]),
        campus_id=chance.choice([1, 2]),
        setup_minutes=chance.choice([0, 15, 20]),
        teardown_minutes=chance.choice([0, 10]),
        required_qualification=chance.choice([None, None, "waterstof"]),
    )


def _random_part(chance: random.Random, key: int) -> Resource:
    return make_resource(
        key,
        ResourceKind.EQUIPMENT,
        units=chance.choice([1, 2]),
        campus_id=chance.choice([None, 1, 2]),
        movable=chance.random() < 0.5,
        part_of_id=chance.choice([None, 11, 12]),
        active=chance.random() < 0.9,
    )


def _random_activity(chance: random.Random, key: int) -> Activity:
    needs = [
        a_room(),
        ActivityNeed(role="lab", kind=ResourceKind.FIELDLAB, units=chance.choice([1, 1, 2, None])),
        ActivityNeed(role="robot", kind=ResourceKind.EQUIPMENT),
        ActivityNeed(role="online", kind=ResourceKind.ONLINE),
        ActivityNeed(
            role="supervisor", kind=ResourceKind.STAFF, resource_ids=chance.choice([(41, 42), (43,), ()])
        ),
        ActivityNeed(role="demo", kind=ResourceKind.DEMONSTRATOR),
        ActivityNeed(role="hydrogen", kind=ResourceKind.FIELDLAB, units=None, resource_ids=(11,)),
    ]
    wishes = [
        TimeWish(
            weekday=chance.randrange(5),
            starts=time(8),
            ends=time(chance.randint(10, 18)),
            allowed=chance.random() < 0.5,
        )
        for _ in range(chance.choice([0, 0, 1]))
    ]
    return make_activity(
        key,
        kind=chance.choice([ActivityKind.LESSON, ActivityKind.HYBRID]),
        minutes=chance.choice([60, 75, 120, 180]),
        per_week=chance.choice([1, 1, 2]),
        weeks=chance.choice([(), (1, 3)]),
        group_ids=tuple(chance.sample([1, 2, 3, 4], chance.choice([0, 1, 1, 2]))),
        staff_ids=tuple(chance.sample([41, 42, 43], chance.choice([0, 1]))),
        needs=tuple(chance.sample(needs, chance.randint(1, 3))),
        wishes=tuple(wishes),
        importance=chance.randint(1, 10),
        minimum_days=chance.choice([1, 2]),
    )


def _random_claims(chance: random.Random, resources: Sequence[Resource]) -> list[Claim]:
    """Bookings that are there already; no unit twice at a time."""
    claims: list[Claim] = []
    for booking in range(1, 30):
        resource = chance.choice(resources)
        start = at(chance.randrange(21), chance.randint(7, 16), chance.choice([0, 10, 30]))
        span = Span(start, start + timedelta(minutes=chance.choice([30, 60, 150])))
        unit, campus = chance.randint(1, resource.units), resource.campus_id or chance.choice([1, 2])
        taken = (c for c in claims if c.resource_id == resource.id and c.unit == unit)
        if not any(claim.span.overlaps(span) for claim in taken):
            claims.append(Claim(resource.id, unit, span, booking, campus))
    return claims


def _random_closures(chance: random.Random) -> list[Closure]:
    closures = [
        Closure(id=1, span=between(9, 12, 15), kind=ClosureKind.CLOSURE, reason="open dag", campus_id=1),
        Closure(id=2, span=between(3, 9, 11), kind=ClosureKind.OUTAGE, reason="lek", resource_id=11, units=1),
        Closure(id=3, span=between(10, 8, 17), kind=ClosureKind.OUTAGE, reason="stroom", resource_id=21),
        Closure(
            id=4, span=Span(at(4, 13), at(7, 9)), kind=ClosureKind.MAINTENANCE, reason="", resource_id=12
        ),
    ]
    return chance.sample(closures, chance.randint(0, 4))


def _random_openings(chance: random.Random) -> list[Opening]:
    closes = chance.choice([time(17), time(18), time(22)])
    lunch = chance.random() < 0.3
    parts = [(time(8), time(12)), (time(12, 20), closes)] if lunch else [(time(8), closes)]
    campuses = [
        Opening(id=0, weekday=day, opens=opens, closes=until, campus_id=campus)
        for campus in (1, 2)
        for day in range(5)
        for opens, until in parts
    ]
    own = [Opening(id=0, weekday=day, opens=time(10), closes=time(21), resource_id=13) for day in range(4)]
    return [replace(opening, id=number) for number, opening in enumerate([*campuses, *own], 1)]
