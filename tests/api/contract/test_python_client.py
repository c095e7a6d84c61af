"""The typed Python client that `make client` writes: whole, typed, and understood by the server."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from scheduler.domain.bookings.bookings import Need
from scheduler.storage.store import Store
from tests.api.contract.asking import DOCUMENT, OPERATIONS
from tests.api.contract.test_guide import GUIDE
from tests.scheduler.services.bookings.campus import SmallCampus, make_booking, make_small_campus, make_span
from tests.support.api import make_token
from tests.test_repository import ROOT

pytestmark = [pytest.mark.process, pytest.mark.slow]
BIN = Path(sys.executable).parent
PATH = {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
_INI = "[mypy]\nstrict = True\n[mypy-fieldlab_client.client]\nignore_errors = True\n"
"""Its `client.py` hands on what a `with` statement says without its types: theirs to mend."""


def run(*command: str | Path, cwd: Path) -> None:
    done = subprocess.run(
        command, cwd=cwd, env=os.environ | PATH, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the client was written, as `make client` does it."""
    folder = tmp_path_factory.mktemp("client")
    with (folder / "openapi.json").open("w") as document:
        subprocess.run([BIN / "fieldlab", "openapi"], stdout=document, check=True, cwd=ROOT)
    config = ["--config", ROOT / "api" / "client.yaml", "--meta", "none", "--fail-on-warning"]
    made = ["--path", "openapi.json", "--output-path", "fieldlab_client"]
    run(BIN / "openapi-python-client", "generate", *made, *config, cwd=folder)
    return folder


@pytest.fixture
def library(package: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    """The client as a program imports it."""
    monkeypatch.syspath_prepend(package)
    yield SimpleNamespace(
        client=import_module("fieldlab_client"),
        models=import_module("fieldlab_client.models"),
        bookings=lambda name: import_module(f"fieldlab_client.api.bookings.{name}"),
        updates=import_module("fieldlab_client.api.updates.list_updates"),
    )
    for name in [each for each in sys.modules if each.partition(".")[0] == "fieldlab_client"]:
        del sys.modules[name]


@pytest.fixture
async def at(store: Store) -> SmallCampus:
    return await make_small_campus(store)


@pytest.fixture
async def teacher(library: SimpleNamespace, app: FastAPI, at: SmallCampus) -> Any:
    """The client with a token of the teacher's, which speaks to the application itself."""
    token = await make_token(at.store, at.teacher)
    client = library.client.AuthenticatedClient(base_url="http://campus.test", token=token)
    headers = {"Authorization": f"Bearer {token}"}
    transport = httpx.ASGITransport(app)
    return client.set_async_httpx_client(
        httpx.AsyncClient(transport=transport, base_url="http://campus.test", headers=headers)
    )


def a_request(library: SimpleNamespace, at: SmallCampus, **values: Any) -> Any:
    span = make_span(0, 2)
    need = library.models.NeedShape(resource_id=at.room.id)
    given = {"title": "Brandstofcellen", "needs": [need], "start": span.start, "end": span.end} | values
    return library.models.BookingRequest(organisation_id=at.school.id, **given)


def test_every_operation_is_a_module(package: Path) -> None:
    made = {path.stem for path in package.glob("fieldlab_client/api/*/*.py")} - {"__init__"}

    assert made == {operation["operationId"] for operation in OPERATIONS.values()}


def test_every_type_of_it_holds_and_so_does_the_guide(package: Path) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)
    (package / "guide.py").write_text(example)
    (package / "mypy.ini").write_text(_INI)

    run(BIN / "mypy", "-p", "fieldlab_client", "-m", "guide", cwd=package)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_booking_is_made_moved_and_found_by_it(
    library: SimpleNamespace, teacher: Any, at: SmallCampus
) -> None:
    ask, change, find = map(library.bookings, ("request_booking", "change_booking", "list_bookings"))
    made = await ask.asyncio_detailed(client=teacher, body=a_request(library, at))
    (booking,) = made.parsed.bookings
    later = library.models.BookingChange(
        start=booking.start + timedelta(hours=2), end=booking.end + timedelta(hours=2)
    )

    moved = await change.asyncio(booking.id, client=teacher, body=later, if_match=made.headers["ETag"])
    await make_booking(at, Need(at.lab.id, 1))
    first = await find.asyncio(client=teacher, sort=library.models.BookingSort("-start"), limit=1)
    rest = await find.asyncio(
        client=teacher, sort=library.models.BookingSort("-start"), limit=1, after=first.next_
    )

    assert moved.bookings[0].start == booking.start + timedelta(hours=2)
    assert (first.items[0].id, first.items[0].status.value) == (booking.id, "confirmed")
    assert ([each.id == booking.id for each in rest.items], rest.next_) == ([False], None)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_refusal_is_a_problem_with_its_ways_out(
    library: SimpleNamespace, teacher: Any, at: SmallCampus
) -> None:
    await make_booking(at, Need(at.room.id))

    refused = await library.bookings("request_booking").asyncio(client=teacher, body=a_request(library, at))

    assert isinstance(refused, library.models.ProblemDetails)
    assert (refused.code, refused.status) == ("booking_refused", 409)
    assert refused.alternatives


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_copy_is_kept_with_it(library: SimpleNamespace, teacher: Any, at: SmallCampus) -> None:
    begun = await library.updates.asyncio(client=teacher)
    booking = await make_booking(at, Need(at.room.id))

    told = await library.updates.asyncio(client=teacher, after=begun.next_)
    gone = await library.updates.asyncio(client=teacher, after="1-1")

    assert [(each.noun.value, each.booking.id) for each in told.items] == [("booking", booking.id)]
    assert (gone.status, gone.code) == (410, "cursor_expired")


def test_the_document_of_the_command_is_the_one_that_is_served(package: Path) -> None:
    assert httpx.Response(200, content=(package / "openapi.json").read_bytes()).json() == DOCUMENT
