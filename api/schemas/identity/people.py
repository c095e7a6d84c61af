"""People, memberships, qualifications, the audit log and search results as JSON."""

from datetime import date, datetime
from typing import Any

from pydantic import Field

from api.schemas.bookings.hits import HitsOut, HittingIn
from api.schemas.campus.places import Name
from api.schemas.common import Day, Flag, Id, Input, Output, Word, left_out
from api.schemas.identity.access import Email
from scheduler.domain.identity.people import Language, MailChoice, Role


class PersonIn(Input):
    name: Name
    email: Email
    organisation_id: Id
    role: Role
    language: Language = Language.DUTCH


class PersonUpdate(HittingIn):
    name: Name = Field(default_factory=left_out)
    email: Email = Field(default_factory=left_out)
    language: Language = Field(default_factory=left_out)
    active: Flag = Field(default_factory=left_out)


class MeUpdate(Input):
    name: Name = Field(default_factory=left_out)
    language: Language = Field(default_factory=left_out)
    mail_choice: MailChoice = Field(default_factory=left_out)


class PersonOut(Output):
    id: Id
    name: str
    email: str
    language: Language
    operator: bool
    active: bool
    version: int


class PersonHitsOut(PersonOut, HitsOut):
    """Somebody, and the bookings that a change of them hits."""


class MembershipIn(Input):
    person_id: Id
    organisation_id: Id
    role: Role


class MembershipOut(Output):
    id: Id
    person_id: int
    organisation_id: int
    role: Role


class QualificationIn(Input):
    """Proof that somebody may work with what asks for `name`."""

    person_id: Id
    name: Word
    valid_from: Day
    valid_until: Day | None = None


class QualificationOut(Output):
    id: Id
    person_id: int
    name: str
    valid_from: date
    valid_until: date | None
    version: int


class EntryOut(Output):
    id: Id
    at: datetime
    person_id: int | None
    organisation_id: int | None
    action: str
    noun: str
    noun_id: int | None
    change: dict[str, Any]


class SearchResultOut(Output):
    """A search result; `noun` and `id` say where it is read."""

    noun: str
    id: Id
    name: str
    beside: str
