"""Times as people write them: `di 24 nov, 13.00–15.00` in Dutch, `Tue 24 Nov, 13:00–15:00` in English."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date

from api.i18n.catalogue import Words
from scheduler.domain.identity.people import Language
from scheduler.domain.time.spans import Span

_LOCALES = {Language.DUTCH: "nl", Language.ENGLISH: "en_GB"}
_CLOCKS = {Language.DUTCH: "%H.%M", Language.ENGLISH: "%H:%M"}


class Times:
    """Says instants and dates in one language, as wall time in one zone."""

    def __init__(self, words: Words, zone: ZoneInfo, now: datetime) -> None:
        self._words = words
        self._locale = _LOCALES[words.language]
        self._clock = _CLOCKS[words.language]
        self.zone = zone
        self.now = now

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def local(self, instant: datetime) -> datetime:
        return instant.astimezone(self.zone)

    def day(self, on: date | datetime) -> str:
        """`di 24 nov`, with the year where it is not this one."""
        on = self._date(on)
        pattern = "EEE d MMM" if on.year == self.today.year else "EEE d MMM y"
        return format_date(on, pattern, locale=self._locale)

    def long_day(self, on: date | datetime) -> str:
        """`dinsdag 24 november`."""
        return format_date(self._date(on), "EEEE d MMMM", locale=self._locale)

    def weekday(self, on: date | datetime) -> str:
        """`di`."""
        return format_date(self._date(on), "EEE", locale=self._locale)

    def near_day(self, on: date | datetime) -> str:
        """`vandaag, di 24 nov`: relative only beside absolute."""
        key = {0: "time.today", 1: "time.tomorrow", -1: "time.yesterday"}
        distance = (self._date(on) - self.today).days
        return f"{self._words(key[distance])}, {self.day(on)}" if distance in key else self.day(on)

    def clock(self, instant: datetime) -> str:
        """`13.00`."""
        return self.local(instant).strftime(self._clock)

    def wall(self, at: time) -> str:
        """A wall time without a date: `13.00`."""
        return at.strftime(self._clock)

    def moment(self, instant: datetime) -> str:
        """`di 24 nov, 13.00`."""
        return f"{self.day(instant)}, {self.clock(instant)}"

    def span(self, span: Span) -> str:
        """`di 24 nov, 13.00–15.00`, with the second day named where there is one."""
        return f"{self.day(span.start)}, {self.hours(span)}"

    def hours(self, span: Span) -> str:
        """`13.00–15.00`."""
        first, last = self.local(span.start).date(), self.local(span.end - timedelta(microseconds=1)).date()
        end = self.clock(span.end) if first == last else self.moment(span.end)
        return f"{self.clock(span.start)}–{end}"

    def length(self, minutes: int) -> str:
        """`2 uur`, `1 uur 30 min`, `45 min`."""
        hours, minutes = divmod(minutes, 60)
        parts = [self._words("time.hours", count=hours)] if hours else []
        parts += [self._words("time.minutes", count=minutes)] if minutes or not hours else []
        return " ".join(parts)

    def ago(self, instant: datetime) -> str:
        """`3 uur geleden`, beside the moment itself."""
        minutes = max(0, int((self.now - instant).total_seconds()) // 60)
        if minutes < 60:
            return self._words("time.minutes_ago", count=minutes)
        if minutes < 48 * 60:
            return self._words("time.hours_ago", count=minutes // 60)
        return self._words("time.days_ago", count=minutes // 1440)

    def iso(self, instant: datetime) -> str:
        """Local wall time as a form field wants it: `2026-11-24T13:00`."""
        return self.local(instant).strftime("%Y-%m-%dT%H:%M")

    def _date(self, on: date | datetime) -> date:
        return self.local(on).date() if isinstance(on, datetime) else on
