"""The table of states and the table of transitions, row by row and pair by pair."""

from dataclasses import replace
from itertools import product

import pytest

from scheduler.domain.bookings.approvals import ANSWERS, Approval, Decision, may_be_decided, status_after
from scheduler.domain.bookings.changes import ChangedBookings
from scheduler.domain.bookings.states import (
    STATES,
    TRANSITIONS,
    WAITING_FOR_OWNER,
    BookingStatus,
    Happening,
    OnClaims,
    can_happen,
    holds_places,
    is_called_off,
    is_tentative,
    may_become,
    must_be_possible,
    right_to,
    waits_for_owner,
)
from scheduler.domain.errors import Conflict
from scheduler.domain.identity.policies import Action
from tests.scheduler.domain.identity.test_policies import make_booking
from tests.support.factories import NOW

REQUESTED, CONFIRMED = BookingStatus.REQUESTED, BookingStatus.CONFIRMED
CANCELLED, DECLINED = BookingStatus.CANCELLED, BookingStatus.DECLINED
LAPSED = BookingStatus.LAPSED
BEFORE = (None, *BookingStatus)

QUESTIONS = {
    #           holds  tentative  called off  waits
    REQUESTED: (True, True, False, True),
    CONFIRMED: (True, False, False, False),
    CANCELLED: (False, False, True, False),
    DECLINED: (False, False, True, False),
    LAPSED: (False, False, True, False),
}

STAY = frozenset({(REQUESTED, REQUESTED), (CONFIRMED, CONFIRMED)})
BOTH_WAYS = STAY | {(REQUESTED, CONFIRMED), (CONFIRMED, REQUESTED)}
CALL_OFF = frozenset({(REQUESTED, CANCELLED), (CONFIRMED, CANCELLED)})

ROWS: dict[Happening, tuple[frozenset[tuple[BookingStatus | None, BookingStatus]], Action, OnClaims]] = {
    Happening.REQUESTED: (frozenset({(None, REQUESTED)}), Action.BOOK, OnClaims.HOLD),
    Happening.CONFIRMED: (frozenset({(None, CONFIRMED)}), Action.BOOK, OnClaims.HOLD),
    Happening.CHANGED: (STAY, Action.CHANGE_BOOKING, OnClaims.KEEP),
    Happening.MOVED: (BOTH_WAYS, Action.CHANGE_BOOKING, OnClaims.HOLD),
    Happening.CANCELLED: (CALL_OFF, Action.CHANGE_BOOKING, OnClaims.RELEASE),
    Happening.RESTORED: (
        frozenset({(CANCELLED, REQUESTED), (CANCELLED, CONFIRMED)}),
        Action.CHANGE_BOOKING,
        OnClaims.HOLD,
    ),
    Happening.APPROVED: (
        frozenset({(REQUESTED, REQUESTED), (REQUESTED, CONFIRMED)}),
        Action.DECIDE_REQUEST,
        OnClaims.KEEP,
    ),
    Happening.DECLINED: (frozenset({(REQUESTED, DECLINED)}), Action.DECIDE_REQUEST, OnClaims.RELEASE),
    Happening.LAPSED: (frozenset({(REQUESTED, LAPSED)}), Action.DECIDE_REQUEST, OnClaims.RELEASE),
    Happening.PUBLISHED: (
        frozenset(product(BEFORE, (REQUESTED, CONFIRMED))),
        Action.PUBLISH,
        OnClaims.HOLD,
    ),
    Happening.WITHDRAWN: (CALL_OFF, Action.PUBLISH, OnClaims.RELEASE),
    Happening.FORGOTTEN: (
        frozenset((status, status) for status in BookingStatus),
        Action.MANAGE_PEOPLE,
        OnClaims.KEEP,
    ),
    Happening.AFFECTED: (
        frozenset({(REQUESTED, REQUESTED), (CONFIRMED, CONFIRMED)}),
        Action.CHANGE_BOOKING,
        OnClaims.KEEP,
    ),
    Happening.LOADED: (
        frozenset((None, status) for status in BookingStatus),
        Action.IMPORT,
        OnClaims.HOLD,
    ),
}


def test_every_state_and_every_happening_has_its_row() -> None:
    assert set(STATES) == set(QUESTIONS) == set(BookingStatus)
    assert set(TRANSITIONS) == set(ROWS) == set(Happening)


@pytest.mark.parametrize("status", BookingStatus)
def test_a_state_answers_every_question(status: BookingStatus) -> None:
    asked = holds_places(status), is_tentative(status), is_called_off(status), waits_for_owner(status)
    booking = replace(make_booking(), status=status)

    assert asked == QUESTIONS[status]
    assert (booking.holds, booking.tentative, booking.called_off, booking.waits_for_owner) == asked
    assert (status in WAITING_FOR_OWNER) is waits_for_owner(status)


@pytest.mark.parametrize("happening", Happening)
def test_a_happening_leads_from_where_to_where_by_whom_and_does_what_to_the_claims(
    happening: Happening,
) -> None:
    moves, right, claims = ROWS[happening]

    led = {pair for pair in product(BEFORE, BookingStatus) if may_become(happening, *pair)}

    assert led == moves
    assert (right_to(happening), TRANSITIONS[happening].claims) == (right, claims)
    assert {status for status in BEFORE if can_happen(happening, status)} == {before for before, _ in moves}


@pytest.mark.parametrize("happening", Happening)
def test_claims_are_held_exactly_while_the_status_holds_them(happening: Happening) -> None:
    """What releases ends where nothing is held; what takes or keeps changes that for no booking."""
    for before, after in TRANSITIONS[happening].moves:
        held = before is not None and holds_places(before)
        match TRANSITIONS[happening].claims:
            case OnClaims.RELEASE:
                assert (held, holds_places(after)) == (True, False)
            case OnClaims.KEEP:
                assert held is holds_places(after)
            case OnClaims.HOLD:
                assert holds_places(after) or happening is Happening.LOADED


@pytest.mark.parametrize(("happening", "status"), list(product(Happening, BookingStatus)))
def test_what_cannot_happen_is_refused_by_name(happening: Happening, status: BookingStatus) -> None:
    if can_happen(happening, status):
        must_be_possible(happening, status)
        return

    with pytest.raises(Conflict) as refused:
        must_be_possible(happening, status)

    assert refused.value.data == {"problem": TRANSITIONS[happening].otherwise, "status": status.value}


@pytest.mark.parametrize(("happening", "before", "after"), list(product(Happening, BEFORE, BookingStatus)))
def test_a_change_that_the_table_does_not_know_cannot_be_made(
    happening: Happening, before: BookingStatus | None, after: BookingStatus
) -> None:
    was = () if before is None else (replace(make_booking(), status=before),)
    become = (replace(make_booking(), status=after),)

    if (before, after) in ROWS[happening][0]:
        assert ChangedBookings(happening=happening, before=was, after=become).after == become
        return
    with pytest.raises(ValueError, match="does not become"):
        ChangedBookings(happening=happening, before=was, after=become)


@pytest.mark.parametrize(("before", "after"), list(product(Decision, Decision)))
def test_an_owner_answers_once(before: Decision, after: Decision) -> None:
    approval = Approval(id=1, booking_id=2, organisation_id=3, decision=before)
    allowed = before is Decision.PENDING and after is not Decision.PENDING

    assert (after in ANSWERS[before]) is allowed
    if allowed:
        given = approval.decided(after, "Vol.", 7, NOW)
        assert (given.decision, given.reason, given.decided_by_id, given.is_open) == (after, "Vol.", 7, False)
        return
    with pytest.raises(Conflict, match="already_decided"):
        approval.decided(after, "Vol.", 7, NOW)


@pytest.mark.parametrize("decisions", [*product(Decision, repeat=1), *product(Decision, repeat=2)])
def test_what_owners_said_is_a_status_that_waits_exactly_while_one_may_answer(
    decisions: tuple[Decision, ...],
) -> None:
    status = status_after(decisions)

    assert is_called_off(status) is (Decision.DECLINED in decisions)
    assert waits_for_owner(status) is (not is_called_off(status) and any(map(may_be_decided, decisions)))
