"""Why a resource cannot be used at some time: it is closed, out of use, not made available, busy elsewhere,
or asks for a proof."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from scheduler.domain.bookings.hours import closures_of, open_hours, windows_of
from scheduler.domain.bookings.surroundings import Surroundings
from scheduler.domain.bookings.violations import Rule
from scheduler.domain.campus.resources import Resource
from scheduler.domain.time.spans import Span, covered
from scheduler.domain.time.wall_time import local_dates

Finding = tuple[Rule, dict[str, object]]


def not_usable(
    resource: Resource, span: Span, taken: Span, around: Surroundings, clock: ZoneInfo
) -> Iterator[Finding]:
    """The rules of the resource that `span`, with set-up and clearing-up `taken`, would break; `clock` is
    the one that people look at where the booking takes place."""
    yield from _hours(resource, span, around)
    yield from _closures(resource, taken, around)
    yield from _windows(resource, taken, around)
    yield from _elsewhere(resource, taken, around)
    yield from _qualified(resource, span, around, clock)


def _hours(resource: Resource, span: Span, around: Surroundings) -> Iterator[Finding]:
    hours = open_hours(resource, span, around)
    if hours is not None and not covered(span, hours):
        yield Rule.CLOSED, {"hours": tuple((h.start, h.end) for h in hours)}


def _closures(resource: Resource, span: Span, around: Surroundings) -> Iterator[Finding]:
    for closure in closures_of(resource, around.closures):
        if closure.span.overlaps(span):
            yield (
                Rule.CLOSURE,
                {"reason": closure.reason, "kind": closure.kind.value, "until": closure.span.end},
            )


def _windows(resource: Resource, span: Span, around: Surroundings) -> Iterator[Finding]:
    windows = windows_of(resource, around.windows)
    if windows and not covered(span, windows):
        later = min((w.start for w in windows if w.end > span.start), default=None)
        yield Rule.OUTSIDE_WINDOWS, {"next": later}


def _elsewhere(resource: Resource, span: Span, around: Surroundings) -> Iterator[Finding]:
    busy = next(around.elsewhere.during(resource.id, span), None)
    if busy is not None:
        yield Rule.BUSY_ELSEWHERE, {"from": busy.start, "until": busy.end}


def _qualified(resource: Resource, span: Span, around: Surroundings, clock: ZoneInfo) -> Iterator[Finding]:
    """A proof must be valid on every date that the clock there shows during `span`."""
    wanted = resource.required_qualification
    if wanted is None:
        return
    known = [each for each in around.qualifications if each.name == wanted]
    campus = around.campuses.get(resource.campus_id or 0)
    on_dates = local_dates(span, campus.tz if campus else clock)
    if not all(any(each.valid_on(on) for each in known) for on in on_dates):
        yield Rule.QUALIFICATION, {"qualification": wanted}
