"""Who may do what, and who sees what."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from scheduler.domain.bookings.approvals import Decision, status_after
from scheduler.domain.bookings.bookings import Booking, Need, Purpose
from scheduler.domain.bookings.states import BookingStatus
from scheduler.domain.bookings.visibility import sees_details
from scheduler.domain.errors import Forbidden, NotSignedIn
from scheduler.domain.identity.people import Actor, Person, Role
from scheduler.domain.identity.policies import GRANTS, VIEWS, Action, decides_for, may, require, runs
from tests.scheduler.domain.bookings.campus import COMPANY, LAB, SCHOOL, TEACHER, make_span


def make_actor(*roles: tuple[int, Role], read_only: bool = False, **values: object) -> Actor:
    person = Person(id=7, name="Sanne", email="sanne@example.org", **values)  # type: ignore[arg-type]
    return Actor(person=person, roles=frozenset(roles), read_only=read_only)


def make_booking(**values: object) -> Booking:
    given = {"title": "x", "purpose": Purpose.LESSON, "organisation_id": SCHOOL, "organiser_id": 1}
    at = datetime(2026, 11, 23, tzinfo=UTC)
    return Booking(
        id=1,
        uid=UUID(int=1),
        span=make_span(0, 1),
        needs=(Need(LAB), Need(TEACHER)),
        status=BookingStatus.CONFIRMED,
        created_at=at,
        updated_at=at,
        **given | values,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", Role)
def test_a_role_counts_in_its_own_organisation_only(action: Action, role: Role) -> None:
    grant, actor = GRANTS[action], make_actor((SCHOOL, role))

    here = may(actor, action, organisations=[SCHOOL])
    elsewhere = may(actor, action, organisations=[COMPANY])

    assert (here, elsewhere) == (grant.anyone or role in grant.roles, grant.anyone)


@pytest.mark.parametrize("action", Action)
def test_a_read_only_token_views_and_does_nothing(action: Action) -> None:
    operator = make_actor(operator=True, read_only=True)

    assert may(operator, action) is (action in VIEWS)


@pytest.mark.parametrize("action", Action)
def test_nobody_and_who_has_left_may_nothing(action: Action) -> None:
    assert not may(None, action, own=True)
    assert not may(make_actor(active=False, operator=True), action, own=True)


def test_what_is_refused_says_whether_signing_in_would_help() -> None:
    with pytest.raises(NotSignedIn):
        require(None, Action.BOOK)
    with pytest.raises(Forbidden):
        require(make_actor((SCHOOL, Role.STUDENT)), Action.BOOK, organisations=[SCHOOL])


@pytest.mark.parametrize(
    ("actor", "sees"),
    [
        pytest.param(None, False, id="nobody"),
        pytest.param(make_actor(), False, id="a stranger"),
        pytest.param(make_actor(operator=True), True, id="an operator"),
        pytest.param(make_actor((SCHOOL, Role.TEACHER)), True, id="staff of its organisation"),
        pytest.param(make_actor((SCHOOL, Role.STUDENT)), False, id="a student of its organisation"),
        pytest.param(make_actor((COMPANY, Role.LAB_MANAGER)), True, id="who runs what it claims"),
        pytest.param(make_actor((COMPANY, Role.TEACHER)), False, id="a teacher of the owner"),
        pytest.param(make_actor((3, Role.ADMINISTRATOR)), False, id="an administrator elsewhere"),
    ],
)
def test_details_are_for_the_people_of_a_booking(actor: Actor | None, sees: bool) -> None:
    assert sees_details(actor, make_booking(), owners=[COMPANY]) is sees


def test_who_is_claimed_or_in_a_claimed_group_sees_it() -> None:
    person = Person(id=7, name="Sanne", email="sanne@example.org")

    assert sees_details(Actor(person=person, staff_resource_id=TEACHER), make_booking(), [])
    assert sees_details(Actor(person=person, group_ids=frozenset({LAB})), make_booking(), [])
    assert sees_details(Actor(person=person), make_booking(organiser_id=7), [])


def test_running_the_installation_is_not_speaking_for_an_owner() -> None:
    operator, manager = make_actor(operator=True), make_actor((COMPANY, Role.LAB_MANAGER))

    assert (runs(operator, COMPANY), decides_for(operator, COMPANY)) == (True, False)
    assert (runs(manager, COMPANY), decides_for(manager, COMPANY)) == (True, True)


@pytest.mark.parametrize(
    ("decisions", "status"),
    [
        ([], BookingStatus.CONFIRMED),
        ([Decision.APPROVED, Decision.APPROVED], BookingStatus.CONFIRMED),
        ([Decision.APPROVED, Decision.PENDING], BookingStatus.REQUESTED),
        ([Decision.PENDING, Decision.DECLINED], BookingStatus.DECLINED),
    ],
)
def test_one_no_is_a_no_and_all_must_say_yes(decisions: list[Decision], status: BookingStatus) -> None:
    assert status_after(decisions) is status
