"""What a machine may lack: a skip with its reason on a laptop, a failure in CI."""

import os
from typing import NoReturn

import pytest


def missing(reason: str) -> NoReturn:
    """Skip this test because of `reason`; where `CI=true`, fail it instead: a skip there hides a hole."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
