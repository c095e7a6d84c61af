"""What holds for every answer of the application."""

import httpx
import pytest
from fastapi import FastAPI

from api.errors import STATUS
from scheduler.domain.errors import FieldlabError
from scheduler.storage.store import Store
from tests.support.api import ClientOf
from tests.support.factories import make_actor


def named_outcomes(kind: type[FieldlabError] = FieldlabError) -> set[type[FieldlabError]]:
    """Every named outcome of the domain, in whichever wing it stands."""
    below = {each for each in kind.__subclasses__() if each.__module__.startswith("scheduler.domain.")}
    return below | {further for each in below for further in named_outcomes(each)}


def test_every_named_outcome_has_its_status() -> None:
    assert set(STATUS) == named_outcomes()


async def test_the_system_says_that_it_is_well(client: httpx.AsyncClient) -> None:
    response = await client.get("/healthz")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})


async def test_an_unknown_path_is_a_problem_in_the_readers_language(client: httpx.AsyncClient) -> None:
    response = await client.get("/api/v1/nowhere", headers={"Accept-Language": "en-GB,en;q=0.8"})

    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json() == {
        "type": "/problems/no_such_page",
        "title": "There is nothing here.",
        "status": 404,
        "detail": "There is nothing here.",
        "instance": "/api/v1/nowhere",
        "code": "no_such_page",
        "errors": [],
    }


async def test_a_method_that_is_not_offered_is_a_problem_too(client: httpx.AsyncClient) -> None:
    response = await client.delete("/healthz")

    assert (response.status_code, response.json()["code"]) == (405, "method_not_allowed")
    assert response.headers["allow"] == "GET"


async def test_a_body_that_is_too_large_is_refused_before_it_is_read(client: httpx.AsyncClient) -> None:
    response = await client.post("/healthz", content=b"x" * (4 * 2**20 + 1))

    assert (response.status_code, response.json()["code"]) == (413, "too_large")


async def test_every_answer_carries_the_security_headers(client: httpx.AsyncClient) -> None:
    response = await client.get("/healthz")

    assert "default-src 'self'" in response.headers["content-security-policy"]
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "strict-transport-security" not in response.headers


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://elsewhere.test"}],
)
async def test_another_sites_page_changes_nothing(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    response = await client.post("/healthz", headers=headers)

    assert (response.status_code, response.json()["code"]) == (403, "forbidden")


async def test_an_accident_says_its_number_and_nothing_of_the_inside(
    app: FastAPI, client: httpx.AsyncClient
) -> None:
    @app.get("/accident")
    async def accident() -> None:
        raise RuntimeError("a secret of the inside")

    response = await client.get("/accident")

    assert response.status_code == 500
    assert response.json()["request_id"] == response.headers["x-request-id"]
    assert "inside" not in response.text


async def test_a_token_that_does_not_hold_is_refused(client: httpx.AsyncClient, app: FastAPI) -> None:
    from api.dependencies import ActorDep

    @app.get("/who")
    async def who(actor: ActorDep) -> str:
        return actor.person.name if actor else "nobody"

    answers = [
        await client.get("/who", headers=headers)
        for headers in ({}, {"Authorization": "Bearer flt_wrong"}, {"Authorization": "Basic dGVzdA=="})
    ]

    assert [(r.status_code, r.headers.get("www-authenticate")) for r in answers] == [
        (200, None),
        (401, 'Bearer realm="fieldlab"'),
        (401, 'Bearer realm="fieldlab"'),
    ]


async def test_a_token_makes_its_owner_act(app: FastAPI, client_of: ClientOf, store: Store) -> None:
    from api.dependencies import ActorDep

    @app.get("/who")
    async def who(actor: ActorDep) -> str:
        return actor.person.name if actor else "nobody"

    someone = await client_of(await make_actor(store, name="Femke Bakker"))
    response = await someone.get("/who")

    assert response.json() == "Femke Bakker"
