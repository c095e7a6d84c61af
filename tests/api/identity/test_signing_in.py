"""Accounts, sessions and links, over HTTP."""

from datetime import timedelta

import httpx
import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from scheduler.clock import ManualClock
from scheduler.domain.identity.people import Actor, Person, Role
from scheduler.services.identity import invitations
from scheduler.services.identity.login_throttle import MOST_FAILURES_HERE
from scheduler.storage.store import Store
from tests.support.api import ClientOf
from tests.support.factories import NOW, keep, make_actor, make_organisation, make_person

PASSWORD = "blauwe-molen-7"
# The parameters stand in the hash: this one takes next to no time to compare.
QUICK = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
LASTS = timedelta(days=14)


async def make_account(store: Store, email: str = "femke@example.org") -> None:
    """A person with this address and `PASSWORD`."""
    person = Person(id=0, name="Femke Bakker", email=email)
    await keep(store, person, password_hash=QUICK.hash(PASSWORD))


async def sign_in(
    client: httpx.AsyncClient, email: str = "femke@example.org", password: str = PASSWORD
) -> httpx.Response:
    return await client.post("/api/v1/sessions", json={"email": email, "password": password})


async def test_a_password_signs_in_and_the_cookie_is_out_of_reach(
    client: httpx.AsyncClient, store: Store
) -> None:
    await make_account(store)

    response = await sign_in(client, "Femke@Example.org")

    cookie = response.headers["set-cookie"].lower()
    assert response.status_code == 201
    assert ("httponly" in cookie, "samesite=lax" in cookie, "max-age=1209600" in cookie) == (True, True, True)
    assert (await client.get("/api/v1/me")).json()["name"] == "Femke Bakker"


async def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(
    client: httpx.AsyncClient, store: Store
) -> None:
    await make_account(store)

    wrong = await sign_in(client, password="wrong password")
    unknown = await sign_in(client, "nobody@example.org")

    assert wrong.status_code == 401
    assert wrong.json() == unknown.json()


async def test_too_many_failures_end_in_a_pause_that_passes(
    client: httpx.AsyncClient, store: Store, clock: ManualClock
) -> None:
    await make_account(store)
    for _ in range(MOST_FAILURES_HERE):
        await sign_in(client, password="wrong password")

    paused = await sign_in(client)
    clock.at += timedelta(minutes=16)
    later = await sign_in(client)

    assert (paused.status_code, paused.headers["retry-after"], later.status_code) == (429, "900", 201)


async def test_a_session_that_was_signed_out_is_nobodys(client: httpx.AsyncClient, store: Store) -> None:
    await make_account(store)
    await sign_in(client)
    cookie = dict(client.cookies)

    await client.delete("/api/v1/sessions/current")
    client.cookies.update(cookie)

    assert (await client.get("/api/v1/me")).status_code == 401


async def test_a_session_ends_by_itself(client: httpx.AsyncClient, store: Store, clock: ManualClock) -> None:
    await make_account(store)
    await sign_in(client)

    clock.at += LASTS

    assert (await client.get("/api/v1/me")).status_code == 401


async def test_another_browser_can_be_signed_out(client_of: ClientOf, store: Store) -> None:
    await make_account(store)
    here, there = await client_of(None), await client_of(None)
    await sign_in(here)
    await sign_in(there)
    listed = (await here.get("/api/v1/me/sessions")).json()["items"]
    [other] = [session["id"] for session in listed if not session["current"]]

    response = await here.delete(f"/api/v1/me/sessions/{other}")

    assert response.status_code == 204
    assert (await there.get("/api/v1/me")).status_code == 401
    assert (await here.get("/api/v1/me")).status_code == 200


async def test_nobody_ends_the_session_of_somebody_else(client_of: ClientOf, store: Store) -> None:
    await make_account(store)
    femke, other = await client_of(None), await client_of(await make_actor(store))
    await sign_in(femke)
    [session] = (await femke.get("/api/v1/me/sessions")).json()["items"]

    response = await other.delete(f"/api/v1/me/sessions/{session['id']}")

    assert response.status_code == 404
    assert (await femke.get("/api/v1/me")).status_code == 200


async def test_a_new_password_ends_the_other_sessions(client_of: ClientOf, store: Store) -> None:
    await make_account(store)
    here, there = await client_of(None), await client_of(None)
    await sign_in(here)
    await sign_in(there)

    response = await here.post("/api/v1/me/password", json={"old": PASSWORD, "new": "een ander wachtwoord"})

    assert response.status_code == 204
    assert (await there.get("/api/v1/me")).status_code == 401
    assert (await here.get("/api/v1/me")).status_code == 200
    assert (await sign_in(there, password="een ander wachtwoord")).status_code == 201


@pytest.mark.parametrize(
    ("password", "problem"), [("te kort", "password_too_short"), ("femke@example.org", "password_is_address")]
)
async def test_a_password_that_will_not_do_is_refused_with_the_reason(
    client: httpx.AsyncClient, store: Store, password: str, problem: str
) -> None:
    await make_account(store)
    await sign_in(client)

    response = await client.post("/api/v1/me/password", json={"old": PASSWORD, "new": password})

    assert (response.status_code, response.json()["errors"][0]["problem"]) == (422, problem)


async def test_an_administrator_hands_out_a_link_that_works_once(client_of: ClientOf, store: Store) -> None:
    school = await make_organisation(store)
    administrator = await client_of(await make_actor(store, (school, Role.ADMINISTRATOR)))
    teacher = await make_actor(store, (school, Role.TEACHER))
    link = (await administrator.post(f"/api/v1/people/{teacher.id}/invitation")).json()["link"]
    choice = {"secret": link.rpartition("/")[2], "password": PASSWORD}
    visitor = await client_of(None)

    first = await visitor.post("/api/v1/invitations/accept", json=choice)
    second = await (await client_of(None)).post("/api/v1/invitations/accept", json=choice)

    assert (first.status_code, second.status_code) == (201, 404)
    assert (await visitor.get("/api/v1/me")).json()["id"] == teacher.id


async def test_a_link_runs_out(client_of: ClientOf, store: Store, clock: ManualClock) -> None:
    email = (await make_person(store)).email
    _, secret = await invitations.invite_by_address(store, invitations.InviteByAddress(email=email), NOW)
    clock.at += timedelta(days=7)

    response = await (await client_of(None)).post(
        "/api/v1/invitations/accept", json={"secret": secret, "password": PASSWORD}
    )

    assert response.status_code == 404


async def test_nobody_becomes_a_person_of_an_organisation_they_do_not_run(
    client_of: ClientOf, store: Store
) -> None:
    school, other = await make_organisation(store), await make_organisation(store)
    administrator = await client_of(await make_actor(store, (school, Role.ADMINISTRATOR)))
    both: Actor = await make_actor(store, (school, Role.TEACHER), (other, Role.PLANNER))
    operator = await make_actor(store, operator=True)

    answers = [
        await administrator.post(f"/api/v1/people/{person.id}/invitation") for person in (both, operator)
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
