"""Every sentence a person reads, in the languages we speak.

The sentences stand in `nl/*.toml` and `en/*.toml` under the same keys, one file for each part of the
system; a test holds the languages equal. A sentence that counts has two forms, `one` and `other`,
chosen by its value `count`.
"""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from scheduler.domain.identity.people import Language

WORDS: Final = Path(__file__).parent
_SPOKEN: Final = {language.value for language in Language}


@cache
def catalogue(language: Language) -> Mapping[str, str]:
    """All sentences of one language, by dotted key (`week.title`)."""
    return dict(
        pair
        for file in sorted((WORDS / language.value).glob("*.toml"))
        for pair in _flat("", tomllib.loads(file.read_text("utf-8")))
    )


def _flat(prefix: str, table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(f"{prefix}{key}.", value)
        else:
            yield prefix + key, value


class Words:
    """Says things in one language: `words("week.free", count=2, units=8)`.

    Raises:
        KeyError: there is no such sentence, or it names a value that was not given.
    """

    def __init__(self, language: Language) -> None:
        self.language = language
        self._sentences = catalogue(language)

    def __call__(self, key: str, /, **values: object) -> str:
        sentence = self._sentences.get(key)
        if sentence is None and "count" in values:
            sentence = self._sentences.get(f"{key}.one" if values["count"] == 1 else f"{key}.other")
        if sentence is None:
            raise KeyError(key)
        return sentence.format(**values)

    def template(self, key: str) -> str:
        """The sentence with its places still open, for a script to fill in."""
        return self._sentences[key]

    def has(self, key: str) -> bool:
        """Whether there is a sentence by that key, counted or not."""
        return key in self._sentences or f"{key}.other" in self._sentences


def say(language: Language, key: str, /, **values: object) -> str:
    """One sentence in `language`; see `Words`."""
    return Words(language)(key, **values)


def preferred(accept_language: str) -> Language:
    """The first of our languages that an Accept-Language header (RFC 9110, 12.5.4) asks for; else Dutch."""
    wishes = []
    for position, part in enumerate(accept_language.split(",")):
        tag, _, parameters = part.strip().partition(";")
        wishes.append((-_weight(parameters), position, tag.strip().lower().partition("-")[0]))
    for weight, _, tag in sorted(wishes):
        if weight < 0 and tag in _SPOKEN:
            return Language(tag)
    return Language.DUTCH


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    try:
        return float(value) if name == "q" else 1.0
    except ValueError:
        return 0.0
