"""What may come in: the rules of single values, by the field that holds them.

Whatever is made or changed is asked here, by whichever way it came: a page, JSON, mail, a calendar
program, an import or a plan. What is stored is not asked again when it is read: one value of an older
day must not cost the page, feed or account around it.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, datetime, time
from typing import Any, Final

from scheduler.domain.identity.addresses import check_address
from scheduler.domain.time.grain import check_day, check_ends, check_instant, check_minute, check_rule
from scheduler.domain.time.spans import Span
from scheduler.domain.time.wall_time import WeeklyRule
from scheduler.domain.time.zones import check_zone
from scheduler.domain.titles import check_line, check_one_line

_NAMES: Final = ("name", "title", "short_name")
_LINES: Final = ("address", "location", "programme", "reason", "subject", "theme")
_TEXTS: Final[Mapping[str, Callable[[str, str], None]]] = {
    **{field: lambda field, text: check_line(text, field) for field in _NAMES},
    **{field: lambda field, text: check_one_line(text, field) for field in _LINES},
    "email": check_address,
    "zone": check_zone,
}


def check_new(thing: Any, before: Any = None) -> None:
    """Asks every field of `thing`; with `before` only those that are other than they were.

    Raises `Invalid` naming the field.
    """
    for field in fields(thing):
        value = getattr(thing, field.name)
        if before is None or value != getattr(before, field.name):
            _check(field.name, value)


def _check(field: str, value: object) -> None:
    match value:
        case str() if field in _TEXTS:
            _TEXTS[field](field, value)
        case Span():
            check_ends(value)
        case WeeklyRule():
            check_rule(value)
        case datetime() if not field.endswith("_at"):
            check_instant(field, value)
        case time():
            check_minute(field, value)
        case date() if not isinstance(value, datetime):
            check_day(field, value)
