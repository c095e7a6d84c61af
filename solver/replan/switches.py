"""Named rules that a model can switch off: what an explanation is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from ortools.sat.python import cp_model


class RuleKind(StrEnum):
    """What kind of rule stands in the way of an activity; `Rule.id` says which one."""

    NO_TIMES = "no-times"
    TOO_FEW_CANDIDATES = "too-few-candidates"
    UNAVAILABLE = "unavailable"
    UNITS = "units"
    LOCATION = "location"
    TRAVEL = "travel"
    DISTRIBUTION = "distribution"
    PIN = "pin"
    PLACED = "placed"
    STAYS = "stays"


@dataclass(frozen=True, slots=True, order=True)
class NamedRule:
    """A named rule.

    `id` is the resource of unavailable, units and travel, the distribution, the role of a need with too few
    candidates, and the activity of every other kind.
    """

    kind: RuleKind
    id: str


@dataclass(frozen=True, slots=True)
class Switches:
    """One literal per rule; without `optional` every rule simply holds.

    `trusted` says that the held activities keep the rules among each other, which then need not be stated.
    """

    cp: cp_model.CpModel
    optional: bool = False
    trusted: bool = False
    literals: dict[NamedRule, cp_model.IntVar] = field(default_factory=dict)

    def on(self, kind: RuleKind, name: str) -> list[cp_model.IntVar]:
        """The literals under which a rule must be enforced: its switch, or none at all."""
        if not self.optional:
            return []
        rule = NamedRule(kind, name)
        if rule not in self.literals:
            self.literals[rule] = self.cp.new_bool_var(f"{kind} {name}")
        return [self.literals[rule]]
