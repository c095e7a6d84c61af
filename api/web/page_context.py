"""What every page has around it: who is signed in, the doors that person sees, and the language."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from fastapi import Request

from api.i18n.catalogue import Words
from api.i18n.times import Times
from api.request_language import language_of
from api.web.addresses import page_address
from api.web.assets import Assets, built_assets
from scheduler.domain.bookings.bookings import Purpose
from scheduler.domain.identity.people import Actor, Language, Person, Role
from scheduler.domain.identity.policies import Action, may

_HTMX: Final = json.dumps(
    {
        "allowEval": False,
        "includeIndicatorStyles": False,
        "historyCacheSize": 0,
        "selfRequestsOnly": True,
        # A refusal is an answer to show, not an accident: 4xx fragments are swapped in too.
        "responseHandling": [
            {"code": "204", "swap": False},
            # Who is not signed in any more does that in a dialog; the page stays as it is.
            {"code": "401", "swap": False, "error": True},
            {"code": "[234]..", "swap": True},
            {"code": "5..", "swap": False, "error": True},
        ],
    }
)
_SCRIPT_WORDS: Final = (
    "copied",
    "free_here",
    "taken_here",
    "seats_left",
    "offline",
    "signed_in_again",
    "moved_by_keys",
    "drop_here",
    "failed",
    "dropped_at",
)


@dataclass(frozen=True, slots=True)
class Door:
    """A place in the top bar; its name is also its icon and the key of its words."""

    name: str
    href: str


_DOORS: Final = (
    (Door("week", "/week"), Action.VIEW_WEEK),
    (Door("book", "/book"), Action.BOOK),
    (Door("me", "/me"), Action.OWN_ACCOUNT),
    (Door("projects", "/projects"), Action.VIEW_CAMPUS),
    (Door("plan", "/plans"), Action.PLAN),
    (Door("labs", "/labs"), Action.DECIDE_REQUEST),
    (Door("admin", "/admin"), Action.MANAGE_PEOPLE),
)


def doors_for(actor: Actor | None) -> tuple[Door, ...]:
    """The doors this person may open; nobody sees another role's."""
    if actor is None:
        return ()
    own = {Action.OWN_ACCOUNT}
    return tuple(door for door, action in _DOORS if may(actor, action, own=action in own))


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """`here` names the open door, `address` is this page's own path and query (after a form, of the page on
    which it was), `notice` what was just done, `undo` the change by which that can be taken back, and `dates`
    how many dates it touched."""

    words: Words
    times: Times
    assets: Assets
    actor: Actor | None
    address: str
    here: str = ""
    notice: str = ""
    undo: int | None = None
    dates: int = 1

    @property
    def person(self) -> Person | None:
        return self.actor.person if self.actor else None

    @property
    def doors(self) -> tuple[Door, ...]:
        return doors_for(self.actor)

    @property
    def language(self) -> Language:
        return self.words.language

    @property
    def other_language(self) -> Language:
        return Language.ENGLISH if self.language is Language.DUTCH else Language.DUTCH

    @property
    def htmx_config(self) -> str:
        return _HTMX

    @property
    def script_words(self) -> str:
        """The sentences the scripts say, as JSON; their values are filled in there."""
        return json.dumps({key: self.words.template(f"script.{key}") for key in _SCRIPT_WORDS})

    @property
    def purposes(self) -> list[tuple[str, str]]:
        """What a booking can be for, to choose from."""
        return [(purpose.value, self.words(f"purpose.{purpose.value}")) for purpose in Purpose]

    @property
    def lengths(self) -> list[tuple[int, str]]:
        """How long something can last, to choose from, in minutes."""
        return [
            (minutes, self.times.length(minutes)) for minutes in (30, 60, 90, 120, 150, 180, 240, 300, 480)
        ]

    @property
    def weekdays(self) -> list[str]:
        """The days of the week from Monday, abbreviated."""
        return [self.times.weekday(date(2026, 11, 23 + day)) for day in range(7)]

    def can(self, action: str, *organisations: int, own: bool = False) -> bool:
        """Whether to offer something; the service decides again when it is done."""
        return may(self.actor, Action(action), organisations=organisations or None, own=own)

    def is_a(self, role: str) -> bool:
        return self.actor is not None and self.actor.has(None, Role(role))


_DOOR_OF: Final = {
    "week": "week",
    "book": "book",
    "find": "book",
    "me": "me",
    "breaches": "me",
    "projects": "projects",
    "plans": "plan",
    "studies": "plan",
    "labs": "labs",
    "admin": "admin",
}


def frame_of(request: Request, actor: Actor | None, now: datetime, zone: ZoneInfo) -> Frame:
    """`?done=KEY` in the address says what was just done; only sentences we know are said."""
    words = Words(language_of(request))
    done = f"done.{request.query_params.get('done', '')}"
    return Frame(
        words=words,
        times=Times(words, zone, now),
        assets=built_assets(),
        actor=actor,
        address=page_address(request),
        here=_DOOR_OF.get(request.url.path.split("/")[1], ""),
        notice=words(done) if words.has(done) else "",
        undo=_number(request, "undo"),
        dates=_number(request, "dates") or 1,
    )


def _number(request: Request, name: str) -> int | None:
    value = request.query_params.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 9 else None
