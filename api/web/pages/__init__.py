"""Pages, one module for each place a person can be; each parses, calls one service and renders."""

from typing import Final

from fastapi import APIRouter

from api.web.pages import developers, problems
from api.web.pages.bookings import book, bookings, breaches, find, series
from api.web.pages.calendars import sources
from api.web.pages.campus import admin, resources
from api.web.pages.identity import account, people
from api.web.pages.overviews import front, labs, mine, search, week
from api.web.pages.planning import plans, projects, studies

PAGES: Final[tuple[APIRouter, ...]] = (
    front.router,
    developers.router,
    problems.router,
    week.router,
    find.router,
    book.router,
    bookings.router,
    series.router,
    breaches.router,
    mine.router,
    sources.router,
    resources.router,
    search.router,
    projects.router,
    labs.router,
    plans.router,
    studies.router,
    account.router,
    people.router,
    admin.router,
)
