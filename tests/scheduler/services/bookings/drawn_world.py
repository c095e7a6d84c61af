"""Worlds drawn at random: two organisations and two campuses with their rules, people of every role, and what
was booked already. Values are drawn as plain data first, so that what fails is made small."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from hypothesis import strategies as st

from scheduler.domain.bookings.bookings import Need
from scheduler.domain.campus.campuses import Campus, Travel
from scheduler.domain.campus.groups import Group, LearningMode
from scheduler.domain.campus.opening_hours import Closure, ClosureKind, Holiday, Opening, Window
from scheduler.domain.campus.organisations import Organisation, OrganisationKind
from scheduler.domain.campus.resources import Resource, ResourceKind, Sharing
from scheduler.domain.errors import FieldlabError
from scheduler.domain.identity.people import Actor, Membership, Person, Qualification, Role
from scheduler.domain.identity.policies import Action, may
from scheduler.domain.time.spans import Span
from scheduler.services.bookings import RequestBooking, request_booking
from scheduler.storage import records
from scheduler.storage.campus import groups
from scheduler.storage.identity import actors
from scheduler.storage.store import Store, Tx

PROOF: Final = "VCA"
DAYS: Final = (date(2026, 11, 23), date(2026, 10, 22), date(2027, 3, 25))
"""Monday of an ordinary week, and the Thursdays before both changes of the clocks."""
KINDS: Final = (
    ResourceKind.ROOM,
    ResourceKind.ROOM,
    ResourceKind.FIELDLAB,
    ResourceKind.FIELDLAB,
    ResourceKind.WORKPLACE,
    ResourceKind.DEMONSTRATOR,
    ResourceKind.ONLINE,
    ResourceKind.EQUIPMENT,
)


@dataclass(frozen=True)
class Wanted:
    """So many units of the resources by number, from a half hour after midnight UTC of the first day on."""

    needs: tuple[tuple[int, int | None], ...]
    half_hour: int
    halves: int
    people: int
    weeks: int = 1
    every: int = 1


@dataclass(frozen=True)
class Drawn:
    """Everything of a world that is drawn."""

    first_on: date
    zones: tuple[str, str]
    travel: int | None
    resources: tuple[dict[str, Any], ...]
    hours: tuple[tuple[int, int, int, int], ...]
    closures: tuple[tuple[int, int, int, int | None], ...]
    windows: tuple[tuple[int, int, int], ...]
    holidays: tuple[tuple[int, int, bool], ...]
    proof_days: int | None
    roles: tuple[tuple[int, Role], ...]
    operator: bool
    booked: tuple[tuple[int, Wanted], ...]
    later: int


@dataclass(frozen=True)
class DrawnWorld:
    """A drawn world in a database: `people` are who asks and one of each organisation, `now` is its clock."""

    store: Store
    organisations: list[Organisation]
    resources: list[Resource]
    people: list[Actor]
    now: datetime
    first_on: date

    @property
    def actor(self) -> Actor:
        return self.people[0]

    def organisation_for(self, actor: Actor) -> int:
        """One that they may book for."""
        return next(o.id for o in self.organisations if may(actor, Action.BOOK, organisations=[o.id]))

    def needs(self, wanted: Wanted) -> tuple[Need, ...]:
        known = {self.resources[number % len(self.resources)].id: units for number, units in wanted.needs}
        return tuple(Need(resource_id, units) for resource_id, units in known.items())

    def span(self, wanted: Wanted) -> Span:
        start = datetime.combine(self.first_on, time(), UTC) + wanted.half_hour * timedelta(minutes=30)
        return Span(start, start + wanted.halves * timedelta(minutes=30))


resources = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(KINDS),
        "owner": st.integers(0, 1),
        "campus": st.sampled_from([0, 0, 0, 0, 1, None]),
        "units": st.sampled_from([1, 1, 2, 4]),
        "seats": st.sampled_from([None, None, 4, 12]),
        "sharing": st.sampled_from([Sharing.OPEN, Sharing.ON_REQUEST, Sharing.ON_REQUEST, Sharing.CLOSED]),
        "required_qualification": st.sampled_from([None, None, None, None, None, PROOF]),
        "setup_minutes": st.sampled_from([0, 0, 30]),
        "teardown_minutes": st.sampled_from([0, 0, 15]),
        "notice_minutes": st.sampled_from([0, 0, 0, 600, 4320]),
        "horizon_days": st.sampled_from([None, None, None, 2, 20]),
        "max_minutes": st.sampled_from([None, None, None, 90, 1440]),
        "part": st.booleans(),
        "movable": st.booleans(),
    }
)
wishes = st.builds(
    Wanted,
    needs=st.lists(
        st.tuples(st.integers(0, 4), st.sampled_from([1, 1, 2, None])),
        min_size=1,
        max_size=2,
        unique_by=lambda need: need[0],
    ).map(tuple),
    half_hour=st.builds(
        lambda day, at: day * 48 + at,
        st.sampled_from([1, 1, 2, 3, 4, 5]),
        st.sampled_from([0, 3, 16, 20, 20, 22, 24, 28, 34, 44]),
    ),
    halves=st.sampled_from([3, 3, 4, 8, 48]),
    people=st.sampled_from([0, 1, 3, 6, 13]),
    weeks=st.sampled_from([1, 1, 2, 4]),
    every=st.sampled_from([1, 1, 2]),
)
_hours = st.tuples(
    st.sampled_from([0, 0, 1, 2, 3, 8]),
    st.sampled_from([31, 31, 127, 96]),
    st.sampled_from([0, 2, 7, 8, 9]),
    st.sampled_from([3, 17, 18, 22, 24]),
)
worlds = st.builds(
    Drawn,
    first_on=st.sampled_from(DAYS),
    zones=st.tuples(
        st.sampled_from(["Europe/Amsterdam", "America/New_York"]),
        st.sampled_from(["Europe/Amsterdam", "Europe/London", "Asia/Tokyo"]),
    ),
    travel=st.sampled_from([None, 20, 90]),
    resources=st.lists(resources, min_size=3, max_size=5).map(tuple),
    hours=st.lists(_hours, max_size=3).map(tuple),
    closures=st.lists(
        st.tuples(
            st.integers(0, 5), st.integers(0, 300), st.integers(1, 60), st.sampled_from([None, None, 1])
        ),
        max_size=2,
    ).map(tuple),
    windows=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 60), st.integers(100, 400)), max_size=1).map(
        tuple
    ),
    holidays=st.lists(st.tuples(st.integers(0, 15), st.integers(0, 2), st.booleans()), max_size=2).map(tuple),
    proof_days=st.sampled_from([None, 2, 400]),
    roles=st.lists(
        st.tuples(st.integers(0, 1), st.sampled_from([r for r in Role if r is not Role.STUDENT])),
        min_size=1,
        max_size=2,
        unique=True,
    ).map(tuple),
    operator=st.sampled_from([False, False, False, True]),
    booked=st.lists(st.tuples(st.integers(0, 2), wishes), min_size=2, max_size=9).map(tuple),
    later=st.sampled_from([0, 0, 0, 24 * 2, 24 * 7]),
)


async def build(store: Store, drawn: Drawn) -> DrawnWorld:
    """Store it all; what of the bookings is refused was not booked."""
    then = datetime.combine(drawn.first_on, time(6), UTC)
    async with store.write() as tx:
        organisations = [await _organisation(tx, number) for number in range(2)]
        campuses = await _campuses(tx, drawn)
        known = [await _resource(tx, each, organisations, campuses) for each in drawn.resources]
        people = [await _person(tx, drawn, organisations)]
        for number, role in enumerate((Role.LAB_MANAGER, Role.COMPANY)):
            people.append(await _somebody(tx, f"p{number}", organisations[number], role))
        known += await _who_travels(tx, organisations, people)
        parts = [each for each in known if each.part_of_id is None and each.kind is ResourceKind.FIELDLAB]
        known = await _fix_parts(tx, drawn, known, parts)
        await _calendar(tx, drawn, organisations, campuses, known)
        await _prove(tx, drawn, people[0])
        acting = [await actors.get_actor(tx, person.id) for person in people]
    world = DrawnWorld(store, organisations, known, acting, then, drawn.first_on)
    for who, wanted in drawn.booked:
        await _book(world, world.people[who], wanted)
    now = then + timedelta(hours=drawn.later)
    return DrawnWorld(store, organisations, known, acting, now, drawn.first_on)


async def _book(world: DrawnWorld, actor: Actor, wanted: Wanted) -> None:
    command = RequestBooking(
        title="Les",
        organisation_id=world.organisation_for(actor),
        needs=world.needs(wanted),
        span=world.span(wanted),
        people=wanted.people,
    )
    try:
        await request_booking(world.store, actor, command, world.now)
    except FieldlabError:
        return


async def _added(tx: Tx, thing: Any, **columns: Any) -> int:
    number: int = await records.add(tx, thing, **columns)
    return number


async def _organisation(tx: Tx, number: int) -> Organisation:
    kind = (OrganisationKind.EDUCATION, OrganisationKind.COMPANY)[number]
    values: dict[str, Any] = {"name": f"Organisatie {number}", "short_name": f"O{number}", "kind": kind}
    return Organisation(id=await _added(tx, Organisation(id=0, **values)), **values)


async def _campuses(tx: Tx, drawn: Drawn) -> list[Campus]:
    made = []
    for number, zone in enumerate(drawn.zones):
        values = {"name": f"Campus {number}", "zone": zone}
        made.append(Campus(id=await _added(tx, Campus(id=0, **values)), **values))
    if drawn.travel is not None:
        first, second = (campus.id for campus in made)
        await records.add(tx, Travel(from_campus_id=first, to_campus_id=second, minutes=drawn.travel))
    return made


async def _resource(
    tx: Tx, drawn: dict[str, Any], organisations: list[Organisation], campuses: list[Campus]
) -> Resource:
    values = {name: value for name, value in drawn.items() if name not in ("owner", "campus", "part")}
    values |= {
        "name": str(drawn["kind"].value),
        "owner_id": organisations[drawn["owner"]].id,
        "campus_id": None if drawn["campus"] is None else campuses[drawn["campus"]].id,
        "movable": drawn["movable"] and drawn["kind"] is ResourceKind.EQUIPMENT,
    }
    return Resource(id=await _added(tx, Resource(id=0, **values)), **values)


async def _fix_parts(tx: Tx, drawn: Drawn, known: list[Resource], labs: list[Resource]) -> list[Resource]:
    """Some of the equipment is fixed in the first lab, or stands in it and can be moved."""
    after = []
    for number, each in enumerate(known):
        fixed = number < len(drawn.resources) and drawn.resources[number]["part"]
        part = each
        if labs and fixed and each.kind is ResourceKind.EQUIPMENT:
            part = replace(each, part_of_id=labs[0].id, version=each.version + 1)
            await records.change(tx, part)
        after.append(part)
    return after


async def _person(tx: Tx, drawn: Drawn, organisations: list[Organisation]) -> Person:
    values: dict[str, Any] = {"name": "Sanne", "email": "sanne@example.org", "operator": drawn.operator}
    person = Person(id=await _added(tx, Person(id=0, **values)), **values)
    for number, role in drawn.roles:
        where = {"person_id": person.id, "organisation_id": organisations[number].id}
        await records.add(tx, Membership(id=0, role=role, **where))
    return person


async def _somebody(tx: Tx, name: str, organisation: Organisation, role: Role) -> Person:
    values: dict[str, Any] = {"name": name, "email": f"{name}@example.org"}
    person = Person(id=await _added(tx, Person(id=0, **values)), **values)
    await records.add(tx, Membership(id=0, person_id=person.id, organisation_id=organisation.id, role=role))
    return person


async def _who_travels(tx: Tx, organisations: list[Organisation], people: list[Person]) -> list[Resource]:
    """Who asks as staff, and a group of the second organisation."""
    staff = {"kind": ResourceKind.STAFF, "name": "Sanne", "person_id": people[0].id}
    crowd = {"kind": ResourceKind.GROUP, "name": "MBO4"}
    made = []
    for values, owner in ((staff, organisations[0]), (crowd, organisations[1])):
        values |= {"owner_id": owner.id}
        made.append(Resource(id=await _added(tx, Resource(id=0, **values)), **values))  # type: ignore[arg-type]
    group = Group(
        id=0,
        name="MBO4",
        size=8,
        mode=LearningMode.BOL,
        resource_id=made[1].id,
        organisation_ids=(organisations[1].id,),
    )
    await groups.add_group(tx, group)
    return made


async def _calendar(
    tx: Tx, drawn: Drawn, organisations: list[Organisation], campuses: list[Campus], known: list[Resource]
) -> None:
    midnight = datetime.combine(drawn.first_on, time(), UTC)

    def stretch(first: int, halves: int) -> Span:
        start = midnight + first * timedelta(minutes=30)
        return Span(start, start + halves * timedelta(minutes=30))

    for whose, days, opens, closes in drawn.hours:
        if closes % 24 and closes <= opens:
            continue
        where = {"campus_id": campuses[whose].id} if whose < 2 else _of(known, whose)
        for weekday in (day for day in range(7) if days >> day & 1):
            hours = {"opens": time(opens, 15 * (opens % 4)), "closes": time(closes % 24, 45 * (closes < 24))}
            await records.add(tx, Opening(id=0, weekday=weekday, **where, **hours))  # type: ignore[arg-type]
    for whose, first, halves, units in drawn.closures:
        where = _of(known, whose) if units or whose > 1 else {"campus_id": campuses[whose].id}
        values = {"span": stretch(first, halves), "kind": ClosureKind.OUTAGE, "reason": "Lek"}
        await records.add(tx, Closure(id=0, units=units, **values, **where))  # type: ignore[arg-type]
    for whose, first, halves in drawn.windows:
        await records.add(tx, Window(id=0, span=stretch(first, halves), **_of(known, whose)))
    for day, whose, closes_places in drawn.holidays:
        on = drawn.first_on + timedelta(days=day)
        owner = None if whose == 2 else organisations[whose].id
        dates = {"first_on": on, "last_on": on}
        await records.add(
            tx, Holiday(id=0, name="Vrij", organisation_id=owner, closes_places=closes_places, **dates)
        )


def _of(known: list[Resource], number: int) -> dict[str, int]:
    return {"resource_id": known[number % len(known)].id}


async def _prove(tx: Tx, drawn: Drawn, person: Person) -> None:
    if drawn.proof_days is not None:
        until = drawn.first_on + timedelta(days=drawn.proof_days)
        proof = Qualification(
            id=0, person_id=person.id, name=PROOF, valid_from=date(2026, 1, 1), valid_until=until
        )
        await records.add(tx, proof)
