"""The application as a test speaks to it: over ASGI, on both databases, at a time that stands still."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import timedelta

import httpx
import pytest
import structlog
from asgi_lifespan import LifespanManager
from fastapi import FastAPI

from api.app import create_app
from scheduler.clock import ManualClock
from scheduler.domain.identity.credentials import Token, TokenScope
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.secrets import hash_of, new_secret
from scheduler.settings import Settings
from scheduler.storage.store import Store
from tests.support.calendars import Elsewhere
from tests.support.factories import NOW, keep

ClientOf = Callable[[Actor | None], Awaitable[httpx.AsyncClient]]


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    """The database of this test, with the schema and no rows."""
    store = Store.open(database_url, zone="Europe/Amsterdam")
    yield store
    await store.close()


@pytest.fixture(scope="session", autouse=True)
def _quiet_log() -> None:
    """Only accidents are worth reading in a test's output."""
    structlog.configure(
        processors=[structlog.processors.format_exc_info, structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR),
    )


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
def calendars_elsewhere() -> Elsewhere:
    """What the application finds at every address of a calendar: no test needs a network."""
    return Elsewhere()


@pytest.fixture
async def app(
    database_url: str, clock: ManualClock, calendars_elsewhere: Elsewhere
) -> AsyncIterator[FastAPI]:
    """The running application."""
    settings = Settings(database_url=database_url, _env_file=None)
    app = create_app(settings, clock=clock, fetch=calendars_elsewhere)
    async with LifespanManager(app):
        yield app


@pytest.fixture
async def client_of(app: FastAPI, store: Store) -> AsyncIterator[ClientOf]:
    """`await client_of(actor)` is a client that sends an API token of theirs, of nobody with None."""
    async with AsyncExitStack() as clients:

        async def client_of(actor: Actor | None) -> httpx.AsyncClient:
            headers = {"Authorization": f"Bearer {await make_token(store, actor)}"} if actor else {}
            transport = httpx.ASGITransport(app)
            client = httpx.AsyncClient(transport=transport, base_url="http://campus.test", headers=headers)
            return await clients.enter_async_context(client)

        yield client_of


@pytest.fixture
async def client(client_of: ClientOf) -> httpx.AsyncClient:
    """A client that nobody signed in with."""
    return await client_of(None)


async def make_token(store: Store, actor: Actor, scope: TokenScope = TokenScope.WRITE) -> str:
    """An API token of this person, for a month."""
    secret = new_secret("flt")
    token = Token(
        id=0,
        person_id=actor.id,
        name="test",
        scope=scope,
        created_at=NOW,
        expires_at=NOW + timedelta(days=30),
    )
    await keep(store, token, secret_hash=hash_of(secret))
    return secret
