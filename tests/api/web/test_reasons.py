"""Why an activity did not fit, in words."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from api.i18n import Times, Words
from api.i18n.catalogue import catalogue
from api.web.views.planning.reasons import coded, left_out
from scheduler.domain.identity.people import Language
from scheduler.domain.planning.plans import Unplaced
from solver.explain import StepKind
from solver.replan.switches import RuleKind

DUTCH = Words(Language.DUTCH)
TIMES = Times(DUTCH, ZoneInfo("Europe/Amsterdam"), datetime(2026, 11, 23, 8, tzinfo=UTC))


def sentences(section: str) -> set[str]:
    keys = (key for key in catalogue(Language.DUTCH) if key.startswith(f"{section}."))
    return {key.removeprefix(f"{section}.") for key in keys}


@pytest.mark.parametrize(
    ("section", "codes", "ours"),
    [("cause", RuleKind, {"other", "fits"}), ("fix", StepKind, {"other", "nothing"})],
)
def test_everything_the_solver_can_say_has_words(section: str, codes: Any, ours: set[str]) -> None:
    assert sentences(section) == {code.value.replace("-", "_") for code in codes} | ours


def test_causes_and_fixes_name_what_they_are_about() -> None:
    lesson = {"title": "Lassen 2"}
    missing = Unplaced(
        activity_id=1,
        title="Duiken",
        causes=({"code": "units", "scope": "together", "resource_name": "Dompelbad"},),
        fixes=(
            {
                "steps": [lesson | {"code": "move"}],
                "changes": [lesson | {"weekdays": [1, 4], "starts": "13:00", "ends": "15:00"}],
            },
        ),
    )

    (left,) = left_out([missing], DUTCH, TIMES)

    assert left.scope == "Dit kan niet samen met de andere activiteiten:"
    assert left.causes == ("Dompelbad heeft niet genoeg plekken over.",)
    assert left.fixes == ("Verplaats Lassen 2 naar di, vr 13.00–15.00",)


def test_a_code_without_words_is_named_as_it_is() -> None:
    assert coded("cause", {"code": "something-new"}, DUTCH) == "something new"
