"""Signing in, one's account, looking for room, a resource, searching."""

from datetime import time, timedelta

from api.web.forms import Form
from api.web.rendering import render
from api.web.views.bookings.finding import FoundOption, fresh_form
from api.web.views.overviews.week import week_view
from scheduler.domain.campus.opening_hours import Opening
from scheduler.domain.identity.credentials import Token, TokenScope
from scheduler.domain.identity.people import Language
from scheduler.services.overviews.resource_overview import ResourcePage
from scheduler.services.overviews.search import SearchResult
from scheduler.services.overviews.search_options import Intention
from tests.web.made import (
    HYDROGEN,
    NOORD,
    NOORDERPOORT,
    NOW,
    ROBOT,
    STAD,
    make_frame,
    make_week,
)
from tests.web.registry import scene

KNOWN = Intention(campuses=(NOORD, STAD), features=("elektrolyse", "lasrobot"), organisations=(NOORDERPOORT,))


@scene
def log_in(language: Language) -> str:
    frame = make_frame(language, actor=None)
    return render("login.html", frame, form=Form.blank(frame.words, next="/week"))


@scene
def log_in_refused(language: Language) -> str:
    frame = make_frame(language, actor=None)
    form = Form.blank(frame.words, next="/week", email="sanne@noorderpoort.example")
    return render("login.html", frame, form=form, problem=frame.words("login.wrong"))


@scene
def account(language: Language) -> str:
    frame = make_frame(language)
    token = Token(
        id=1,
        person_id=1,
        name="Roosterexport",
        scope=TokenScope.READ,
        created_at=NOW,
        expires_at=NOW + timedelta(days=60),
    )
    form = Form.blank(frame.words, days=90, scope="read", mail_choice="auto")
    values = {"form": form, "tokens": [token], "mail_from": "rooster@rooms.example"}
    return render("account.html", frame, **values, secret="flt_" + "x" * 40)


@scene
def account_without_tokens(language: Language) -> str:
    frame = make_frame(language)
    form = Form.blank(frame.words, days=90, scope="read")
    return render("account.html", frame, form=form, tokens=[], secret="", mail_from="")


@scene
def find(language: Language) -> str:
    frame = make_frame(language, "book")
    return render("book/find.html", frame, known=KNOWN, form=fresh_form(KNOWN, frame), found=None)


@scene
def find_with_options(language: Language) -> str:
    frame = make_frame(language, "book")
    words = frame.words
    options = (
        FoundOption(
            place="Lab Waterstof",
            with_what=("Lasrobot KUKA",),
            when="di 24 nov, 13.00–15.00",
            why=(words("search.here"), words("search.room_to_spare", spare=2)),
            lacks=(),
            href="/book/1",
        ),
        FoundOption(
            place="Lab Smart Industry",
            with_what=(),
            when="wo 25 nov, 09.00–11.00",
            why=(words("search.near", minutes=20),),
            lacks=(words("search.features", features="lasrobot"),),
            href="/book/2",
        ),
    )
    form = fresh_form(KNOWN, frame)
    return render("book/find.html", frame, known=KNOWN, form=form, found=(False, options))


@scene
def resource(language: Language) -> str:
    frame = make_frame(language, "week")
    week = make_week()
    rows = tuple(row for row in week.rows if row.resource.id == HYDROGEN.id)
    hours = (Opening(id=1, weekday=day, opens=time(8), closes=time(22), campus_id=1) for day in range(5))
    seen = ResourcePage(
        resource=HYDROGEN,
        owner=NOORDERPOORT,
        campus=NOORD,
        lab=None,
        parts=(ROBOT,),
        openings=tuple(hours),
        week=type(week)(question=week.question, rows=rows, total=1),
    )
    view = week_view(seen.week, frame.words, frame.times, path="/resources/1")
    values = {"seen": seen, "view": view, "mail_address": "waterstoflab-1@rooms.example"}
    return render("resource.html", frame, **values)


@scene
def search(language: Language) -> str:
    results = [
        (SearchResult("resource", 1, "Lab Waterstof", "fieldlab"), "/resources/1"),
        (SearchResult("project", 2, "Waterstof in de haven", "energie"), "/projects/2"),
        (SearchResult("campus", 1, "Campus Noord", ""), "/week?campus=1"),
    ]
    return render("search/page.html", make_frame(language), text="wa", results=results)


@scene
def search_without_results(language: Language) -> str:
    return render("search/page.html", make_frame(language), text="zzz", results=[])
