"""The events of one calendar as one person may see them, each an object of its own.

They are the feed of the same subject with the words, the privacy and the window of feeds; what is
cancelled or declined is not there, for CalDAV tells clients what went.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from calendars.encode import etag
from calendars.event import Event
from calendars.write_object import encode_object
from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.calendars.caldav import FollowedSubject
from scheduler.domain.calendars.feeds import Feed
from scheduler.domain.identity.people import Actor
from scheduler.services.booking_event import Contents, events_of
from scheduler.services.calendars.feeds.read import Say

FORMAT = 2
"""Raise it when the same booking is written in other bytes, so that clients fetch it once more."""


@dataclass(frozen=True)
class DavObject:
    """A booking as a calendar object; its name is the last part of its address, not yet quoted."""

    booking: Booking
    event: Event
    language: str

    @property
    def name(self) -> str:
        return f"{self.event.uid}.ics"

    @cached_property
    def octets(self) -> bytes:
        return encode_object(self.event, self.language)

    @cached_property
    def etag(self) -> str:
        return etag(self.octets)


def feed_of(actor: Actor, followed: FollowedSubject, now: datetime) -> Feed:
    """The feed that shows the same; nobody has its address."""
    return Feed(
        id=0,
        subject=followed.subject,
        subject_id=followed.subject_id,
        name="",
        owner_id=actor.id,
        language=actor.person.language,
        created_at=now,
    )


def objects_in(contents: Contents, say: Say) -> Iterable[DavObject]:
    """One object for each booking that holds."""
    language = contents.feed.language
    for booking, event in events_of(contents, lambda key: say(language, key)):
        if booking.holds:
            yield DavObject(booking, event, language.value)


def stamp_of(actor: Actor, revision: int, now: datetime) -> str:
    """What a calendar is made from, beside its bookings: who looks, in what language, in which month."""
    seen_as = (
        actor.person.language.value,
        actor.person.name,
        actor.person.operator,
        sorted(actor.roles),
        sorted(actor.group_ids),
        actor.staff_resource_id,
    )
    digest = hashlib.sha256(repr(seen_as).encode()).hexdigest()[:16]
    return f"{revision}.{now:%Y%m}.{FORMAT}.{digest}"
