"""What the soft rules of a period's plans cost: the lower the sum, the better the plan."""

from dataclasses import dataclass, fields

from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """Points for each time a soft rule is broken; 0 switches a rule off.

    `lonely`: a session of a group with nothing before or after it that day, in every week.
    `second_day`: a further weekday on which a BBL group must come.
    `days_short`: a weekday fewer than the activity should be spread over.
    `other_place`: a further place for the sessions of one activity.
    `standing`: a person more than there are seats, where that is allowed at all, for a weekly session.
    `travel`: a campus more than one on a day, for each person or group, in every week.
    """

    lonely: int = 1
    second_day: int = 100
    days_short: int = 10
    other_place: int = 5
    standing: int = 10
    travel: int = 2

    def __post_init__(self) -> None:
        for field in fields(self):
            if not 0 <= getattr(self, field.name) <= 10_000:
                raise Invalid(f"prices.{field.name}", InvalidCode.OUT_OF_RANGE, expected="0 to 10000")
