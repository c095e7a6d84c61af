"""jCal (RFC 7265): a calendar as JSON, for programs that ask for application/calendar+json."""

import json
import re
from collections.abc import Callable
from typing import Final

from calendars.tokens import CalendarFile, Component, Property
from calendars.values import read_rule

CONTENT_TYPE: Final = "application/calendar+json"
Json = str | int | float | list["Json"] | dict[str, "Json"]

_TYPES: Final = {
    "date-time": (
        "DTSTAMP",
        "DTSTART",
        "DTEND",
        "CREATED",
        "LAST-MODIFIED",
        "RECURRENCE-ID",
        "EXDATE",
        "RDATE",
    ),
    "duration": ("DURATION", "TRIGGER", "REFRESH-INTERVAL"),
    "integer": ("SEQUENCE", "PRIORITY", "REPEAT"),
    "cal-address": ("ORGANIZER", "ATTENDEE"),
    "uri": ("URL", "CONFERENCE", "SOURCE", "TZURL"),
    "utc-offset": ("TZOFFSETFROM", "TZOFFSETTO"),
    "recur": ("RRULE",),
    "period": ("FREEBUSY",),
    "float": ("GEO",),
}
_TYPE_OF: Final = {name: type_ for type_, names in _TYPES.items() for name in names}
_LISTS: Final = frozenset({"CATEGORIES", "RESOURCES", "EXDATE", "RDATE", "FREEBUSY"})
_COMMA = re.compile(r"(?<!\\)(?:\\\\)*,")
_ESCAPE = re.compile(r"\\([\\;,nN])")
_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?")
_OFFSET = re.compile(r"([+-]\d\d)(\d\d)(\d\d)?")
_NUMBER = re.compile(r"[+-]?\d{1,9}")


def to_jcal(octets: bytes) -> bytes:
    """The first calendar of an iCalendar file as jCal. Reads what this package writes; never raises on it."""
    root = CalendarFile(octets).calendars[0]
    return json.dumps(_component(root), ensure_ascii=False, separators=(",", ":")).encode()


def _component(component: Component) -> list[Json]:
    properties: list[Json] = [_property(prop) for prop in component.properties]
    components: list[Json] = [_component(part) for part in component.components]
    return [component.name.lower(), properties, components]


def _property(prop: Property) -> list[Json]:
    type_ = (
        prop.parameter("VALUE")
        or _TYPE_OF.get(prop.name, "unknown" if prop.name.startswith("X-") else "text")
    ).lower()
    parameters: dict[str, Json] = {
        name.lower(): values[0] if len(values) == 1 else list(values)
        for name, values in prop.parameters.items()
        if name != "VALUE"
    }
    return [prop.name.lower(), parameters, type_, *(_value(item, type_) for item in _items(prop))]


def _items(prop: Property) -> list[str]:
    """The values of a property that may have several (section 3.4.1)."""
    if prop.name not in _LISTS:
        return [prop.value]
    ends = [match.end() for match in _COMMA.finditer(prop.value)]
    return [
        prop.value[start : end - 1 if end else None]
        for start, end in zip([0, *ends], [*ends, None], strict=True)
    ]


def _value(text: str, type_: str) -> Json:
    """One value (section 3.6); of types that are not named here, as it is written."""
    read = _READ.get(type_)
    return read(text) if read else text


def _text(text: str) -> str:
    return _ESCAPE.sub(lambda match: "\n" if match[1] in "nN" else match[1], text)


def _offset(text: str) -> str:
    return _OFFSET.sub(lambda match: ":".join(filter(None, match.groups())), text)


def _period(text: str) -> list[Json]:
    start, _, end = text.partition("/")
    return [_time(start), _time(end)]


def _structure(text: str) -> list[Json]:
    return [float(part) for part in text.split(";")]


def _rule(text: str) -> dict[str, Json]:
    return {name.lower(): _part(name, value) for name, value in read_rule(text).items()}


def _part(name: str, text: str) -> Json:
    if name == "UNTIL":
        return _time(text)
    values: list[Json] = [int(value) if _NUMBER.fullmatch(value) else value for value in text.split(",")]
    return values[0] if len(values) == 1 else values


def _time(text: str) -> str:
    match = _TIME.fullmatch(text)
    if match is None:
        return text
    day = f"{match[1]}-{match[2]}-{match[3]}"
    return f"{day}T{match[4]}:{match[5]}:{match[6]}{match[7]}" if match[4] else day


_READ: Final[dict[str, Callable[[str], Json]]] = {
    "text": _text,
    "date-time": _time,
    "date": _time,
    "period": _period,
    "utc-offset": _offset,
    "integer": int,
    "float": _structure,
    "recur": _rule,
}
