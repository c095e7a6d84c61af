"""Events of foreign calendars and their series, as the single occurrences within a window."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Final

from calendars.errors import TooSlow
from calendars.event import Status
from calendars.foreign_times import LONGEST, ForeignTimes, Moment
from calendars.occurrence import (
    FREE_BUSY_TYPES,
    NEVER,
    Details,
    Occurrence,
    Replacement,
    ShownAs,
    Skipped,
    sequence_of,
    shown_as,
    stamp_of,
    text_of,
)
from calendars.quirks import Quirk, Repairs
from calendars.recurrence import Budget, expand
from calendars.rules import RecurrenceRule
from calendars.series import Following, Named, newest, replaced, told_apart
from calendars.tokens import Component
from calendars.values import Length, read_duration

_DAY: Final = Length(days=1)
_GRACE: Final = timedelta(days=2)
_NIGHT: Final = timedelta(hours=12)
_LEAST: Final = timedelta(hours=1)
"""What an event takes at most whose end cannot be believed."""
_Starts = dict[datetime, tuple[Moment, Length | None]]


class Reader:
    """Reads the calendars of one file; what it cannot read or not believe is in `skipped`."""

    def __init__(
        self,
        starts: datetime,
        ends: datetime,
        budget: Budget,
        repairs: Repairs,
        *,
        most: int,
        follower: str,
    ) -> None:
        self.skipped: list[Skipped] = []
        self._starts, self._ends = starts, ends
        self._latest = ends.replace(tzinfo=None) + _GRACE
        self._budget = budget
        self._repairs = repairs
        self._most = self._left = most
        self._follower = follower

    def read(self, calendars: list[tuple[Component, ForeignTimes]]) -> Iterator[Occurrence]:
        """Every occurrence within the window, in no order; a series may lie in several calendars."""
        families: dict[str, tuple[list[_Event], list[_Event]]] = {}
        for calendar, times in calendars:
            for component in calendar.components:
                if component.name == "VFREEBUSY":
                    yield from self._if_not_too_many(self._busy(component, times), component)
                if component.name == "VEVENT" and (uid := self._uid(component)):
                    masters, exceptions = families.setdefault(uid, ([], []))
                    event = (component, times)
                    (exceptions if component.first("RECURRENCE-ID") else masters).append(event)
        for uid, (masters, exceptions) in families.items():
            self._budget.begin()
            component = (masters or exceptions)[0][0]
            yield from self._if_not_too_many(self._family(uid, masters, exceptions), component)

    def _family(self, uid: str, masters: list["_Event"], exceptions: list["_Event"]) -> Iterator[Occurrence]:
        """A series and its exceptions, of each the version that counts."""
        moved = newest(self._replacements(uid, exceptions))
        read = [(self._details(uid, event, times), times) for event, times in masters]
        for details, times in told_apart([(each, times) for each, times in read if each], self._repairs):
            if details.first.wall <= self._latest:
                yield from self._series(details, times, moved)
        for each in moved.values():
            yield from self._if_within(each.details, each.details.first, each.recurrence)

    def _replacements(self, uid: str, exceptions: list["_Event"]) -> Iterator[Replacement]:
        for event, times in exceptions:
            details, original = self._details(uid, event, times), times.first(event, "RECURRENCE-ID")
            if details and original is None:
                self._skip(event, "its RECURRENCE-ID cannot be read, so nothing is replaced by it")
            if details:
                yield Replacement(details, original)

    def _series(
        self, details: Details, times: ForeignTimes, moved: dict[datetime | int, Replacement]
    ) -> Iterator[Occurrence]:
        """The occurrences that nothing excludes or replaces."""
        starts = self._listed(details, times)
        named = Named(starts, details.first, self._repairs)
        excluded = {at for date, _ in times.all(details.event, "EXDATE") for at in named.instants(date)}
        excluded |= replaced(details, moved, named, excluded)
        alone = len(starts) == 1 and not details.event.first("RRULE")
        following = Following(moved.values())
        for instant, (start, length) in starts.items():
            if instant in excluded:
                continue
            if change := following.before(instant):
                yield from self._if_within(change.details, change.moved(start), instant)
            else:
                yield from self._if_within(details, start, None if alone else instant, length)

    def _listed(self, details: Details, times: ForeignTimes) -> _Starts:
        """The starts of a series near the window: the first, by its rules, by date; less those by EXRULE."""
        event = details.event
        starts: _Starts = {details.first.instant: (details.first, None)}
        for rule in event.all("RRULE"):
            starts |= self._by_rule(details, rule.value, times, "all but its first occurrence")
        starts |= {date.instant: (date, length) for date, length in times.all(event, "RDATE")}
        for rule in event.all("EXRULE"):
            for instant in self._by_rule(details, rule.value, times, "what its EXRULE takes away"):
                starts.pop(instant, None)
        return starts

    def _by_rule(self, details: Details, text: str, times: ForeignTimes, lost: str) -> _Starts:
        """The starts that a rule gives around the window; none where it cannot be read or takes too long."""
        first = details.first
        earliest = (self._starts - details.length.about - _GRACE).replace(tzinfo=None)
        latest = self._latest
        found: _Starts = {}
        try:
            rule = RecurrenceRule.read(text)
            until = self._until(rule, first, times)
            if until is not None:
                latest = min(latest, until.replace(tzinfo=None) + _GRACE)
            for wall in expand(rule, first.wall, earliest, latest, self._budget):
                moment = Moment(wall, first.zone, first.is_date, first.floating)
                if until is not None and moment.instant > until:
                    break
                found[moment.instant] = (moment, None)
        except TooSlow as fault:
            self._skip(details.event, f"{lost}: {fault}")
            return {}
        except ValueError as fault:
            self._skip(details.event, f"{lost}: {fault} cannot be read")
            return {}
        return found

    def _until(self, rule: RecurrenceRule, first: Moment, times: ForeignTimes) -> datetime | None:
        """The last instant of a rule. Raises ValueError where it has an end that cannot be read."""
        if rule.until is None:
            return None
        until = times.until(rule.until)
        if until is None:
            raise ValueError(f"UNTIL={rule.until}")
        if until.is_date and not first.is_date and self._repairs.may(Quirk.UNTIL_BY_DATE):
            return first.zone.instant(datetime.combine(until.at, time(23, 59, 59)))
        return until.at.replace(tzinfo=UTC) if until.utc else first.zone.instant(until.at)

    def _details(self, uid: str, event: Component, times: ForeignTimes) -> Details | None:
        first = times.first(event, "DTSTART")
        if first is None:
            self._skip(event, f"its start cannot be read: {event.value('DTSTART')[:40]!r}")
            return None
        status = event.value("STATUS").strip().upper()
        return Details(
            uid=uid,
            event=event,
            first=first,
            length=self._length(first, event, times).at_most(LONGEST),
            summary=text_of(event, "SUMMARY"),
            description=text_of(event, "DESCRIPTION"),
            location=text_of(event, "LOCATION"),
            status=Status(status) if status in Status.__members__ else Status.CONFIRMED,
            shown=shown_as(event, self._follower),
            sequence=sequence_of(event),
            stamped_at=stamp_of(event),
        )

    def _length(self, first: Moment, event: Component, times: ForeignTimes) -> Length:
        """How long it lasts by its end, its duration or its start alone (RFC 5545 3.6.1)."""
        if event.first("DTEND"):
            return self._until_end(first, event, times)
        if not event.first("DURATION"):
            return _DAY if first.is_date else Length()
        length = read_duration(event.value("DURATION").strip().upper())
        if length is None or length.about < timedelta():
            return self._doubted(first, event, f"its duration is {event.value('DURATION')[:40]!r}", _LEAST)
        return length

    def _until_end(self, first: Moment, event: Component, times: ForeignTimes) -> Length:
        ends = times.first(event, "DTEND")
        if ends is None:
            return self._doubted(first, event, f"its end is {event.value('DTEND')[:40]!r}", _LEAST)
        if ends.floating and not (first.floating or first.is_date) and self._repairs.may(Quirk.FLOATING_END):
            ends = Moment(ends.wall, first.zone, False)
        length = ends.wall - first.wall if first.is_date else ends.instant - first.instant
        if length > timedelta():
            return Length(exact=length)
        if first.is_date and length == timedelta() and self._repairs.may(Quirk.END_ON_START):
            return _DAY
        if -2 * _NIGHT < length <= -_NIGHT and self._repairs.may(Quirk.END_PAST_MIDNIGHT):
            return Length(exact=length + 2 * _NIGHT)
        if length == timedelta():
            return Length()
        return self._doubted(first, event, f"its end is {-length} before its start", -length)

    def _doubted(self, first: Moment, event: Component, reason: str, about: timedelta) -> Length:
        """What an event without a believable end surely takes: its day, or its first hour at most."""
        if not self._repairs.may(Quirk.END_BEFORE_START):
            return Length()
        length = _DAY if first.is_date else Length(exact=min(about, _LEAST))
        self._skip(event, f"{reason}, so no more than {length.about} is taken")
        return length

    def _busy(self, event: Component, times: ForeignTimes) -> Iterator[Occurrence]:
        """The periods of a VFREEBUSY."""
        uid = event.value("UID") or "freebusy"
        for prop in event.all("FREEBUSY"):
            shown = FREE_BUSY_TYPES.get(prop.parameter("FBTYPE").upper(), ShownAs.BUSY)
            for item in prop.value.split(",") if shown is not ShownAs.FREE else ():
                found = times.period(prop, item)
                first, length = found or (None, None)
                if first is None or length is None:
                    self._skip(event, f"a period cannot be read: {item[:40]!r}")
                    continue
                taken = Details(uid, event, first, length, "", "", "", Status.CONFIRMED, shown, 0, NEVER)
                yield from self._if_within(taken, first, first.instant)

    def _uid(self, event: Component) -> str:
        uid = event.value("UID").strip()
        if not uid and self._repairs.may(Quirk.MISSING_UID):
            facts = "\n".join(event.value(name) for name in ("DTSTART", "SUMMARY", "LOCATION"))
            return hashlib.sha256(facts.encode()).hexdigest()[:32]
        if not uid:
            self._skip(event, "it has no UID")
        return uid

    def _if_within(
        self,
        details: Details,
        start: Moment | None,
        recurrence: datetime | None,
        length: Length | None = None,
    ) -> Iterator[Occurrence]:
        """The occurrence that begins at `start`; None is after all years."""
        if start is None or start.wall > self._latest:
            return
        occurrence = details.at(start, recurrence, length)
        lasts = occurrence.ends > self._starts or occurrence.starts == occurrence.ends >= self._starts
        if lasts and occurrence.starts < self._ends:
            yield occurrence

    def _if_not_too_many(self, found: Iterator[Occurrence], event: Component) -> list[Occurrence]:
        occurrences = list(found)
        if len(occurrences) > self._left:
            self._skip(event, f"with it the calendar has more than {self._most} occurrences")
            return []
        self._left -= len(occurrences)
        return occurrences

    def _skip(self, event: Component, reason: str) -> None:
        self.skipped.append(Skipped(event.line, event.value("UID"), reason))


_Event = tuple[Component, ForeignTimes]
