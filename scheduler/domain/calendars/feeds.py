"""A calendar somebody reads by its secret address."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from scheduler.domain.identity.people import Language


class Subject(StrEnum):
    """What a feed is about; a revision is counted for each subject."""

    PERSON = "person"
    GROUP = "group"
    RESOURCE = "resource"
    COMPANY = "company"
    CAMPUS = "campus"


class Privacy(StrEnum):
    """How much a feed tells: everything, or only that the time is taken."""

    FULL = "full"
    BUSY = "busy"


class Alarm(StrEnum):
    """How long before a session a calendar program warns."""

    NONE = "none"
    QUARTER = "15m"
    HOUR = "1h"
    DAY = "1d"

    @property
    def before(self) -> timedelta | None:
        """None: not at all."""
        return _BEFORE.get(self)


_BEFORE = {
    Alarm.QUARTER: timedelta(minutes=15),
    Alarm.HOUR: timedelta(hours=1),
    Alarm.DAY: timedelta(days=1),
}


class Attendance(StrEnum):
    """How the reader takes part in sessions that can be joined both ways; meeting links are for online."""

    ON_SITE = "on_site"
    ONLINE = "online"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """`subject_id` is an id of what `subject` names (a company is an organisation).

    The secret is shown once and stored as a hash, so the address cannot be read back. `changed_at` is
    when a choice of its owner, or what the owner may see, last changed; None: never since it was made.
    """

    id: int
    subject: Subject
    subject_id: int
    name: str
    owner_id: int
    language: Language = Language.DUTCH
    privacy: Privacy = Privacy.FULL
    alarm: Alarm = Alarm.NONE
    attendance: Attendance = Attendance.ON_SITE
    created_at: datetime
    changed_at: datetime | None = None
    last_fetched_at: datetime | None = None
    last_client: str = ""
    revoked_at: datetime | None = None
    version: int = 1
