"""What an explanation says, in kinds and ids; the wording belongs to whoever shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from solver.replan.switches import RuleKind
from solver.solution import Placement
from solver.times import Busy, TimePattern


class CauseScope(StrEnum):
    """What the causes take for granted about the other activities.

    free: nothing stands in the way, the plan just does not use the place. alone: the activity cannot be
    placed even on an empty campus. together: it cannot be placed as long as the activities named among the
    causes are placed too, wherever they are. as-planned: it cannot be placed as long as they stay where
    they are.
    """

    FREE = "free"
    ALONE = "alone"
    TOGETHER = "together"
    AS_PLANNED = "as-planned"


@dataclass(frozen=True, slots=True, order=True)
class Cause:
    """One named cause.

    `id` is a resource (unavailable, units, travel), a distribution, the role of a need (too few
    candidates), or an activity (all other kinds). `role` is the role in which the unplaced activity needs
    the resource, if it does.
    """

    kind: RuleKind
    id: str
    role: str = ""


class StepKind(StrEnum):
    """One thing to do so that an activity fits."""

    MOVE = "move"
    LEAVE_OUT = "leave-out"
    EXTRA_TIME = "extra-time"
    OTHER_RESOURCE = "other-resource"
    FEWER_UNITS = "fewer-units"
    MORE_UNITS = "more-units"
    EXTEND_OPENING = "extend-opening"
    RELAX_RULE = "relax-rule"
    UNPIN = "unpin"


@dataclass(frozen=True, slots=True, kw_only=True)
class FixStep:
    """One step of a fix.

    move, leave-out, unpin: `activity`. extra-time: `activity` and `time`. other-resource: `activity`, the
    index of its `need`, and `resource`. fewer-units: `activity`, `need` and the `units` it then takes.
    more-units: `resource` and how many `units` more. extend-opening: `resource` and the `opened` span.
    relax-rule: `rule`, the id of a distribution.
    """

    kind: StepKind
    activity: str = ""
    need: int = 0
    resource: str = ""
    rule: str = ""
    units: int = 0
    time: TimePattern | None = None
    opened: Busy | None = None


@dataclass(frozen=True, slots=True)
class Fix:
    """Steps that together make the activity fit, their price, and where everything that changes then is.

    A fix without steps only uses a free place. `changes` maps an activity to its new assignment, in the
    problem after the steps are applied; none is left out.
    """

    steps: tuple[FixStep, ...]
    price: int
    changes: Mapping[str, Placement | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class FixPrices:
    """How bad each kind of step is; fixes are sorted by the sum. None is never proposed."""

    move: int | None = 2
    extra_time: int | None = 3
    other_resource: int | None = 3
    fewer_units: int | None = 4
    unpin: int | None = 4
    extend_opening: int | None = 5
    relax_rule: int | None = 6
    more_units: int | None = 10
    leave_out: int | None = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why an activity has no place.

    `causes` is a minimal set: the rules in it exclude every place, and without any one of them there is one
    (`minimal` is false when the time ran out before that was shown for each). `further` are minimal sets that
    exclude every place too and share nothing with `causes` or each other: one of each must be solved. `fixes`
    are sorted by price.
    """

    activity: str
    scope: CauseScope
    causes: tuple[Cause, ...] = ()
    further: tuple[tuple[Cause, ...], ...] = ()
    minimal: bool = True
    fixes: tuple[Fix, ...] = ()
