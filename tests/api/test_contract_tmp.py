"""The API answers as its OpenAPI document says, whatever it is sent: to what fits and to what does not."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from api.app import create_app
from scheduler.clock import ManualClock
from scheduler.settings import Settings
from scheduler.storage.store import Store
from tests.support.api import make_token
from tests.support.calendars import Elsewhere
from tests.support.factories import NOW, make_actor
from tests.support.world import make_world

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    unsupported_method,
]
EXAMPLES = 6
# A plan that is asked for here would start a solver for every example.
LEFT_OUT = {"POST /api/v1/plans"}


@contextmanager
def serving(database_url: str) -> Iterator[str]:
    """The application behind a socket, in a thread of its own."""
    app = create_app(
        Settings(database_url=database_url, _env_file=None), clock=ManualClock(NOW), fetch=Elsewhere()
    )
    started = threading.Event()

    class Announced(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            started.set()

    server = Announced(uvicorn.Config(app, port=0, log_config=None, lifespan="on"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        assert started.wait(60)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


def make_campus_with_operator(database_url: str) -> str:
    """One of everything, and the token of somebody who may do everything."""

    async def build() -> str:
        store = Store.open(database_url, zone="Europe/Amsterdam")
        await make_world(store)
        token = await make_token(store, await make_actor(store, operator=True))
        await store.close()
        return token

    return asyncio.run(build())


def hold_to_document(operation: APIOperation, mode: GenerationMode, headers: dict[str, str]) -> None:
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def hold(case: Case) -> None:
        case.call_and_validate(headers=headers, checks=CHECKS, timeout=30)

    hold()


def reason_of(failure: BaseException) -> str:
    """The first of several, without the advice around it."""
    while isinstance(failure, BaseExceptionGroup):
        failure = failure.exceptions[0]
    return str(failure)[:800]


@pytest.mark.slow
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_no_request_gets_an_answer_that_is_not_documented(database_url: str, mode: GenerationMode) -> None:
    token = make_campus_with_operator(database_url)
    headers = {"Authorization": f"Bearer {token}"}

    with serving(database_url) as address:
        schema = schemathesis.openapi.from_url(f"{address}/api/v1/openapi.json", timeout=60)
        operations = [each.ok() for each in schema.get_all_operations()]
        broken = {}
        for operation in operations:
            if (
                not any(
                    word in operation.label
                    for word in (
                        "closures",
                        "openings",
                        "windows",
                        "holidays",
                        "campuses",
                        "/resources",
                        "people/{",
                        "qualif",
                        "breaches",
                    )
                )
                or "GET /api/v1/openings" in operation.label
            ):
                continue
            try:
                hold_to_document(operation, mode, headers)
            except Unsatisfiable:
                continue  # it takes nothing that could be wrong
            except (Exception, BaseExceptionGroup) as failure:
                broken[operation.label] = reason_of(failure)

    assert broken == {}
