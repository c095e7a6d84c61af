"""The addresses of CalDAV: a principal, a home, its calendars, their events."""

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from scheduler.domain.calendars.caldav import FollowedSubject
from scheduler.domain.calendars.feeds import Subject

ROOT: Final = "/dav/"
PRINCIPAL: Final = "/dav/principals/{person}/"
HOME: Final = "/dav/calendars/{person}/"
CALENDAR: Final = "/dav/calendars/{person}/{calendar}/"
OBJECT: Final = "/dav/calendars/{person}/{calendar}/{name}"
_OWN: Final = "me"
_OTHER = re.compile(r"(group|resource|company|campus)-([1-9][0-9]{0,8})")


def principal(person_id: int) -> str:
    return PRINCIPAL.format(person=person_id)


def home(person_id: int) -> str:
    return HOME.format(person=person_id)


def calendar(person_id: int, followed: FollowedSubject) -> str:
    own = followed.subject is Subject.PERSON
    segment = _OWN if own else f"{followed.subject.value}-{followed.subject_id}"
    return CALENDAR.format(person=person_id, calendar=segment)


def member(calendar_address: str, name: str) -> str:
    return calendar_address + quote(name, safe="@")


def followed_at(person_id: int, segment: str) -> FollowedSubject | None:
    """What the last part of a calendar's address means."""
    if segment == _OWN:
        return FollowedSubject(Subject.PERSON, person_id)
    match = _OTHER.fullmatch(segment)
    return FollowedSubject(Subject(match[1]), int(match[2])) if match else None


def names_within(calendar_address: str, hrefs: Iterable[str]) -> dict[str, str | None]:
    """Each address with the name it gives an event of that calendar; none where it is elsewhere."""
    return {each: _name_within(calendar_address, each) for each in hrefs}


def _name_within(calendar_address: str, address: str) -> str | None:
    try:
        path = unquote(urlsplit(address.strip()).path)
    except ValueError:
        return None
    name = path.removeprefix(calendar_address)
    return name if path.startswith(calendar_address) and name and "/" not in name else None
