"""Opening what was closed and closing what was open: unavailability without a span, or with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from solver.activities import PlanResource
from solver.times import Busy


def opened(resource: PlanResource, span: Busy) -> PlanResource:
    """The resource with all its units available during a span."""
    left = (part for busy in resource.unavailable for part in without(busy, span))
    return replace(resource, unavailable=tuple(left))


def closed(resource: PlanResource, span: Busy) -> PlanResource:
    """The resource with the units of `span` (None: all) unavailable during it."""
    return replace(resource, unavailable=(*resource.unavailable, span))


def without(busy: Busy, span: Busy) -> Iterator[Busy]:
    """What is left of a closed span without another: at most four spans."""
    days, weeks = busy.days & span.days, busy.weeks & span.weeks
    start, end = max(busy.start, span.start), min(busy.end, span.end)
    if not days or not weeks or start >= end:
        yield busy
        return
    if busy.days & ~days:
        yield replace(busy, days=busy.days & ~days)
    if busy.weeks & ~weeks:
        yield replace(busy, days=days, weeks=busy.weeks & ~weeks)
    if busy.start < start:
        yield replace(busy, days=days, weeks=weeks, length=start - busy.start)
    if end < busy.end:
        yield replace(busy, days=days, weeks=weeks, start=end, length=busy.end - end)
