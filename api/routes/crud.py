"""The four routes that every plain noun has in the same form; its list has filters of its own.

POST  /nouns        GET  /nouns/{id}        PATCH  /nouns/{id}        DELETE  /nouns/{id}
"""

from collections.abc import Callable
from typing import Annotated, Any, Generic, TypeVar

from fastapi import APIRouter, Path, Response

from api.dependencies import ActorDep, IfMatchDep, NowDep, StoreDep
from api.schemas.common import Input, Output, partial, problems, tag
from api.schemas.cursors import LAST_ID, Page
from scheduler.services.crud import Noun, add_noun, change_noun, read_noun, remove_noun, version_of

T = TypeVar("T")
Shown = TypeVar("Shown", bound=Output)
Responses = dict[int | str, dict[str, Any]]
"""What a route may answer, as FastAPI wants it."""


class PlainRoutes(Generic[T]):
    """Adds routes for `noun` at `path` of `router`, as its module asks for them."""

    def __init__(self, router: APIRouter, path: str, noun: Noun[T], output: type[Output]) -> None:
        self._router, self._path, self._noun, self._output = router, path, noun, output
        self._word = noun.word
        self._one = f"{path}/{{{noun.word}_id}}"
        self._key = Annotated[int, Path(alias=f"{noun.word}_id", ge=1, le=LAST_ID)]

    def read(self) -> None:
        async def read(key: int, response: Response, store: StoreDep, actor: ActorDep) -> Any:
            thing = await read_noun(store, actor, self._noun, key)
            return self._tagged(response, thing)

        self._add(
            self._one,
            read,
            {},
            name=f"read_{self._word}",
            summary=f"Read one {self._word}",
            response_model=self._output,
            responses=problems(404),
        )

    def add(self, body_model: type[Input]) -> None:
        async def add(body: Any, response: Response, store: StoreDep, actor: ActorDep, now: NowDep) -> Any:
            thing = await add_noun(store, actor, self._noun, body.values(), now)
            return self._tagged(response, thing)

        self._adding(add, body_model, f"Add one {self._word}", self._output)

    def change(self, body_model: type[Input]) -> None:
        async def change(
            key: int,
            body: Any,
            response: Response,
            store: StoreDep,
            actor: ActorDep,
            now: NowDep,
            since: IfMatchDep,
        ) -> Any:
            thing = await change_noun(store, actor, self._noun, key, body.values(), since, now)
            return self._tagged(response, thing)

        summary = f"Change one {self._word}; what is left out stays"
        self._changing(change, body_model, summary, self._output)

    def remove(self) -> None:
        async def remove(key: int, store: StoreDep, actor: ActorDep, now: NowDep, since: IfMatchDep) -> None:
            await remove_noun(store, actor, self._noun, key, since, now)

        self._removing(remove, f"Delete one {self._word}; 409 names what still uses it")

    def _adding(
        self,
        route: Callable[..., Any],
        body_model: type[Input],
        summary: str,
        output: type[Output],
        also: Responses | None = None,
    ) -> None:
        """Add a route that adds; `also` are answers beside the usual ones, here and below."""
        self._add(
            self._path,
            route,
            {"body": body_model},
            methods=["POST"],
            name=f"add_{self._word}",
            summary=summary,
            status_code=201,
            response_model=output,
            responses=problems(404, 409) | (also or {}),
        )

    def _changing(
        self, route: Callable[..., Any], body_model: type[Input], summary: str, output: type[Output]
    ) -> None:
        self._add(
            self._one,
            route,
            {"body": partial(body_model)},
            methods=["PATCH"],
            name=f"change_{self._word}",
            summary=summary,
            response_model=output,
            responses=problems(404, 409, 412),
        )

    def _removing(self, route: Callable[..., Any], summary: str, also: Responses | None = None) -> None:
        self._add(
            self._one,
            route,
            {},
            methods=["DELETE"],
            name=f"remove_{self._word}",
            summary=summary,
            status_code=204,
            response_model=None,
            responses=problems(404, 409, 412) | (also or {}),
        )

    def _add(self, path: str, route: Callable[..., Any], types: dict[str, Any], **options: Any) -> None:
        """The types that differ from noun to noun are filled in before FastAPI reads them."""
        known = {"key": self._key} | types
        route.__annotations__.update({name: known[name] for name in known if name in route.__annotations__})
        self._router.add_api_route(path, route, **options)

    def all(self, body_model: type[Input]) -> None:
        self.read()
        self.add(body_model)
        self.change(body_model)
        self.remove()

    def _tagged(self, response: Response, thing: T) -> Output:
        tag(response, version_of(thing))
        return self._output.model_validate(thing)


def page_of(output: type[Shown], found: tuple[list[T], int | None]) -> Page[Shown]:
    """A part of a list, each thing in the form of `output`."""
    things, cursor = found
    return Page(items=[output.model_validate(thing) for thing in things], next=cursor)
