"""Student demand with sectioning, as in ITC-2019: a course is taken in one configuration, one section of each
of its subparts, a section's parent before the section."""

from __future__ import annotations

from dataclasses import dataclass

from solver.errors import require


@dataclass(frozen=True, slots=True)
class CourseSection:
    """An activity students can be put in, at most `limit` of them, only together with its `parent`."""

    activity: str
    limit: int | None = None
    parent: str | None = None

    def __post_init__(self) -> None:
        require(self.limit is None or self.limit >= 0, f"section {self.activity!r}", "limit is negative")
        require(self.parent != self.activity, f"section {self.activity!r}", "is its own parent")


@dataclass(frozen=True, slots=True)
class Subpart:
    """Alternatives of which a student takes one."""

    id: str
    sections: tuple[CourseSection, ...]

    def __post_init__(self) -> None:
        require(bool(self.sections), f"subpart {self.id!r}", "has no sections")


@dataclass(frozen=True, slots=True)
class Config:
    """A way to take the course: one section of every subpart."""

    id: str
    subparts: tuple[Subpart, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """Something a student asks for; taken in exactly one configuration."""

    id: str
    configs: tuple[Config, ...]

    def __post_init__(self) -> None:
        require(bool(self.configs), f"course {self.id!r}", "has no configuration")


@dataclass(frozen=True, slots=True)
class Student:
    """A person (or a group that moves as one) and the courses asked for."""

    id: str
    courses: tuple[str, ...]

    def __post_init__(self) -> None:
        require(
            len(set(self.courses)) == len(self.courses), f"student {self.id!r}", "asks for a course twice"
        )
