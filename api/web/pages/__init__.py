"""Pages, one module for each place a person can be; each parses, calls one service and renders."""

from typing import Final

from fastapi import APIRouter

from api.web.pages import book, bookings, front, labs, mine, week

PAGES: Final[tuple[APIRouter, ...]] = (
    front.router,
    week.router,
    book.router,
    bookings.router,
    mine.router,
    labs.router,
)
