"""jCal says what the iCalendar file says: compared with icalendar's own, and value by value."""

import json
from typing import Any

import icalendar
from hypothesis import given, settings

from calendars.encode import encode, encode_freebusy
from calendars.event import BusyPeriod, Calendar, FreeBusy
from calendars.jcal import to_jcal
from tests.calendars.samples import calendars, make_calendar, make_event, make_rich_calendar


def by_icalendar(octets: bytes) -> Any:
    """icalendar's jCal, where it knows the type: of the properties of RFC 7986 it says unknown."""
    return json.loads(json.dumps(icalendar.Calendar.from_ical(octets).to_jcal()))


def comparable(jcal: Any) -> Any:
    """Without what icalendar leaves as written (X-, NAME), and what has several spellings."""
    name, properties, components = jcal
    kept = [
        (prop[0], prop[1], prop[3:])
        for prop in properties
        if not prop[0].startswith(("x-", "name")) and prop[2] not in ("duration", "recur", "float")
    ]
    return name, kept, [comparable(component) for component in components]


@settings(max_examples=60, deadline=None)
@given(calendars())
def test_jcal_holds_what_icalendar_reads(calendar: Calendar) -> None:
    octets = encode(calendar)

    assert comparable(json.loads(to_jcal(octets))) == comparable(by_icalendar(octets))


def test_every_type_of_value_has_its_json() -> None:
    name, properties, components = json.loads(to_jcal(encode(make_rich_calendar())))

    said = {prop[0]: prop[1:] for prop in properties + components[1][1] + components[0][2][0][1]}
    assert name == "vcalendar"
    assert said["refresh-interval"] == [{}, "duration", "PT1H0M30S"]
    assert said["categories"] == [{}, "text", "Praktijk", "Mbo, bol"]
    assert said["geo"] == [{}, "float", [53.2194, 6.5665]]
    assert said["sequence"] == [{}, "integer", 3]
    assert said["dtend"] == [{"tzid": "Europe/Amsterdam"}, "date-time", "2026-11-23T11:00:00"]
    assert said["rrule"] == [{}, "recur", {"freq": "YEARLY", "bymonth": 10, "byday": "-1SU"}]
    assert said["tzoffsetto"] == [{}, "utc-offset", "+01:00"]
    assert said["x-wr-caldesc"] == [{}, "unknown", "Alle lessen\\; ook online"]


def test_busy_time_has_periods() -> None:
    event = make_event()
    organizer = make_rich_calendar().organizer
    assert organizer is not None
    octets = encode_freebusy(
        FreeBusy(
            uid="lab@x",
            name="Lab",
            starts=event.starts,
            ends=event.ends,
            stamped_at=event.created_at,
            organizer=organizer,
            periods=(BusyPeriod(event.starts, event.ends),),
        )
    )

    [[_, properties, _]] = json.loads(to_jcal(octets))[2]

    assert properties[-1] == [
        "freebusy",
        {"fbtype": "BUSY"},
        "period",
        ["2026-11-23T08:00:00Z", "2026-11-23T10:00:00Z"],
    ]


def test_the_same_calendar_gives_the_same_json() -> None:
    assert len({to_jcal(encode(make_calendar(make_event()))) for _ in range(3)}) == 1
