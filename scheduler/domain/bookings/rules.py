"""The rules of the campus that one booking must keep, beside that there is room for it.

`judge` answers all of them at once: a refusal names every broken rule, not the first.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from scheduler.domain.bookings.approvals import awaited_owners
from scheduler.domain.bookings.attendance import Crowd, crowds, spread, with_people
from scheduler.domain.bookings.bookings import Need
from scheduler.domain.bookings.claims import Claim, Demand, Held, campus_of, demands_of
from scheduler.domain.bookings.conflicts import Seating, seat
from scheduler.domain.bookings.hours import partial_outages
from scheduler.domain.bookings.standing import Standing, added, kept, owners_of_more, still_asked
from scheduler.domain.bookings.surroundings import Surroundings
from scheduler.domain.bookings.travelling import travel_missing
from scheduler.domain.bookings.usable import Finding, not_usable
from scheduler.domain.bookings.violations import Rule, Violation
from scheduler.domain.campus.resources import Resource, Sharing
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import runs
from scheduler.domain.time.grain import begins_from
from scheduler.domain.time.spans import Span
from scheduler.domain.time.wall_time import DAY, duration


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked: these needs, this span, so many people, for that organisation, `by` whom.

    Who runs everything that is claimed is not bound by notice, horizon and length, and `privileged` wishes
    are not whoever asks (a plan, or what is taken back). `prefer` names per resource the units that would
    suit best. `before` is the booking that the wish changes (None: it is a new one): what it has already is
    not asked again. `organiser_id` and `campus_id` are who made it and where it was to be, of a booking
    that stands.
    """

    needs: tuple[Need, ...]
    span: Span
    people: int
    organisation_id: int
    by: Actor | None = None
    privileged: bool = False
    prefer: Mapping[int, Sequence[int]] = field(default_factory=dict)
    before: Standing | None = None
    organiser_id: int | None = None
    campus_id: int | None = None

    def bound_by_limits(self, resources: Mapping[int, Resource]) -> bool:
        """Whether notice, horizon and length are asked of it."""
        if self.privileged or self.by is None:
            return not self.privileged
        owners = {resources[need.resource_id].owner_id for need in self.needs}
        return not all(runs(self.by, owner_id) for owner_id in owners)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`claims` to hold when there are no violations, and the owners whose yes it then waits for."""

    claims: tuple[Claim, ...]
    violations: tuple[Violation, ...]
    awaits: tuple[int, ...] = ()


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
    crowded = crowds(named, wish.span, resources, around.held, before=wish.before) if wish.people else []
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
    return Verdict(with_people(claims, shares), tuple(found), _awaits(wish, resources))


def _awaits(wish: Wish, resources: Mapping[int, Resource]) -> tuple[int, ...]:
    """Who has to agree to what the wish adds; an owner who shares on request and was not asked yet."""
    if wish.by is None:
        return ()
    more = owners_of_more(wish.before, wish.needs, wish.span, wish.people, resources)
    asked = awaited_owners(wish.by, wish.needs, resources, wish.organisation_id)
    return tuple(owner_id for owner_id in asked if owner_id in more)


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
    bound, clock = wish.bound_by_limits(around.resources), around.clock_at(wish.needs)
    for demand in demands:
        resource = around.resources[demand.resource_id]
        spans = added(wish.before, demand, wish.span)
        found = list(_state(resource, wish)) if spans else []
        if spans and bound:
            found += _limits(resource, wish, spans, now, clock)
        for span in spans:
            found += not_usable(resource, span, _taken(resource, span, wish.span), around, clock)
        for at, (rule, data) in enumerate(found):
            if (rule, data) not in found[:at]:
                yield Violation(rule, wish.span, resource.id, resource.name, data)


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


def _limits(
    resource: Resource, wish: Wish, spans: Sequence[Span], now: datetime, clock: ZoneInfo
) -> Iterator[Finding]:
    """Notice, horizon and length (see `duration`), of the time in `spans` that the wish adds."""
    goes_on = has_begun(wish, now) and _had(resource, wish) > 0
    notice = timedelta(minutes=resource.notice_minutes)
    if notice and not goes_on and spans[0].start - now < notice:
        yield Rule.TOO_LATE, {"minutes": resource.notice_minutes}
    if resource.horizon_days is not None and spans[-1].start - now > timedelta(days=resource.horizon_days):
        yield Rule.TOO_FAR, {"days": resource.horizon_days}
    had = timedelta(minutes=_had(resource, wish))
    lasts = min(wish.span.length, duration(wish.span, clock))
    if resource.max_minutes is not None and lasts > max(timedelta(minutes=resource.max_minutes), had):
        yield Rule.TOO_LONG, {"minutes": resource.max_minutes}


def _had(resource: Resource, wish: Wish) -> int:
    """For how many minutes the booking that is changed has the resource already."""
    return wish.before.span.minutes if wish.before and wish.before.units(resource.id) else 0


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
