"""Every problem points to a page that says what it is, and speaks one language."""

import httpx
import pytest

from api.errors import every_problem, plain_problem, type_of
from api.i18n.catalogue import Words
from api.schemas.bookings.bookings import BookingRequest
from scheduler.domain.identity.people import Language
from scheduler.storage.store import Store
from tests.support.api import ClientOf
from tests.support.factories import make_actor

WRONG = {
    "title": 7,
    "needs": [],
    "start": "yesterday",
    "end": "2026-11-24T13:00:00",
    "people": 1.5,
    "purpose": "party",
    "meeting_url": "ftp://somewhere",
    "project_id": 0,
    "colour": "blue",
    "rule": {"weekdays": [9], "at": "25:00", "first_on": "soon", "skip_holidays": "perhaps"},
}


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_every_type_is_the_address_of_a_page(client: httpx.AsyncClient, language: Language) -> None:
    headers = {"Accept": "text/html", "Accept-Language": language.value}
    problems = every_problem(language)

    pages = [await client.get(type_of(each.code), headers=headers) for each in problems]

    assert {page.status_code for page in pages} == {200}
    assert [each.code for each, page in zip(problems, pages, strict=True) if each.code not in page.text] == []
    assert f'lang="{language.value}"' in pages[0].text


def test_every_status_we_answer_has_a_page_of_its_kind() -> None:
    known = {each.code for each in every_problem(Language.ENGLISH)}

    assert {plain_problem(status, Language.ENGLISH).code for status in range(400, 600)} <= known


@pytest.mark.parametrize("language", list(Language))
async def test_what_a_schema_refuses_is_said_in_the_language_of_the_person(
    client_of: ClientOf, store: Store, language: Language
) -> None:
    actor = await make_actor(store, operator=True, language=language)
    client = await client_of(actor)

    answer = await client.post("/api/v1/bookings", json=WRONG, headers={"Accept-Language": "fr"})

    words, found = Words(language), answer.json()["errors"]
    kinds = {each["problem"] for each in found}
    assert answer.status_code == 422
    assert {"missing", "string_type", "too_short", "enum", "extra_forbidden", "greater_than_equal"} <= kinds
    assert [kind for kind in kinds if not words.has(f"schema.{kind}")] == []
    spoken = {words.template(f"schema.{kind}").partition("{")[0] for kind in kinds}
    assert [each for each in found if not any(each["message"].startswith(text) for text in spoken)] == []


def test_the_wrong_request_names_only_fields_there_are() -> None:
    assert set(WRONG) - set(BookingRequest.model_fields) == {"colour"}
