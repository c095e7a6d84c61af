"""A change that hits bookings: what is asked first, what is read afterwards, and what no longer fits."""

from dataclasses import replace
from datetime import timedelta

from api.i18n import explain
from api.web.forms import Form
from api.web.rendering import render
from api.web.views.bookings.hits import hit_views
from scheduler.domain.bookings.alternatives import Alternative, AlternativeKind
from scheduler.domain.bookings.bookings import Booking, Need
from scheduler.domain.bookings.hits import Hit
from scheduler.domain.bookings.impacts import Impact, Remedy, breach_of
from scheduler.domain.bookings.violations import Rule, Violation
from scheduler.domain.campus.opening_hours import ClosureKind
from scheduler.domain.identity.people import Language, Person
from scheduler.services.bookings import Seen
from scheduler.services.bookings.hits.commands import HitOffers, SettledHit
from tests.web.made import HYDROGEN, NOW, make_booking, make_frame, make_span
from tests.web.registry import scene

LESSON = make_booking(1, "Brandstofcellen meten", make_span(1, "13:00", "15:00"), Need(1, 5))
OUTAGE = Violation(
    Rule.CLOSURE,
    LESSON.span,
    HYDROGEN.id,
    HYDROGEN.name,
    {
        "reason": "De pomp van de elektrolyser lekt",
        "kind": ClosureKind.OUTAGE.value,
        "until": NOW + timedelta(days=4),
    },
)


def hit(remedy: Remedy = Remedy.KEEP) -> Booking:
    """The lesson as it is after the outage."""
    impact = Impact(remedy=remedy, breaches=(breach_of(OUTAGE),), reason="De monteur komt vrijdag.", by_id=3)
    return replace(LESSON, impact=impact)


@scene
def hits(language: Language) -> str:
    frame = make_frame(language, "labs")
    later = Alternative(AlternativeKind.TIME, make_span(4, "13:00", "15:00"), LESSON.needs, 8)
    elsewhere = Alternative(AlternativeKind.RESOURCE, LESSON.span, (Need(3, 5),), 12)
    colleague = Person(id=7, name="Femke Bakker", email="femke@noorderpoort.example")
    other = replace(LESSON, id=2, title="Keuring van de laadpaal, met de gemeente en drie bedrijven")
    settled = (
        SettledHit(
            hit=Hit(LESSON, (OUTAGE,)),
            remedy=Remedy.KEEP,
            after=LESSON,
            offers=HitOffers((elsewhere, later), (colleague,)),
        ),
        SettledHit(hit=Hit(other, (OUTAGE,)), remedy=Remedy.KEEP, after=other, offers=HitOffers()),
    )
    form = Form.blank(frame.words)
    values = {
        "hits": hit_views(settled, form, frame.words, frame.times, {3: "Lab Cyber Security"}),
        "count": 103,
        "seen": "x",
        "form": form,
        "sent": [("resource", "1"), ("reason", "Lek")],
        "action": "/labs/outages",
        "back": "/labs",
    }
    return render("hits/page.html", frame, **values)


@scene
def breaches(language: Language) -> str:
    frame = make_frame(language, "me")
    rows = [(hit(), [explain(OUTAGE, frame.words, frame.times)])]
    return render("breaches/page.html", frame, rows=rows, next=7, whose="mine", last=NOW + timedelta(days=28))


@scene
def breaches_none(language: Language) -> str:
    frame = make_frame(language, "me")
    return render(
        "breaches/page.html", frame, rows=[], next=None, whose="mine", last=NOW + timedelta(days=28)
    )


@scene
def booking_that_fits_no_more(language: Language) -> str:
    frame = make_frame(language)
    seen = Seen(booking=hit(), details=True, may_change=True, called_off_by="Priya Ramdin")
    form = Form.blank(frame.words, start="2026-11-24T13:00", minutes=120)
    return render("booking/page.html", frame, seen=seen, known={1: HYDROGEN}, form=form)
