"""What the demo is gathered in while it is made: every object with its id, before anything is stored."""

from collections import defaultdict
from collections.abc import Callable
from random import Random
from typing import Any, TypeVar

T = TypeVar("T")

SEED = 20261122
"""One number decides every random choice, so that the same day gives the same campus everywhere."""


class World:
    """Objects in the order they were made; ids count from 1 for each class."""

    def __init__(self) -> None:
        self.things: defaultdict[Any, list[Any]] = defaultdict(list)

    def new(self, cls: Callable[..., T], **values: Any) -> T:
        """Make an object with the next id of its class and keep it."""
        return self.put(cls(id=len(self.things[cls]) + 1, **values))

    def put(self, thing: T) -> T:
        """Keep an object that has no id of its own."""
        self.things[type(thing)].append(thing)
        return thing

    def all(self, cls: type[T]) -> list[T]:
        return self.things[cls]


def dice(purpose: str) -> Random:
    """Random choices for one purpose: adding a choice somewhere else leaves these as they were."""
    return Random(f"{SEED} {purpose}")
