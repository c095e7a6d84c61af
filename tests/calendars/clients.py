"""Two model clients that poll a feed, and a feed that answers them: what people's calendars do, in short.

`DropsCancelled` does as Google does: a feed is the whole truth, cancelled events are not shown. `KeepsSeen`
does as clients do that merge: an event stays until it is said to be cancelled, and of two versions the one
with the higher SEQUENCE, then the later DTSTAMP, is believed.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from enum import Enum
from typing import Final

from calendars.encode import encode, etag
from calendars.event import Calendar
from calendars.occurrence import text_of
from calendars.tokens import CalendarFile, Component
from calendars.values import instant_of

_SECOND: Final = timedelta(seconds=1)
Shown = dict[str, tuple[datetime, datetime, str]]


class Asking(Enum):
    """How a client asks whether anything changed."""

    ETAG = "If-None-Match"
    DATE = "If-Modified-Since"
    NOTHING = "always"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the feed says; `octets` is None for 304."""

    octets: bytes | None
    etag: str
    last_modified: str


@dataclass(slots=True)
class Feed:
    """A published calendar with validators: the ETag of its octets, and a date that grows with each revision.

    The latest change of a row that is still there would not do: it goes backwards when a row is removed, and
    leaves clients with 304 for ever.
    """

    begun: datetime
    revision: int = 0
    octets: bytes = b""

    def publish(self, calendar: Calendar) -> None:
        octets = encode(calendar)
        if octets != self.octets:
            self.octets, self.revision = octets, self.revision + 1

    def answer(self, if_none_match: str = "", if_modified_since: str = "") -> Answer:
        modified = format_datetime(self.begun.replace(microsecond=0) + self.revision * _SECOND, usegmt=True)
        tag = etag(self.octets)
        same = if_none_match == tag if if_none_match else if_modified_since == modified
        return Answer(None if same else self.octets, tag, modified)


@dataclass(slots=True)
class _Poller:
    asking: Asking
    shown: Shown = field(default_factory=dict)
    _etag: str = ""
    _modified: str = ""

    def poll(self, feed: Feed) -> None:
        self.hear(feed.answer(**self.asks()))

    def asks(self) -> dict[str, str]:
        """The validator it sends, by the name of its header in Python."""
        kept = {
            Asking.ETAG: {"if_none_match": self._etag},
            Asking.DATE: {"if_modified_since": self._modified},
            Asking.NOTHING: {},
        }[self.asking]
        return {name: value for name, value in kept.items() if value}

    def hear(self, answer: Answer) -> None:
        self._etag, self._modified = answer.etag, answer.last_modified
        if answer.octets is not None:
            self.read([_Version.of(event) for event in CalendarFile(answer.octets).components("VEVENT")])

    def read(self, versions: "list[_Version]") -> None:
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class _Version:
    uid: str
    rank: tuple[int, datetime]
    cancelled: bool
    said: tuple[datetime, datetime, str]

    @classmethod
    def of(cls, event: Component) -> "_Version":
        starts, ends, stamped = (instant_of(event, name) for name in ("DTSTART", "DTEND", "DTSTAMP"))
        assert starts
        assert ends
        assert stamped
        rank = (int(event.value("SEQUENCE")), stamped)
        cancelled = event.value("STATUS") == "CANCELLED"
        return cls(event.value("UID"), rank, cancelled, (starts, ends, text_of(event, "SUMMARY")))


@dataclass(slots=True)
class DropsCancelled(_Poller):
    """Replaces what it shows by the feed, without cancelled events; shows two events of one UID as two."""

    def read(self, versions: list[_Version]) -> None:
        held = [version for version in versions if not version.cancelled]
        assert len({version.uid for version in held}) == len(held), "a duplicate"
        self.shown = {version.uid: version.said for version in held}


@dataclass(slots=True)
class KeepsSeen(_Poller):
    """Adds and replaces by UID, never by an older version, and removes only what is said to be cancelled."""

    _known: dict[str, _Version] = field(default_factory=dict)

    def read(self, versions: list[_Version]) -> None:
        for version in versions:
            known = self._known.get(version.uid)
            if known is None or version.rank >= known.rank:
                self._known[version.uid] = version
        self.shown = {uid: known.said for uid, known in self._known.items() if not known.cancelled}
