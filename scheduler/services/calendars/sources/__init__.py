"""Calendars elsewhere as busy time: preview one, follow it, look at it again, see what it clashes with."""

from scheduler.services.calendars.sources.clashes import SeenClash, list_clashes
from scheduler.services.calendars.sources.fetcher import Fetch, Fetcher
from scheduler.services.calendars.sources.looking import (
    REFRESH_JOB,
    queue_refresh,
    refresh_due,
    refresh_source,
)
from scheduler.services.calendars.sources.manage import (
    FollowCalendar,
    FollowedCalendars,
    SourcePreview,
    follow_calendar,
    get_source,
    pause_source,
    preview_source,
    remove_source,
    restore_source,
    see_followed,
)

__all__ = [
    "REFRESH_JOB",
    "Fetch",
    "Fetcher",
    "FollowCalendar",
    "FollowedCalendars",
    "SeenClash",
    "SourcePreview",
    "follow_calendar",
    "get_source",
    "list_clashes",
    "pause_source",
    "preview_source",
    "queue_refresh",
    "refresh_due",
    "refresh_source",
    "remove_source",
    "restore_source",
    "see_followed",
]
