"""Templates keep to the house: every word from the catalogue, nothing inline, no key without a sentence."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from api import web
from api.i18n.catalogue import catalogue
from scheduler.domain.identity.people import Language

FOLDER = Path(web.__file__).parent / "templates"
TEMPLATES = sorted(FOLDER.rglob("*.html"))
SENTENCES = catalogue(Language.DUTCH)
SPOKEN_TO_PEOPLE = ("title", "alt", "placeholder", "aria-label", "aria-description")


class BareText(HTMLParser):
    """Collects letters that stand in a template itself instead of in the catalogue."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        if re.search(r"[A-Za-zÀ-ÿ]{2,}", data):
            self.found.append(data.strip())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [f"{tag} {name}" for name, _ in attrs if name == "style" or name.startswith("on")]
        self.found += [
            value for name, value in attrs if name in SPOKEN_TO_PEOPLE and value and value.strip("· ")
        ]


def without_jinja(source: str) -> str:
    source = re.sub(r"\{% block page_class %\}.*?\{% endblock %\}", "", source)
    return re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", source, flags=re.DOTALL)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_a_template_has_no_text_style_or_script_of_its_own(template: Path) -> None:
    parser = BareText()

    parser.feed(without_jinja(template.read_text("utf-8")))

    assert parser.found == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_every_sentence_a_template_says_is_in_the_catalogue(template: Path) -> None:
    asked = set(re.findall(r"""\bt\(\s*["']([\w.]+)["']\s*[,)]""", template.read_text("utf-8")))

    assert {key for key in asked if key not in SENTENCES and f"{key}.other" not in SENTENCES} == set()


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_no_field_takes_only_steps_from_the_value_it_was_opened_with(template: Path) -> None:
    """A browser counts `step` from the first value: at 08.06 a form would refuse 13.00."""
    stepped = re.findall(r'ui\.field\([^)]*"step": *([^,}]+)', template.read_text("utf-8"))

    assert [step for step in stepped if step != '"any"'] == []
