"""What belongs together in a series: versions of an event, and exceptions with what they are about."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from functools import cached_property

from calendars.foreign_times import ForeignTimes, Moment
from calendars.occurrence import Details, Replacement
from calendars.quirks import Quirk, Repairs

Exceptions = dict[datetime | int, Replacement]
"""By when the series meant them to start; by a number where that cannot be read."""


def newest(exceptions: Iterable[Replacement]) -> Exceptions:
    """Of the exceptions to one occurrence the newest version."""
    found: Exceptions = {}
    for number, each in enumerate(exceptions):
        key = each.recurrence or number
        if key not in found or each.details.version >= found[key].details.version:
            found[key] = each
    return found


def replaced(master: Details, exceptions: Exceptions, named: "Named", gone: set[datetime]) -> set[datetime]:
    """The starts that exceptions speak for; forgets those that a newer master excludes (`gone`), and the
    older of two that name the same start differently."""
    spoken_for: dict[datetime, datetime | int] = {}
    for key, each in list(exceptions.items()):
        starts = named.instants(each.original) if each.original else set()
        if starts & gone and master.version > each.details.version:
            del exceptions[key]
            continue
        for other in {spoken_for[at] for at in starts if at in spoken_for}:
            older = min(other, key, key=lambda one: exceptions[one].details.version)
            exceptions.pop(older, None)
        spoken_for |= dict.fromkeys(starts, key)
    return set(spoken_for)


class Following:
    """The exceptions that move all later occurrences too."""

    def __init__(self, exceptions: Iterable[Replacement]) -> None:
        found = [(each.recurrence, each) for each in exceptions if each.recurrence and each.is_following]
        self._changes = sorted(found, key=lambda change: change[0])
        self._times = [at for at, _ in self._changes]

    def before(self, instant: datetime) -> Replacement | None:
        """The last of them at or before `instant`."""
        place = bisect_right(self._times, instant)
        return self._changes[place - 1][1] if place else None


def told_apart(
    events: list[tuple[Details, ForeignTimes]], repairs: Repairs
) -> Iterator[tuple[Details, ForeignTimes]]:
    """The events that share a UID: the newest version; several where they are no versions of one event.

    Those have one SEQUENCE, and one DTSTAMP or titles of their own, as of programs that give every lesson of
    a course the same UID.
    """
    if not events:
        return
    last = max(events, key=lambda event: event[0].version)[0]
    others = [each for each in events if each[0].sequence == last.sequence and _is_other(each[0], last)]
    latest = {each[0].first.instant: each for each in sorted(others, key=lambda each: each[0].version)}
    if len(latest) == 1 or not repairs.may(Quirk.SHARED_UID):
        yield latest[last.first.instant]
        return
    for details, times in latest.values():
        yield replace(details, uid=f"{details.uid}#{details.event.value('DTSTART')}"), times


def _is_other(event: Details, newest: Details) -> bool:
    return event.stamped_at == newest.stamped_at or event.summary != newest.summary


class Named:
    """The starts of a series by what EXDATE and RECURRENCE-ID call them: an instant, a wall time, a day."""

    def __init__(self, starts: Mapping[datetime, tuple[Moment, object]], first: Moment, repairs: Repairs):
        self._starts = starts
        self._first = first
        self._repairs = repairs

    def instants(self, named: Moment) -> set[datetime]:
        """The starts that are meant, also where they lie outside of what was expanded."""
        if named.is_date and not self._first.is_date:
            of_day = self._by_day.get(named.wall.date(), set())
            return of_day if of_day and self._repairs.may(Quirk.EXCEPTION_BY_DATE) else {named.instant}
        if named.instant in self._starts:
            return {named.instant}
        alike: set[datetime] = set()
        if self._first.is_date:
            alike = self._by_day.get(named.wall.date(), set())
        elif named.floating or self._first.floating:
            alike = {
                at for at in self._by_day.get(named.wall.date(), ()) if self._clock(at) == named.wall.time()
            }
        return alike if alike and self._repairs.may(Quirk.EXCEPTION_BY_WALL) else {named.instant}

    def _clock(self, instant: datetime) -> time:
        return self._starts[instant][0].wall.time()

    @cached_property
    def _by_day(self) -> dict[date, set[datetime]]:
        days: dict[date, set[datetime]] = {}
        for instant, (start, _) in self._starts.items():
            days.setdefault(start.wall.date(), set()).add(instant)
        return days
