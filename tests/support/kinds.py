"""What a test needs of the machine, read from its code and its fixtures. What needs nothing is `unit`."""

from collections.abc import Iterator
from functools import cache
from inspect import unwrap
from types import CodeType, FunctionType

import pytest

STARTS = {
    "async_playwright": "browser",
    "running_postgres": "postgres",
    "create_app": "server",
    "running_server": "server",
    "uvicorn": "server",
    "SolverProcess": "process",
    "plan_and_wait": "process",
    "executable": "process",  # sys.executable: Python a second time
}
"""The names by which something is started that takes more than the test's own process and an SQLite file."""
LEFT_OUT = {*STARTS.values(), "slow"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test, before `-m` chooses among them."""
    for item in items:
        for function in _functions(item):
            for mark in started_by(function):
                item.add_marker(mark)
        if not any(item.get_closest_marker(mark) for mark in LEFT_OUT):
            item.add_marker("unit")


def _functions(item: pytest.Item) -> Iterator[FunctionType]:
    """The test itself and every fixture it asks for, directly or not."""
    if not isinstance(item, pytest.Function):
        return
    fixtures = item._fixtureinfo.name2fixturedefs
    for function in (item.function, *(each.func for name in fixtures for each in fixtures[name][-1:])):
        written = unwrap(function)
        if isinstance(written, FunctionType):
            yield written


@cache
def started_by(function: FunctionType) -> frozenset[str]:
    """The marks of what a function starts, by itself or by way of other functions of the tests."""
    seen, found, waiting = {function}, set(), [function]
    while waiting:
        each = waiting.pop()
        names = set(_names(each.__code__))
        found |= {STARTS[name] for name in STARTS.keys() & names}
        called = {_made(each.__globals__.get(name)) for name in names}
        reached = {other for others in called for other in others} - seen
        seen |= reached
        waiting.extend(reached)
    return frozenset(found)


def _names(code: CodeType) -> Iterator[str]:
    """Every name that a function and the functions inside it use."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def _made(thing: object) -> frozenset[FunctionType]:
    """What there is to follow in a thing of the tests: a function, or the methods of a class."""
    if callable(thing):
        thing = unwrap(thing)
    if not str(getattr(thing, "__module__", "")).startswith("tests."):
        return frozenset()
    parts = vars(thing).values() if isinstance(thing, type) else (thing,)
    return frozenset(part for part in parts if isinstance(part, FunctionType))
