"""Calendars by secret address: make one, read it, change it, give it a new address, end it."""

from scheduler.services.calendars.feeds.busy import read_busy, read_hours
from scheduler.services.calendars.feeds.manage import (
    MakeFeed,
    NewFeed,
    change_feed,
    list_feeds,
    make_feed,
    regenerate_feed,
    revoke_feed,
    see_feed,
)
from scheduler.services.calendars.feeds.read import (
    ClientValidators,
    FeedAnswer,
    FeedQuery,
    note_fetch,
    read_feed,
)
from scheduler.services.calendars.feeds.window import FeedView

__all__ = [
    "ClientValidators",
    "FeedAnswer",
    "FeedQuery",
    "FeedView",
    "MakeFeed",
    "NewFeed",
    "change_feed",
    "list_feeds",
    "make_feed",
    "note_fetch",
    "read_busy",
    "read_feed",
    "read_hours",
    "regenerate_feed",
    "revoke_feed",
    "see_feed",
]
