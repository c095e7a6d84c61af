"""What a change of the world did to a booking, on the wire."""

from datetime import datetime

from api.schemas.common import Output
from scheduler.domain.bookings.impacts import Remedy
from scheduler.domain.bookings.violations import Rule


class BreachOut(Output):
    """A rule that the booking does not keep where it stood; `until` when that ends, where that is known."""

    rule: Rule
    resource_id: int | None
    resource_name: str
    reason: str
    until: datetime | None


class ImpactOut(Output):
    """`remedy` is what was done about it, `reason` what was said to its people, `by_id` who said so."""

    remedy: Remedy
    breaches: list[BreachOut]
    reason: str
    by_id: int | None
