"""How letters get their words: whoever has the catalogue of sentences gives phrases in a language."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Protocol

from scheduler.domain.bookings.violations import Violation
from scheduler.domain.errors import FieldlabError
from scheduler.domain.identity.people import Language
from scheduler.domain.time.spans import Span


class Phrases(Protocol):
    """Says things in one language, with times as wall time in one zone."""

    @property
    def language(self) -> Language: ...

    def __call__(self, key: str, /, **values: object) -> str: ...

    def span(self, span: Span) -> str: ...

    def moment(self, instant: datetime) -> str: ...

    def reasons(self, violations: Iterable[Violation]) -> list[str]: ...

    def error(self, error: FieldlabError) -> str: ...


PhrasesFor = Callable[[Language, str, datetime], Phrases]
"""Phrases by language, IANA zone and the present instant."""
