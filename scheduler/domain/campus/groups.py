"""Groups of students. A group is a resource too (same id), so that it is never in two places."""

from dataclasses import dataclass
from enum import StrEnum

from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Invalid


class LearningMode(StrEnum):
    """How the group learns; working adults come in the evening, BBL one day a week."""

    BOL = "bol"
    BBL = "bbl"
    HBO = "hbo"
    ADULT = "adult"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """`resource_id` is the group as something that can be busy (0: not stored yet); `organisation_ids`
    are the home institutions of its members, more than one for a joint class."""

    id: int
    resource_id: int = 0
    name: str
    size: int
    mode: LearningMode
    programme: str = ""
    programme_code: str | None = None
    campus_id: int | None = None
    organisation_ids: tuple[int, ...] = ()
    skills: frozenset[str] = frozenset()
    version: int = 1

    def __post_init__(self) -> None:
        if not 0 <= self.size <= 2000:
            raise Invalid("size", InvalidCode.OUT_OF_RANGE, expected="0 to 2000")
        if not self.organisation_ids:
            raise Invalid("organisation_ids", InvalidCode.EMPTY, expected="at least one institution")


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMember:
    """A person in a group, with the institution they come from."""

    id: int
    group_id: int
    person_id: int
    organisation_id: int
