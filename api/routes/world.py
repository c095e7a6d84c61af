"""The same four routes of a plain noun whose change may hit bookings: each shows its hits, with `dry_run`
before anything is kept, and does with them what is asked."""

from typing import Annotated, Any

from fastapi import Query, Response

from api.dependencies import ActorDep, IfMatchDep, LanguageDep, NowDep, StoreDep
from api.i18n import Words
from api.routes.crud import PlainRoutes, Responses, T
from api.schemas.bookings.hits import HitsOut, hitting, with_hits
from api.schemas.common import Input, tag
from scheduler.services.bookings.hits.commands import Remedies, WorldChanged
from scheduler.services.bookings.hits.world_change import AddThing, ChangeThing, RemoveThing, change_world
from scheduler.services.crud import version_of

DryRun = Annotated[
    bool, Query(description="Say which bookings it hits and what could be done with each; keep nothing.")
]


class WorldRoutes(PlainRoutes[T]):
    """As `PlainRoutes`; what is made or changed is answered with its hits."""

    def add(self, body_model: type[Input]) -> None:
        async def add(
            body: Any,
            response: Response,
            store: StoreDep,
            actor: ActorDep,
            now: NowDep,
            language: LanguageDep,
            dry_run: DryRun = False,
        ) -> Any:
            write = AddThing(self._noun, body.values())
            done = await change_world(store, actor, write, body.remedies(preview=dry_run), now)
            if not done.applied:
                response.status_code = 200
            return self._answer(response, done, HitsOut.shown(done, Words(language), store.zone, now))

        output = with_hits(self._output)
        summary = f"Add one {self._word}; the answer names the bookings that it hits"
        seen: Responses = {200: {"model": output, "description": "A dry run: what it would be."}}
        self._adding(add, hitting(body_model), summary, output, seen)

    def change(self, body_model: type[Input]) -> None:
        async def change(
            key: int,
            body: Any,
            response: Response,
            store: StoreDep,
            actor: ActorDep,
            now: NowDep,
            since: IfMatchDep,
            language: LanguageDep,
            dry_run: DryRun = False,
        ) -> Any:
            write = ChangeThing(self._noun, key, body.values(), since)
            done = await change_world(store, actor, write, body.remedies(preview=dry_run), now)
            return self._answer(response, done, HitsOut.shown(done, Words(language), store.zone, now))

        summary = f"Change one {self._word}; the answer names the bookings that it hits"
        self._changing(change, hitting(body_model), summary, with_hits(self._output))

    def remove(self) -> None:
        async def remove(
            key: int,
            store: StoreDep,
            actor: ActorDep,
            now: NowDep,
            since: IfMatchDep,
            language: LanguageDep,
            dry_run: DryRun = False,
        ) -> Any:
            done = await change_world(
                store, actor, RemoveThing(self._noun, key, since), Remedies(preview=dry_run), now
            )
            return removed(done, HitsOut.shown(done, Words(language), store.zone, now))

        summary = f"Delete one {self._word}; 409 names what still uses it, 200 the bookings that it hits"
        self._removing(remove, summary, REMOVED)

    def _answer(self, response: Response, done: WorldChanged[T], hits: dict[str, Any]) -> Any:
        tag(response, version_of(done.thing))
        shown = self._output.model_validate(done.thing).model_dump()
        return with_hits(self._output).model_validate(shown | hits)


REMOVED: Responses = {
    200: {"model": HitsOut, "description": "What it hits; after a dry run nothing is deleted."}
}
"""What a deletion answers beside 204."""


def removed(done: WorldChanged[Any], hits: dict[str, Any]) -> Response:
    """Nothing to say, or the bookings that are hit."""
    if done.applied and not done.hits:
        return Response(status_code=204)
    return Response(HitsOut(**hits).model_dump_json(), media_type="application/json")
