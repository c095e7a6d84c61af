"""Pages in the states that people meet: no server, no database.

Each scene is a function that renders one page in one language. The browser tests walk through all of
them with axe, on a phone and on a desk, light and dark.
"""

from collections.abc import Callable
from dataclasses import replace

from api.web.rendering import render
from api.web.views.week import week_view
from scheduler.domain.people import Language
from tests.web.made import EVERYTHING, make_frame, make_week

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
