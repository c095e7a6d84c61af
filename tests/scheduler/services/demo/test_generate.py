"""The demo campus before it is stored: the same for everyone, shaped as promised, breaking no rule."""

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.bookings.claims import Held
from scheduler.domain.bookings.rules import Wish, judge
from scheduler.domain.bookings.surroundings import Surroundings
from scheduler.domain.campus.campuses import Campus, Travel, TravelTimes
from scheduler.domain.campus.groups import Group, GroupMember, LearningMode
from scheduler.domain.campus.opening_hours import Closure, Holiday, Opening, Window
from scheduler.domain.campus.organisations import Organisation, OrganisationKind
from scheduler.domain.campus.resources import Resource, ResourceKind
from scheduler.domain.errors import Invalid
from scheduler.domain.identity.people import Membership, Person, Qualification, Role
from scheduler.domain.planning.activities import Activity, ActivityKind
from scheduler.domain.planning.periods import Period
from scheduler.domain.planning.projects import Project, Ranking
from scheduler.services.demo.calendar import free_dates, period_around, school_year
from scheduler.services.demo.generate import Demo, generate
from scheduler.services.demo.lessons import serves
from scheduler.services.demo.year import Placed

NOW = datetime(2026, 11, 22, 19, tzinfo=UTC)
BEFORE_THE_YEAR = datetime(2026, 6, 1, tzinfo=UTC)


@cache
def demo() -> Demo:
    return generate(NOW)


@cache
def year() -> tuple[Placed, ...]:
    return tuple(demo().bookings())


@pytest.mark.slow
def test_the_same_day_gives_the_same_campus() -> None:
    again = generate(NOW)

    assert dict(again.world.things) == dict(demo().world.things)
    assert tuple(again.bookings()) == year()


@pytest.mark.slow
def test_the_demo_has_the_size_it_promises() -> None:
    world = demo().world
    kinds = Counter(resource.kind for resource in world.all(Resource))
    organisations = Counter(each.kind for each in world.all(Organisation))
    activities = world.all(Activity)

    assert organisations == {OrganisationKind.EDUCATION: 4, OrganisationKind.COMPANY: 12}
    assert len(world.all(Campus)) == 3
    assert kinds[ResourceKind.FIELDLAB] == 6
    assert len(world.all(Group)) == 40
    assert len(world.all(Project)) == 20
    assert 150 <= sum(each.kind is not ActivityKind.HYBRID for each in activities) <= 170
    assert sum(each.kind is ActivityKind.HYBRID for each in activities) > 10
    assert 10_000 <= len(year()) <= 10_010


def test_ten_times_the_scale_is_ten_times_the_campus() -> None:
    large = generate(NOW, scale=10).world
    people = {ResourceKind.STAFF, ResourceKind.GROUP}

    assert sum(resource.kind not in people for resource in large.all(Resource)) == 600
    assert len(large.all(Group)) == 400
    assert len(large.all(Activity)) > 1_600


@pytest.mark.parametrize("scale", [0, 21])
def test_a_scale_nobody_has_is_refused(scale: int) -> None:
    with pytest.raises(Invalid, match="scale"):
        generate(NOW, scale)


def test_every_role_has_a_log_in_and_addresses_are_unique() -> None:
    people = {person.email: person for person in demo().world.all(Person)}
    roles = {membership.role for membership in demo().world.all(Membership)}

    assert roles == set(Role)
    assert len(people) == len(demo().world.all(Person))
    assert people["operator@demo.example"].operator


def test_the_joint_class_has_students_of_two_schools() -> None:
    world = demo().world
    (joint,) = (group for group in world.all(Group) if len(group.organisation_ids) > 1)
    homes = {member.organisation_id for member in world.all(GroupMember) if member.group_id == joint.id}

    assert homes == set(joint.organisation_ids)


def test_groups_that_choose_a_project_rank_four_each() -> None:
    ranked: dict[int, list[int]] = defaultdict(list)
    for ranking in demo().world.all(Ranking):
        ranked[ranking.group_id].append(ranking.rank)

    assert len(ranked) == 16
    assert set(map(tuple, ranked.values())) == {(1, 2, 3, 4)}


def test_working_adults_come_in_the_evening() -> None:
    world = demo().world
    modes = {group.id: group.mode for group in world.all(Group)}
    evenings = [a for a in world.all(Activity) if modes[a.group_ids[0]] is LearningMode.ADULT]

    assert evenings
    assert {wish.starts.hour for activity in evenings for wish in activity.wishes} == {18}


def test_nothing_of_what_is_asked_is_missing_or_too_small() -> None:
    world = demo().world

    unserved = [
        (activity.title, need.role)
        for activity in world.all(Activity)
        for need in activity.needs
        if not any(
            serves(resource, need) and (not resource.is_place or (resource.seats or 0) >= activity.people)
            for resource in world.all(Resource)
        )
    ]

    assert unserved == []


def test_no_unit_is_held_twice_in_the_year() -> None:
    spans = defaultdict(list)
    for _, claims in year():
        for claim in claims:
            spans[claim.resource_id, claim.unit].append(claim.span)

    overlaps = [
        (place, one, other)
        for place, some in spans.items()
        for one, other in zip(sorted(some), sorted(some)[1:], strict=False)
        if one.overlaps(other)
    ]
    assert overlaps == []


def surroundings(booking: Booking, others: list[Placed]) -> Surroundings:
    """What the rules look at for one booking of a day, the others being there."""
    world = demo().world
    resources = {resource.id: resource for resource in world.all(Resource)}
    people = {booking.organiser_id} | {resources[need.resource_id].person_id for need in booking.needs}
    return Surroundings(
        resources=resources,
        campuses={campus.id: campus for campus in world.all(Campus)},
        openings=world.all(Opening),
        closures=world.all(Closure),
        windows=world.all(Window),
        travel=TravelTimes(world.all(Travel)),
        held=Held(claim for _, claims in others for claim in claims),
        qualifications=[each for each in world.all(Qualification) if each.person_id in people],
    )


@pytest.mark.parametrize(
    "first_on", [date(2026, 9, 7), date(2026, 10, 19), date(2026, 11, 23), date(2026, 11, 30)]
)
def test_every_booking_of_a_week_keeps_the_rules_of_the_campus(first_on: date) -> None:
    days = (first_on, first_on + timedelta(days=7))
    week = [held for held in year() if days[0] <= held[0].span.start.date() < days[1] and held[0].holds]
    by_day: dict[date, list[Placed]] = defaultdict(list)
    for held in week:
        by_day[held[0].span.start.date()].append(held)

    broken = [
        (booking.title, violation.rule)
        for some in by_day.values()
        for booking, claims in some
        for violation in judge(
            Wish(
                needs=booking.needs,
                span=booking.span,
                people=booking.people,
                organisation_id=booking.organisation_id,
            ),
            surroundings(booking, [each for each in some if each[0] != booking]),
            BEFORE_THE_YEAR,
        ).violations
    ]
    assert week
    assert broken == []


def test_nobody_teaches_on_a_holiday() -> None:
    public = free_dates(demo().world.all(Holiday), ())

    assert [booking.title for booking, _ in year() if booking.span.start.date() in public] == []


def test_the_lessons_of_the_year_stay_out_of_the_period_to_plan() -> None:
    period = demo().world.all(Period)[0]
    lessons = [
        b
        for b, _ in year()
        if b.organiser_id and len(b.needs) > 2 and b.title != "Proefopstelling elektrolyse"
    ]

    assert [b.title for b in lessons if period.first_on <= b.span.start.date() <= period.last_on] == []


@given(st.dates(date(2024, 1, 1), date(2029, 12, 31)))
def test_the_period_starts_on_a_monday_soon_and_holds_ten_teaching_weeks(today: date) -> None:
    free = free_dates(demo().world.all(Holiday))

    first_on, last_on = period_around(today, free)

    weeks = [first_on + timedelta(days=7 * week) for week in range((last_on - first_on).days // 7 + 1)]
    taught = [monday for monday in weeks if any(monday + timedelta(days=d) not in free for d in range(5))]
    assert (first_on.weekday(), last_on.weekday(), len(taught)) == (0, 6, 10)
    assert today < first_on
    assert taught[0] == first_on


@given(st.dates(date(2024, 1, 1), date(2040, 12, 31)))
def test_the_school_year_is_this_one_or_in_summer_the_next(today: date) -> None:
    first_on, last_on = school_year(today)

    assert today <= last_on
    assert first_on - today < timedelta(days=8 * 7)
