"""A form as it was sent: its values, and what is wrong with each in the reader's words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from api.i18n import Words, explain_error
from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Conflict, Invalid, Stale
from scheduler.domain.time.spans import Span
from scheduler.domain.time.wall_time import DAY, at_wall_time, exists

_LONGEST = 5000
_A_NIGHT = timedelta(hours=14)


class Texts(dict[str, str]):
    """Texts by name; a name that is not there says nothing, and asking for it leaves no trace."""

    def __missing__(self, name: str) -> str:
        return ""


@dataclass(slots=True)
class Form:
    """Reads values by name and remembers, for the template, which of them cannot be used and why."""

    words: Words
    values: Texts = field(default_factory=Texts)
    problems: Texts = field(default_factory=Texts)
    lists: Mapping[str, list[str]] = field(default_factory=dict)
    items: tuple[tuple[str, str], ...] = ()

    @classmethod
    def sent(cls, items: Iterable[tuple[str, object]], words: Words) -> "Form":
        """What a browser sent; files are not read here."""
        texts = [(name, _clean(value)) for name, value in items if isinstance(value, str)]
        lists: dict[str, list[str]] = {}
        for name, value in texts:
            lists.setdefault(name, []).append(value)
        return cls(words, values=Texts(texts), lists=lists, items=tuple(texts))

    @classmethod
    def blank(cls, words: Words, **values: object) -> "Form":
        """A form to be filled in, with what is known already."""
        known = {name: str(value) for name, value in values.items() if value is not None}
        return cls(words, values=Texts(known))

    @property
    def valid(self) -> bool:
        return not self.problems

    def text(self, name: str, *, needed: bool = False) -> str:
        value = self.values[name].strip()
        if needed and not value:
            self.object_to(name, InvalidCode.EMPTY)
        return value

    def number(self, name: str, *, needed: bool = False) -> int | None:
        value = self.text(name, needed=needed)
        if not value:
            return None
        if not value.isascii() or not value.isdigit() or len(value) > 9:
            self.object_to(name, InvalidCode.NOT_A_NUMBER)
            return None
        return int(value)

    def numbers(self, name: str) -> tuple[int, ...]:
        """Every number sent under one name; what is none is left out."""
        return tuple(int(value) for value in self.lists.get(name, []) if _is_id(value))

    def day(self, name: str, *, needed: bool = True) -> date | None:
        value = self.text(name, needed=needed)
        try:
            return date.fromisoformat(value) if value else None
        except ValueError:
            self.object_to(name, InvalidCode.NOT_A_TIME)
            return None

    def clock(self, name: str, *, needed: bool = True) -> time | None:
        value = self.text(name, needed=needed)
        try:
            return time.fromisoformat(value).replace(tzinfo=None) if value else None
        except ValueError:
            self.object_to(name, InvalidCode.NOT_A_TIME)
            return None

    def moment(self, name: str, zone: ZoneInfo) -> datetime | None:
        """Wall time in `zone`; None with the reason."""
        found = moment(self.text(name, needed=True), zone)
        if found is None and self.values[name].strip():
            self.object_to(name, InvalidCode.NOT_A_TIME)
        return found

    def moments(self, start: str, end: str, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
        """The one and the other, which is not before it."""
        first, last = self.moment(start, zone), self.moment(end, zone)
        if first and last and last <= first:
            self.object_to(end, InvalidCode.NOT_AFTER_START)
        return first, last

    def span(self, day: str, start: str, end: str, zone: ZoneInfo) -> Span | None:
        """The wall times `start` to `end` from one day on; an end that is not after the start is of the night
        that follows, if that is a night. None when they make no span, with the reason."""
        on, starts, ends = self.day(day), self.clock(start), self.clock(end)
        if on is None or starts is None or ends is None:
            return None
        if not exists(on, starts, zone):
            self.object_to(start, InvalidCode.NO_SUCH_HOUR)
            return None
        first, last = (at_wall_time(on, at, zone) for at in (starts, ends))
        if ends <= starts and (overnight := at_wall_time(on + DAY, ends, zone)) - first <= _A_NIGHT:
            last = overnight
        try:
            return Span(first, last)
        except Invalid as error:
            self.accept(error, [end])
            return None

    def object_to(self, name: str, problem: InvalidCode) -> None:
        """Remember that the value of `name` cannot be used."""
        self.object_to_with(name, f"invalid.{problem}")

    def object_to_with(self, name: str, sentence: str) -> None:
        """The same with a sentence by its whole key; `form` is the name of the form itself."""
        self.problems[name] = self.words(sentence)

    def overtaken(self, error: Stale, now_there: Mapping[str, str]) -> None:
        """Somebody changed meanwhile what is in this form: what was typed stays, beside what is `now_there`
        instead, and the next press is about that."""
        for name, value in now_there.items():
            self.problems[name] = self.words("page.now_there", value=value or "–")
        self.values["version"] = str(error.current)
        self.object_to_with("form", "page.overtaken")

    def accept(self, error: Invalid | Conflict, names: Iterable[str]) -> None:
        """Put a domain's objection beside the field it is about, or beside the first of `names`."""
        known = tuple(names)
        at = error.field if isinstance(error, Invalid) and error.field in known else known[0]
        self.problems[at] = explain_error(error, self.words)


def _clean(value: str) -> str:
    return value.replace("\x00", "")[:_LONGEST]


def _is_id(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= 9


def moment(value: str, zone: ZoneInfo) -> datetime | None:
    """`2026-11-24T13:00` as wall time in `zone`; None when it is no such thing."""
    try:
        local = datetime.fromisoformat(value)
    except ValueError:
        return None
    return at_wall_time(local.date(), local.time().replace(tzinfo=None), zone)
