"""What a change of the world did to a booking: which rules it no longer kept, and what was done about it."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from scheduler.domain.bookings.violations import Rule, Violation


class Remedy(StrEnum):
    """What is done with a booking that no longer keeps the rules."""

    KEEP = "keep"
    MOVE = "move"
    CANCEL = "cancel"
    HAND_OVER = "hand_over"


@dataclass(frozen=True, slots=True)
class Breach:
    """One rule that a booking does not keep, in the few words that stay true until it does again.

    `reason` is what was said about it and `until` when it ends, where somebody knows.
    """

    rule: Rule
    resource_id: int | None = None
    resource_name: str = ""
    reason: str = ""
    until: datetime | None = None

    @property
    def what(self) -> tuple[Rule, int | None]:
        """What makes it the same breach as another."""
        return self.rule, self.resource_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """`breaches` are why, `by_id` is who changed the world, `reason` what they said to the people in it."""

    remedy: Remedy
    breaches: tuple[Breach, ...]
    reason: str = ""
    by_id: int | None = None

    def still(self, broken: Collection[tuple[Rule, int | None]]) -> "Impact | None":
        """The same with what is broken yet; None when a booking that was kept keeps every rule again."""
        if self.remedy is not Remedy.KEEP:
            return self
        left = tuple(breach for breach in self.breaches if breach.what in broken)
        return replace(self, breaches=left) if left else None


def breach_of(violation: Violation) -> Breach:
    """The lasting part of what the judge said."""
    said = violation.data.get("reason")
    ends = violation.data.get("until")
    return Breach(
        violation.rule,
        violation.resource_id,
        violation.resource_name,
        reason=said if isinstance(said, str) else "",
        until=ends if isinstance(ends, datetime) else None,
    )
