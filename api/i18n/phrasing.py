"""The catalogue as letters speak it: sentences, times and reasons together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from api.i18n.catalogue import Words
from api.i18n.refusals import explain, explain_error
from api.i18n.times import Times
from scheduler.domain.bookings.violations import Violation
from scheduler.domain.errors import FieldlabError
from scheduler.domain.identity.people import Language
from scheduler.domain.time.spans import Span


@dataclass(frozen=True, slots=True)
class SpokenWords:
    """See `scheduler.services.notifications.phrasing.Phrases`."""

    words: Words
    times: Times

    @property
    def language(self) -> Language:
        return self.words.language

    def __call__(self, key: str, /, **values: object) -> str:
        return self.words(key, **values)

    def span(self, span: Span) -> str:
        return self.times.span(span)

    def moment(self, instant: datetime) -> str:
        return self.times.moment(instant)

    def reasons(self, violations: Iterable[Violation]) -> list[str]:
        """Each broken rule once, in the order in which they were found."""
        return list(dict.fromkeys(explain(violation, self.words, self.times) for violation in violations))

    def error(self, error: FieldlabError) -> str:
        return explain_error(error, self.words)


def phrases_in(language: Language, zone: str, now: datetime) -> SpokenWords:
    """The phrases of `language` on clocks in `zone`."""
    words = Words(language)
    return SpokenWords(words, Times(words, ZoneInfo(zone), now))
