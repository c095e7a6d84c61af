"""Pages in the states that people meet: no server, no database.

Each scene is a function that renders one page in one language. The browser tests walk through all of
them with axe, on a phone and on a desk, light and dark.
"""

from collections.abc import Callable
from dataclasses import replace

from api.web.rendering import render
from api.web.views.mine import Address, my_schedule
from api.web.views.week import week_view
from scheduler.domain.people import Language
from tests.web.made import EVERYTHING, MONDAY, make_feeds, make_frame, make_sessions, make_week

Scene = Callable[[Language], str]
SCENES: dict[str, Scene] = {}


def scene(build: Scene) -> Scene:
    SCENES[build.__name__.replace("_", "-")] = build
    return build


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
    return render("me/page.html", frame, schedule=schedule, feeds=make_feeds())


@scene
def my_schedule_empty(language: Language) -> str:
    frame = make_frame(language, "me")
    return render("me/page.html", frame, schedule=my_schedule([], MONDAY, frame.times), feeds=[])


@scene
def feed_address(language: Language) -> str:
    frame = make_frame(language, "me")
    address = Address("https://fieldlab.example/feeds/cal_" + "x" * 43 + ".ics", "Sanne de Vries")
    return render("me/address.html", frame, address=address, feed=make_feeds()[0])
