"""What one person did to bookings in one transaction: what everything that follows from it is told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from scheduler.domain.bookings.approvals import Approval
from scheduler.domain.bookings.bookings import Booking, Series
from scheduler.domain.bookings.states import Happening, may_become
from scheduler.domain.identity.people import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedBookings:
    """The same thing happened to these bookings: each as it was (those that are new are not among them)
    and as it is.

    Raises `ValueError` where the table of transitions does not know such a change.
    """

    happening: Happening
    before: tuple[Booking, ...] = ()
    after: tuple[Booking, ...] = ()

    def __post_init__(self) -> None:
        known = {booking.id: booking.status for booking in self.before}
        for booking in self.after:
            was = known.get(booking.id)
            if not may_become(self.happening, was, booking.status):
                raise ValueError(f"{self.happening}: {was} does not become {booking.status}")


@dataclass(frozen=True, slots=True)
class About:
    """What the log of who did what names, where that is not the first of the bookings."""

    noun: str
    id: int | None
    organisation_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSet:
    """Everything that one intention changed, the bookings that were named first of all.

    `actor` None: the installation itself. `reason` is for the people it concerns. `by_mail`: the actor
    asked for this by mail, and is answered there. `facts` are written in the log beside what changed.
    """

    changes: tuple[ChangedBookings, ...]
    actor: Actor | None
    at: datetime
    reason: str = ""
    by_mail: bool = False
    about: About | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def happening(self) -> Happening:
        """What it is called: the first thing that happened."""
        return self.changes[0].happening

    @property
    def before(self) -> tuple[Booking, ...]:
        return tuple(booking for change in self.changes for booking in change.before)

    @property
    def after(self) -> tuple[Booking, ...]:
        return tuple(booking for change in self.changes for booking in change.after)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedChange:
    """What its undo needs: the bookings, their approvals and the series as they were, the versions that
    the change gave, and what it made of the series. Who has a version and is not among `before` was made
    by the change."""

    id: int
    person_id: int
    happening: Happening
    at: datetime
    before: tuple[Booking, ...]
    versions: Mapping[int, int]
    approvals: tuple[Approval, ...] = ()
    series_before: Series | None = None
    series_after: Series | None = None
