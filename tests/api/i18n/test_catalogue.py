"""Dutch and English say the same things."""

import ast
import string
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest

from api.i18n.catalogue import Words, catalogue, preferred
from calendars.quirks import Quirk
from scheduler.domain import errors
from scheduler.domain.bookings.violations import Rule
from scheduler.domain.error_codes import ConflictCode, Failure, InvalidCode
from scheduler.domain.identity.people import Language

ROOT = Path(__file__).resolve().parents[3]
DUTCH, ENGLISH = catalogue(Language.DUTCH), catalogue(Language.ENGLISH)
# These rules are worded by what their data says; the others by their own name.
WORDED_BY_DATA = {"taken", "none_left", "closed_all_day", "outside_windows_for_good", "absent"}


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def named(section: str) -> set[str]:
    return {key.removeprefix(f"{section}.") for key in DUTCH if key.startswith(f"{section}.")}


def test_both_languages_have_the_same_sentences() -> None:
    assert set(DUTCH) ^ set(ENGLISH) == set()


def test_a_sentence_has_the_same_places_in_both_languages() -> None:
    differing = {key for key in DUTCH if places(DUTCH[key]) != places(ENGLISH[key])}

    assert differing == set()


def test_no_sentence_is_empty_or_unfinished() -> None:
    assert [key for key in DUTCH if not DUTCH[key].strip() or not ENGLISH[key].strip()] == []


def test_every_rule_has_its_words() -> None:
    assert named("rule") - WORDED_BY_DATA == {rule.value for rule in Rule}


def test_every_error_has_its_words() -> None:
    assert named("error") == {error.__name__ for error in errors.FieldlabError.__subclasses__()}


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(
    ("section", "codes"), [("invalid", InvalidCode), ("conflict", ConflictCode), ("failure", Failure)]
)
def test_every_refusal_has_its_words_in_every_language(
    language: Language, section: str, codes: type[StrEnum]
) -> None:
    sentences = {
        key.partition(".")[2]: text
        for key, text in catalogue(language).items()
        if key.startswith(f"{section}.")
    }

    assert set(sentences) == {code.value for code in codes}
    assert [code for code, sentence in sentences.items() if not sentence.endswith(".")] == []


REFUSALS = {"Invalid": InvalidCode, "Conflict": ConflictCode}
"""Which enumeration names what each error is about."""


def refusals() -> Iterator[tuple[str, ast.Call]]:
    """Every place that makes one of these errors, as `file:line`."""
    for file in (*(ROOT / "scheduler").rglob("*.py"), *(ROOT / "api").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in REFUSALS:
                yield f"{file.relative_to(ROOT)}:{node.lineno}", node


def test_whoever_refuses_gives_what_the_sentence_says() -> None:
    """A sentence that names a value which was not given would be an accident in the place of a refusal."""
    lacking = []
    for place, call in refusals():
        assert isinstance(call.func, ast.Name)
        kind, _, member = ast.unparse(call.args[-1]).partition(".")
        if kind != REFUSALS[call.func.id].__name__:
            continue  # from a table of codes, which are members too
        sentence = DUTCH[f"{call.func.id.lower()}.{REFUSALS[call.func.id][member]}"]
        if places(sentence) - {word.arg for word in call.keywords} - {"field", "problem"}:
            lacking.append(place)

    assert lacking == []


def test_every_repair_of_a_followed_calendar_has_its_words() -> None:
    assert named("quirk") == {quirk.value for quirk in Quirk}


@pytest.mark.parametrize(
    ("count", "said"), [(1, "1 dag geleden"), (2, "2 dagen geleden"), (0, "0 dagen geleden")]
)
def test_a_sentence_that_counts_has_two_forms(count: int, said: str) -> None:
    assert Words(Language.DUTCH)("time.days_ago", count=count) == said


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", Language.DUTCH),
        ("en-GB,en;q=0.9,nl;q=0.8", Language.ENGLISH),
        ("de,nl-NL;q=0.7,en;q=0.6", Language.DUTCH),
        ("nl;q=0.1, en;q=0.5", Language.ENGLISH),
        ("en;q=0, fr", Language.DUTCH),
        ("en;q=nonsense, fr", Language.DUTCH),
        ("fr,de", Language.DUTCH),
    ],
)
def test_the_reader_gets_the_language_the_browser_asks_for(header: str, language: Language) -> None:
    assert preferred(header) is language
