"""Every refusal speaks the language of who asked, also one that comes before anybody looked who that is."""

from typing import Any

import httpx
import pytest

from api.i18n.catalogue import say
from api.request_language import COOKIE
from scheduler.domain.identity.people import Language
from scheduler.storage.store import Store
from tests.support.api import ClientOf
from tests.support.factories import make_actor

JSON = {"Content-Type": "application/json"}
EARLY: dict[str, tuple[str, str, dict[str, Any]]] = {
    "bad_request": ("POST", "/api/v1/bookings", {"content": b"{", "headers": JSON}),
    "no_such_page": ("GET", "/api/v1/nowhere", {}),
    "method_not_allowed": ("PUT", "/api/v1/bookings", {"json": {}}),
    "too_large": ("POST", "/api/v1/bookings", {"content": b" " * (5 * 2**20), "headers": JSON}),
    "unsupported_media_type": ("POST", "/api/v1/bookings", {"content": b"a=b"}),
}
"""What is refused before any route runs, by its code."""


@pytest.mark.parametrize("code", EARLY)
@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_an_early_refusal_speaks_the_language_of_the_person(
    client_of: ClientOf, store: Store, language: Language, code: str
) -> None:
    other = next(each for each in Language if each is not language)
    client = await client_of(await make_actor(store, language=language))
    client.headers["Accept-Language"] = other.value
    client.cookies.set(COOKIE, other.value)
    method, path, request = EARLY[code]

    problem = (await client.request(method, path, **request)).json()

    assert (problem["code"], problem["title"]) == (code, say(language, f"http.{code}"))


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_of_nobody_it_speaks_that_of_the_browser(client: httpx.AsyncClient, language: Language) -> None:
    wanted = {"Accept-Language": f"fr, {language.value};q=0.5"}
    unknown = wanted | {"Authorization": "Bearer flt_nobody"}

    answers = [await client.get("/api/v1/nowhere", headers=headers) for headers in (wanted, unknown)]

    assert [answer.json()["title"] for answer in answers] == [say(language, "http.no_such_page")] * 2


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_page_that_is_not_there_knows_who_asked_for_it(client_of: ClientOf, store: Store) -> None:
    client = await client_of(await make_actor(store, language=Language.ENGLISH, name="Femke Smit"))

    page = await client.get("/nowhere", headers={"Accept": "text/html", "Accept-Language": "nl"})

    assert page.status_code == 404
    assert 'lang="en"' in page.text
