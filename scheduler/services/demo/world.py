"""What the demo is gathered in while it is made: every object with its id, before anything is stored."""

from collections.abc import Iterator
from random import Random
from typing import Any, TypeVar

T = TypeVar("T")

SEED = 20261122
"""One number decides every random choice, so that the same day gives the same campus everywhere."""


class World:
    """Objects in the order they were made; ids count from 1 for each class."""

    def __init__(self) -> None:
        self._things: dict[type[Any], list[Any]] = {}

    def new(self, cls: type[T], **values: Any) -> T:
        """Make an object with the next id of its class and keep it."""
        return self.put(cls(id=len(self._things.get(cls, ())) + 1, **values))

    def put(self, thing: T) -> T:
        """Keep an object that has no id of its own."""
        self._things.setdefault(type(thing), []).append(thing)
        return thing

    def all(self, cls: type[T]) -> list[T]:
        return self._things.get(cls, [])

    def classes(self) -> Iterator[type[Any]]:
        return iter(self._things)


def dice(purpose: str) -> Random:
    """Random choices for one purpose: adding a choice somewhere else leaves these as they were."""
    return Random(f"{SEED} {purpose}")
