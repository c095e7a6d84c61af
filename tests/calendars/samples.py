"""Events and calendars to test with, and Hypothesis strategies for any of them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from calendars.colors import CSS3
from calendars.event import Calendar, CalendarUser, Conference, Event, EventAlarm, Geo, Status

ZONES = (
    "Europe/Amsterdam",
    "UTC",
    "Asia/Tokyo",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Nuuk",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Asia/Kolkata",
    "America/Argentina/ComodRivadavia",
)
CREATED = datetime(2026, 9, 1, 8, 30, tzinfo=UTC)


def make_event(uid: str = "1@lab.example", **changes: Any) -> Event:
    """A lesson in the hydrogen lab on 23 November 2026, 09:00 to 11:00 in Amsterdam."""
    facts: dict[str, Any] = {
        "starts": datetime(2026, 11, 23, 8, tzinfo=UTC),
        "ends": datetime(2026, 11, 23, 10, tzinfo=UTC),
        "zone": "Europe/Amsterdam",
        "summary": "Lassen, groep 1A",
        "created_at": CREATED,
        "modified_at": CREATED,
    }
    return Event(uid=uid, **(facts | changes))


def make_calendar(*events: Event, **changes: Any) -> Calendar:
    facts: dict[str, Any] = {"name": "Rooster van Sanne", "zone": "Europe/Amsterdam"}
    return Calendar(events=events, **(facts | changes))


def make_rich_event(uid: str = "rich@lab.example", **changes: Any) -> Event:
    """An event that uses every field."""
    facts: dict[str, Any] = {
        "sequence": 3,
        "status": Status.TENTATIVE,
        "description": 'Neem mee: bril, jas; en\n"handschoenen" \\ 🧤. ' + "Veiligheid gaat vóór. " * 9,
        "location": "Waterstoflab, 2e verdieping; Campus Noord, Groningen",
        "categories": ("Praktijk", "Mbo, bol"),
        "url": "https://lab.example/sessions/1",
        "color": "steelblue",
        "geo": Geo(53.2194, 6.5665),
        "conference": Conference("https://meet.example/abc?x=1,2;3", 'Online "lokaal"; 1'),
        "organizer": CalendarUser("planning@lab.example", "Planning, Campus Noord"),
        "alarms": (
            EventAlarm(timedelta(minutes=15), "Over een kwartier: lassen"),
            EventAlarm(timedelta(), "Nu"),
        ),
    }
    return make_event(uid, **(facts | changes))


def make_rich_calendar(*events: Event) -> Calendar:
    return make_calendar(
        *(events or (make_rich_event(),)),
        description="Alle lessen; ook online",
        color="teal",
        url="https://lab.example/me",
        organizer=CalendarUser("rooster@lab.example", "Rooster"),
        refresh=timedelta(hours=1, seconds=30),
    )


# What people type: letters, signs, emoji, line ends; and what they paste: control characters.
texts = st.text(max_size=200) | st.text(st.sampled_from('aé€😀,;:\\"^\n\r\t\x00\x0b '), max_size=200)
readable = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=120
)
instants = st.integers(0, 105 * 365 * 86_400).map(
    lambda seconds: datetime(1985, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
durations = st.timedeltas(timedelta(seconds=1), timedelta(days=9)).map(
    lambda span: timedelta(seconds=max(1, int(span.total_seconds())))
)


@st.composite
def events(draw: st.DrawFn, text: st.SearchStrategy[str] = texts) -> Event:
    """Any event that can be built."""
    starts = draw(instants)
    created = draw(instants)
    return Event(
        uid=draw(st.uuids()).hex + "@lab.example",
        starts=starts,
        ends=starts + draw(durations),
        zone=draw(st.sampled_from(ZONES)),
        summary=draw(text),
        created_at=created,
        modified_at=created + draw(durations),
        sequence=draw(st.integers(0, 2**31 - 1)),
        status=draw(st.sampled_from(Status)),
        description=draw(text),
        location=draw(text),
        categories=tuple(draw(st.lists(text.filter(bool), max_size=3))),
        color=draw(st.sampled_from(["", *CSS3])),
        geo=draw(st.none() | st.builds(Geo, st.floats(-90, 90), st.floats(-180, 180))),
        conference=draw(st.none() | st.builds(Conference, st.just("https://meet.example/1"), text)),
        organizer=draw(st.none() | st.builds(CalendarUser, st.just("a@lab.example"), text)),
        transparent=draw(st.booleans()),
        alarms=tuple(
            draw(st.lists(st.builds(EventAlarm, durations, readable.filter(str.strip)), max_size=2))
        ),
    )


@st.composite
def calendars(draw: st.DrawFn, text: st.SearchStrategy[str] = texts) -> Calendar:
    """Any calendar that can be built."""
    return Calendar(
        name=draw(text),
        zone=draw(st.sampled_from(ZONES)),
        events=tuple(draw(st.lists(events(text), max_size=4, unique_by=lambda event: event.uid))),
        description=draw(text),
        color=draw(st.sampled_from(["", *CSS3])),
        organizer=draw(st.none() | st.just(CalendarUser("rooster@lab.example", "Rooster"))),
    )
