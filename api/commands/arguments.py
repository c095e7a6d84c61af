"""Days, weeks and moments as a person types them in an option; all count from 0."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from api.commands.wording import FIVE_MINUTES
from solver.errors import FormatError
from solver.times import Horizon

if TYPE_CHECKING:
    from solver.repair import SlotMoment

_RANGE = re.compile(r"(\d{1,4})(?:-(\d{1,4}))?", re.ASCII)
_MOMENT = re.compile(r"(\d{1,4})\.(\d{1,4})\.(?:(\d{1,2}):(\d{2})|(\d{1,4}))", re.ASCII)


def numbers_of(text: str | None, width: int, option: str) -> int:
    """`0-2,4` as a bit mask below `width`, all of them for None; raises FormatError."""
    mask = 0
    for part in (f"0-{width - 1}" if text is None else text).split(","):
        found = _RANGE.fullmatch(part.strip())
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
        if not first <= last < width:
            raise FormatError(option, f"numbers from 0 to {width - 1} such as 0-2,4", text)
        mask |= (1 << last + 1) - (1 << first)
    return mask


def moment_of(text: str, horizon: Horizon, option: str) -> SlotMoment:
    """`2.0.108` as week 2, day 0, slot 108, or `2.0.09:00` where slots last five minutes.

    Raises FormatError.
    """
    from solver.repair import SlotMoment

    found = _MOMENT.fullmatch(text)
    if found is None or (found[3] and horizon.slots_per_day != FIVE_MINUTES):
        raise FormatError(option, "WEEK.DAY.SLOT, all from 0, such as 2.0.3", text)
    slot = (int(found[3]) * 60 + int(found[4])) // 5 if found[3] else int(found[5])
    moment = SlotMoment(int(found[1]), int(found[2]), slot)
    if not (moment.week < horizon.weeks and moment.day < horizon.days and slot < horizon.slots_per_day):
        sizes = f"{horizon.weeks} weeks, {horizon.days} days and {horizon.slots_per_day} slots"
        raise FormatError(option, f"a moment within {sizes}, counted from 0", text)
    return moment


def after_hours(moment: SlotMoment, hours: float, horizon: Horizon) -> SlotMoment:
    """So many hours later, rounded up: the slots of a day are 24 hours, the days of a week all there are."""
    from solver.repair import SlotMoment

    slots = math.ceil(hours * horizon.slots_per_day / 24)
    days, slot = divmod(moment.slot + slots, horizon.slots_per_day)
    weeks, day = divmod(moment.day + days, horizon.days)
    return SlotMoment(moment.week + weeks, day, slot)
