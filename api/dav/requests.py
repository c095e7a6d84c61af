"""What a PROPFIND or REPORT asks for, read from its body."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from api.dav.errors import DavRefusal
from api.dav.filters import CalendarFilter, read_filter
from api.dav.xml import OURS, c, d

MOST_ADDRESSES: Final = 5_000


@dataclass(frozen=True, slots=True)
class WantedProperties:
    """Properties by Clark name; `everything`: whatever a place has, `names_only`: without values.

    `data_in_utc`: calendar data with the times in UTC, as RFC 4791 9.6.5 asks of expanded events.
    """

    names: tuple[str, ...] = ()
    everything: bool = False
    names_only: bool = False
    data_in_utc: bool = False


@dataclass(frozen=True, slots=True)
class Propfind:
    """`deep`: of the place and of what is directly in it."""

    wanted: WantedProperties
    deep: bool


@dataclass(frozen=True, slots=True)
class Multiget:
    wanted: WantedProperties
    hrefs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Query:
    wanted: WantedProperties
    filter: CalendarFilter


@dataclass(frozen=True, slots=True)
class Sync:
    """`token` empty: from the beginning."""

    wanted: WantedProperties
    token: str
    most: int | None


Report = Multiget | Query | Sync


def read_propfind(root: Element | None, depth: str) -> Propfind:
    """No body asks for everything (RFC 4918 9.1). Raises `DavRefusal` for an endless depth."""
    if depth.strip().lower() not in ("0", "1"):
        raise DavRefusal(403, d("propfind-finite-depth"))
    deep = depth.strip() == "1"
    if root is None:
        return Propfind(WantedProperties(everything=True), deep)
    if root.tag != d("propfind"):
        raise DavRefusal(400, f"{{{OURS}}}known-request")
    return Propfind(_wanted(root), deep)


def read_report(root: Element | None) -> Report:
    """Raises `DavRefusal` for reports there are not, and for those that lack what they need."""
    read = None if root is None else _REPORTS.get(str(root.tag))
    if root is None or read is None:
        raise DavRefusal(403, d("supported-report"))
    return read(root)


def _multiget(root: Element) -> Multiget:
    hrefs = tuple((each.text or "").strip() for each in root.findall(d("href")))
    if len(hrefs) > MOST_ADDRESSES:
        raise DavRefusal(403, d("number-of-matches-within-limits"))
    return Multiget(_wanted(root), hrefs)


def _query(root: Element) -> Query:
    return Query(_wanted(root), read_filter(root.find(c("filter"))))


def _sync(root: Element) -> Sync:
    if (root.findtext(d("sync-level")) or "1").strip() not in ("1", "infinite"):
        raise DavRefusal(400, f"{{{OURS}}}known-request")
    most = (root.findtext(f"{d('limit')}/{d('nresults')}") or "").strip()
    counted = int(most) if most.isascii() and most.isdigit() and 0 < len(most) < 9 else None
    return Sync(_wanted(root), (root.findtext(d("sync-token")) or "").strip(), counted or None)


def _wanted(root: Element) -> WantedProperties:
    if root.find(d("propname")) is not None:
        return WantedProperties(everything=True, names_only=True)
    prop = root.find(d("prop"))
    if prop is None:
        return WantedProperties(everything=True)
    data = prop.find(c("calendar-data"))
    if data is not None and data.get("content-type", "text/calendar") != "text/calendar":
        raise DavRefusal(403, c("supported-calendar-data"))
    return WantedProperties(
        names=tuple(dict.fromkeys(str(each.tag) for each in prop)),
        data_in_utc=data is not None and data.find(c("expand")) is not None,
    )


_REPORTS: Final[dict[str, Callable[[Element], Report]]] = {
    c("calendar-multiget"): _multiget,
    c("calendar-query"): _query,
    d("sync-collection"): _sync,
}
