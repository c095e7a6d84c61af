"""Between two campuses people need time: what of it is missing before and after a booking."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from scheduler.domain.bookings.claims import Demand
from scheduler.domain.bookings.surroundings import Surroundings
from scheduler.domain.bookings.violations import Rule, Violation


def travel_missing(
    demands: Sequence[Demand], campus_id: int | None, around: Surroundings
) -> Iterator[Violation]:
    """People and groups need time between campuses: the nearest claim before and after leaves enough."""
    if campus_id is None:
        return
    farthest = timedelta(minutes=around.travel.longest)
    for demand in demands:
        resource = around.resources[demand.resource_id]
        if not resource.travels:
            continue
        for claim in around.held.near(resource.id, demand.span, farthest):
            if claim.span.overlaps(demand.span):
                continue
            needed = around.travel.minutes(claim.campus_id, campus_id)
            gap = max(claim.span.start - demand.span.end, demand.span.start - claim.span.end)
            if gap < timedelta(minutes=needed):
                data = {
                    "needed": needed,
                    "gap": int(gap.total_seconds() // 60),
                    "taken_by": (claim.booking_id,),
                }
                yield Violation(Rule.TRAVEL, demand.span, resource.id, resource.name, data)
