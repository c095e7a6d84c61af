"""The application: settings in, ASGI out. Importing it does nothing; starting it opens the store."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.responses import Response
from starlette.types import Scope

from api import document, errors
from api.contract import KEEPS_TO_DOCUMENT
from api.i18n.phrasing import phrases_in
from api.middleware.conditional import ConditionalGet
from api.middleware.headers import SecurityHeaders
from api.middleware.limits import SameOrigin, SizeLimit
from api.middleware.log import RequestLog
from api.routes import API, PAGES, POLLED
from api.schemas.common import problems
from scheduler.clock import Clock, SystemClock
from scheduler.jobs.queue import open_queue
from scheduler.mail.lmtp_server import open_receiver
from scheduler.mail.sender import open_outbox
from scheduler.services.calendars.sources import Fetch, Fetcher
from scheduler.settings import Settings
from scheduler.storage.store import Store

_STATIC: Final = Path(__file__).parent / "web" / "static"
_LARGEST_BODY: Final = 4 * 2**20
_SYSTEM_CLOCK: Final = SystemClock()


def create_app(settings: Settings, *, clock: Clock = _SYSTEM_CLOCK, fetch: Fetch | None = None) -> FastAPI:
    """The whole of it: JSON under /api/v1, pages, static files, /healthz.

    `fetch` gets calendars from elsewhere; without one it is the network.
    """
    app = FastAPI(
        title="Campus fieldlab scheduler",
        version="1",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=_opened,
        redirect_slashes=False,
        generate_unique_id_function=document.operation_id,
    )
    app.state.settings, app.state.clock = settings, clock
    app.state.fetch = fetch or Fetcher(networks=settings.networks_of_calendars)
    errors.install(app)
    # The one added last is the first to see a request.
    app.add_middleware(ConditionalGet)
    app.add_middleware(SameOrigin)
    app.add_middleware(SizeLimit, most=_LARGEST_BODY)
    app.add_middleware(RequestLog)
    app.add_middleware(SecurityHeaders, https=settings.public_url.startswith("https:"))
    app.router.routes.extend(POLLED)
    for router in API:
        app.include_router(
            router,
            prefix="/api/v1",
            responses=problems(400, 401, 403, 422),
            dependencies=KEEPS_TO_DOCUMENT,
        )
    for router in PAGES:
        app.include_router(router, include_in_schema=False)
    app.mount("/static", _Static(directory=_STATIC, check_dir=False), name="static")
    document.install(app)
    return app


@asynccontextmanager
async def _opened(app: FastAPI) -> AsyncIterator[None]:
    settings, clock = app.state.settings, app.state.clock
    app.state.store = store = Store.open(
        settings.database_url,
        zone=settings.zone,
        channels=settings.channels,
        answer_days=settings.answer_days,
    )
    try:
        async with (
            open_queue(settings, store, clock, app.state.fetch) as app.state.jobs,
            open_outbox(settings, store, clock, phrases_in),
            open_receiver(settings, store, clock, phrases_in),
        ):
            yield
    finally:
        await store.close()


class _Static(StaticFiles):
    """Files whose name carries a hash of what is in them never change; the others are asked after."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        hashed = path.startswith("built/assets/")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if hashed else "no-cache"
        return response
