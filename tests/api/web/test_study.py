"""What if, as pages: a form that grows without a script, and figures that say what is better."""

import pytest

from api.i18n import Words
from api.web.forms import Form
from api.web.views.planning.study import (
    drafts_of,
    edited,
    figure_lines,
    first_form,
    object_to_unknown,
    scenarios_of,
)
from scheduler.domain.identity.people import Language
from scheduler.domain.planning.studies import Alteration, AlterationKind, Filled, Scenario, StudyOutcome
from scheduler.storage.store import Store
from tests.scheduler.services.planning.world import make_world
from tests.support.api import ClientOf
from tests.web.scenes_study import CHOICES

ENGLISH = Words(Language.ENGLISH)
MORE_LABS = Alteration(kind=AlterationKind.RESOURCE_MORE, subject_id=1)


def shape(form: Form) -> list[tuple[str, list[str]]]:
    return [(draft.name, [row.kind.value for row in draft.rows]) for draft in drafts_of(form)]


def pressed(form: Form, action: str, kind: str = "") -> Form:
    """The form after its button, sent as a browser would."""
    sent = Form.sent((form.values | {"s1-new": kind, "s2-new": kind}).items(), ENGLISH)
    return edited(sent, action)[0]


def test_a_form_begins_with_a_second_lab() -> None:
    form = first_form(ENGLISH, 1, CHOICES)

    assert scenarios_of(form) == (Scenario(name="Scenario 1", alterations=(MORE_LABS,)),)
    assert form.valid


def test_scenarios_and_alterations_come_and_go_and_are_numbered_anew() -> None:
    form = first_form(ENGLISH, 1, CHOICES)

    form = pressed(form, "scenario")
    form = pressed(form, "s2-add", "day_closed")
    form = pressed(form, "s1-add", "group_gone")
    grown = shape(form)
    form = pressed(form, "s1-a1-drop")
    fewer = shape(form)
    form = pressed(form, "s1-drop")

    assert grown == [("Scenario 1", ["resource_more", "group_gone"]), ("Scenario 2", ["day_closed"])]
    assert fewer == [("Scenario 1", ["group_gone"]), ("Scenario 2", ["day_closed"])]
    assert shape(form) == [("Scenario 2", ["day_closed"])]


def test_a_form_holds_five_scenarios_and_ten_alterations_at_most() -> None:
    form = first_form(ENGLISH, 1, CHOICES)

    for _ in range(12):
        form = pressed(pressed(form, "scenario"), "s1-add", "day_closed")

    assert [len(rows) for _, rows in shape(form)] == [10, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"s1-name": " "}, "s1-name"),
        ({"s1-a1-subject": "999"}, "s1-a1-subject"),
        ({"s1-a1-subject": ""}, "s1-a1-subject"),
        ({"s1-a1-number": "many"}, "s1-a1-number"),
        ({"s1-a1-number": "0"}, "s1-a1-number"),
        ({"s1-a1-kind": "day_longer", "s1-a1-until": "late"}, "s1-a1-until"),
        ({"s1-a1-kind": "day_closed", "s1-a1-weekday": "6"}, "s1-a1-weekday"),
        ({"s1-a1-kind": "nonsense"}, "s1-new"),
    ],
)
def test_a_mistake_stands_at_its_field(values: dict[str, str], field: str) -> None:
    form = first_form(ENGLISH, 1, CHOICES)
    form.values.update(values)

    scenarios_of(form)
    object_to_unknown(form, CHOICES)

    assert set(form.problems) == {field}


def test_without_a_scenario_the_form_says_so() -> None:
    form = pressed(first_form(ENGLISH, 1, CHOICES), "s1-drop")

    assert scenarios_of(form) == ()
    assert form.problems["form"] == "Add at least one scenario."


def outcome(unmet: int, cost: int, used: int) -> StudyOutcome:
    return StudyOutcome(
        name="",
        demanded=6000,
        unmet=unmet,
        activities_unmet=unmet // 60,
        travel=3,
        cost=cost,
        filled=(Filled(kind="fieldlab", used=used, open=1000),),
        left_out=(),
    )


def test_less_without_a_place_is_better_and_fuller_is_neither() -> None:
    lines = figure_lines([outcome(120, 10, 500), outcome(30, 1250, 612)], ENGLISH)

    assert [
        (line.name, [(c.text, c.difference, c.up, c.verdict) for c in line.cells[1:]]) for line in lines
    ] == [
        ("Hours asked for", [("100 hours", "", False, "")]),
        ("Hours without a place", [("0.5 hours", "−1.5 hours", False, "better")]),
        ("Weekly lessons without a place", [("0", "−2", False, "better")]),
        ("Further campuses on a day", [("3", "", False, "")]),
        ("Points for unmet wishes", [("1,250", "+1,240", True, "worse")]),
        ("In use: Fieldlabs", [("61.2 %", "+11.2 points", True, "")]),
    ]


async def test_enter_on_a_form_with_a_mistake_comes_back_with_what_was_typed(
    store: Store, client_of: ClientOf
) -> None:
    world = await make_world(store)
    client = await client_of(world.planner)
    form = {"name": "Klein", "period": world.period.id, "seconds": "5", "s1-name": "Weg"}
    row = {"s1-a1-kind": "resource_gone", "s1-a1-subject": "9999"}

    answer = await client.post("/studies/new", data=form | row)

    assert answer.status_code == 422
    assert 'value="Klein"' in answer.text
    assert 'id="s1-a1-subject-problem"' in answer.text
