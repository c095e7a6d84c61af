"""Steps that requesting, previewing, changing and restoring share; each runs in its caller's transaction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from scheduler.domain.bookings.alternatives import Recurrence
from scheduler.domain.bookings.approvals import Approval, Decision, owners_to_ask
from scheduler.domain.bookings.bookings import Booking, Need, SkippedDate, check_shape
from scheduler.domain.bookings.claims import campus_of, with_parts
from scheduler.domain.bookings.refusals import RefusedDate
from scheduler.domain.bookings.rules import Verdict, Wish, judge_all
from scheduler.domain.bookings.series_dates import skipped_by_rule
from scheduler.domain.bookings.surroundings import Surroundings
from scheduler.domain.bookings.violations import Violation
from scheduler.domain.campus.campuses import Campus
from scheduler.domain.campus.organisations import Organisation
from scheduler.domain.campus.resources import Resource
from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Invalid, NotFound
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import decides_for
from scheduler.domain.planning.projects import Project
from scheduler.domain.time.spans import Span
from scheduler.services.bookings.commands import RequestBooking
from scheduler.storage import records
from scheduler.storage.bookings import surroundings
from scheduler.storage.bookings.claims import lock_resources
from scheduler.storage.bookings.series import get_series
from scheduler.storage.store import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request with what it means now: its occasions, and the resources with their fixed parts."""

    wish: Wish
    occasions: tuple[tuple[date | None, Span], ...]
    resources: Mapping[int, Resource]
    zone: str
    recurrence: Recurrence | None = None
    skipped: tuple[SkippedDate, ...] = ()

    @property
    def skipped_on(self) -> tuple[date, ...]:
        return tuple(each.on for each in self.skipped)

    @property
    def wishes(self) -> tuple[Wish, ...]:
        return tuple(replace(self.wish, span=span) for _, span in self.occasions)


async def understand(tx: Tx, actor: Actor, command: RequestBooking, home: str) -> Asked:
    """`home` is the zone of what happens on no campus.

    Raises `Invalid` for what no booking can be, `NotFound` for what it names and there is not.
    """
    resources = await known_resources(tx, command.needs)
    await _check_named(tx, command)
    zone = await zone_of(tx, command.needs, resources, home)
    recurrence = await _recurrence(tx, command, zone)
    if recurrence is None:
        assert command.span is not None  # noqa: S101 - the command holds exactly one of the two
        occasions: tuple[tuple[date | None, Span], ...] = ((None, command.span),)
        skipped: tuple[SkippedDate, ...] = ()
    else:
        occasions = recurrence.rule.occurrences(recurrence.zone, recurrence.holidays)
        skipped = skipped_by_rule(recurrence.rule, recurrence.zone, recurrence.holidays)
    if not occasions:
        raise Invalid("rule", InvalidCode.NO_DATE_LEFT, expected="at least one date that is not skipped")
    check_shape(command.title, occasions[0][1], command.needs, command.people)
    wish = wish_of(actor, command.needs, occasions[0][1], command.people, command.organisation_id)
    return Asked(
        wish=wish,
        occasions=occasions,
        resources=resources,
        zone=zone,
        recurrence=recurrence,
        skipped=skipped,
    )


async def known_resources(tx: Tx, needs: Iterable[Need]) -> dict[int, Resource]:
    """The resources of these needs with the fixed parts of those. Raises `NotFound`."""
    wanted = sorted({need.resource_id for need in needs})
    found = await surroundings.with_parts_of(tx, wanted)
    for resource_id in wanted:
        if resource_id not in found:
            raise NotFound("resource", resource_id)
    return found


async def understand_locked(tx: Tx, actor: Actor, command: RequestBooking, home: str) -> Asked:
    """The same with everything that is at stake locked: what was read to find out what that is, is read
    again, for a rule that was changed in between binds."""
    asked = await understand(tx, actor, command, home)
    while await lock_resources(tx, asked.resources) and not await _still_so(tx, asked, home):
        asked = await understand(tx, actor, command, home)
    return asked


async def _still_so(tx: Tx, asked: Asked, home: str) -> bool:
    resources = await known_resources(tx, asked.wish.needs)
    if resources != asked.resources:
        return False
    # Only the dates of a series are reckoned by a clock.
    return asked.recurrence is None or asked.zone == await zone_of(tx, asked.wish.needs, resources, home)


async def _check_named(tx: Tx, command: RequestBooking) -> None:
    """Raises `NotFound` for an organisation or a project that does not exist."""
    for kind, key in ((Organisation, command.organisation_id), (Project, command.project_id)):
        if key is not None and not await records.existing(tx, kind, [key]):
            raise NotFound(kind.__name__.lower(), key)


def wish_of(
    actor: Actor,
    needs: tuple[Need, ...],
    span: Span,
    people: int,
    organisation_id: int,
) -> Wish:
    """What the rules are asked."""
    return Wish(needs=needs, span=span, people=people, organisation_id=organisation_id, by=actor)


async def judged(
    tx: Tx,
    wishes: Sequence[Wish],
    resources: Mapping[int, Resource],
    person_id: int | None,
    now: datetime,
    *,
    without: Iterable[int] = (),
) -> tuple[Verdict, ...]:
    """The verdict on each wish as things stand now."""
    around = await look_around(tx, wishes, resources, person_id, now, without=without)
    return judge_all(wishes, around, now)


async def look_around(
    tx: Tx,
    wishes: Sequence[Wish],
    resources: Mapping[int, Resource],
    person_id: int | None,
    now: datetime,
    *,
    without: Iterable[int] = (),
) -> Surroundings:
    """What the rules need for exactly these wishes."""
    return await surroundings.surroundings(
        tx,
        resources,
        [wish.span for wish in wishes],
        now,
        person_ids=[] if person_id is None else [person_id],
        without=without,
    )


def broken(found: Iterable[Verdict | RefusedDate]) -> tuple[Violation, ...]:
    """Every violation, in order."""
    return tuple(violation for each in found for violation in each.violations)


def approvals_needed(
    actor: Actor, booking: Booking, resources: Mapping[int, Resource], now: datetime
) -> tuple[Approval, ...]:
    """One per owner who shares on request; where the actor speaks for the owner it is given at once."""
    needs = with_parts(booking.needs, resources.values())
    return tuple(
        _approval(actor, booking.id, owner_id, now)
        for owner_id in owners_to_ask(needs, resources, booking.organisation_id)
    )


def _approval(actor: Actor, booking_id: int, owner_id: int, now: datetime) -> Approval:
    asked = Approval(id=0, booking_id=booking_id, organisation_id=owner_id)
    if not decides_for(actor, owner_id):
        return asked
    return replace(asked, decision=Decision.APPROVED, decided_by_id=actor.id, decided_at=now)


async def zone_of(tx: Tx, needs: Iterable[Need], resources: Mapping[int, Resource], home: str) -> str:
    """The clock that people there look at; on no campus, that of the installation (`home`)."""
    campus_id = campus_of(needs, resources)
    return home if campus_id is None else (await records.get(tx, Campus, campus_id)).zone


async def zone_of_booking(tx: Tx, booking: Booking, home: str) -> str:
    """A series keeps the clock it was made by."""
    if booking.series_id is not None:
        return (await get_series(tx, booking.series_id)).zone
    return home if booking.campus_id is None else (await records.get(tx, Campus, booking.campus_id)).zone


async def _recurrence(tx: Tx, command: RequestBooking, zone: str) -> Recurrence | None:
    rule = command.rule
    if rule is None:
        return None
    asked = [need.resource_id for need in command.needs]
    holidays = await surroundings.holidays(tx, command.organisation_id, asked, rule.first_on, rule.last_on)
    return Recurrence(rule, ZoneInfo(zone), holidays)
