"""Events of a foreign calendar and their series, as the single occurrences within a window."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from calendars.event import EARLIEST, Status
from calendars.foreign_times import OLDEST, YOUNGEST, Moment, Times
from calendars.occurrence import Details, Following, Occurrence, Replacement, Skipped, sequence_of, text_of
from calendars.quirks import Quirk, Repairs
from calendars.recurrence import Budget, Rule, expand
from calendars.tokens import Component
from calendars.values import read_duration, read_time

_DAY = timedelta(days=1)
_NIGHT = timedelta(hours=12)
_LONGEST = timedelta(days=300 * 366)


class Reader:
    """Reads one calendar of a file; what it cannot read is in `skipped`."""

    def __init__(
        self, times: Times, starts: datetime, ends: datetime, budget: Budget, repairs: Repairs
    ) -> None:
        self.skipped: list[Skipped] = []
        self._times = times
        self._starts, self._ends = starts, ends
        self._budget = budget
        self._repairs = repairs

    def read(self, calendar: Component) -> Iterator[Occurrence]:
        """Every occurrence within the window, in no order."""
        series: dict[str, tuple[list[Component], list[Component]]] = {}
        for event in calendar.components:
            if event.name == "VFREEBUSY":
                yield from self._busy(event)
            if event.name == "VEVENT" and (uid := self._uid(event)):
                masters, exceptions = series.setdefault(uid, ([], []))
                (exceptions if event.first("RECURRENCE-ID") else masters).append(event)
        for uid, (masters, exceptions) in series.items():
            yield from self._one(uid, masters, exceptions)

    def _one(self, uid: str, masters: list[Component], exceptions: list[Component]) -> Iterator[Occurrence]:
        read = [(self._details(uid, event), event) for event in exceptions]
        moved = [
            Replacement(details, event, self._times.first(event, "RECURRENCE-ID"))
            for details, event in read
            if details
        ]
        for master, own in self._told_apart(uid, masters):
            if details := self._details(own, master):
                yield from self._series(details, master, moved)
        for exception in moved:
            if exception.original is None:
                self._skip(exception.event, "its RECURRENCE-ID cannot be read")
            else:
                yield from self._if_within(
                    exception.details.at(exception.details.first, exception.original.instant)
                )

    def _told_apart(self, uid: str, masters: list[Component]) -> Iterator[tuple[Component, str]]:
        """The events that share a UID: the latest version of each start, each under its own name."""
        latest = {event.value("DTSTART"): event for event in sorted(masters, key=sequence_of)}
        if len(latest) <= 1 or not self._repairs.may(Quirk.SHARED_UID):
            yield from ((event, uid) for event in list(latest.values())[-1:])
            return
        yield from ((event, f"{uid}#{start}") for start, event in latest.items())

    def _series(self, details: Details, event: Component, moved: list[Replacement]) -> Iterator[Occurrence]:
        starts = {details.first.instant: details.first}
        for rule in event.all("RRULE"):
            starts |= self._rule(details, event, rule.value)
        starts |= {moment.instant: moment for moment in self._times.all(event, "RDATE")}
        alone = len(starts) == 1 and not event.first("RRULE")
        gone, gone_days = self._gone(details, event, moved)
        following = [each for each in moved if each.is_following]
        for instant, start in starts.items():
            self._budget.spend(len(following), details.uid)
            if instant in gone or start.wall.date() in gone_days:
                continue
            shifted = Following.of(following, instant, start)
            yield from self._if_within(
                shifted.details.at(shifted.start, instant)
                if shifted
                else details.at(start, None if alone else instant)
            )

    def _rule(self, details: Details, event: Component, text: str) -> dict[datetime, Moment]:
        first = details.first
        try:
            rule = Rule.read(text)
        except ValueError as fault:
            self._skip(event, f"all but its first occurrence: {fault} cannot be read")
            return {}
        until = self._until(rule.until, first)
        earliest = (self._starts - details.length - 2 * _DAY).replace(tzinfo=None)
        latest = (self._ends + 2 * _DAY).replace(tzinfo=None)
        found = {}
        for wall in expand(rule, first.wall, earliest, latest, self._budget, details.uid):
            moment = Moment(wall, first.zone, first.is_date)
            if until is not None and moment.instant > until:
                break
            found[moment.instant] = moment
        return found

    def _until(self, text: str, first: Moment) -> datetime | None:
        until = read_time(text)
        if until is None or until.at > YOUNGEST:
            return None
        if until.at < OLDEST:
            return EARLIEST
        if until.is_date and not first.is_date and self._repairs.may(Quirk.UNTIL_BY_DATE):
            return first.zone.instant(datetime.combine(until.at, time(23, 59, 59)))
        return until.at.replace(tzinfo=UTC) if until.utc else first.zone.instant(until.at)

    def _gone(
        self, details: Details, event: Component, moved: list[Replacement]
    ) -> tuple[set[datetime], set[object]]:
        """The starts that EXDATEs and exceptions take away: as instants, and as days of a timed series."""
        named = self._times.all(event, "EXDATE") + [each.original for each in moved if each.original]
        by_day = [moment for moment in named if moment.is_date and not details.first.is_date]
        if by_day and self._repairs.may(Quirk.EXCEPTION_BY_DATE):
            return {moment.instant for moment in named}, {moment.wall.date() for moment in by_day}
        return {moment.instant for moment in named}, set()

    def _details(self, uid: str, event: Component) -> Details | None:
        first = self._times.first(event, "DTSTART")
        if first is None:
            self._skip(event, f"its start cannot be read: {event.value('DTSTART')[:40]!r}")
            return None
        status = event.value("STATUS").strip().upper()
        return Details(
            uid=uid,
            first=first,
            length=min(self._length(first, event), _LONGEST),
            summary=text_of(event, "SUMMARY"),
            description=text_of(event, "DESCRIPTION"),
            location=text_of(event, "LOCATION"),
            status=Status(status) if status in Status.__members__ else Status.CONFIRMED,
            transparent=event.value("TRANSP").strip().upper() == "TRANSPARENT",
            sequence=sequence_of(event),
        )

    def _length(self, first: Moment, event: Component) -> timedelta:
        """How long it lasts: in elapsed time, or in days (RFC 5545 3.6.1)."""
        ends = self._times.first(event, "DTEND")
        if ends is None:
            span = read_duration(event.value("DURATION").strip())
            return max(timedelta(), span) if span is not None else _DAY * first.is_date
        length = ends.wall - first.wall if first.is_date else ends.instant - first.instant
        if length > timedelta():
            return length
        if first.is_date and self._repairs.may(Quirk.END_ON_START):
            return _DAY
        if -_DAY < length <= _NIGHT - _DAY and self._repairs.may(Quirk.END_PAST_MIDNIGHT):
            return length + _DAY
        return timedelta()

    def _busy(self, event: Component) -> Iterator[Occurrence]:
        """The taken periods of a VFREEBUSY."""
        uid = event.value("UID") or "freebusy"
        for prop in event.all("FREEBUSY"):
            if prop.parameter("FBTYPE").upper() == "FREE":
                continue
            for item in prop.value.split(","):
                start, _, end = item.partition("/")
                first, last = self._times.read(prop, start), self._times.read(prop, end)
                length = last.instant - first.instant if first and last else read_duration(end.strip())
                if first is None or length is None:
                    self._skip(event, f"a period cannot be read: {item[:40]!r}")
                    continue
                details = Details(uid, first, min(length, _LONGEST), "", "", "", Status.CONFIRMED, False, 0)
                yield from self._if_within(details.at(first, first.instant))

    def _uid(self, event: Component) -> str:
        uid = event.value("UID").strip()
        if not uid and self._repairs.may(Quirk.MISSING_UID):
            facts = "\n".join(event.value(name) for name in ("DTSTART", "SUMMARY", "LOCATION"))
            return hashlib.sha256(facts.encode()).hexdigest()[:32]
        if not uid:
            self._skip(event, "it has no UID")
        return uid

    def _if_within(self, occurrence: Occurrence) -> Iterator[Occurrence]:
        lasts = occurrence.ends > self._starts or occurrence.starts == occurrence.ends >= self._starts
        if lasts and occurrence.starts < self._ends:
            yield occurrence

    def _skip(self, event: Component, reason: str) -> None:
        self.skipped.append(Skipped(event.line, event.value("UID"), reason))
