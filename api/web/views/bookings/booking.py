"""A booking that is being asked for: the form, the verdict on it, and the alternatives as buttons."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from urllib.parse import urlencode
from uuid import uuid4
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from api.i18n import Times, Words, explain
from api.schemas.common import Id
from api.web.forms import Form, moment
from scheduler.domain.bookings.alternatives import Alternative, AlternativeKind
from scheduler.domain.bookings.bookings import Booking, Need, Purpose, SkippedDate
from scheduler.domain.bookings.violations import Violation
from scheduler.domain.time.grain import next_beginning
from scheduler.domain.time.spans import Span
from scheduler.domain.time.wall_time import DAY, WeeklyRule, duration
from scheduler.services.bookings import Preview, RequestBooking
from scheduler.services.overviews.booking_form import BookingForm

FIELDS = ("title", "on", "from", "to", "units", "people", "until", "note", "organisation")


@dataclass(frozen=True, slots=True, kw_only=True)
class AlternativeLink:
    """One alternative as a button: what it says and the value it sends, or where it can be booked anew."""

    kind: str
    text: str
    why: str
    value: str
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestVerdict:
    """What would become of the request: `reasons` are empty when it would be made. `own` is what the person
    has at that time already, and `anyway`, when that is a question, what the button sends that says yes."""

    reasons: tuple[str, ...] = ()
    alternative_links: tuple[AlternativeLink, ...] = ()
    own: tuple[Booking, ...] = ()
    anyway: str = ""
    owners_decide: bool = False
    dates: tuple[Span, ...] = ()
    skipped: tuple[SkippedDate, ...] = ()

    @property
    def accepted(self) -> bool:
        return not self.reasons


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid")
    weekdays: tuple[int, ...]
    at: time
    minutes: int
    first_on: date
    last_on: date
    every: int
    except_on: tuple[date, ...]


class Instead(BaseModel):
    """What the button of an alternative sends back."""

    model_config = ConfigDict(extra="forbid")
    start: AwareDatetime
    end: AwareDatetime
    needs: tuple[tuple[Id, int | None], ...]
    rule: _Rule | None = None


def blank_form(
    known: BookingForm, words: Words, times: Times, start: str, end: str, units: int | None
) -> Form:
    """The form for a place and perhaps a time, as it is first shown: else at the quarter that comes."""
    begins = moment(start, times.zone) or next_beginning(times.now)
    ends = moment(end, times.zone) or begins + DAY / 12
    return Form.blank(
        words,
        on=times.local(begins).date().isoformat(),
        to=times.local(ends).strftime("%H:%M"),
        units=units or (1 if known.resource.units > 1 else None),
        organisation=known.organisations[0].id if known.organisations else None,
        purpose=Purpose.LESSON.value,
        key=uuid4().hex,
        **{"from": times.local(begins).strftime("%H:%M")},
    )


def command_from(form: Form, resource_id: int, zone: ZoneInfo) -> RequestBooking | None:
    """What the form asks; None when it cannot be understood, with the reasons beside its fields."""
    instead = _instead(form.values["instead"] or form.values["anyway"])
    span = form.span("on", "from", "to", zone)
    until = form.day("until", needed=False)
    people, organisation = form.number("people"), form.number("organisation", needed=True)
    needs = _needs(form, resource_id)
    title = form.text("title", needed=True)
    if not form.valid or span is None or organisation is None:
        return None
    rule = _weekly(span, until, zone)
    if instead is not None:
        span, needs, rule = _taken(instead)
    return RequestBooking(
        title=title,
        organisation_id=organisation,
        needs=needs,
        span=None if rule else span,
        rule=rule,
        purpose=Purpose(form.values["purpose"]) if form.values["purpose"] in set(Purpose) else Purpose.OTHER,
        people=people or 0,
        note=form.text("note"),
        key=form.text("key")[:100] or None,
    )


def _needs(form: Form, resource_id: int) -> tuple[Need, ...]:
    units = None if form.values["whole"] else (form.number("units") or 1)
    chosen = [Need(extra, 1) for extra in form.numbers("extra") if extra != resource_id]
    return (Need(resource_id, units), *chosen)


def _weekly(span: Span, until: date | None, zone: ZoneInfo) -> WeeklyRule | None:
    """Every week at the same wall time up to `until`; one booking when nothing follows."""
    first = span.start.astimezone(zone)
    if until is None or until < first.date() + 7 * DAY:
        return None
    minutes = int(duration(span, zone).total_seconds() // 60)
    return WeeklyRule((first.weekday(),), first.time(), minutes, first.date(), until)


def instead_of(value: str) -> tuple[Span, tuple[Need, ...], WeeklyRule | None] | None:
    """What the button of an alternative sent back: when, what, and of a new series its rule."""
    instead = _instead(value)
    return None if instead is None else _taken(instead)


def _instead(value: str) -> Instead | None:
    try:
        return Instead.model_validate_json(value) if value else None
    except ValidationError:
        return None


def _taken(instead: Instead) -> tuple[Span, tuple[Need, ...], WeeklyRule | None]:
    needs = tuple(Need(resource_id, units) for resource_id, units in instead.needs)
    rule = instead.rule
    weekly = (
        None if rule is None else WeeklyRule(**rule.model_dump() | {"except_on": frozenset(rule.except_on)})
    )
    return Span(instead.start, instead.end), needs, weekly


def verdict_of(preview: Preview, known: BookingForm, words: Words, times: Times) -> RequestVerdict:
    """A preview in words."""
    return RequestVerdict(
        reasons=reasons_for(preview.violations, words, times),
        alternative_links=alternative_links(preview.alternatives, known.names, words, times),
        owners_decide=bool(preview.owners_to_ask),
        dates=preview.spans,
        skipped=preview.skipped,
        own=preview.own_overlaps,
    )


def reasons_for(violations: Iterable[Violation], words: Words, times: Times) -> tuple[str, ...]:
    """Each broken rule once, in the order in which they were found."""
    return tuple(dict.fromkeys(explain(violation, words, times) for violation in violations))


def alternative_links(
    alternatives: Sequence[Alternative], names: Mapping[int, str], words: Words, times: Times
) -> tuple[AlternativeLink, ...]:
    """The alternatives as buttons."""
    return tuple(_way_out(alternative, names, words, times) for alternative in alternatives)


def book_address(
    place_id: int, span: Span, needs: Iterable[Need], people: int, organisation_id: int, times: Times
) -> str:
    """The booking form of a place, filled in with all that is known."""
    units = {need.resource_id: need.units for need in needs}
    query = [("start", times.iso(span.start)), ("end", times.iso(span.end))]
    query += [("units", str(units[place_id]))] if units.get(place_id) else []
    query += [("people", str(people))] if people else []
    query += [("organisation", str(organisation_id))]
    query += [("extra", str(other)) for other in units if other != place_id]
    return f"/book/{place_id}?{urlencode(query)}"


def links_anew(
    alternatives: Sequence[Alternative],
    like: Booking,
    names: Mapping[int, str],
    words: Words,
    times: Times,
) -> tuple[AlternativeLink, ...]:
    """The alternatives as links to the form of a new booking `like` one that cannot come back."""
    return tuple(
        replace(
            _way_out(other, names, words, times),
            href=book_address(
                other.needs[0].resource_id, other.span, other.needs, like.people, like.organisation_id, times
            ),
        )
        for other in alternatives
    )


def _way_out(other: Alternative, names: Mapping[int, str], words: Words, times: Times) -> AlternativeLink:
    first = other.needs[0]
    why = words("book.free_there", count=other.free)
    match other.kind:
        case AlternativeKind.FEWER:
            text, why = words("book.fewer", count=first.units or 1), times.span(other.span)
        case AlternativeKind.RESOURCE:
            text = names.get(first.resource_id, "")
        case AlternativeKind.SKIP:
            missed = sorted(other.rule.except_on) if other.rule else []
            text, why = words("book.skip"), ", ".join(times.day(on) for on in missed)
        case AlternativeKind.TIME:
            text = times.span(other.span)
    return AlternativeLink(kind=other.kind.value, text=text, why=why, value=_value(other))


def _value(other: Alternative) -> str:
    rule = other.rule
    sent = None
    if rule is not None:
        sent = _Rule(
            weekdays=rule.weekdays,
            at=rule.at,
            minutes=rule.minutes,
            first_on=rule.first_on,
            last_on=rule.last_on,
            every=rule.every,
            except_on=tuple(sorted(rule.except_on)),
        )
    needs = tuple((need.resource_id, need.units) for need in other.needs)
    return Instead(start=other.span.start, end=other.span.end, needs=needs, rule=sent).model_dump_json()
