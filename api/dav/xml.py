"""XML that clients send, read safely, and XML that we answer, written with the prefixes people know."""

import re
from typing import Final
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape, quoteattr

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from api.dav.errors import DavRefusal

DAV: Final = "DAV:"
CALDAV: Final = "urn:ietf:params:xml:ns:caldav"
CALENDARSERVER: Final = "http://calendarserver.org/ns/"
APPLE: Final = "http://apple.com/ns/ical/"
OURS: Final = "urn:fieldlab:dav"
_PREFIXES: Final = {DAV: "D", CALDAV: "C", CALENDARSERVER: "CS", APPLE: "A", OURS: "F"}
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS: Final = {"\r": "&#13;"}


def d(name: str) -> str:
    return f"{{{DAV}}}{name}"


def c(name: str) -> str:
    return f"{{{CALDAV}}}{name}"


def element(name: str, /, *children: Element, text: str = "", **attributes: str) -> Element:
    """An element by its Clark name, `{namespace}local`."""
    made = Element(name, attributes)
    made.extend(children)
    made.text = text
    return made


def href(address: str) -> Element:
    return element(d("href"), text=address)


def read(octets: bytes) -> Element:
    """The root of a document without DTD, entities or anything from elsewhere.

    Raises `DavRefusal` for what is no such document.
    """
    try:
        root: Element = fromstring(octets, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as fault:
        raise DavRefusal(400, f"{{{OURS}}}readable-xml") from fault
    return root


def write(root: Element) -> bytes:
    """The document; known namespaces are declared once, at the root."""
    declared = "".join(f" xmlns:{prefix}={quoteattr(space)}" for space, prefix in _PREFIXES.items())
    parts = ['<?xml version="1.0" encoding="utf-8"?>\n']
    _write(root, parts, declared)
    return "".join(parts).encode()


def _write(node: Element, parts: list[str], declared: str = "") -> None:
    space, _, local = node.tag.rpartition("}")
    known = _PREFIXES.get(space.removeprefix("{"))
    name = f"{known}:{local}" if known else local
    own = "" if known else f" xmlns={quoteattr(space.removeprefix('{'))}"
    attributes = "".join(f" {key}={quoteattr(_clean(value))}" for key, value in node.attrib.items())
    parts.append(f"<{name}{declared}{own}{attributes}")
    if not node.text and not len(node):
        parts.append("/>")
        return
    parts.append(">")
    parts.append(escape(_clean(node.text or ""), _LINE_ENDS))
    for child in node:
        _write(child, parts)
    parts.append(f"</{name}>")


def _clean(text: str) -> str:
    """Without what no XML document can carry."""
    return _FORBIDDEN.sub("", text)
