"""Checks of a calendar against its own earlier state: what a client that polls lives through."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from calendars.checks.finding import Finding, Level
from calendars.tokens import CalendarFile, Component
from calendars.values import instant_of

_MATTERS: Final = ("DTSTART", "DTEND", "DURATION", "LOCATION", "STATUS", "RRULE", "EXDATE")
_STAMPS: Final = ("DTSTAMP", "LAST-MODIFIED", "SEQUENCE")
_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Change:
    """The id of a check, what it is about, and how to mend it."""

    id: str
    section: str
    why: str
    fix: str
    level: Level = Level.ERROR

    def at(self, line: int, found: str) -> Finding:
        return Finding(line, self.id, self.level, self.section, found, self.why, self.fix)


SEQUENCE_GROWS: Final = _Change(
    "sequence-grows",
    "RFC 5545 3.8.7.4",
    "Time, place or status changed but SEQUENCE did not grow: clients may keep the old version.",
    "Raise the stored SEQUENCE with each such change.",
)
SEQUENCE_FALLS: Final = _Change(
    "sequence-falls",
    "RFC 5545 3.8.7.4",
    "SEQUENCE went down: clients take the new version for an old one and ignore it.",
    "Store SEQUENCE with the event, and never reset it.",
)
DTSTAMP_STABLE: Final = _Change(
    "dtstamp-stable",
    "RFC 5545 3.8.7.2",
    "Nothing changed but the stamps: every poll looks like a change, and phones ring for nothing.",
    "Take DTSTAMP from the stored event, not from the clock.",
)
DTSTAMP_FALLS: Final = _Change(
    "dtstamp-falls",
    "RFC 5545 3.8.7.2",
    "DTSTAMP went back in time: clients keep the version with the later stamp.",
    "Let DTSTAMP only grow.",
)
CANCELLED_STAYS: Final = _Change(
    "cancelled-stays",
    "RFC 5546 3.2.5",
    "A coming event disappeared without STATUS:CANCELLED: clients that only add show a ghost.",
    "Keep cancelled events in the feed for at least 30 days, as STATUS:CANCELLED.",
    Level.ADVICE,
)
UID_STAYS: Final = _Change(
    "uid-stays",
    "RFC 5545 3.8.4.7",
    "The same event came back under another UID: clients show it twice.",
    "Store the UID with the event; never make it anew while writing.",
)
CHANGES: Final = (SEQUENCE_GROWS, SEQUENCE_FALLS, DTSTAMP_STABLE, DTSTAMP_FALLS, CANCELLED_STAYS, UID_STAYS)


def compare(earlier: bytes, later: bytes, now: datetime) -> tuple[Finding, ...]:
    """What is wrong with the step from one state of a feed to a later one; `now` tells coming from past."""
    before, after = _events(CalendarFile(earlier)), _events(CalendarFile(later))
    findings = [finding for key in before.keys() & after.keys() for finding in _step(before[key], after[key])]
    gone = [before[key] for key in before.keys() - after.keys()]
    new = {_what(after[key]) for key in after.keys() - before.keys()}
    for event in gone:
        starts = instant_of(event, "DTSTART")
        if _what(event) in new:
            findings.append(UID_STAYS.at(event.line, f"{event.value('SUMMARY')!r} was {event.value('UID')}"))
        elif starts and starts > now and event.value("STATUS").upper() != "CANCELLED":
            findings.append(CANCELLED_STAYS.at(event.line, f"{event.value('UID')} is gone"))
    return tuple(sorted(findings))


def _step(before: Component, after: Component) -> Iterator[Finding]:
    old, new = _number(before), _number(after)
    if new < old:
        yield SEQUENCE_FALLS.at(after.line, f"from {old} to {new}")
    changed = [name for name in _MATTERS if _written(before, name) != _written(after, name)]
    if changed and new <= old:
        yield SEQUENCE_GROWS.at(after.line, f"{' and '.join(changed)} changed, SEQUENCE is {new}")
    stamped, stamped_again = instant_of(before, "DTSTAMP"), instant_of(after, "DTSTAMP")
    if stamped and stamped_again and stamped_again < stamped:
        yield DTSTAMP_FALLS.at(after.line, f"from {before.value('DTSTAMP')} to {after.value('DTSTAMP')}")
    if stamped != stamped_again and _content(before) == _content(after):
        yield DTSTAMP_STABLE.at(after.line, f"DTSTAMP is now {after.value('DTSTAMP')}")


def _events(source: CalendarFile) -> dict[_Key, Component]:
    return {
        (event.value("UID"), event.value("RECURRENCE-ID")): event for event in source.components("VEVENT")
    }


def _number(event: Component) -> int:
    text = event.value("SEQUENCE")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 10 else 0


def _written(event: Component, name: str) -> list[tuple[str, str]]:
    return sorted((prop.parameter("TZID"), prop.value) for prop in event.all(name))


def _content(event: Component) -> list[tuple[str, str, str]]:
    return sorted(
        (prop.name, str(prop.parameters), prop.value) for prop in event.properties if prop.name not in _STAMPS
    )


def _what(event: Component) -> tuple[str, str, str]:
    return event.value("SUMMARY"), event.value("DTSTART"), event.value("LOCATION")
