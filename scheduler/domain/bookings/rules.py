"""The rules of the campus that one booking must keep, beside that there is room for it.

`judge` answers all of them at once: a refusal names every broken rule, not the first.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from scheduler.domain.bookings.attendance import Crowd, crowds, spread, with_people
from scheduler.domain.bookings.bookings import Need
from scheduler.domain.bookings.claims import Claim, Demand, Held, campus_of, demands_of
from scheduler.domain.bookings.conflicts import Seating, seat
from scheduler.domain.bookings.hours import closures_of, open_hours, partial_outages, windows_of
from scheduler.domain.bookings.surroundings import Surroundings
from scheduler.domain.bookings.violations import Rule, Violation
from scheduler.domain.campus.resources import Resource, Sharing
from scheduler.domain.time.spans import Span, covered
from scheduler.domain.time.wall_time import DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked: these needs, this span, so many people, for that organisation.

    `privileged` people (who run the resource) are not bound by notice, horizon and length. `prefer`
    names per resource the units that would suit best.
    """

    needs: tuple[Need, ...]
    span: Span
    people: int
    organisation_id: int
    privileged: bool = False
    prefer: Mapping[int, Sequence[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`claims` to hold when there are no violations."""

    claims: tuple[Claim, ...]
    violations: tuple[Violation, ...]


def judge(wish: Wish, around: Surroundings, now: datetime) -> Verdict:
    """Every rule at once, the conflict rule among them. Raises `NotFound` for an unknown resource."""
    demands = demands_of(wish.needs, wish.span, around.resources)
    campus_id = campus_of(wish.needs, around.resources)
    seating = seat(
        demands,
        _beside(demands, around.held),
        around.resources,
        out_of_use=partial_outages(around.closures),
        campus_id=campus_id,
        prefer=wish.prefer,
    )
    units = {demand.resource_id: demand.units for demand in demands}
    asked = {need.resource_id: units[need.resource_id] for need in wish.needs}
    crowded = crowds(asked, wish.span, around.resources, around.held)
    shares, unseated = spread(wish.people, crowded)
    found = [
        *_on_the_wish(wish, now),
        *_on_the_crowd(wish, crowded, unseated),
        *_on_each_resource(wish, demands, around, now),
        *_shortages(seating, around),
        *_travel(demands, campus_id, around),
    ]
    return Verdict(with_people(seating.claims, shares), tuple(found))


def judge_all(wishes: Iterable[Wish], around: Surroundings, now: datetime) -> tuple[Verdict, ...]:
    """One verdict each, in order; what an accepted wish claims is taken for those after it."""
    asked = tuple(wishes)
    if len(asked) == 1:
        return (judge(asked[0], around, now),)
    around = replace(around, held=Held(around.held))
    verdicts = []
    for wish in asked:
        verdict = judge(wish, around, now)
        if not verdict.violations:
            around.held.add(verdict.claims)
        verdicts.append(verdict)
    return tuple(verdicts)


def _beside(demands: Iterable[Demand], held: Held) -> Iterator[Claim]:
    """The claims that `seat` looks at: those in the way, and the neighbours that make a fit tight."""
    for demand in demands:
        yield from held.near(demand.resource_id, demand.span, DAY)


def _on_the_wish(wish: Wish, now: datetime) -> Iterator[Violation]:
    if wish.span.end <= now:
        yield Violation(Rule.IN_THE_PAST, wish.span)


def _on_the_crowd(wish: Wish, crowded: Sequence[Crowd], unseated: int) -> Iterator[Violation]:
    """More people than seats: too many at all, or too many beside those who are there already."""
    if not unseated:
        return
    seats = sum(each.seats or 0 for each in crowded)
    rule = Rule.TOO_MANY_PEOPLE if wish.people > seats else Rule.SEATS_TAKEN
    data = {"people": wish.people, "seats": seats, "free": wish.people - unseated}
    first = crowded[0].place
    yield Violation(rule, wish.span, first.id, first.name, data)


def _on_each_resource(
    wish: Wish, demands: Sequence[Demand], around: Surroundings, now: datetime
) -> Iterator[Violation]:
    for demand in demands:
        resource = around.resources[demand.resource_id]
        for rule, data in (
            *_state(resource, wish),
            *_limits(resource, wish, now),
            *_hours(resource, wish.span, around),
            *_closures(resource, demand.span, around),
            *_windows(resource, demand.span, around),
            *_elsewhere(resource, demand.span, around),
            *_qualified(resource, wish.span, around),
        ):
            yield Violation(rule, wish.span, resource.id, resource.name, data)


Finding = tuple[Rule, dict[str, object]]


def _state(resource: Resource, wish: Wish) -> Iterator[Finding]:
    if not resource.active:
        yield Rule.INACTIVE, {}
    if resource.sharing is Sharing.CLOSED and resource.owner_id != wish.organisation_id:
        yield Rule.NOT_SHARED, {"owner_id": resource.owner_id}


def _limits(resource: Resource, wish: Wish, now: datetime) -> Iterator[Finding]:
    if wish.privileged:
        return
    notice = wish.span.start - now
    if resource.notice_minutes and notice < timedelta(minutes=resource.notice_minutes):
        yield Rule.TOO_LATE, {"minutes": resource.notice_minutes}
    if resource.horizon_days is not None and notice > timedelta(days=resource.horizon_days):
        yield Rule.TOO_FAR, {"days": resource.horizon_days}
    if resource.max_minutes is not None and wish.span.minutes > resource.max_minutes:
        yield Rule.TOO_LONG, {"minutes": resource.max_minutes}


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


def _qualified(resource: Resource, span: Span, around: Surroundings) -> Iterator[Finding]:
    wanted = resource.required_qualification
    if wanted is None:
        return
    on = span.start.date()
    if not any(q.name == wanted and q.valid_on(on) for q in around.qualifications):
        yield Rule.QUALIFICATION, {"qualification": wanted}


def _shortages(seating: Seating, around: Surroundings) -> Iterator[Violation]:
    for shortage in seating.shortages:
        resource = around.resources[shortage.demand.resource_id]
        rule = Rule.TOO_MANY_UNITS if shortage.demand.units > resource.units else Rule.UNITS_TAKEN
        data = {
            "wanted": shortage.demand.units,
            "free": shortage.free,
            "units": shortage.units,
            "taken_by": shortage.taken_by,
        }
        yield Violation(rule, shortage.demand.span, resource.id, resource.name, data)


def _travel(demands: Sequence[Demand], campus_id: int | None, around: Surroundings) -> Iterator[Violation]:
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
