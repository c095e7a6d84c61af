"""A solver's proposal for a period, the job that makes it, and what a person makes of it."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from scheduler.domain.bookings.bookings import Need
from scheduler.domain.time.spans import Span

PER_WEEK = 100
"""Occurrences are numbered so that week and number in it can be read off: 302 is the second of week 3."""


def occurrence_of(week: int, number: int) -> int:
    """The name of the `number`th session of the period's `week`, both counted from 1."""
    return week * PER_WEEK + number


def week_of(occurrence: int) -> int:
    """The period's week, counted from 1, in which an occurrence was first meant to be."""
    return occurrence // PER_WEEK


def number_of(occurrence: int) -> int:
    """Which of the week's sessions of its activity an occurrence is, counted from 1."""
    return occurrence % PER_WEEK


class PlanStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`terms` are the named parts of `cost`; `bound` is proven: no plan of this problem costs less.

    Weeks before `first_on` (a Monday) had begun when the plan was asked for, and stay as they are.
    """

    id: int
    period_id: int
    organisation_id: int | None
    name: str
    status: PlanStatus
    first_on: date
    job_id: int | None = None
    seconds: int = 30
    seed: int = 1
    cost: float | None = None
    bound: float | None = None
    terms: dict[str, Any] = field(default_factory=dict)
    created_by_id: int | None = None
    created_at: datetime
    solved_at: datetime | None = None
    published_at: datetime | None = None
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSession:
    """One dated session a plan proposes. (`activity_id`, `occurrence`) stays the same from plan to
    plan, so that publishing again moves a booking rather than replacing it."""

    activity_id: int
    occurrence: int
    span: Span
    needs: tuple[Need, ...]
    title: str = ""
    people: int = 0
    campus_id: int | None = None
    organisation_id: int = 0
    project_id: int | None = None
    meeting_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplaced:
    """An activity of which `sessions` a week did not fit: the causes that together forbid it and the
    fixes that would help, each a code with its data (worded by the pages in the reader's language)."""

    activity_id: int
    title: str
    sessions: int = 1
    causes: tuple[dict[str, Any], ...] = ()
    fixes: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The project a group got (None: none), as its which choice, and why not a better one."""

    group_id: int
    project_id: int | None
    rank: int | None = None
    reasons: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """A person wants the `number`th weekly session of an activity (from 1) to stay where it is.

    `at` is wall time on that weekday (Monday is 0); `needs` are the resources it keeps.
    """

    activity_id: int
    number: int
    weekday: int
    at: time
    needs: tuple[Need, ...]
