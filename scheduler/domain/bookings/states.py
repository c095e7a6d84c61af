"""The states of a booking in one table, and what may happen to it in another: from where, to where, by whom,
and what it does to its claims.

Nothing else compares a status. Whoever wants to know something asks a question that has a name here, so
that a new state is a row in `STATES` and rows in `TRANSITIONS`, and every place already knows it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import Final

from scheduler.domain.error_codes import ConflictCode
from scheduler.domain.errors import Conflict
from scheduler.domain.identity.policies import Action


class BookingStatus(StrEnum):
    """`requested` holds its claims while an owner decides; only the last three hold none. `lapsed`: an owner
    was asked and did not answer in time."""

    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    DECLINED = "declined"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What a status means.

    `holds`: its claims are kept for it. `certain`: nobody has to say yes any more. `called_off`: nothing
    comes of it, and nobody should come. `waits_for`: the right of those whose word it waits for.
    """

    holds: bool
    certain: bool
    called_off: bool = False
    waits_for: Action | None = None


STATES: Final[Mapping[BookingStatus, State]] = {
    BookingStatus.REQUESTED: State(holds=True, certain=False, waits_for=Action.DECIDE_REQUEST),
    BookingStatus.CONFIRMED: State(holds=True, certain=True),
    BookingStatus.CANCELLED: State(holds=False, certain=True, called_off=True),
    BookingStatus.DECLINED: State(holds=False, certain=True, called_off=True),
    BookingStatus.LAPSED: State(holds=False, certain=True, called_off=True),
}


class Happening(StrEnum):
    """Everything that can happen to a booking; `services.bookings.effects` says what follows from it."""

    REQUESTED = "requested"  # asked for, and somebody has to agree
    CONFIRMED = "confirmed"  # asked for, and nobody has to agree
    CHANGED = "changed"  # other words; time and place stay
    MOVED = "moved"  # another time, place or number of people
    CANCELLED = "cancelled"
    RESTORED = "restored"
    APPROVED = "approved"
    DECLINED = "declined"
    LAPSED = "lapsed"  # an owner was asked, and did not answer in time
    PUBLISHED = "published"  # a plan made it, moved it or brought it back
    WITHDRAWN = "withdrawn"  # the plan in force has it no longer
    FORGOTTEN = "forgotten"  # somebody in it was deleted, and it goes on without their name
    AFFECTED = "affected"  # the world changed: it stays, and no longer keeps the rules, or does again
    LOADED = "loaded"  # it came with a whole campus


class OnClaims(StrEnum):
    """What becomes of the claims: taken anew by the conflict rule, left alone, or let go."""

    HOLD = "hold"
    KEEP = "keep"
    RELEASE = "release"


Move = tuple[BookingStatus | None, BookingStatus]
"""The status before (None: there was no booking) and after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """`by`: the right it takes. `otherwise`: the code of the `Conflict` for a booking of another status."""

    moves: frozenset[Move]
    by: Action
    claims: OnClaims
    otherwise: ConflictCode = ConflictCode.NOT_HELD


def _from(before: Iterable[BookingStatus | None], *, to: Iterable[BookingStatus]) -> frozenset[Move]:
    return frozenset(product(before, to))


def _unchanged(statuses: Iterable[BookingStatus]) -> frozenset[Move]:
    return frozenset((status, status) for status in statuses)


_NEW: Final = (None,)
_ALL: Final = tuple(BookingStatus)
_HELD: Final = tuple(status for status, state in STATES.items() if state.holds)
_WAITING: Final = tuple(status for status, state in STATES.items() if state.waits_for)

TRANSITIONS: Final[Mapping[Happening, Transition]] = {
    Happening.REQUESTED: Transition(moves=_from(_NEW, to=_WAITING), by=Action.BOOK, claims=OnClaims.HOLD),
    Happening.CONFIRMED: Transition(
        moves=_from(_NEW, to=[BookingStatus.CONFIRMED]), by=Action.BOOK, claims=OnClaims.HOLD
    ),
    Happening.CHANGED: Transition(moves=_unchanged(_HELD), by=Action.CHANGE_BOOKING, claims=OnClaims.KEEP),
    Happening.MOVED: Transition(moves=_from(_HELD, to=_HELD), by=Action.CHANGE_BOOKING, claims=OnClaims.HOLD),
    Happening.CANCELLED: Transition(
        moves=_from(_HELD, to=[BookingStatus.CANCELLED]), by=Action.CHANGE_BOOKING, claims=OnClaims.RELEASE
    ),
    Happening.RESTORED: Transition(
        moves=_from([BookingStatus.CANCELLED], to=_HELD),
        by=Action.CHANGE_BOOKING,
        claims=OnClaims.HOLD,
        otherwise=ConflictCode.NOT_CANCELLED,
    ),
    Happening.APPROVED: Transition(
        moves=_from(_WAITING, to=_HELD),
        by=Action.DECIDE_REQUEST,
        claims=OnClaims.KEEP,
        otherwise=ConflictCode.ALREADY_DECIDED,
    ),
    Happening.DECLINED: Transition(
        moves=_from(_WAITING, to=[BookingStatus.DECLINED]),
        by=Action.DECIDE_REQUEST,
        claims=OnClaims.RELEASE,
        otherwise=ConflictCode.ALREADY_DECIDED,
    ),
    # The clock does it; what it takes the place of is the word of whoever may decide.
    Happening.LAPSED: Transition(
        moves=_from(_WAITING, to=[BookingStatus.LAPSED]),
        by=Action.DECIDE_REQUEST,
        claims=OnClaims.RELEASE,
        otherwise=ConflictCode.ALREADY_DECIDED,
    ),
    Happening.PUBLISHED: Transition(
        moves=_from((*_NEW, *_ALL), to=_HELD), by=Action.PUBLISH, claims=OnClaims.HOLD
    ),
    Happening.WITHDRAWN: Transition(
        moves=_from(_HELD, to=[BookingStatus.CANCELLED]), by=Action.PUBLISH, claims=OnClaims.RELEASE
    ),
    Happening.FORGOTTEN: Transition(moves=_unchanged(_ALL), by=Action.MANAGE_PEOPLE, claims=OnClaims.KEEP),
    # It happens to the booking, not by anybody's right to change it: the right is that to change the world.
    Happening.AFFECTED: Transition(moves=_unchanged(_HELD), by=Action.CHANGE_BOOKING, claims=OnClaims.KEEP),
    Happening.LOADED: Transition(moves=_from(_NEW, to=_ALL), by=Action.IMPORT, claims=OnClaims.HOLD),
}


def holds_places(status: BookingStatus) -> bool:
    """Whether its claims are kept for it, so that nobody else can have them."""
    return STATES[status].holds


def is_called_off(status: BookingStatus) -> bool:
    """Whether nothing comes of it: calendars say that it is cancelled."""
    return STATES[status].called_off


def is_tentative(status: BookingStatus) -> bool:
    """Whether it may still come to nothing although nobody called it off."""
    return not STATES[status].certain


def waits_for_owner(status: BookingStatus) -> bool:
    """Whether somebody who shares on request has yet to say yes or no."""
    return STATES[status].waits_for is Action.DECIDE_REQUEST


def has_lapsed(status: BookingStatus) -> bool:
    """Whether nobody answered in time who was asked."""
    return status is BookingStatus.LAPSED


WAITING_FOR_OWNER: Final = frozenset(filter(waits_for_owner, BookingStatus))


def right_to(happening: Happening) -> Action:
    """What somebody must be allowed to do for that to happen."""
    return TRANSITIONS[happening].by


def can_happen(happening: Happening, status: BookingStatus | None) -> bool:
    """Whether that can happen to a booking of this status (None: to one that is not there yet)."""
    return any(before is status for before, _ in TRANSITIONS[happening].moves)


def must_be_possible(happening: Happening, status: BookingStatus) -> None:
    """Raises `Conflict` with the code that says what is in the way."""
    if not can_happen(happening, status):
        raise Conflict(TRANSITIONS[happening].otherwise, status=status.value)


def may_become(happening: Happening, before: BookingStatus | None, after: BookingStatus) -> bool:
    """Whether that happening leads from the one status (None: no booking) to the other."""
    return (before, after) in TRANSITIONS[happening].moves
