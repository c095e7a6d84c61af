"""Calendars elsewhere as a test has them: text that changes, breaks and comes back, without a network."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from calendars.errors import FetchError
from calendars.fetch import Fetched, Unchanged, Validators
from scheduler.domain.time.spans import Span

ADDRESS = "webcal://rooster.example/agenda.ics?token=geheim"


def an_event(span: Span, uid: str, **lines: str) -> str:
    given = {"UID": uid, "DTSTAMP": "20261101T000000Z", "SUMMARY": "Les"}
    times = {"DTSTART": f"{span.start:%Y%m%dT%H%M%SZ}", "DTEND": f"{span.end:%Y%m%dT%H%M%SZ}"}
    said = "".join(f"{name}:{value}\r\n" for name, value in (given | times | lines).items())
    return f"BEGIN:VEVENT\r\n{said}END:VEVENT\r\n"


def a_calendar(*spans: Span, name: str = "Xedule", events: Sequence[str] = ()) -> bytes:
    busy = "".join(an_event(span, f"{number}@xedule.example") for number, span in enumerate(spans))
    head = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//NL\r\nX-WR-CALNAME:{name}\r\n"
    return f"{head}{busy}{''.join(events)}END:VCALENDAR\r\n".encode()


@dataclass
class Elsewhere:
    """Another calendar program. It answers 304 when asked with the ETag of what it has."""

    octets: bytes = field(default_factory=a_calendar)
    broken: FetchError | None = None
    asked: list[tuple[str, Validators]] = field(default_factory=list)

    @property
    def etag(self) -> str:
        return f'"{hash(self.octets)}"'

    async def __call__(self, address: str, known: Validators) -> Fetched | Unchanged:
        self.asked.append((address, known))
        if self.broken is not None:
            raise self.broken
        if known.etag == self.etag:
            return Unchanged()
        return Fetched(self.octets, Validators(etag=self.etag))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
