"""Do with each hit what was chosen, in the transaction of the change that hit it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from scheduler.domain.bookings.bookings import Booking, SeriesScope
from scheduler.domain.bookings.changes import ChangedBookings, ChangeSet
from scheduler.domain.bookings.claims import Claim, campus_of
from scheduler.domain.bookings.hits import Hit, StandingBooking, handed_over, rejudged, wish_to_move
from scheduler.domain.bookings.impacts import Impact, Remedy, breach_of
from scheduler.domain.bookings.refusals import BookingRefused, RefusedChange
from scheduler.domain.bookings.rules import Verdict, Wish
from scheduler.domain.bookings.series_dates import SeriesCalendar
from scheduler.domain.bookings.standing import Standing
from scheduler.domain.bookings.states import BookingStatus, Happening
from scheduler.domain.campus.resources import Resource
from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Invalid
from scheduler.domain.identity.people import Actor
from scheduler.services.bookings.change import write_moved
from scheduler.services.bookings.effects import follow
from scheduler.services.bookings.evaluate import judged, known_resources, zone_of_booking
from scheduler.services.bookings.hits.commands import Remedies, RemedyChoice, SettledHit
from scheduler.services.bookings.hits.offers import accepts_colleague, leaving_from
from scheduler.services.bookings.hits.worlds import world_around
from scheduler.services.bookings.planned_change import Accepted, PlannedChange
from scheduler.services.bookings.series_scope import require_right_to
from scheduler.services.bookings.write import write_bookings
from scheduler.storage import records
from scheduler.storage.bookings.approvals import approvals_of
from scheduler.storage.bookings.bookings import bookings_by_id
from scheduler.storage.bookings.surroundings import owners_of
from scheduler.storage.campus.resources import staff_resource
from scheduler.storage.store import Store, Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Settling:
    """Everything that settling the hits of one change goes by."""

    store: Store
    actor: Actor
    remedies: Remedies
    now: datetime

    def impact(self, hit: Hit, remedy: Remedy) -> Impact:
        """What the booking says of it from then on; what it did not keep before stays said."""
        breaches = {each.what: each for each in map(breach_of, hit.violations)}
        before = hit.booking.impact
        if before is not None and before.remedy is Remedy.KEEP and remedy is Remedy.KEEP:
            breaches = {each.what: each for each in before.breaches} | breaches
        return Impact(
            remedy=remedy,
            breaches=tuple(breaches.values()),
            reason=self.remedies.reason.strip(),
            by_id=self.actor.id or None,
        )


async def settle(
    tx: Tx, settling: Settling, hits: Sequence[Hit], standing: Mapping[int, StandingBooking]
) -> tuple[SettledHit, ...]:
    """All of it, and everybody hears: what is cancelled makes room first, then what moves.

    Raises:
        Invalid: something is chosen for what is no hit, or somebody cannot take over.
        Forbidden: the actor may not change one of the bookings.
        BookingRefused: one of them cannot move there.
    """
    chosen = settling.remedies.choices
    if unknown := sorted(set(chosen) - {hit.booking.id for hit in hits}):
        raise Invalid("hits", InvalidCode.UNKNOWN, unknown=unknown)
    after: dict[int, Booking] = {}
    for remedy, do in ((Remedy.CANCEL, _cancel), (Remedy.MOVE, _move), (Remedy.HAND_OVER, _hand_over)):
        mine = [hit for hit in hits if _remedy(chosen, hit) is remedy]
        await _may_change(tx, settling.actor, mine)
        for hit in mine:
            after[hit.booking.id] = await do(tx, settling, hit, standing[hit.booking.id])
    kept = [hit for hit in hits if hit.booking.id not in after]
    after |= await _keep(tx, settling, kept, standing)
    return tuple(
        SettledHit(hit=hit, remedy=_remedy(chosen, hit), after=after[hit.booking.id]) for hit in hits
    )


async def heal(tx: Tx, settling: Settling, well: Mapping[Booking, Impact | None]) -> None:
    """Bookings that were kept against a rule and keep it again say so no longer: what is left to say of
    each."""
    if not well:
        return
    after = [booking.changed(impact=left, updated_at=settling.now) for booking, left in well.items()]
    written = await write_bookings(tx, Happening.AFFECTED, after)
    await _follow(tx, settling, Happening.AFFECTED, list(well), written)


def _remedy(chosen: Mapping[int, RemedyChoice], hit: Hit) -> Remedy:
    return chosen[hit.booking.id].remedy if hit.booking.id in chosen else Remedy.KEEP


async def _may_change(tx: Tx, actor: Actor, hits: Sequence[Hit]) -> None:
    owners = await owners_of(tx, [need.resource_id for hit in hits for need in hit.booking.needs])
    for hit in hits:
        require_right_to(actor, Happening.CHANGED, hit.booking, owners)


async def _cancel(tx: Tx, settling: Settling, hit: Hit, standing: StandingBooking) -> Booking:
    impact = settling.impact(hit, Remedy.CANCEL)
    before = standing.booking
    said = [impact.reason, *(breach.reason for breach in impact.breaches)]
    after = before.called_off_as(
        BookingStatus.CANCELLED,
        settling.now,
        by_id=impact.by_id,
        reason=next((reason for reason in said if reason), ""),
    )
    after = replace(after, impact=impact)
    written = await write_bookings(tx, Happening.CANCELLED, [after])
    await _follow(tx, settling, Happening.CANCELLED, [before], written)
    return written[0]


async def _keep(
    tx: Tx, settling: Settling, hits: Sequence[Hit], standing: Mapping[int, StandingBooking]
) -> dict[int, Booking]:
    """They stay, and say what they do not keep; whose place went to another campus goes along."""
    resources = await records.by_id(tx, Resource, {n.resource_id for hit in hits for n in hit.booking.needs})
    stays: list[tuple[Booking, Booking]] = []
    goes_along: list[tuple[Booking, Booking]] = []
    for hit in hits:
        before = standing[hit.booking.id].booking
        campus_id = campus_of(before.needs, resources)
        impact = settling.impact(hit, Remedy.KEEP)
        after = before.changed(impact=impact, campus_id=campus_id, updated_at=settling.now)
        (stays if campus_id == before.campus_id else goes_along).append((before, after))
    claims = [
        [replace(claim, campus_id=after.campus_id) for claim in standing[after.id].claims]
        for _, after in goes_along
    ]
    await _write_kept(tx, settling, Happening.AFFECTED, stays)
    await _write_kept(tx, settling, Happening.MOVED, goes_along, claims)
    return {after.id: after for _, after in (*stays, *goes_along)}


async def _write_kept(
    tx: Tx,
    settling: Settling,
    happening: Happening,
    changes: Sequence[tuple[Booking, Booking]],
    claims: Sequence[Sequence[Claim]] = (),
) -> None:
    """Nothing of it can be refused, so that a preview need not do it."""
    if changes and not settling.remedies.preview:
        written = await write_bookings(tx, happening, [after for _, after in changes], claims)
        await _follow(tx, settling, happening, [before for before, _ in changes], written)


async def _move(tx: Tx, settling: Settling, hit: Hit, standing: StandingBooking) -> Booking:
    choice, before = settling.remedies.choices[hit.booking.id], standing.booking
    wish = replace(
        wish_to_move(standing), span=choice.span or before.span, needs=choice.needs or before.needs
    )
    resources = await known_resources(tx, [*before.needs, *wish.needs])
    verdict = (await judged(tx, [wish], resources, before.organiser_id, settling.now, without=[before.id]))[0]
    after = before.changed(
        span=wish.span,
        needs=tuple(sorted(wish.needs, key=lambda need: need.resource_id)),
        campus_id=campus_of(wish.needs, resources),
        impact=settling.impact(hit, Remedy.MOVE),
        updated_at=settling.now,
    )
    return await _write(tx, settling, standing, after, wish, verdict)


async def _hand_over(tx: Tx, settling: Settling, hit: Hit, standing: StandingBooking) -> Booking:
    leaving = await leaving_from(tx, hit)
    person_id = settling.remedies.choices[hit.booking.id].to_person_id or 0
    colleague = await staff_resource(tx, person_id)
    if leaving is None or colleague is None:
        raise Invalid("hits", InvalidCode.UNKNOWN, unknown=[person_id])
    staff, leaver_id = leaving
    staff_id = None if staff is None else staff.id
    was = StandingBooking(hit.booking, standing.claims)
    around = await world_around(tx, [was], settling.now, also=[colleague])
    instead = handed_over(was, leaver_id, colleague, staff_id)
    verdict = rejudged(instead, around, settling.now)
    if accepts_colleague(was, leaver_id, colleague, staff_id, around, settling.now):
        verdict = replace(verdict, violations=())
    after = standing.booking.changed(
        needs=instead.booking.needs,
        organiser_id=instead.booking.organiser_id,
        impact=settling.impact(hit, Remedy.HAND_OVER),
        updated_at=settling.now,
    )
    return await _write(tx, settling, standing, after, wish_to_move(instead), verdict)


async def _write(
    tx: Tx, settling: Settling, standing: StandingBooking, after: Booking, wish: Wish, verdict: Verdict
) -> Booking:
    """Where the judge says yes; owners of more are asked as of any other move."""
    before, store = standing.booking, settling.store
    zone = await zone_of_booking(tx, before, store.zone)
    if verdict.violations:
        raise BookingRefused(verdict.violations, zone=zone)
    planned = PlannedChange(
        before=(before,),
        after=(after,),
        resources=await known_resources(tx, [*before.needs, *after.needs]),
        calendar=SeriesCalendar(ZoneInfo(zone)),
        leapt=frozenset(),
        time=store.answer_time,
        again=RefusedChange(
            booking_id=before.id, version=before.version, scope=SeriesScope.ONE, partly=False
        ),
    )
    was = replace(wish, before=Standing(before.span, before.needs, standing.claims))
    said = await approvals_of(tx, [before.id])
    accepted = Accepted(planned, (was,), (verdict,), ())
    done = await write_moved(tx, settling.actor, accepted, said, settling.now)
    await _follow(tx, settling, Happening.MOVED, done.before, done.after)
    return (await bookings_by_id(tx, [before.id]))[0]


async def _follow(
    tx: Tx, settling: Settling, happening: Happening, before: Sequence[Booking], after: Sequence[Booking]
) -> None:
    change = ChangedBookings(happening=happening, before=tuple(before), after=tuple(after))
    done = ChangeSet(
        changes=(change,), actor=settling.actor, at=settling.now, reason=settling.remedies.reason
    )
    await follow(tx, settling.store.channels, done)
