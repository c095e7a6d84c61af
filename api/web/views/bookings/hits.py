"""The bookings that a change hits, as a page asks what to do with them, and what it was answered."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from api.i18n import Times, Words, explain
from api.web.forms import Form
from scheduler.domain.bookings.alternatives import Alternative
from scheduler.domain.bookings.bookings import Booking, Need
from scheduler.domain.bookings.impacts import Remedy
from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Invalid
from scheduler.domain.time.spans import Span
from scheduler.services.bookings.hits.commands import Remedies, RemedyChoice, SettledHit

_FIELD: Final = "hit-"
_SEEN: Final = "hits"
_REASON: Final = "hits_reason"
MOST_SHOWN: Final = 100
"""Hits that are asked about one by one; more than these stay, and are on the list of what no longer fits."""


@dataclass(frozen=True, slots=True)
class HitView:
    """One hit: why, and what can be done, each with the value a form sends for it. `searched`: other ways
    were looked for; `stuck`: and none was found."""

    booking: Booking
    why: tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    chosen: str
    searched: bool
    stuck: bool

    @property
    def field(self) -> str:
        return f"{_FIELD}{self.booking.id}"


def hit_views(
    hits: tuple[SettledHit, ...], form: Form, words: Words, times: Times, names: dict[int, str]
) -> tuple[HitView, ...]:
    """The first of them; `names` are those of resources, by id."""
    return tuple(_view(each, form, words, times, names) for each in hits[:MOST_SHOWN])


def _view(each: SettledHit, form: Form, words: Words, times: Times, names: dict[int, str]) -> HitView:
    booking = each.hit.booking
    options = tuple(_options(each, words, times, names))
    sent = form.values[f"{_FIELD}{booking.id}"]
    values = {value for value, _ in options}
    return HitView(
        booking=booking,
        why=tuple(explain(violation, words, times) for violation in each.hit.violations),
        options=options,
        chosen=sent if sent in values else Remedy.KEEP.value,
        searched=each.offers is not None,
        stuck=each.offers is not None and not each.offers.alternatives and not each.offers.colleagues,
    )


def _options(
    each: SettledHit, words: Words, times: Times, names: dict[int, str]
) -> Iterator[tuple[str, str]]:
    yield Remedy.KEEP.value, words("hits.keep")
    if each.offers is not None:
        for other in each.offers.alternatives:
            where = _where(other, each.hit.booking, names)
            said = words("hits.move_at", when=times.span(other.span), where=where)
            yield _written(other), said if where else words("hits.move", when=times.span(other.span))
        for person in each.offers.colleagues:
            yield f"{Remedy.HAND_OVER.value} {person.id}", words("hits.hand_over", name=person.name)
    yield Remedy.CANCEL.value, words("hits.cancel")


def _where(other: Alternative, booking: Booking, names: dict[int, str]) -> str:
    """What is other about what it needs."""
    new = [need for need in other.needs if need not in booking.needs]
    return ", ".join(
        names.get(need.resource_id, "") + (f" ({need.units})" if need.units else "") for need in new
    )


def _written(other: Alternative) -> str:
    needs = ",".join(f"{need.resource_id}:{need.units or ''}" for need in other.needs)
    return f"{Remedy.MOVE.value} {other.span.start.isoformat()} {other.span.end.isoformat()} {needs}"


def remedies_from(form: Form) -> Remedies:
    """What was chosen. Raises `Invalid` for what no page of ours sends."""
    choices = [
        _choice(int(name.removeprefix(_FIELD)), value)
        for name, value in form.values.items()
        if name.startswith(_FIELD) and name.removeprefix(_FIELD).isdecimal()
    ]
    return Remedies(
        choices={choice.booking_id: choice for choice in choices if choice.remedy is not Remedy.KEEP},
        reason=form.text(_REASON)[:200],
        agreed=form.text(_SEEN),
    )


def _choice(booking_id: int, value: str) -> RemedyChoice:
    word, *rest = value.split(" ")
    try:
        return RemedyChoice(booking_id=booking_id, remedy=Remedy(word), **_details(Remedy(word), rest))
    except ValueError as unreadable:
        raise Invalid("hits", InvalidCode.WRONG_FORM) from unreadable


def _details(remedy: Remedy, rest: list[str]) -> dict[str, Any]:
    if remedy is Remedy.HAND_OVER:
        return {"to_person_id": int(rest[0]) if rest else None}
    if remedy is not Remedy.MOVE:
        return {}
    start, end, needs = rest
    pairs = [each.split(":") for each in needs.split(",")]
    return {
        "span": Span(datetime.fromisoformat(start), datetime.fromisoformat(end)),
        "needs": tuple(Need(int(resource), int(units) if units else None) for resource, units in pairs),
    }


def sent_again(form: Form) -> list[tuple[str, str]]:
    """Everything else that the form said, to be said again with the choices."""
    ours = (_SEEN, _REASON)
    return [
        (name, value)
        for name, values in form.lists.items()
        if name not in ours and not name.startswith(_FIELD)
        for value in values
    ]
