"""Calendars by secret address: make one, read it, give it a new address, end it."""

from scheduler.services.feeds.manage import (
    MakeFeed,
    NewFeed,
    list_feeds,
    make_feed,
    regenerate_feed,
    revoke_feed,
)
from scheduler.services.feeds.read import FeedAnswer, note_fetch, read_feed

__all__ = [
    "FeedAnswer",
    "MakeFeed",
    "NewFeed",
    "list_feeds",
    "make_feed",
    "note_fetch",
    "read_feed",
    "regenerate_feed",
    "revoke_feed",
]
