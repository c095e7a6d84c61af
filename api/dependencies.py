"""What routes ask for, as annotated types; what all of the API asks for stands in `api.contract`.

All of them are `async`, also where they await nothing: FastAPI would run the others in threads, and a
request would cost a dozen hops more than its work.
"""

from datetime import datetime
from typing import Annotated

from fastapi import Depends, Header, Request

from api import cookies, request_language
from api.recognition import recognise
from scheduler.clock import Clock
from scheduler.domain.errors import VersionMissing
from scheduler.domain.identity.people import Actor, Language
from scheduler.jobs.queue import Queue
from scheduler.services.calendars.sources import Fetch
from scheduler.settings import Settings
from scheduler.storage.store import Store


async def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


async def _store(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


async def _now(request: Request) -> datetime:
    clock: Clock = request.app.state.clock
    return clock.now()


def _jobs(request: Request) -> Queue:
    queue: Queue = request.app.state.jobs
    return queue


async def _fetch(request: Request) -> Fetch:
    fetch: Fetch = request.app.state.fetch
    return fetch


SettingsDep = Annotated[Settings, Depends(_settings)]
StoreDep = Annotated[Store, Depends(_store)]
NowDep = Annotated[datetime, Depends(_now)]
JobsDep = Annotated[Queue, Depends(_jobs)]
"""To be told of every job that a service queued."""
FetchDep = Annotated[Fetch, Depends(_fetch)]
"""Gets calendars from addresses that people gave."""


async def _actor(request: Request, store: StoreDep, now: NowDep) -> Actor | None:
    """Whoever sent the request. A token that does not hold is refused."""
    return await recognise(request, store, now)


ActorDep = Annotated[Actor | None, Depends(_actor)]


async def _language(request: Request, _: ActorDep) -> Language:
    return request_language.language_of(request)


LanguageDep = Annotated[Language, Depends(_language)]


async def _if_match(
    if_match: Annotated[
        str | None,
        Header(
            pattern=r'^(\*|(W/)?"?[0-9]{1,9}(-[0-9a-f]{20})?"?)$',
            description="The version that was read, as its ETag said it; `*` for any.",
        ),
    ] = None,
) -> int | None:
    """The version a change was made from; none when any will do."""
    if if_match is None or if_match == "*":
        return None
    return int(if_match.removeprefix("W/").strip('"').partition("-")[0])


async def _if_match_needed(
    request: Request, version: Annotated[int | None, Depends(_if_match)]
) -> int | None:
    if "if-match" not in request.headers:
        raise VersionMissing()
    return version


async def _session_secret(request: Request) -> str | None:
    return request.cookies.get(cookies.SESSION)


async def _client_address(request: Request) -> str:
    return request.client.host if request.client else ""


def site_of(request: Request) -> str:
    """The address people reach us at, without a slash at the end."""
    settings: Settings = request.app.state.settings
    return (settings.public_url or str(request.base_url)).rstrip("/")


async def _base_url(request: Request) -> str:
    return site_of(request)


SessionSecretDep = Annotated[str | None, Depends(_session_secret)]
ClientAddressDep = Annotated[str, Depends(_client_address)]
BaseUrlDep = Annotated[str, Depends(_base_url)]
IfMatchDep = Annotated[int | None, Depends(_if_match)]
"""For nouns where saying the version is a courtesy: none means whatever is there."""
IfMatchNeededDep = Annotated[int | None, Depends(_if_match_needed)]
"""For bookings: without the header the answer is 428; `*` says that any version will do."""


async def _idempotency_key(
    idempotency_key: Annotated[
        str | None,
        Header(
            min_length=1,
            max_length=100,
            pattern=r"^[\x21-\x7e]+$",
            description="Any text of your own; the same request with the same key takes effect once.",
        ),
    ] = None,
) -> str | None:
    return idempotency_key


IdempotencyKeyDep = Annotated[str | None, Depends(_idempotency_key)]
