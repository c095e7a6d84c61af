"""Every broken rule is said with its numbers."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from api.i18n import Times, Words, explain, explain_error
from scheduler.domain.bookings.violations import Rule, Violation
from scheduler.domain.error_codes import ConflictCode, InvalidCode
from scheduler.domain.errors import Conflict, FieldlabError, Forbidden, Invalid, NotFound, Stale
from scheduler.domain.identity.people import Language
from scheduler.domain.time.spans import Span

SPAN = Span(datetime(2026, 11, 24, 12, tzinfo=UTC), datetime(2026, 11, 24, 14, tzinfo=UTC))
OPENS, CLOSES = datetime(2026, 11, 24, 7, tzinfo=UTC), datetime(2026, 11, 24, 11, tzinfo=UTC)


def said(language: Language, rule: Rule, **data: Any) -> str:
    words = Words(language)
    times = Times(words, ZoneInfo("Europe/Amsterdam"), SPAN.start)
    return explain(Violation(rule, SPAN, 1, "Lab Waterstof", data), words, times)


@pytest.mark.parametrize(
    ("rule", "data", "dutch"),
    [
        (
            Rule.UNITS_TAKEN,
            {"free": 2, "units": 8, "wanted": 5, "taken_by": (4,)},
            "Om 13.00 zijn in Lab Waterstof nog 2 van de 8 plekken vrij; je vraagt er 5.",
        ),
        (
            Rule.UNITS_TAKEN,
            {"free": 0, "units": 8, "wanted": 5, "taken_by": (4,)},
            "Op di 24 nov, 13.00–15.00 zijn alle 8 plekken van Lab Waterstof bezet.",
        ),
        (
            Rule.UNITS_TAKEN,
            {"free": 0, "units": 1, "wanted": 1, "taken_by": (4,)},
            "Lab Waterstof is bezet op di 24 nov, 13.00–15.00.",
        ),
        (Rule.CLOSED, {"hours": ((OPENS, CLOSES),)}, "Lab Waterstof is op di 24 nov open van 08.00–12.00."),
        (Rule.CLOSED, {"hours": ()}, "Lab Waterstof is op di 24 nov dicht."),
        (
            Rule.CLOSURE,
            {"reason": "gaslek", "kind": "outage", "until": CLOSES},
            "Lab Waterstof is dicht tot di 24 nov, 12.00: gaslek.",
        ),
        (
            Rule.OUTSIDE_WINDOWS,
            {"next": None},
            "Lab Waterstof is dan niet beschikbaar en er is geen latere datum bekend.",
        ),
        (Rule.TOO_LATE, {"minutes": 1440}, "Boek Lab Waterstof minstens 24 uur van tevoren."),
        (
            Rule.TOO_MANY_PEOPLE,
            {"people": 30, "seats": 24},
            "In Lab Waterstof passen 24 mensen; jullie zijn met 30.",
        ),
        (
            Rule.SEATS_TAKEN,
            {"people": 16, "seats": 24, "free": 8},
            "Om 13.00 is in Lab Waterstof nog plaats voor 8 van de 24 mensen; jullie zijn met 16.",
        ),
    ],
)
def test_a_broken_rule_names_its_numbers(rule: Rule, data: dict[str, Any], dutch: str) -> None:
    assert said(Language.DUTCH, rule, **data) == dutch


# What `scheduler.domain.bookings.rules` puts in the data of each rule that is not shown above.
OTHER_DATA: dict[Rule, dict[str, Any]] = {
    Rule.TOO_MANY_UNITS: {"wanted": 9, "units": 8, "free": 8, "taken_by": ()},
    Rule.OUTSIDE_WINDOWS: {"next": OPENS},
    Rule.BUSY_ELSEWHERE: {"from": OPENS, "until": CLOSES},
    Rule.TRAVEL: {"needed": 40, "gap": 15, "taken_by": (3,)},
    Rule.QUALIFICATION: {"qualification": "Gasveilig werken"},
    Rule.NOT_SHARED: {"owner_id": 3},
    Rule.TOO_FAR: {"days": 60},
    Rule.TOO_LONG: {"minutes": 240},
    Rule.IN_THE_PAST: {},
    Rule.INACTIVE: {},
}


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(("rule", "data"), OTHER_DATA.items())
def test_every_other_rule_is_a_whole_sentence(language: Language, rule: Rule, data: dict[str, Any]) -> None:
    sentence = said(language, rule, **data)

    assert sentence.endswith(".")
    assert "{" not in sentence


@pytest.mark.parametrize(
    ("error", "english"),
    [
        (Invalid("title", InvalidCode.EMPTY), "Fill this in."),
        (
            Conflict(ConflictCode.NOT_HELD, status="cancelled"),
            "This booking was cancelled or declined already, or its request lapsed.",
        ),
        (
            Conflict(ConflictCode.TOO_MANY_FEEDS, most=20),
            "You have 20 calendar addresses already. Revoke one first.",
        ),
        (Forbidden("plan"), "You may not do this."),
        (NotFound("resource", 3), "This does not exist, or you may not see it."),
        (Stale("booking", 4), "Somebody changed this in the meantime. Look at it again."),
    ],
)
def test_an_error_is_said_in_one_sentence(error: FieldlabError, english: str) -> None:
    assert explain_error(error, Words(Language.ENGLISH)) == english
