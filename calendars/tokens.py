"""A calendar file read without mercy or prejudice: every line kept, every fault noted, nothing repaired.

The parser libraries stop at the first fault or mend it silently; a checker needs both the faults and the
rest of the file. Reading never raises, and its cost is linear in the size of the file.
"""

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

DEEPEST: Final = 8
_LINE = re.compile(rb"([^\r\n]*)(\r\n|\n|\r|\Z)")
_NAME = re.compile(r"[A-Za-z0-9-]+")
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=((?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)')
_ITEM = re.compile(r'"([^"]*)"|([^",]+)')
_UNESCAPE = re.compile(r"\^([n'^])")


@dataclass(frozen=True, slots=True)
class PhysicalLine:
    """A line of the file as it stands, with how it ends (empty at the end of the file)."""

    number: int
    octets: bytes
    ending: bytes


@dataclass(frozen=True, slots=True)
class Property:
    """One content line; names in capitals, parameter values without quotes, the value as written."""

    name: str
    parameters: dict[str, tuple[str, ...]]
    value: str
    line: int

    def parameter(self, name: str) -> str:
        """The first value of a parameter, or nothing."""
        values = self.parameters.get(name)
        return values[0] if values else ""


@dataclass(slots=True)
class Component:
    """A component with what is directly in it."""

    name: str
    line: int
    properties: list[Property] = field(default_factory=list)
    components: list["Component"] = field(default_factory=list)
    _named: dict[str, list[Property]] = field(default_factory=dict)

    def add(self, prop: Property) -> None:
        """Put a property at the end."""
        self.properties.append(prop)
        self._named.setdefault(prop.name, []).append(prop)

    def all(self, name: str) -> list[Property]:
        """Every property of that name."""
        return self._named.get(name, [])

    def first(self, name: str) -> Property | None:
        """The first property of that name."""
        named = self._named.get(name)
        return named[0] if named else None

    def value(self, name: str) -> str:
        """The value of the first property of that name, or nothing."""
        prop = self.first(name)
        return prop.value if prop else ""

    def walk(self) -> Iterator["Component"]:
        """This component and all below it."""
        yield self
        for component in self.components:
            yield from component.walk()


@dataclass(frozen=True)
class CalendarFile:
    """A whole file: its lines, its components, and what was wrong with its structure.

    Lines that are not UTF-8 are read as Windows-1252 where `odd_lines` are allowed; else octets that are
    none become replacement characters.
    """

    octets: bytes
    odd_lines: bool = False

    @cached_property
    def physical(self) -> list[PhysicalLine]:
        """The lines of the file, folded as they are."""
        found = _LINE.finditer(self.octets.removeprefix(BOM_UTF8))
        lines = [PhysicalLine(number, match[1], match[2]) for number, match in enumerate(found, 1)]
        return lines[:-1] if lines and not (lines[-1].octets or lines[-1].ending) else lines

    @cached_property
    def unfolded(self) -> list[tuple[int, bytes]]:
        """The content lines with the number of their first line; empty ones left out."""
        gathered: list[tuple[int, list[bytes]]] = []
        for line in self.physical:
            if line.octets[:1] in (b" ", b"\t") and gathered:
                gathered[-1][1].append(line.octets[1:])
            elif line.octets:
                gathered.append((line.number, [line.octets]))
        return [(number, b"".join(parts)) for number, parts in gathered]

    @cached_property
    def logical(self) -> list[tuple[int, str]]:
        """The content lines as text, unfolded before, since a fold may stand inside a character."""
        return [(number, self._text(octets)) for number, octets in self.unfolded]

    @cached_property
    def has_odd_lines(self) -> bool:
        """Whether a line is not UTF-8."""
        return not _is_utf8(b"\n".join(octets for _, octets in self.unfolded))

    def _text(self, octets: bytes) -> str:
        if self.odd_lines and self.has_odd_lines and not _is_utf8(octets):
            return octets.decode("cp1252", "replace")
        return octets.decode("utf-8", "replace")

    @cached_property
    def properties(self) -> list[Property]:
        """Every content line that has the form of one, BEGIN and END included."""
        return [prop for prop, _ in self._read if prop]

    @property
    def unreadable(self) -> list[tuple[int, str]]:
        """The content lines that do not have the form of one."""
        return [line for prop, line in self._read if prop is None]

    @cached_property
    def _read(self) -> list[tuple[Property | None, tuple[int, str]]]:
        return [(read_property(text, number), (number, text)) for number, text in self.logical]

    @cached_property
    def _tree(self) -> tuple[list[Component], list[tuple[int, str]]]:
        return _grow(self.properties)

    @property
    def calendars(self) -> list[Component]:
        """The VCALENDAR objects of the file."""
        return [component for component in self._tree[0] if component.name == "VCALENDAR"]

    @property
    def faults(self) -> list[tuple[int, str]]:
        """What is wrong with BEGIN and END, and what stands outside them."""
        return self._tree[1]

    def components(self, *names: str) -> Iterator[Component]:
        """Every component with one of these names, at any depth of any calendar."""
        return (component for component in self._all if component.name in names)

    @cached_property
    def _all(self) -> list[Component]:
        return [component for calendar in self.calendars for component in calendar.walk()]


def _is_utf8(octets: bytes) -> bool:
    try:
        octets.decode()
    except UnicodeDecodeError:
        return False
    return True


def read_property(text: str, line: int) -> Property | None:
    """The parts of one content line (RFC 5545 3.1), or None where it does not have that form."""
    head, colon, value = text.partition(":")
    if colon and _NAME.fullmatch(head):
        return Property(head.upper(), {}, value, line)
    name = _NAME.match(text)
    if name is None:
        return None
    parameters: dict[str, tuple[str, ...]] = {}
    at = name.end()
    while match := _PARAMETER.match(text, at):
        parameters[match[1].upper()] = tuple(
            _UNESCAPE.sub(_unescaped, quoted or bare) for quoted, bare in _ITEM.findall(match[2])
        )
        at = match.end()
    if text[at : at + 1] != ":":
        return None
    return Property(name[0].upper(), parameters, text[at + 1 :], line)


def _unescaped(match: re.Match[str]) -> str:
    return {"n": "\n", "'": '"', "^": "^"}[match[1]]


def _grow(properties: list[Property]) -> tuple[list[Component], list[tuple[int, str]]]:
    roots: list[Component] = []
    faults: list[tuple[int, str]] = []
    open_: list[Component] = []
    for prop in properties:
        name = prop.value.strip().upper()
        if prop.name == "BEGIN":
            if len(open_) == DEEPEST:
                faults.append((prop.line, f"components are nested deeper than {DEEPEST}"))
                break
            component = Component(name, prop.line)
            (open_[-1].components if open_ else roots).append(component)
            open_.append(component)
        elif prop.name == "END":
            _close(open_, name, prop.line, faults)
        elif open_:
            open_[-1].add(prop)
        else:
            faults.append((prop.line, f"{prop.name} stands outside every component"))
    faults += [(component.line, f"BEGIN:{component.name} has no END") for component in open_]
    return roots, faults


def _close(open_: list[Component], name: str, line: int, faults: list[tuple[int, str]]) -> None:
    if not any(component.name == name for component in open_):
        faults.append((line, f"END:{name} ends nothing"))
        return
    while open_[-1].name != name:
        unclosed = open_.pop()
        faults.append((unclosed.line, f"BEGIN:{unclosed.name} has no END before END:{name}"))
    open_.pop()
