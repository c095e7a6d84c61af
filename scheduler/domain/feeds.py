"""A calendar somebody reads by its secret address."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from scheduler.domain.people import Language


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """`subject_id` is an id of what `subject` names (a company is an organisation).

    The secret is shown once and stored as a hash, so the address cannot be read back.
    """

    id: int
    subject: Subject
    subject_id: int
    name: str
    owner_id: int
    language: Language = Language.DUTCH
    privacy: Privacy = Privacy.FULL
    created_at: datetime
    last_fetched_at: datetime | None = None
    last_client: str = ""
    revoked_at: datetime | None = None
    version: int = 1
