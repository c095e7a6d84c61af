"""The rules of the campus that one booking must keep, beside that there is room for it.

`judge` answers all of them at once: a refusal names every broken rule, not the first.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from scheduler.domain.bookings.attendance import Crowd, crowds, spread, with_people
from scheduler.domain.bookings.bookings import Need
from scheduler.domain.bookings.claims import Claim, Demand, Held, campus_of, demands_of
from scheduler.domain.bookings.conflicts import Seating, seat
from scheduler.domain.bookings.hours import closures_of, open_hours, partial_outages, windows_of
from scheduler.domain.bookings.standing import Standing, added, kept, still_asked
from scheduler.domain.bookings.surroundings import Surroundings
from scheduler.domain.bookings.travelling import travel_missing
from scheduler.domain.bookings.violations import Rule, Violation
from scheduler.domain.campus.resources import Resource, Sharing
from scheduler.domain.time.grain import begins_from
from scheduler.domain.time.spans import Span, covered
from scheduler.domain.time.wall_time import DAY, dates

Finding = tuple[Rule, dict[str, object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked: these needs, this span, so many people, for that organisation.

    `privileged` people (who run the resource) are not bound by notice, horizon and length. `prefer`
    names per resource the units that would suit best. `before` is the booking that the wish changes
    (None: it is a new one): what it has already is not asked again. `organiser_id` and `campus_id` are who
    made it and where it was to be, of a booking that stands.
    """

    needs: tuple[Need, ...]
    span: Span
    people: int
    organisation_id: int
    privileged: bool = False
    prefer: Mapping[int, Sequence[int]] = field(default_factory=dict)
    before: Standing | None = None
    organiser_id: int | None = None
    campus_id: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """`claims` to hold when there are no violations."""

    claims: tuple[Claim, ...]
    violations: tuple[Violation, ...]


def judge(wish: Wish, around: Surroundings, now: datetime) -> Verdict:
    """Every rule at once, the conflict rule among them. Raises `NotFound` for an unknown resource.

    Of a change only what it adds is judged (see `standing`).
    """
    resources = around.resources
    asked = demands_of(wish.needs, wish.span, resources)
    demands = still_asked(wish.before, asked, wish.needs, list(resources.values()))
    campus_id = campus_of(wish.needs, resources)
    stays = kept(wish.before, demands, wish.span, around.held, campus_id)
    seating = _seated(wish, [each for each in demands if each.resource_id not in stays], campus_id, around)
    units = {demand.resource_id: demand.units for demand in demands}
    named = {need.resource_id: units[need.resource_id] for need in wish.needs}
    crowded = crowds(named, wish.span, resources, around.held, before=wish.before)
    shares, unseated = spread(wish.people, crowded)
    found = [
        *_on_the_wish(wish, now),
        *_as_it_was(wish, campus_id, around),
        *_on_the_crowd(wish, crowded, unseated, seating),
        *_on_each_resource(wish, demands, around, now),
        *_shortages(seating, around),
        *travel_missing(_travelling(wish, demands, stays, campus_id), campus_id, around),
    ]
    claims = sorted([*seating.claims, *(claim for claims in stays.values() for claim in claims)])
    return Verdict(with_people(claims, shares), tuple(found))


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


def _seated(wish: Wish, demands: Sequence[Demand], campus_id: int | None, around: Surroundings) -> Seating:
    """Units for what is asked, those that the booking has already before others."""
    own = (
        {demand.resource_id: wish.before.units(demand.resource_id) for demand in demands}
        if wish.before
        else {}
    )
    return seat(
        demands,
        _beside(demands, around.held),
        around.resources,
        out_of_use=partial_outages(around.closures),
        campus_id=campus_id,
        prefer=own or wish.prefer,
    )


def _beside(demands: Iterable[Demand], held: Held) -> Iterator[Claim]:
    """The claims that `seat` looks at: those in the way, and the neighbours that make a fit tight."""
    for demand in demands:
        yield from held.near(demand.resource_id, demand.span, DAY)


def _on_the_wish(wish: Wish, now: datetime) -> Iterator[Violation]:
    """Nothing begins before the current quarter of an hour; what has begun keeps its beginning, and may
    end from then on."""
    earliest = begins_from(now)
    if not has_begun(wish, now):
        kept = wish.span.start >= earliest
    else:
        kept = wish.before is not None and wish.span.start == wish.before.span.start
        kept = kept and wish.span.end >= earliest
    if not kept:
        yield Violation(Rule.IN_THE_PAST, wish.span)


def _as_it_was(wish: Wish, campus_id: int | None, around: Surroundings) -> Iterator[Violation]:
    """Somebody answers for a booking that stands, and its places are where its people will go."""
    if wish.organiser_id in around.left:
        yield Violation(Rule.ORGANISER_LEFT, wish.span)
    if wish.campus_id is None or campus_id == wish.campus_id:
        return
    for need in wish.needs:
        resource = around.resources[need.resource_id]
        if resource.stands and resource.campus_id == campus_id:
            yield Violation(Rule.PLACE_MOVED, wish.span, resource.id, resource.name)
            return


def has_begun(wish: Wish, now: datetime) -> bool:
    """Whether the wish changes a booking that is under way."""
    return wish.before is not None and wish.before.span.start < begins_from(now)


def _on_the_crowd(
    wish: Wish, crowded: Sequence[Crowd], unseated: int, seating: Seating
) -> Iterator[Violation]:
    """More people than seats: too many at all or, where units are left, beside those who are there."""
    if not unseated:
        return
    seats = sum(each.seats or 0 for each in crowded)
    rule = Rule.TOO_MANY_PEOPLE if wish.people > seats else Rule.SEATS_TAKEN
    if rule is Rule.SEATS_TAKEN and seating.shortages:
        return
    data = {"people": wish.people, "seats": seats, "free": wish.people - unseated}
    first = crowded[0].place
    yield Violation(rule, wish.span, first.id, first.name, data)


def _on_each_resource(
    wish: Wish, demands: Sequence[Demand], around: Surroundings, now: datetime
) -> Iterator[Violation]:
    for demand in demands:
        resource = around.resources[demand.resource_id]
        spans = added(wish.before, demand, wish.span)
        found = [*_state(resource, wish), *_limits(resource, wish, spans, now)] if spans else []
        for span in spans:
            found += _at_that_time(resource, span, _taken(resource, span, wish.span), around)
        for at, (rule, data) in enumerate(found):
            if (rule, data) not in found[:at]:
                yield Violation(rule, wish.span, resource.id, resource.name, data)


def _at_that_time(resource: Resource, span: Span, taken: Span, around: Surroundings) -> Iterator[Finding]:
    yield from _hours(resource, span, around)
    yield from _closures(resource, taken, around)
    yield from _windows(resource, taken, around)
    yield from _elsewhere(resource, taken, around)
    yield from _qualified(resource, span, around)


def _taken(resource: Resource, span: Span, whole: Span) -> Span:
    """`span`, a part of `whole`, with the set-up and tear-down that lie around the whole."""
    return span.padded(
        resource.setup if span.start == whole.start else timedelta(),
        resource.teardown if span.end == whole.end else timedelta(),
    )


def _state(resource: Resource, wish: Wish) -> Iterator[Finding]:
    if not resource.active:
        yield Rule.INACTIVE, {}
    if resource.sharing is Sharing.CLOSED and resource.owner_id != wish.organisation_id:
        yield Rule.NOT_SHARED, {"owner_id": resource.owner_id}


def _limits(resource: Resource, wish: Wish, spans: Sequence[Span], now: datetime) -> Iterator[Finding]:
    """Notice, horizon and length, of the time in `spans` that the wish adds."""
    if wish.privileged:
        return
    goes_on = has_begun(wish, now) and _had(resource, wish) > 0
    notice = timedelta(minutes=resource.notice_minutes)
    if notice and not goes_on and spans[0].start - now < notice:
        yield Rule.TOO_LATE, {"minutes": resource.notice_minutes}
    if resource.horizon_days is not None and spans[-1].start - now > timedelta(days=resource.horizon_days):
        yield Rule.TOO_FAR, {"days": resource.horizon_days}
    if resource.max_minutes is not None and wish.span.minutes > max(
        resource.max_minutes, _had(resource, wish)
    ):
        yield Rule.TOO_LONG, {"minutes": resource.max_minutes}


def _had(resource: Resource, wish: Wish) -> int:
    """For how many minutes the booking that is changed has the resource already."""
    return wish.before.span.minutes if wish.before and wish.before.units(resource.id) else 0


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
    known = [each for each in around.qualifications if each.name == wanted]
    if not all(any(each.valid_on(on) for each in known) for on in _local_dates(resource, span, around)):
        yield Rule.QUALIFICATION, {"qualification": wanted}


def _local_dates(resource: Resource, span: Span, around: Surroundings) -> Iterator[date]:
    """The dates that people there see on the clock during `span`; what is on no campus goes by the campus
    of the booking's places, and by UTC when it has none."""
    own = around.campuses.get(resource.campus_id or 0)
    campus = own or next(iter(around.campuses.values()), None)
    zone = campus.tz if campus else UTC
    first, last = span.start.astimezone(zone), (span.end - timedelta(microseconds=1)).astimezone(zone)
    return dates(first.date(), last.date())


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


def _travelling(
    wish: Wish, demands: Iterable[Demand], stays: Iterable[int], campus_id: int | None
) -> list[Demand]:
    """Those that may mean other ways to go: another time, or another campus."""
    claims = wish.before.claims if wish.before else ()
    same = set(stays) & {claim.resource_id for claim in claims if claim.campus_id == campus_id}
    return [demand for demand in demands if demand.resource_id not in same]
