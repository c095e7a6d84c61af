"""Where `now` comes from. Rules take it as an argument; only services ask a clock."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the present instant, aware and in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's clock, cut to whole seconds: no client of ours can show less."""

    def now(self) -> datetime:
        return datetime.now(UTC).replace(microsecond=0)


@dataclass(slots=True)
class ManualClock:
    """A clock that stands still until it is set; for tests and for a demo at a chosen date."""

    at: datetime

    def now(self) -> datetime:
        return self.at
