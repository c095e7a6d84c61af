"""See a week: what is taken, held, closed and free on a page of resources."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.bookings.claims import Claim
from scheduler.domain.bookings.free_profile import FreeStretch, free_profile
from scheduler.domain.bookings.hours import open_hours, partial_outages, windows_of
from scheduler.domain.bookings.states import BookingStatus, is_tentative, waits_for_owner
from scheduler.domain.bookings.surroundings import Surroundings
from scheduler.domain.bookings.visibility import Sight, in_sight, is_own, sight_of
from scheduler.domain.campus.campuses import Campus
from scheduler.domain.campus.opening_hours import Closure, Holiday
from scheduler.domain.campus.resources import Resource, ResourceKind
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import Action, may, require
from scheduler.domain.time.spans import Span, difference, hull
from scheduler.domain.time.wall_time import local_day
from scheduler.storage import records
from scheduler.storage.bookings.bookings import bookings_by_id
from scheduler.storage.bookings.surroundings import holidays_of, surroundings
from scheduler.storage.store import Store, Tx

SHOWN_KINDS: Final = (
    ResourceKind.FIELDLAB,
    ResourceKind.ROOM,
    ResourceKind.WORKPLACE,
    ResourceKind.DEMONSTRATOR,
    ResourceKind.EQUIPMENT,
    ResourceKind.ONLINE,
)
"""What a week shows when no kind is asked for, in this order; people and groups only by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekQuestion:
    """Which resources, in which days, which page of them. `units` must be free at once for `free_only`."""

    first_on: date
    days: int = 7
    campus_id: int | None = None
    kind: ResourceKind | None = None
    feature: str | None = None
    units: int | None = None
    free_only: bool = False
    resource_ids: tuple[int, ...] = ()
    page: int = 1
    per_page: int = 40

    @property
    def last_on(self) -> date:
        return self.first_on + timedelta(days=self.days - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occupied:
    """Units of one resource that a booking has; `booking` is None for who may not see more than that."""

    resource_id: int
    units: tuple[int, ...]
    span: Span
    booking: Booking | None = None
    status: BookingStatus = BookingStatus.CONFIRMED
    mine: bool = False
    movable: bool = False

    @property
    def tentative(self) -> bool:
        return is_tentative(self.status)

    @property
    def waits_for_owner(self) -> bool:
        return waits_for_owner(self.status)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceWeek:
    """One resource with its lab (`parent`): when it may be used, who has it, and how much is left when.

    `shut` is outside its hours and `withheld` outside the windows in which its owner offers it; one that
    keeps neither is always open. `elsewhere` is when another calendar says that it is busy, and all that
    anybody is told of that.
    """

    resource: Resource
    parent: Resource | None
    campus: Campus | None
    usable: tuple[Span, ...]
    shut: tuple[Span, ...] = ()
    withheld: tuple[Span, ...] = ()
    closures: tuple[Closure, ...]
    elsewhere: tuple[Span, ...] = ()
    occupied: tuple[Occupied, ...]
    free: tuple[FreeStretch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """One page of the answer; `total` counts the resources on all pages. `holidays` are the public ones, and
    those of whoever owns what is shown or of the reader's organisations."""

    question: WeekQuestion
    rows: tuple[ResourceWeek, ...]
    total: int
    holidays: tuple[Holiday, ...] = ()
    campuses: tuple[Campus, ...] = ()
    features: tuple[str, ...] = ()

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.question.per_page))


async def see_week(store: Store, actor: Actor | None, question: WeekQuestion, now: datetime) -> Week:
    """The week as this person may see it. Raises `NotSignedIn`."""
    acting = require(actor, Action.VIEW_WEEK)
    async with store.read() as tx:
        return await week_in(tx, acting, question, ZoneInfo(store.zone), now)


async def week_in(tx: Tx, actor: Actor, question: WeekQuestion, home: ZoneInfo, now: datetime) -> Week:
    """The same within a transaction that is under way; `home` is the clock of what is on no campus."""
    resources = {resource.id: resource for resource in await records.listing(tx, Resource)}
    campuses = {campus.id: campus for campus in await records.listing(tx, Campus)}
    span = _span(question, campuses.values(), home)
    order = _Order(resources, campuses)
    chosen = sorted(_chosen(question, resources.values()), key=order)
    first = (question.page - 1) * question.per_page
    page = chosen if question.free_only else chosen[first : first + question.per_page]
    around = await surroundings(tx, {resource.id: resource for resource in page}, [span], now)
    seen = await bookings_by_id(tx, {claim.booking_id for claim in around.held}, now)
    around = replace(around, resources=resources)
    eye = _Eye(actor, sight_of(actor), resources, {booking.id: booking for booking in seen})
    rows = [_row(resource, eye, around, span) for resource in page]
    total = len(chosen)
    if question.free_only:
        rows = [row for row in rows if any(part.free >= (question.units or 1) for part in row.free)]
        total, rows = len(rows), rows[first : first + question.per_page]
    concerned = {*actor.organisation_ids, *(row.resource.owner_id for row in rows)}
    return Week(
        question=question,
        rows=tuple(rows),
        total=total,
        holidays=tuple(await holidays_of(tx, concerned, question.first_on, question.last_on)),
        campuses=tuple(campuses.values()),
        features=tuple(sorted({f for r in resources.values() for f in r.features})),
    )


def _chosen(question: WeekQuestion, resources: Iterable[Resource]) -> Iterable[Resource]:
    kinds = (question.kind,) if question.kind else SHOWN_KINDS
    for resource in resources:
        if question.resource_ids:
            if resource.id in question.resource_ids:
                yield resource
        elif (
            resource.active
            and resource.kind in kinds
            and question.campus_id in (None, resource.campus_id)
            and (question.feature is None or question.feature in resource.features)
            and resource.units >= (question.units or 1)
        ):
            yield resource


@dataclass(frozen=True, slots=True)
class _Order:
    """By campus, kind and lab; what belongs to a lab follows it."""

    resources: Mapping[int, Resource]
    campuses: Mapping[int, Campus]

    def __call__(self, resource: Resource) -> tuple[object, ...]:
        lab = self.resources.get(resource.part_of_id or 0, resource)
        campus = self.campuses.get(lab.campus_id or 0)
        kind = SHOWN_KINDS.index(lab.kind) if lab.kind in SHOWN_KINDS else len(SHOWN_KINDS)
        return (
            campus is None,
            campus.name if campus else "",
            kind,
            lab.name,
            lab is not resource,
            resource.name,
        )


def _span(question: WeekQuestion, campuses: Iterable[Campus], home: ZoneInfo) -> Span:
    """The asked days in every zone of the region; `home` is that of what is on no campus."""
    zones = {home, *(campus.tz for campus in campuses)}
    return hull(local_day(on, zone) for zone in zones for on in (question.first_on, question.last_on))


def _row(resource: Resource, eye: "_Eye", around: Surroundings, span: Span) -> ResourceWeek:
    held = around.held.near(resource.id, span)
    closures = tuple(closure for closure in around.closures if _shuts(closure, resource))
    elsewhere = tuple(around.elsewhere.during(resource.id, span))
    closed = [closure.span for closure in closures if closure.units is None]
    shut, withheld = _shut(resource, around, span), _withheld(resource, around, span)
    usable = difference([span], [*shut, *withheld, *closed, *elsewhere])
    broken = partial_outages(closures).get(resource.id, [])
    return ResourceWeek(
        resource=resource,
        parent=around.resources.get(resource.part_of_id or 0),
        campus=around.campuses.get(resource.campus_id or 0),
        usable=tuple(usable),
        shut=tuple(shut),
        withheld=tuple(withheld),
        closures=closures,
        elsewhere=elsewhere,
        occupied=tuple(eye.occupied(held)),
        free=free_profile(resource, usable, held, broken),
    )


def _shuts(closure: Closure, resource: Resource) -> bool:
    if closure.resource_id is not None:
        return closure.resource_id == resource.id
    return closure.campus_id == resource.campus_id and not resource.travels


def _shut(resource: Resource, around: Surroundings, span: Span) -> list[Span]:
    hours = open_hours(resource, span, around)
    return [] if hours is None else difference([span], hours)


def _withheld(resource: Resource, around: Surroundings, span: Span) -> list[Span]:
    windows = windows_of(resource, around.windows)
    return difference([span], windows) if windows else []


def _by_booking(claim: Claim) -> tuple[int, Span]:
    return (claim.booking_id, claim.span)


@dataclass(frozen=True, slots=True)
class _Eye:
    """Who looks at the week, and what can be told of each booking."""

    actor: Actor
    sight: Sight
    resources: Mapping[int, Resource]
    bookings: Mapping[int, Booking]

    def occupied(self, held: Iterable[Claim]) -> Iterator[Occupied]:
        for (booking_id, span), group in groupby(sorted(held, key=_by_booking), key=_by_booking):
            yield self._taken(self.bookings[booking_id], span, list(group))

    def _taken(self, booking: Booking, span: Span, claims: Sequence[Claim]) -> Occupied:
        owners = {self.resources[need.resource_id].owner_id for need in booking.needs}
        mine = is_own(self.actor, booking)
        organisations = [booking.organisation_id]
        return Occupied(
            resource_id=claims[0].resource_id,
            units=tuple(sorted(claim.unit for claim in claims)),
            span=span,
            booking=booking if in_sight(self.sight, booking, owners) else None,
            status=booking.status,
            mine=mine or bool({need.resource_id for need in booking.needs} & self.actor.group_ids),
            movable=may(self.actor, Action.CHANGE_BOOKING, organisations=organisations, own=mine),
        )
