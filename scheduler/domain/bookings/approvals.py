"""Owners who share on request decide; until all have, the booking holds its place as `requested`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from scheduler.domain.bookings.bookings import BookingStatus, Need
from scheduler.domain.campus.resources import Resource, Sharing


class Decision(StrEnum):
    PENDING = "pending"
    APPROVED = "approved"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """What one owner says to one booking; `reason` is for the person who asked."""

    id: int
    booking_id: int
    organisation_id: int
    decision: Decision = Decision.PENDING
    reason: str = ""
    decided_by_id: int | None = None
    decided_at: datetime | None = None


def owners_to_ask(
    needs: Iterable[Need], resources: Mapping[int, Resource], organisation_id: int
) -> tuple[int, ...]:
    """The organisations that decide about a booking of `organisation_id`, in id order."""
    asked = (resources[need.resource_id] for need in needs)
    return tuple(
        sorted(
            {r.owner_id for r in asked if r.sharing is Sharing.ON_REQUEST and r.owner_id != organisation_id}
        )
    )


def status_after(decisions: Iterable[Decision]) -> BookingStatus:
    """One no is a no; otherwise all must have said yes."""
    known = set(decisions)
    if Decision.DECLINED in known:
        return BookingStatus.DECLINED
    return BookingStatus.REQUESTED if Decision.PENDING in known else BookingStatus.CONFIRMED
