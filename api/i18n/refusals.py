"""Why something was refused, in a sentence with its numbers."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from api.i18n.catalogue import Words
from api.i18n.times import Times
from scheduler.domain.bookings.alternatives import Alternative, AlternativeKind
from scheduler.domain.bookings.violations import Rule, Violation
from scheduler.domain.campus.opening_hours import ClosureKind
from scheduler.domain.errors import Conflict, FieldlabError, Forbidden, Invalid, SourceUnusable
from scheduler.domain.time.spans import Span

_SAYABLE = (AlternativeKind.TIME, AlternativeKind.FEWER)


def explain(violation: Violation, words: Words, times: Times) -> str:
    """The broken rule with its numbers: "Om 13.00 zijn in Lab Waterstof nog 2 van de 8 plekken vrij; ..."."""
    data = violation.data
    values: dict[str, object] = {
        "resource": violation.resource_name,
        "when": times.span(violation.span),
        "at": times.clock(violation.span.start),
        "day": times.day(violation.span.start),
    }
    for name, value in data.items():
        values[name] = times.moment(value) if isinstance(value, datetime) else value
    match violation.rule:
        case Rule.UNITS_TAKEN:
            key = "units_taken" if data["free"] else "none_left" if data["units"] > 1 else "taken"
        case Rule.CLOSED:
            values["hours"] = _hours(data["hours"], times)
            key = "closed" if data["hours"] else "closed_all_day"
        case Rule.OUTSIDE_WINDOWS:
            key = "outside_windows" if data["next"] else "outside_windows_for_good"
        case Rule.CLOSURE if data["kind"] == ClosureKind.ABSENCE:
            key = "absent"
        case Rule.TOO_LATE | Rule.TOO_LONG:
            values["length"] = times.length(data["minutes"])
            key = violation.rule.value
        case _:
            key = violation.rule.value
    return words(f"rule.{key}", **values)


def _hours(hours: Iterable[tuple[datetime, datetime]], times: Times) -> str:
    return ", ".join(times.hours(Span(opens, closes)) for opens, closes in hours)


def instead(alternatives: Iterable[Alternative], words: Words, times: Times) -> str:
    """What would be accepted, in one sentence; nothing where nothing was found."""
    ways = [_way(each, words, times) for each in alternatives if each.kind in _SAYABLE]
    return words("caldav.instead", ways="; ".join(ways)) if ways else ""


def _way(other: Alternative, words: Words, times: Times) -> str:
    count = other.needs[0].units if other.kind is AlternativeKind.FEWER else other.free
    return f"{times.span(other.span)} ({words('caldav.free', count=count or 1)})"


def _spoken(data: Mapping[str, object]) -> dict[str, object]:
    """The values of a sentence, lists as people read them."""
    return {
        name: ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else value
        for name, value in data.items()
    }


def explain_error(error: FieldlabError, words: Words) -> str:
    """One sentence for an error that is not a list of broken rules."""
    match error:
        case Invalid():
            return words(f"invalid.{error.problem}", **_spoken(error.data))
        case Conflict():
            return words(f"conflict.{error.problem}", **error.data)
        case SourceUnusable():
            return words(f"failure.{error.failure}", **error.data)
        case Forbidden():
            return words("error.Forbidden")
        case _:
            return words(f"error.{type(error).__name__}", **error.data)
