"""Who answers which path: one module a noun, each with a `router`, named here once.

`API` is served under /api/v1 and documented; `PAGES` stands at the root and is not.
"""

from typing import Final

from fastapi import APIRouter

from api.routes import approvals, availability, bookings, feeds, health
from api.web import pages

API: Final[tuple[APIRouter, ...]] = (bookings.router, approvals.router, availability.router, feeds.router)
PAGES: Final[tuple[APIRouter, ...]] = (health.router, feeds.addresses, *pages.PAGES)
