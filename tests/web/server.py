"""The real server with the demo campus, for journeys through it in a browser."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.server import running_server


@pytest.fixture(scope="module")
def campus(demo_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server on a demo campus of this module's own; its clock stands still."""
    database = shutil.copy(demo_sqlite, tmp_path_factory.mktemp("campus") / "campus.sqlite")
    with running_server(f"sqlite:///{database}") as server:
        yield server.url
