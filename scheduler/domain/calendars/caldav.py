"""What somebody's calendar program is told about: calendars, their events, and what changed."""

from dataclasses import dataclass

from scheduler.domain.calendars.feeds import Subject


@dataclass(frozen=True, slots=True)
class FollowedSubject:
    """Whose or what's calendar it is."""

    subject: Subject
    subject_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DavCalendar:
    """One person's view of what they follow, with how often it changed.

    `stamp` tells what it was made from, `number` counts the changes of its events, one by one; a
    client that knows a number below `oldest` cannot be told what changed since.
    """

    id: int
    owner_id: int
    subject: Subject
    subject_id: int
    stamp: str
    number: int
    oldest: int

    def remembers(self, number: int) -> bool:
        """Whether the changes since that number are still known."""
        return self.oldest <= number <= self.number


@dataclass(frozen=True, slots=True)
class Member:
    """An event under its name; `etag` None: it is there no more."""

    name: str
    booking_id: int
    etag: str | None
    number: int
