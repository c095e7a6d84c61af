"""Fixtures that every test may ask for; their code lives in `tests/support/`, one file per thing."""

import os
from pathlib import Path

import pytest

from tests.support.requirements import missing

pytest_plugins = [
    "tests.support.memory",
    "tests.support.kinds",
    "tests.support.databases",
    "tests.support.browser",
    "tests.support.api",
    "tests.support.demo",
    "tests.support.mail",
    "tests.web.server",
    "tests.api.authorisation.served",
]

_BESIDE_THE_REPOSITORY = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared_benchmarks() -> Path:
    """The folder with the public benchmark instances (`cb-ctt/`, `itc2019/`), kept outside the repository.

    `FIELDLAB_SHARED` names the folder above it where that is not `../shared`.
    """
    folder = Path(os.environ.get("FIELDLAB_SHARED", _BESIDE_THE_REPOSITORY)) / "benchmarks"
    if not folder.is_dir():
        missing(
            f"the benchmark instances are not at ../shared/benchmarks nor under FIELDLAB_SHARED ({folder})"
        )
    return folder
