"""What if: scenarios as a form that grows, and their figures side by side in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Final

from babel.numbers import format_decimal

from api.i18n import Times, Words
from api.web.forms import Form, Texts
from scheduler.domain.campus.resources import ResourceKind
from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Invalid
from scheduler.domain.planning.studies import (
    MOST_ALTERATIONS,
    MOST_SCENARIOS,
    Alteration,
    AlterationKind,
    Scenario,
    StudyOutcome,
)
from scheduler.services.planning.studies import Choices, StudyView, noun_of

KINDS: Final = tuple(kind.value for kind in AlterationKind)
UNTIL: Final = ("19:00", "20:00", "21:00", "22:00", "23:00")
_HEAD: Final = ("name", "period", "seconds")
_FIELDS: Final = ("subject", "number", "weekday", "until")
_NAMED: Final = ("resource", "group", "course")
"""Nouns of which an alteration names one."""
Options = list[tuple[str, list[tuple[int, str]]]]
"""What can be chosen, under the heads it stands under."""


@dataclass(slots=True)
class AlterationRow:
    """One alteration of the form; `at` is the beginning of the names of its fields."""

    at: str
    kind: AlterationKind
    values: dict[str, str]

    @property
    def noun(self) -> str:
        return noun_of(self.kind)


@dataclass(slots=True)
class Draft:
    """One scenario of the form."""

    at: str
    name: str
    rows: list[AlterationRow]

    @property
    def full(self) -> bool:
        return len(self.rows) >= MOST_ALTERATIONS


def drafts_of(form: Form) -> list[Draft]:
    """The scenarios a form holds, numbered as it numbers them."""
    found = []
    for at in (f"s{number}" for number in range(1, MOST_SCENARIOS + 1)):
        if f"{at}-name" in form.values:
            found.append(Draft(at, form.values[f"{at}-name"], list(_rows(form, at))))
    return found


def _rows(form: Form, scenario: str) -> Iterable[AlterationRow]:
    for at in (f"{scenario}-a{number}" for number in range(1, MOST_ALTERATIONS + 1)):
        if form.values[f"{at}-kind"] in KINDS:
            values = {name: form.values[f"{at}-{name}"] for name in _FIELDS}
            yield AlterationRow(at, AlterationKind(form.values[f"{at}-kind"]), values)


def first_form(words: Words, period: int, kept: Choices) -> Form:
    """One scenario to begin with: a second of the first lab, or else of whatever there is."""
    labs = [each for each in kept.resources if each.kind is ResourceKind.FIELDLAB]
    first = next(iter(labs or kept.resources), None)
    form = Form.blank(words, name="", period=period, seconds=20)
    kind = AlterationKind.RESOURCE_MORE
    row = AlterationRow("", kind, {"subject": str(first.id) if first else "", "number": "1"})
    return _written(form, [Draft("", words("study.scenario", number=1), [row])])


def edited(form: Form, action: str) -> tuple[Form, str]:
    """The form after one of its own buttons, and which field was added; any other action changes nothing.

    `scenario` adds a scenario and `s1-add` an alteration of the kind in `s1-new`; `s1-drop` and
    `s1-a2-drop` take one away.
    """
    drafts = drafts_of(form)
    added = ""
    if action == "scenario" and len(drafts) < MOST_SCENARIOS:
        drafts.append(Draft("", form.words("study.scenario", number=len(drafts) + 1), []))
        added = f"s{len(drafts)}-name"
    for number, draft in enumerate(drafts, 1):
        kind = form.values[f"{draft.at}-new"]
        if action == f"{draft.at}-add" and kind in KINDS and not draft.full:
            draft.rows.append(AlterationRow("", AlterationKind(kind), {"number": "1", "until": "22:00"}))
            added = f"s{number}-a{len(draft.rows)}"
        draft.rows = [row for row in draft.rows if action != f"{row.at}-drop" or not row.at]
    kept = [draft for draft in drafts if action != f"{draft.at}-drop" or not draft.at]
    return _written(form, kept), added


def _written(form: Form, drafts: Sequence[Draft]) -> Form:
    """A form with these scenarios, numbered anew."""
    values = Texts({name: form.values[name] for name in _HEAD})
    for number, draft in enumerate(drafts, 1):
        values[f"s{number}-name"] = draft.name
        for count, row in enumerate(draft.rows, 1):
            at = f"s{number}-a{count}"
            values[f"{at}-kind"] = row.kind.value
            values |= {f"{at}-{name}": value for name, value in row.values.items()}
    return Form(form.words, values=values)


def scenarios_of(form: Form) -> tuple[Scenario, ...]:
    """What the form says, with what is wrong noted beside each field; too few when anything is."""
    found = []
    for draft in drafts_of(form):
        rows = [_alteration(form, row) for row in draft.rows]
        alterations = tuple(each for each in rows if each is not None)
        try:
            found.append(Scenario(name=form.text(f"{draft.at}-name"), alterations=alterations))
        except Invalid as error:
            if not rows:
                form.object_to_with(f"{draft.at}-new", "study.nothing_otherwise")
            if error.field == "name":
                form.accept(error, [f"{draft.at}-name"])
    if not found and form.valid:
        form.object_to_with("form", "study.no_scenario")
    return tuple(found)


def _alteration(form: Form, row: AlterationRow) -> Alteration | None:
    subject = form.values[f"{row.at}-subject"]
    named = row.noun in _NAMED
    if named and not (subject.isascii() and subject.isdigit() and len(subject) < 10):
        form.object_to(f"{row.at}-subject", InvalidCode.UNKNOWN)
        return None
    number = form.number(f"{row.at}-number", needed=True) if row.kind.counted else 1
    weekday = form.number(f"{row.at}-weekday") if row.kind.of_day else None
    late = row.kind is AlterationKind.DAY_LONGER
    until = form.clock(f"{row.at}-until") if late else None
    if number is None or (late and until is None):
        return None
    try:
        subject_id = int(subject) if named else None
        return Alteration(kind=row.kind, subject_id=subject_id, number=number, weekday=weekday, until=until)
    except Invalid as error:
        form.accept(error, [f"{row.at}-{error.field.removesuffix('_id')}"])
        return None


def object_to_unknown(form: Form, kept: Choices) -> None:
    """Note beside each field that what it names is not, or no more, among what there is to choose from."""
    for noun, options in all_options(kept, form.words).items():
        known = {str(key) for _, several in options for key, _ in several}
        for row in (row for draft in drafts_of(form) for row in draft.rows if row.noun == noun):
            if form.values[f"{row.at}-subject"] not in known:
                form.object_to(f"{row.at}-subject", InvalidCode.UNKNOWN)


def all_options(kept: Choices, words: Words) -> dict[str, Options]:
    """Per noun what there is to choose from."""
    by_kind: dict[str, list[tuple[int, str]]] = {}
    for each in kept.resources:
        if each.kind not in (ResourceKind.GROUP, ResourceKind.ONLINE):
            by_kind.setdefault(each.kind.value, []).append((each.id, each.name))
    places = [kind.value for kind in ResourceKind if kind.value in by_kind]
    return {
        "resource": [(words(f"kinds.{kind}"), by_kind[kind]) for kind in sorted(places, key=_labs_first)],
        "group": [("", [(each.id, each.name) for each in kept.groups])],
        "course": [("", [(each.id, each.title) for each in kept.courses])],
    }


def _labs_first(kind: str) -> bool:
    return kind != ResourceKind.FIELDLAB.value


def alterations_in_words(view: StudyView, words: Words, times: Times, days: Sequence[str]) -> list[list[str]]:
    """Per scenario what is otherwise, a sentence each."""
    names = {"resource": view.resources, "group": view.groups, "course": view.courses}

    def said(each: Alteration) -> str:
        day = words("study.every_day") if each.weekday is None else days[each.weekday]
        known = names.get(noun_of(each.kind), {})
        name = known.get(each.subject_id or 0, words("study.gone_since"))
        until = "" if each.until is None else times.wall(each.until)
        return words(f"study.says.{each.kind.value}", name=name, number=each.number, day=day, until=until)

    return [[said(each) for each in scenario.alterations] for scenario in view.study.scenarios]


@dataclass(frozen=True, slots=True)
class FigureCell:
    """A figure, its difference with how things are ("": none) and whether that is `better` or `worse`."""

    text: str
    difference: str = ""
    up: bool = False
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One figure of every scenario, how things are first."""

    name: str
    cells: tuple[FigureCell, ...]


def figure_lines(outcomes: Sequence[StudyOutcome], words: Words) -> list[FigureLine]:
    """The figures side by side. Less is better of what has no place, of travel and of cost; how full
    things are and how much is asked is neither."""
    kinds = [each.kind for each in outcomes[0].filled] if outcomes else []
    further = [each.kind for outcome in outcomes for each in outcome.filled if each.kind not in kinds]
    hours, number, percent = _Say(words, "hours"), _Say(words, "number"), _Say(words, "percent")
    return [
        hours.line("demanded", [each.demanded / 60 for each in outcomes], judged=False),
        hours.line("unmet", [each.unmet / 60 for each in outcomes]),
        number.line("activities_unmet", [each.activities_unmet for each in outcomes]),
        number.line("travel", [each.travel for each in outcomes]),
        number.line("cost", [each.cost for each in outcomes]),
        *(
            percent.line("filled", [_filled(each, kind) for each in outcomes], judged=False, kind=kind)
            for kind in dict.fromkeys([*kinds, *further])
        ),
    ]


def _filled(outcome: StudyOutcome, kind: str) -> float:
    return next((100 * each.share for each in outcome.filled if each.kind == kind), 0.0)


@dataclass(frozen=True, slots=True)
class _Say:
    """Figures of one unit, in words."""

    words: Words
    unit: str

    def line(self, name: str, values: Sequence[float], *, judged: bool = True, kind: str = "") -> FigureLine:
        shown = {"kind": self.words(f"kinds.{kind}")} if kind else {}
        cells = tuple(self._cell(value, values[0], judged) for value in values)
        return FigureLine(self.words(f"study.figure.{name}", **shown), cells)

    def _cell(self, value: float, present: float, judged: bool) -> FigureCell:
        digits = 0 if self.unit == "number" else 1
        change = round(round(value, digits) - round(present, digits), digits)
        if not change:
            return FigureCell(self._said(value))
        sign = "+" if change > 0 else "−"
        verdict = ("worse" if change > 0 else "better") if judged else ""
        return FigureCell(self._said(value), sign + self._said(abs(change), "change_"), change > 0, verdict)

    def _said(self, value: float, prefix: str = "") -> str:
        shown = format_decimal(round(value, 1), "#,##0.#", locale=self.words.language.value)
        return self.words(f"study.{prefix}{self.unit}", value=shown)


def share_done(progress: Mapping[str, object], seconds: int) -> int:
    """How far the job is, in percent, as if every scenario took all its time."""
    number, count = _number(progress, "scenario"), _number(progress, "scenarios")
    elapsed = min(_number(progress, "elapsed"), seconds)
    return round(100 * (number * seconds + elapsed) / (count * seconds)) if count else 0


def _number(progress: Mapping[str, object], name: str) -> float:
    value = progress.get(name)
    return float(value) if isinstance(value, int | float) else 0.0


def clock_options(times: Times) -> list[tuple[str, str]]:
    """Until when a day can be longer."""
    return [(value, times.wall(time.fromisoformat(value))) for value in UNTIL]
