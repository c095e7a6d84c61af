"""The filter of a calendar-query (RFC 4791 9.7): components, their properties, and a range of time."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from xml.etree.ElementTree import Element

from api.dav.errors import DavRefusal
from api.dav.xml import c
from calendars.event import EARLIEST, LATEST
from calendars.occurrence import text_of
from calendars.tokens import CalendarFile, Component
from calendars.values import read_time
from scheduler.domain.time.spans import Span

_COLLATIONS: Final = ("i;ascii-casemap", "i;unicode-casemap", "i;octet", "default")


@dataclass(frozen=True, slots=True)
class PropertyFilter:
    """`text` None: that the property is there, or with `negate` that it is not."""

    name: str
    text: str | None
    negate: bool
    exact_case: bool

    def fits(self, event: Component) -> bool:
        found = [text_of(event, self.name)] if event.first(self.name) else []
        if self.text is None:
            return bool(found) is not self.negate
        sought = self.text if self.exact_case else self.text.casefold()
        said = found if self.exact_case else [each.casefold() for each in found]
        return bool(found) and any(sought in each for each in said) is not self.negate


@dataclass(frozen=True, slots=True)
class CalendarFilter:
    """Which events: `nothing` when it asks for what no calendar of ours has."""

    within: Span | None = None
    properties: tuple[PropertyFilter, ...] = ()
    nothing: bool = False

    def fits(self, octets: bytes) -> bool:
        """Whether the properties of the event are as asked; its time was looked at before."""
        if not self.properties:
            return True
        event = next(CalendarFile(octets).components("VEVENT"))
        return all(each.fits(event) for each in self.properties)


def read_filter(node: Element | None) -> CalendarFilter:
    """Raises `DavRefusal` for a filter that is none or that we cannot answer."""
    outer = None if node is None else node.find(c("comp-filter"))
    if outer is None or outer.get("name", "").upper() != "VCALENDAR":
        raise DavRefusal(403, c("valid-filter"))
    if outer.find(c("is-not-defined")) is not None:
        return CalendarFilter(nothing=True)
    found = CalendarFilter()
    for inner in outer.findall(c("comp-filter")):
        missing = inner.find(c("is-not-defined")) is not None
        is_event = inner.get("name", "").upper() == "VEVENT"
        if is_event == missing:
            return CalendarFilter(nothing=True)
        if is_event:
            found = _event_filter(inner)
    return found


def _event_filter(node: Element) -> CalendarFilter:
    for part in node.findall(c("comp-filter")):
        # Our events have no components of their own, such as alarms.
        if part.find(c("is-not-defined")) is None:
            return CalendarFilter(nothing=True)
    properties = tuple(_property_filter(each) for each in node.findall(c("prop-filter")))
    return CalendarFilter(_range(node.find(c("time-range"))), properties)


def _property_filter(node: Element) -> PropertyFilter:
    name = node.get("name", "").upper()
    if not name:
        raise DavRefusal(403, c("valid-filter"))
    if node.find(c("param-filter")) is not None or node.find(c("time-range")) is not None:
        raise DavRefusal(403, c("supported-filter"))
    match = node.find(c("text-match"))
    if match is None:
        return PropertyFilter(name, None, node.find(c("is-not-defined")) is not None, False)
    collation = match.get("collation", "i;ascii-casemap")
    if collation not in _COLLATIONS:
        raise DavRefusal(403, c("supported-collation"))
    negate = match.get("negate-condition", "no") == "yes"
    return PropertyFilter(name, match.text or "", negate, collation == "i;octet")


def _range(node: Element | None) -> Span | None:
    if node is None:
        return None
    start, end = _instant(node, "start", EARLIEST), _instant(node, "end", LATEST)
    if start >= end:
        raise DavRefusal(403, c("valid-filter"))
    return Span(start, end)


def _instant(node: Element, name: str, missing: datetime) -> datetime:
    """RFC 4791 9.9: an instant in UTC; an end that is left out is as far as it gets."""
    text = node.get(name)
    if text is None:
        return missing
    time = read_time(text.strip())
    if time is None or time.is_date or not time.utc:
        raise DavRefusal(403, c("valid-filter"))
    return min(max(time.at.replace(tzinfo=UTC), EARLIEST), LATEST)
