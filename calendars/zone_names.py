"""What other people call a time zone: IANA names however they are spelt, Windows' names, and bare offsets."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from calendars.quirks import Quirk
from calendars.zones import is_zone, zone_names

_OFFSET: Final = re.compile(
    r"(?:GMT|UTC)? ?([+-])(\d{1,2}):?(\d\d)?(?: ?\([\w ]*\))?", re.IGNORECASE | re.ASCII
)
_DISPLAYED: Final = re.compile(
    r"\((?:GMT|UTC)(?:([+-])(\d\d)[:.](\d\d))?\) ?(?P<places>.*)", re.IGNORECASE | re.ASCII
)
_BETWEEN: Final = re.compile(r" ?[,/()]+ ?")
# Places of Windows' display names that are in the name of no zone and have summer time.
_PLACES: Final = {"baja california": "America/Tijuana", "indiana": "America/Indiana/Indianapolis"}
_WINTER: Final = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)


def spelt(key: str) -> str:
    """A name as names are compared: without escapes, quotes, case and doubled blanks."""
    return " ".join(key.replace("\\", "").replace('"', "").split()).casefold()


def zone_named(key: str) -> tuple[Quirk, str] | None:
    """The IANA zone that `key` names, and which repair that is."""
    name = spelt(key)
    if name in _by_spelling():
        return Quirk.ZONE_SPELLING, _by_spelling()[name]
    if name in _windows():
        return Quirk.WINDOWS_ZONE, _windows()[name]
    parts = name.split("/")
    paths = ("/".join(parts[-count:]) for count in (3, 2, 1) if len(parts) > count)
    found = next((_by_spelling()[path] for path in paths if path in _by_spelling()), None)
    return None if found is None else (Quirk.PREFIXED_ZONE, found)


def zone_displayed(key: str) -> str | timedelta | None:
    """The zone that a name for people means, such as `(UTC-05:00) Eastern Time (US & Canada)`: an IANA zone
    with that offset in winter, or the offset alone."""
    name = spelt(key)
    shown = _DISPLAYED.fullmatch(name)
    if shown is None:
        return next(_meant(name), None)
    offset = _offset(*shown.groups()[:3])
    return next((zone for zone in _meant(shown["places"]) if _standard(zone) == offset), offset)


def offset_named(key: str) -> timedelta | None:
    """The offset of `GMT-0500` or `UTC+01:00`, east of Greenwich being positive."""
    match = _OFFSET.fullmatch(spelt(key))
    offset = _offset(*match.groups()) if match else None
    return offset if offset is None or abs(offset) < timedelta(hours=24) else None


def _meant(places: str) -> Iterator[str]:
    """The zones that the words of a display name may mean, the surest first."""
    standard = f"{places.partition('(')[0].strip().removesuffix(' time')} standard time"
    if standard in _windows():
        yield _windows()[standard]
    for place in _BETWEEN.split(places):
        if found := _PLACES.get(place) or _cities().get(place):
            yield found


def _offset(sign: str | None, hours: str | None, minutes: str | None) -> timedelta:
    ahead = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    return -ahead if sign == "-" else ahead


@cache
def _standard(zone: str) -> timedelta:
    """The lesser of a zone's offsets in January and July."""
    return min(at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta() for at in _WINTER)


@cache
def _by_spelling() -> dict[str, str]:
    return {name.casefold(): name for name in sorted(zone_names())}


@cache
def _windows() -> dict[str, str]:
    return {name.casefold(): zone for name, zone in WINDOWS_TO_OLSON.items() if is_zone(zone)}


@cache
def _cities() -> dict[str, str]:
    """IANA zones by the city in their name."""
    keys = (key for key in sorted(zone_names()) if key.count("/") == 1 and not key.startswith("Etc/"))
    return {key.partition("/")[2].replace("_", " ").casefold(): key for key in keys}
