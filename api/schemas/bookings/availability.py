"""The search for room, on the wire."""

from datetime import datetime, time
from typing import Annotated, Any, Self

from pydantic import Field
from pydantic_core import to_jsonable_python

from api.i18n import Words
from api.schemas.bookings.bookings import NeedOut
from api.schemas.common import Day, Id, Input, Output, SpelledId, WallTime, Word
from scheduler.domain.bookings.availability import Option
from scheduler.domain.bookings.bookings import Need
from scheduler.domain.bookings.packages import Note, Search
from scheduler.domain.campus.resources import ResourceKind
from scheduler.services.bookings.find_room import RoomSearchResult

Weekday = Annotated[int, Field(ge=0, le=6)]


class SearchQuery(Input):
    """What is needed, how long, roughly when, near where. `weekdays`: 0 is Monday; none: any day.

    A feature may be the place's own or that of equipment fixed in it or brought to it. `beside` are
    resources (a group, a teacher) that must be free at the same time.
    """

    organisation_id: SpelledId
    minutes: Annotated[int, Field(ge=5, le=1440)]
    first_on: Day
    last_on: Annotated[Day, Field(description="At most 62 days after first_on.")]
    kind: ResourceKind | None = None
    units: Annotated[int, Field(ge=1, le=500)] = 1
    whole: Annotated[bool, Field(description="The whole place, however many units it has.")] = False
    people: Annotated[int, Field(ge=0, le=100_000)] = 0
    feature: Annotated[list[Word], Field(max_length=20, default_factory=list)]
    weekday: Annotated[list[Weekday], Field(max_length=7, default_factory=list)]
    earliest: WallTime = time(7)
    latest: WallTime = time(22)
    preferred: Annotated[WallTime | None, Field(description="The wall time it should start at.")] = None
    campus_id: SpelledId | None = None
    within: Annotated[int | None, Field(ge=0, le=1440, description="Minutes from campus_id.")] = None
    beside: Annotated[list[SpelledId], Field(max_length=20, default_factory=list)]
    limit: Annotated[int, Field(ge=1, le=50)] = 10

    def to_domain(self) -> Search:
        """Raises `Invalid` where the parts do not go together."""
        same = {"organisation_id", "minutes", "first_on", "last_on", "kind", "people"}
        same |= {"earliest", "latest", "preferred", "campus_id", "within"}
        return Search(
            **{name: getattr(self, name) for name in same},
            units=None if self.whole else self.units,
            features=frozenset(self.feature),
            weekdays=frozenset(self.weekday),
            beside=tuple(Need(resource_id) for resource_id in sorted(set(self.beside))),
        )


class NoteOut(Output):
    """A reason or a lack: its code, its numbers, and the sentence for the reader."""

    code: str
    data: dict[str, Any]
    message: str

    @classmethod
    def from_domain(cls, note: Note, words: Words) -> Self:
        return cls(code=note.code.value, data=to_jsonable_python(note.data), message=say_note(note, words))


class OptionOut(Output):
    """Needs and a span that the rules accept for so many people; the fewer points, the better."""

    place_id: Id
    place_name: str
    campus_id: int | None
    start: datetime
    end: datetime
    needs: list[NeedOut]
    points: float
    why: list[NoteOut]
    lacks: list[NoteOut]
    people: int
    owners_to_ask: list[int]


class RoomSearchOut(Output):
    """Options, best first. `exact` false: nothing has everything; each option says what it lacks."""

    exact: bool
    options: list[OptionOut]

    @classmethod
    def from_domain(cls, found: RoomSearchResult, words: Words) -> Self:
        return cls(exact=found.exact, options=[_option(option, found, words) for option in found.options])


def say_note(note: Note, words: Words) -> str:
    """A reason or a lack in words."""
    values = dict(note.data)
    for several in ("features", "qualifications"):
        if several in values:
            values[several] = ", ".join(values[several])
    return words(f"search.{note.code.value}", **values)


def _option(option: Option, found: RoomSearchResult, words: Words) -> OptionOut:
    place = found.resources[option.place_id]
    return OptionOut(
        place_id=place.id,
        place_name=place.name,
        campus_id=place.campus_id,
        start=option.span.start,
        end=option.span.end,
        needs=[NeedOut.model_validate(need) for need in option.needs],
        points=round(option.points, 1),
        why=[NoteOut.from_domain(note, words) for note in option.why],
        lacks=[NoteOut.from_domain(note, words) for note in option.lacks],
        people=option.people,
        owners_to_ask=list(option.awaits),
    )
