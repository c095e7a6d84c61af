"""What if: a few scenarios of a period beside how things are, in the campus's own words."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Invalid
from scheduler.domain.titles import check_title

MOST_SCENARIOS = 5
MOST_ALTERATIONS = 10
MOST_ADDED = 100


class AlterationKind(StrEnum):
    """What can be otherwise; `subject_id` of an alteration is the id of what its name begins with."""

    RESOURCE_MORE = "resource_more"
    RESOURCE_STATIONS = "resource_stations"
    RESOURCE_GONE = "resource_gone"
    DAY_LONGER = "day_longer"
    DAY_CLOSED = "day_closed"
    GROUP_TWICE = "group_twice"
    GROUP_GONE = "group_gone"
    COURSE_TWICE = "course_twice"
    COURSE_GONE = "course_gone"

    @property
    def of_day(self) -> bool:
        return self in (AlterationKind.DAY_LONGER, AlterationKind.DAY_CLOSED)

    @property
    def counted(self) -> bool:
        return self in (AlterationKind.RESOURCE_MORE, AlterationKind.RESOURCE_STATIONS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alteration:
    """One thing that is otherwise: `number` more of a resource or of its stations, a resource, a group or
    a course gone or there twice, a `weekday` (Monday is 0; None: Monday to Friday) closed, or open until
    the wall time `until`.
    """

    kind: AlterationKind
    subject_id: int | None = None
    number: int = 1
    weekday: int | None = None
    until: time | None = None

    def __post_init__(self) -> None:
        if not self.kind.of_day and self.subject_id is None:
            raise Invalid("subject_id", InvalidCode.EMPTY)
        if not 1 <= self.number <= MOST_ADDED:
            raise Invalid("number", InvalidCode.OUT_OF_RANGE, expected=f"1 to {MOST_ADDED}")
        if self.weekday is not None and not 0 <= self.weekday <= 4:
            raise Invalid("weekday", InvalidCode.OUT_OF_RANGE, expected="0 to 4")
        if self.kind is AlterationKind.DAY_LONGER and self.until is None:
            raise Invalid("until", InvalidCode.EMPTY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A named campus that is not there: what is otherwise, one thing after the other."""

    name: str
    alterations: tuple[Alteration, ...]

    def __post_init__(self) -> None:
        check_title(self.name, 100)
        if not 1 <= len(self.alterations) <= MOST_ALTERATIONS:
            raise Invalid("alterations", InvalidCode.OUT_OF_RANGE, expected=f"1 to {MOST_ALTERATIONS}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """Resources of one kind: minutes in use (set-up included) of the minutes they could be, each place
    counted."""

    kind: str
    used: int
    open: int

    @property
    def share(self) -> float:
        return self.used / self.open if self.open else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A course of which `sessions` a week find no place, and the minutes of that in the period."""

    title: str
    sessions: int
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyOutcome:
    """What came of one scenario, over the whole period; a `name` that is empty is how things are.

    `travel` counts the second and further campuses of people on a day, `cost` is what the plan's other
    imperfections weigh. `idle` are the numbers (from 0) of alterations that concern nothing planned here.
    """

    name: str
    demanded: int
    unmet: int
    activities_unmet: int
    travel: int
    cost: int
    filled: tuple[Filled, ...]
    left_out: tuple[LeftOut, ...]
    idle: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """Scenarios of a period, planned beside how things are in at most `seconds` each.

    `outcomes` begin with how things are; a study that was stopped has fewer than its scenarios.
    """

    id: int
    period_id: int
    organisation_id: int | None
    name: str
    first_on: date
    scenarios: tuple[Scenario, ...]
    outcomes: tuple[StudyOutcome, ...] = ()
    job_id: int | None = None
    seconds: int = 20
    seed: int = 1
    created_by_id: int | None = None
    created_at: datetime
    solved_at: datetime | None = None
