"""Pages in the states that people meet: no server, no database.

Each scene is a function that renders one page in one language. The browser tests walk through all of
them with axe, on a phone and on a desk, light and dark.
"""

from dataclasses import replace

from api.web.forms import Form
from api.web.rendering import render
from api.web.views.bookings.booking import RequestVerdict, alternative_links, blank_form, reasons_for
from api.web.views.overviews.labs import board_of, place_of
from api.web.views.overviews.mine import Address, CalDavAccount, feed_form, my_schedule
from api.web.views.overviews.week import week_view
from scheduler.domain.bookings.alternatives import Alternative, AlternativeKind
from scheduler.domain.bookings.bookings import Need
from scheduler.domain.bookings.states import BookingStatus
from scheduler.domain.bookings.violations import Rule, Violation
from scheduler.domain.identity.people import Language
from scheduler.domain.notifications.inbound import ParticipationStatus
from scheduler.services.bookings import Seen
from scheduler.services.overviews.booking_form import BookingForm
from tests.web import (
    scenes_admin,
    scenes_hits,
    scenes_people,
    scenes_plan,
    scenes_sources,
    scenes_study,
    scenes_work,
)
from tests.web.made import (
    CYBER,
    EVERYTHING,
    HYDROGEN,
    MONDAY,
    NOORD,
    NOORDERPOORT,
    ONLINE,
    ROBOT,
    make_booking,
    make_feeds,
    make_frame,
    make_lab_day,
    make_sessions,
    make_span,
    make_week,
)
from tests.web.registry import SCENES, scene

__all__ = [
    "SCENES",
    "scenes_admin",
    "scenes_hits",
    "scenes_people",
    "scenes_plan",
    "scenes_sources",
    "scenes_study",
    "scenes_work",
]


CALENDARS = {
    "followed": [("", "Sanne de Vries"), ("campus:1", NOORD.name)],
    "account": CalDavAccount("https://rooms.example/dav/", "sanne@noorderpoort.example"),
}


@scene
def week(language: Language) -> str:
    frame = make_frame(language, "week", EVERYTHING)
    return render("week.html", frame, view=week_view(make_week(), frame.words, frame.times))


@scene
def week_as_table(language: Language) -> str:
    frame = make_frame(language, "week")
    return render("week.html", frame, view=week_view(make_week(), frame.words, frame.times, as_table=True))


@scene
def week_without_results(language: Language) -> str:
    frame = make_frame(language, "week")
    nothing = replace(make_week(), rows=(), total=0)
    return render("week.html", frame, view=week_view(nothing, frame.words, frame.times))


@scene
def my_schedule_with_news(language: Language) -> str:
    frame = make_frame(language, "me")
    schedule = my_schedule(make_sessions(), MONDAY, frame.times)
    feeds, clashes = make_feeds(), scenes_sources.make_clashes()
    form = Form.blank(frame.words, language=language.value)
    return render(
        "me/page.html", frame, schedule=schedule, feeds=feeds, clashes=clashes, form=form, **CALENDARS
    )


@scene
def my_schedule_empty(language: Language) -> str:
    frame = make_frame(language, "me")
    schedule = my_schedule([], MONDAY, frame.times)
    form = Form.blank(frame.words, language=language.value)
    return render("me/page.html", frame, schedule=schedule, feeds=[], clashes=(), form=form, **CALENDARS)


@scene
def feed_address(language: Language) -> str:
    frame = make_frame(language, "me")
    address = Address("https://fieldlab.example/feeds/cal_" + "x" * 43 + ".ics", "Sanne de Vries")
    return render("me/address.html", frame, address=address, feed=make_feeds()[0])


@scene
def feed_to_change(language: Language) -> str:
    frame = make_frame(language, "me")
    feed = make_feeds()[1]
    return render("me/feed.html", frame, feed=feed, form=feed_form(feed, frame.words))


@scene
def feed_changed_meanwhile(language: Language) -> str:
    frame = make_frame(language, "me")
    feed = make_feeds()[0]
    form = feed_form(feed, frame.words)
    form.problems["form"] = frame.words("error.Stale")
    return render("me/feed.html", frame, feed=feed, form=form)


def make_known() -> BookingForm:
    return BookingForm(
        resource=HYDROGEN,
        campus=NOORD,
        extras=(ROBOT, ONLINE),
        organisations=(NOORDERPOORT,),
        names={r.id: r.name for r in (HYDROGEN, ROBOT, CYBER)},
    )


def make_form(language: Language, **values: object) -> Form:
    frame = make_frame(language)
    form = blank_form(make_known(), frame.words, frame.times, "2026-11-24T13:00", "2026-11-24T15:00", 5)
    form.values.update({name: str(value) for name, value in values.items()})
    return form


@scene
def book(language: Language) -> str:
    frame = make_frame(language, "book")
    verdict = RequestVerdict(reasons=(), alternative_links=(), owners_decide=True)
    return render(
        "book/page.html",
        frame,
        known=make_known(),
        form=make_form(language, title="Elektrolyse"),
        verdict=verdict,
    )


@scene
def book_with_mistakes(language: Language) -> str:
    frame = make_frame(language, "book")
    form = make_form(language)
    form.object_to("title", "empty")
    form.object_to("to", "not_after_start")
    return render("book/page.html", frame, known=make_known(), form=form, verdict=None)


@scene
def refusal(language: Language) -> str:
    frame = make_frame(language, "book")
    span = make_span(1, "13:00", "15:00")
    taken = Violation(Rule.UNITS_TAKEN, span, 1, "Lab Waterstof", {"free": 2, "units": 8, "wanted": 5})
    ways = (
        Alternative(AlternativeKind.TIME, make_span(1, "15:00", "17:00"), (Need(1, 5),), 5),
        Alternative(AlternativeKind.FEWER, span, (Need(1, 2),), 2),
        Alternative(AlternativeKind.RESOURCE, span, (Need(3, 5),), 10),
    )
    verdict = RequestVerdict(
        reasons=reasons_for([taken], frame.words, frame.times),
        alternative_links=alternative_links(ways, make_known().names, frame.words, frame.times),
    )
    form = make_form(language, title="Elektrolyse")
    return render("book/page.html", frame, known=make_known(), form=form, verdict=verdict)


def make_seen(status: BookingStatus = BookingStatus.CONFIRMED, *, details: bool = True) -> Seen:
    booking = make_booking(
        7,
        "Elektrolyse H2-1A",
        make_span(1, "13:00", "15:00"),
        Need(1, 5),
        Need(2, None),
        status=status,
        series_id=3,
        note="Veiligheidsbril mee",
        meeting_url="https://meet.example/waterstof",
    )
    answers = (("Marit de Boer", ParticipationStatus.ACCEPTED),) if details else ()
    return Seen(booking=booking, details=details, may_change=details, answers=answers)


def booking_page(language: Language, seen: Seen, notice: str = "") -> str:
    frame = make_frame(language, "me", notice=notice)
    known = {1: HYDROGEN, 2: ROBOT}
    form = Form.blank(frame.words, start="2026-11-24T13:00", minutes=120)
    return render("booking/page.html", frame, seen=seen, known=known, form=form)


@scene
def booking(language: Language) -> str:
    return booking_page(language, make_seen(), make_frame(language).words("done.confirmed"))


@scene
def booking_cancelled(language: Language) -> str:
    return booking_page(language, make_seen(BookingStatus.CANCELLED))


@scene
def booking_of_others(language: Language) -> str:
    return booking_page(language, make_seen(details=False))


@scene
def error_missing(language: Language) -> str:
    frame = make_frame(language, actor=None)
    return render("error.html", frame, kind="missing", detail="", request_id="")


@scene
def error_failed(language: Language) -> str:
    frame = make_frame(language)
    return render("error.html", frame, kind="failed", detail="", request_id="7f3a9c")


@scene
def labs_on_a_busy_day(language: Language) -> str:
    frame = make_frame(language, "labs", EVERYTHING)
    day = make_lab_day()
    return render(
        "labs/page.html",
        frame,
        day=day,
        board=board_of(day, MONDAY, frame.times),
        closures=[(closure, place_of(closure, day)) for closure in day.closures],
        form=Form.blank(frame.words),
    )
