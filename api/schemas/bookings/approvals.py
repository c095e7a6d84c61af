"""Requests that an owner answers, on the wire."""

from typing import Annotated, Self

from pydantic import Field

from api.schemas.bookings.bookings import ApprovalOut, BookingOut
from api.schemas.common import Flag, Input, Output
from scheduler.domain.bookings.bookings import SeriesScope
from scheduler.services.bookings.approvals import DecideRequest, Request


class DecisionRequest(Input):
    """Yes or no; a no says why. `scope` all answers every open request of the series at once."""

    approve: Flag
    reason: Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")] = ""
    scope: SeriesScope = SeriesScope.ONE

    def to_command(self, approval_id: int) -> DecideRequest:
        """Raises `Invalid` for a no without a reason."""
        return DecideRequest(
            approval_id=approval_id, approve=self.approve, reason=self.reason, scope=self.scope
        )


class RequestOut(Output):
    """What an owner is asked, with the booking it is about."""

    approval: ApprovalOut
    booking: BookingOut

    @classmethod
    def from_domain(cls, request: Request) -> Self:
        return cls(
            approval=ApprovalOut.model_validate(request.approval),
            booking=BookingOut.from_own(request.booking).model_copy(update={"may_change": False}),
        )
