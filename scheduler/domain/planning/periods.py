"""The period that is planned."""

from dataclasses import dataclass, field
from datetime import date

from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Invalid
from scheduler.domain.planning.prices import Prices


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A stretch of weeks that is planned as one, such as a term of ten weeks; `prices` are what its
    plans are weighed by."""

    id: int
    name: str
    first_on: date
    last_on: date
    prices: Prices = field(default_factory=Prices)
    version: int = 1

    def __post_init__(self) -> None:
        if self.first_on.weekday() != 0:
            raise Invalid("first_on", InvalidCode.NOT_A_MONDAY, expected="a Monday")
        if not 0 <= (self.last_on - self.first_on).days <= 53 * 7:
            raise Invalid("last_on", InvalidCode.OUT_OF_RANGE, expected="after first_on, at most 53 weeks")

    @property
    def weeks(self) -> int:
        return ((self.last_on - self.first_on).days // 7) + 1
