"""My schedule by day, and the ways to get it into a calendar program."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final
from urllib.parse import quote, urlencode

import segno

from api.i18n.catalogue import Words
from api.i18n.times import Times
from api.web.forms import Form
from api.web.page_context import Frame
from scheduler.domain.calendars.feeds import Attendance, Feed, Privacy, Subject
from scheduler.domain.campus.campuses import Campus
from scheduler.domain.campus.organisations import Organisation
from scheduler.domain.time.spans import Span
from scheduler.domain.time.wall_time import local_day
from scheduler.services.overviews.my_schedule import ScheduledSession
from scheduler.services.overviews.select_options import Choices

DAYS: Final = 14


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    sessions: tuple[ScheduledSession, ...]


@dataclass(frozen=True, slots=True)
class MySchedule:
    """Two weeks from `first_on`; `next_up` is the first session that has not ended, on today's page only."""

    first_on: date
    days: tuple[Day, ...]
    next_up: ScheduledSession | None

    @property
    def last_on(self) -> date:
        return self.first_on + timedelta(days=DAYS - 1)

    @property
    def earlier(self) -> date:
        return self.first_on - timedelta(days=DAYS)

    @property
    def later(self) -> date:
        return self.first_on + timedelta(days=DAYS)


def shown_from(first_on: date, times: Times) -> Span:
    """The instants of the page that starts on a date."""
    last = local_day(first_on + timedelta(days=DAYS - 1), times.zone)
    return Span(local_day(first_on, times.zone).start, last.end)


def my_schedule(sessions: Iterable[ScheduledSession], first_on: date, times: Times) -> MySchedule:
    known = tuple(sessions)
    by_day = groupby(known, key=lambda session: times.local(session.booking.span.start).date())
    return MySchedule(
        first_on,
        tuple(Day(on, tuple(of_day)) for on, of_day in by_day),
        _next_up(known, times.now) if first_on == times.today else None,
    )


def _next_up(sessions: Iterable[ScheduledSession], now: datetime) -> ScheduledSession | None:
    coming = (each for each in sessions if not each.booking.called_off)
    return next((each for each in coming if each.booking.span.end > now), None)


def followed(frame: Frame, choices: Choices) -> list[tuple[str, str]]:
    """What one can make an address for, as the form sends it: oneself, one's organisations, a campus."""
    found = [("", frame.words("me.mine"))]
    found += [(f"company:{key}", name) for key, name in choices[Organisation] if frame.can("make_feed", key)]
    return found + [(f"campus:{key}", name) for key, name in choices[Campus]]


@dataclass(frozen=True, slots=True)
class CalDavAccount:
    """What a calendar program asks for when one adds an account by CalDAV, the password left out."""

    address: str
    user: str

    @classmethod
    def of(cls, frame: Frame, base: str) -> "CalDavAccount":
        return cls(f"{base}/dav/", frame.actor.person.email if frame.actor else "")


def what_is_followed(value: str) -> tuple[Subject, int | None]:
    """`company:7` as the form sent it; oneself when it is anything else."""
    name, _, key = value.partition(":")
    if name in set(Subject) and key.isascii() and key.isdigit() and len(key) < 10:
        return Subject(name), int(key)
    return Subject.PERSON, None


def feed_form(feed: Feed, words: Words) -> Form:
    """The choices that were made for a feed, to be made otherwise."""
    return Form.blank(
        words,
        name=feed.name,
        language=feed.language.value,
        alarm=feed.alarm.value,
        online=1 if feed.attendance is Attendance.ONLINE else None,
        busy=1 if feed.privacy is Privacy.BUSY else None,
        version=feed.version,
    )


@dataclass(frozen=True, slots=True)
class Address:
    """A feed's address in the form each calendar program takes it."""

    https: str
    name: str

    @property
    def webcal(self) -> str:
        """What Apple's calendar, and most programs on a phone or desk, subscribe to at a press."""
        return f"webcal://{self.https.partition('://')[2]}"

    @property
    def google(self) -> str:
        return f"https://calendar.google.com/calendar/r?{urlencode({'cid': self.webcal})}"

    @property
    def outlook(self) -> str:
        query = urlencode({"url": self.https, "name": self.name}, quote_via=quote)
        return f"https://outlook.live.com/calendar/0/addfromweb?{query}"

    @property
    def qr(self) -> str:
        """An SVG that a phone's camera reads; drawn in the text's own colour and sized by the style sheet."""
        code = segno.make(self.webcal, micro=False, error="m")
        return str(code.svg_inline(scale=4, border=2, omitsize=True, svgclass="qr", lineclass=None))
