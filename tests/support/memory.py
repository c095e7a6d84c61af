"""How often a test process looks for garbage, while it holds the application and half a million objects."""

import gc

import pytest

_EVERY = (20_000, 50, 100)
"""Of the time of the unit tests, a sixth goes into walking what stays at Python's own (700, 10, 10)."""


@pytest.hookimpl
def pytest_configure() -> None:
    """Look for garbage less often, from before the application is imported."""
    gc.set_threshold(*_EVERY)


@pytest.hookimpl
def pytest_collection_finish() -> None:
    """Leave out of every later walk what was imported and collected."""
    gc.freeze()
