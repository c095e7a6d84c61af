"""People, the roles they have in organisations, and who is acting."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from scheduler.domain.titles import check_title


class Role(StrEnum):
    """What somebody is to one organisation."""

    STUDENT = "student"
    TEACHER = "teacher"
    COMPANY = "company"
    PLANNER = "planner"
    LAB_MANAGER = "lab_manager"
    ADMINISTRATOR = "administrator"


class Language(StrEnum):
    DUTCH = "nl"
    ENGLISH = "en"


class MailChoice(StrEnum):
    """Whether somebody's bookings come to them as invitations by mail.

    `auto`: unless they follow a calendar of their own, which shows the same events already.
    """

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"

    def wants(self, *, follows: bool) -> bool:
        """`follows`: they have a calendar address of their own timetable."""
        return self is MailChoice.ALWAYS or (self is MailChoice.AUTO and not follows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """`operator` runs the installation and may do everything in it. The e-mail address is lower case: see
    `addresses.check_address`."""

    id: int
    name: str
    email: str
    language: Language = Language.DUTCH
    mail_choice: MailChoice = MailChoice.AUTO
    operator: bool = False
    active: bool = True
    version: int = 1

    def __post_init__(self) -> None:
        check_title(self.name, 200)


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    id: int
    person_id: int
    organisation_id: int
    role: Role
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Qualification:
    """Proof that a person may work with what asks for `name`, on dates within its two ends."""

    id: int
    person_id: int
    name: str
    valid_from: date
    valid_until: date | None = None
    version: int = 1

    def valid_on(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who is acting, with everything the policies ask about them.

    `staff_resource_id` is the person as something that can be busy; `group_ids` are the resources
    of the groups they are in.
    """

    person: Person
    roles: frozenset[tuple[int, Role]] = frozenset()
    group_ids: frozenset[int] = frozenset()
    staff_resource_id: int | None = None
    read_only: bool = False
    organisation_ids: frozenset[int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "organisation_ids", frozenset(org for org, _ in self.roles))

    @property
    def id(self) -> int:
        return self.person.id

    def has(self, organisation_id: int | None, *roles: Role) -> bool:
        """Whether the actor has one of `roles` in that organisation (None: in any)."""
        return any(
            role in roles and organisation_id in (None, organisation) for organisation, role in self.roles
        )


SYSTEM = Actor(
    person=Person(id=0, name="fieldlab", email="fieldlab@command.invalid", operator=True),
)
"""Whoever has the machine, at its command line: may do everything, and is nobody in the database."""
