"""Somebody's calendars as CalDAV programs synchronise them: which there are, their events, what changed."""

from scheduler.services.calendars.caldav.book import (
    must_be_writable,
    understand_change,
    understand_new_event,
    zone_of_calendar,
)
from scheduler.services.calendars.caldav.calendars import Offered, get_calendar, list_calendars
from scheduler.services.calendars.caldav.contents import DavObject
from scheduler.services.calendars.caldav.read import (
    Changes,
    changes_since,
    list_members,
    read_objects,
    read_objects_within,
)

__all__ = [
    "Changes",
    "DavObject",
    "Offered",
    "changes_since",
    "get_calendar",
    "list_calendars",
    "list_members",
    "must_be_writable",
    "read_objects",
    "read_objects_within",
    "understand_change",
    "understand_new_event",
    "zone_of_calendar",
]
