"""Who answers which path: one module a noun, each with a `router`, named here once.

`API` is served under /api/v1 and documented; `PAGES` stands at the root and is not.
"""

from typing import Final

from fastapi import APIRouter
from starlette.routing import Route

from api.routes import health, jobs
from api.routes.bookings import approvals, availability, bookings, breaches, series
from api.routes.calendars import caldav, feeds, sources
from api.routes.campus import places, resources
from api.routes.identity import me, people, sessions, tokens
from api.routes.imports import imports
from api.routes.overviews import search, updates, week
from api.routes.planning import plan_events, plans, studies, teaching
from api.web import pages

API: Final[tuple[APIRouter, ...]] = (
    sessions.router,
    tokens.router,
    me.router,
    people.router,
    places.router,
    resources.router,
    teaching.router,
    search.router,
    bookings.router,
    series.router,
    breaches.router,
    approvals.router,
    availability.router,
    week.router,
    updates.router,
    feeds.router,
    sources.router,
    plans.router,
    plan_events.router,
    studies.router,
    jobs.router,
    imports.router,
)
PAGES: Final[tuple[APIRouter, ...]] = (health.router, caldav.router, feeds.free, *pages.PAGES)
POLLED: Final[tuple[Route, ...]] = (feeds.ADDRESS,)
"""What programs ask for day and night: found before all others, and without the framework's help."""
