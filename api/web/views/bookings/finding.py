"""A search for room: from the form to the question, from the answer to buttons."""

from dataclasses import dataclass
from datetime import timedelta

from api.i18n import Times, Words
from api.web.forms import Form
from api.web.page_context import Frame
from api.web.views.bookings.booking import book_address
from scheduler.domain.bookings.availability import Option
from scheduler.domain.bookings.packages import Note, Search
from scheduler.domain.campus.resources import PLACES, ResourceKind
from scheduler.services.bookings.find_room import RoomSearchResult
from scheduler.services.overviews.search_options import Intention


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundOption:
    """One option: where, when, why it ranks, what it lacks, and where to book it."""

    place: str
    with_what: tuple[str, ...]
    when: str
    why: tuple[str, ...]
    lacks: tuple[str, ...]
    href: str


def fresh_form(known: Intention, frame: Frame) -> Form:
    """The question before anything is filled in: two hours, in the coming two weeks."""
    today = frame.times.today
    return Form.blank(
        frame.words,
        minutes=120,
        units=1,
        first_on=today.isoformat(),
        last_on=(today + timedelta(days=13)).isoformat(),
        earliest="08:00",
        latest="18:00",
        organisation=known.organisations[0].id if known.organisations else None,
    )


def search_from(form: Form) -> Search | None:
    """What the form asks; None when it cannot be understood, with the reasons beside its fields."""
    minutes, organisation = form.number("minutes", needed=True), form.number("organisation", needed=True)
    first_on, last_on = form.day("first_on"), form.day("last_on")
    earliest, latest = form.clock("earliest"), form.clock("latest")
    units, people = form.number("units"), form.number("people")
    if not form.valid or minutes is None or organisation is None:
        return None
    if first_on is None or last_on is None or earliest is None or latest is None:
        return None
    kind = form.values["kind"]
    return Search(
        organisation_id=organisation,
        minutes=minutes,
        first_on=first_on,
        last_on=last_on,
        kind=ResourceKind(kind) if kind in PLACES else None,
        units=units or 1,
        people=people or 0,
        features=frozenset(form.lists.get("feature", ())) - {""},
        weekdays=frozenset(day for day in form.numbers("weekday") if day < 7),
        earliest=earliest,
        latest=latest,
        campus_id=form.number("campus"),
        within=form.number("within"),
    )


def options_of(found: RoomSearchResult, asked: Search, words: Words, times: Times) -> tuple[FoundOption, ...]:
    """The options in words, best first."""
    return tuple(_option(option, found, asked, words, times) for option in found.options)


def _option(
    option: Option, found: RoomSearchResult, asked: Search, words: Words, times: Times
) -> FoundOption:
    place = found.resources[option.place_id]
    others = [need.resource_id for need in option.needs if need.resource_id != option.place_id]
    return FoundOption(
        place=place.name,
        with_what=tuple(found.resources[other].name for other in others if other in found.resources),
        when=times.span(option.span),
        why=tuple(_said(note, words) for note in option.why),
        lacks=tuple(_said(note, words) for note in option.lacks),
        href=book_address(place.id, option.span, option.needs, option.people, asked.organisation_id, times),
    )


def _said(note: Note, words: Words) -> str:
    data = {
        name: ", ".join(value) if isinstance(value, (tuple, list)) else value
        for name, value in note.data.items()
    }
    return words(f"search.{note.code.value}", **data)
