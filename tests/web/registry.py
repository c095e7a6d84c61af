"""The scenes by name; every module of scenes adds its own."""

from collections.abc import Callable

from scheduler.domain.identity.people import Language

Scene = Callable[[Language], str]
SCENES: dict[str, Scene] = {}


def scene(build: Scene) -> Scene:
    """Make `build` a scene; its name is that of the function."""
    SCENES[build.__name__.replace("_", "-")] = build
    return build
