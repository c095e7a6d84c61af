"""Calendars elsewhere: none yet, one that is looked at first, ones that work, fail, wait and clash."""

from dataclasses import replace
from datetime import timedelta

from api.web.forms import Form
from api.web.rendering import render
from scheduler.domain.bookings.external_busy import Clash
from scheduler.domain.calendars.sources import Source, SourceReading, Whose
from scheduler.domain.error_codes import Failure
from scheduler.domain.identity.people import Language
from scheduler.services.calendars.sources import FollowedCalendars, SeenClash, SourcePreview
from scheduler.services.calendars.sources.subjects import SourceSubject
from tests.web.made import HYDROGEN, NOW, make_booking, make_frame, make_span
from tests.web.registry import scene

SANNE = SourceSubject(whose=Whose.PERSON, id=1, name="Sanne de Vries", person_id=1)
LAB = SourceSubject(whose=Whose.RESOURCE, id=HYDROGEN.id, name=HYDROGEN.name, resource_id=HYDROGEN.id)


def make_source(**values: object) -> Source:
    given = {"id": 1, "person_id": 1, "name": "Outlook Sanne", "host": "outlook.office365.com", "events": 112}
    moments = dict.fromkeys(("created_at", "checked_at", "good_at", "read_until", "next_at"), NOW)
    return Source(**given | moments | values)  # type: ignore[arg-type]


SOURCES = (
    make_source(repairs={"windows-zone": 112, "end-on-start": 3}, ours=14, unread=1),
    make_source(
        id=2,
        name="Rooster Hanzehogeschool",
        host="rooster.hanze.example",
        good_at=NOW - timedelta(days=3),
        failing_since=NOW - timedelta(days=2),
        failure=Failure.ANSWER_REFUSED,
        answered=503,
        failures=9,
    ),
    make_source(id=3, name="Thuis", host="calendar.google.com", events=1, paused_at=NOW),
)


def make_clashes() -> tuple[SeenClash, ...]:
    booking = make_booking(3, "Brandstofcellen", make_span(1, "13:00", "15:00"))
    clash = Clash(make_span(1, "14:00", "16:00"), booking.id, HYDROGEN.id, 1)
    seen = SeenClash(clash=clash, resource=HYDROGEN, span=booking.span, booking=booking)
    return (seen, replace(seen, booking=None))


@scene
def sources(language: Language) -> str:
    frame = make_frame(language, "me", notice="")
    seen = FollowedCalendars(
        subject=SANNE,
        sources=SOURCES,
        removed=(make_source(id=4, name="Oude agenda", removed_at=NOW),),
        clashes=make_clashes(),
    )
    return render("sources.html", frame, seen=seen, form=Form.blank(frame.words), preview=None)


@scene
def sources_empty(language: Language) -> str:
    frame = make_frame(language, "me")
    seen = FollowedCalendars(subject=SANNE, sources=())
    return render("sources.html", frame, seen=seen, form=Form.blank(frame.words), preview=None)


@scene
def sources_preview(language: Language) -> str:
    frame = make_frame(language, "labs")
    until = NOW + timedelta(days=400)
    repairs = {"windows-zone": 40}
    reading = SourceReading(name="Xedule Lab Waterstof", busy=(), until=until, events=40, repairs=repairs)
    form = Form.blank(frame.words, address="https://xedule.example/lab.ics", resource=HYDROGEN.id)
    preview = SourcePreview(subject=LAB, host="xedule.example", reading=reading, clashes=2)
    return render(
        "sources.html", frame, seen=FollowedCalendars(subject=LAB, sources=()), form=form, preview=preview
    )


@scene
def sources_refused(language: Language) -> str:
    frame = make_frame(language, "me")
    form = Form.blank(frame.words, address="https://xedule.example/inloggen")
    form.problems["address"] = frame.words("failure.not_a_calendar")
    return render(
        "sources.html", frame, seen=FollowedCalendars(subject=SANNE, sources=()), form=form, preview=None
    )
