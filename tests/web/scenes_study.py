"""What if: composing scenarios, waiting for them, and their figures side by side."""

from typing import Any

from api.web.forms import Form
from api.web.rendering import render
from api.web.views.planning.study import (
    KINDS,
    all_options,
    alterations_in_words,
    clock_options,
    drafts_of,
    edited,
    figure_lines,
    first_form,
)
from scheduler.domain.campus.groups import Group, LearningMode
from scheduler.domain.identity.people import Language
from scheduler.domain.jobs import Job, JobStatus
from scheduler.domain.planning.activities import Activity, ActivityKind
from scheduler.domain.planning.studies import (
    Alteration,
    AlterationKind,
    Filled,
    LeftOut,
    Scenario,
    Study,
    StudyOutcome,
)
from scheduler.services.planning.studies import Choices, StudyDesk, StudyView
from tests.web.made import CYBER, DRONE, EVERYTHING, HYDROGEN, MONDAY, NOW, ROOM, make_frame
from tests.web.registry import scene
from tests.web.scenes_plan import PERIOD

COURSE = Activity(
    id=7,
    period_id=1,
    organisation_id=1,
    title="Elektrolyse",
    kind=ActivityKind.LESSON,
    minutes=120,
)
GROUP = Group(id=5, resource_id=105, name="MBO4-H2-1A", size=24, mode=LearningMode.BOL, organisation_ids=(1,))
CHOICES = Choices(resources=(HYDROGEN, CYBER, ROOM, DRONE), groups=(GROUP,), courses=(COURSE,))
SCENARIOS = (
    Scenario(
        name="Tweede waterstoflab",
        alterations=(
            Alteration(kind=AlterationKind.RESOURCE_MORE, subject_id=1),
            Alteration(kind=AlterationKind.RESOURCE_MORE, subject_id=5),
        ),
    ),
    Scenario(
        name="Nog een groep en twee avonden open",
        alterations=(
            Alteration(kind=AlterationKind.GROUP_TWICE, subject_id=5),
            Alteration(kind=AlterationKind.DAY_LONGER, weekday=1, until=NOW.time().replace(hour=22)),
        ),
    ),
)


def make_outcome(name: str, unmet: int, *left_out: LeftOut, **values: Any) -> StudyOutcome:
    given: dict[str, Any] = {
        "demanded": 96_000,
        "activities_unmet": len(left_out),
        "travel": 140,
        "cost": 2340,
        "filled": (
            Filled(kind="fieldlab", used=48_000, open=96_000),
            Filled(kind="room", used=30_000, open=90_000),
        ),
    } | values
    return StudyOutcome(name=name, unmet=unmet, left_out=left_out, **given)


LEFT = LeftOut(title="Offshore overlevingstraining", sessions=2, minutes=2400)
OUTCOMES = (
    make_outcome("", 2400, LEFT),
    make_outcome("Tweede waterstoflab", 0, travel=122, cost=2360, idle=(1,)),
    make_outcome(
        "Nog een groep en twee avonden open", 4830, LEFT, LEFT, demanded=120_000, travel=140, cost=2600
    ),
)


def make_study(*outcomes: StudyOutcome) -> Study:
    return Study(
        id=1,
        period_id=1,
        organisation_id=None,
        name="Programma van eisen 2027",
        first_on=MONDAY,
        scenarios=SCENARIOS,
        outcomes=outcomes,
        job_id=1,
        created_at=NOW,
        solved_at=NOW,
    )


def make_view(status: JobStatus, *outcomes: StudyOutcome, **values: Any) -> StudyView:
    job = Job(id=1, kind="study", status=status, arguments={}, created_at=NOW, **values)
    return StudyView(
        study=make_study(*outcomes),
        job=job,
        period=PERIOD,
        resources={1: HYDROGEN.name, 5: DRONE.name},
        groups={5: GROUP.name},
        courses={},
    )


def composing(language: Language, form: Form, added: str = "") -> str:
    frame = make_frame(language, "plan", EVERYTHING)
    return render(
        "studies/new.html",
        frame,
        periods=[(PERIOD.id, PERIOD.name)],
        form=form,
        drafts=drafts_of(form),
        most=5,
        options=all_options(CHOICES, frame.words),
        kinds=KINDS,
        until=clock_options(frame.times),
        added=added,
    )


@scene
def study_new(language: Language) -> str:
    form = first_form(make_frame(language).words, PERIOD.id, CHOICES)
    for kind in ("day_longer", "group_twice", "course_gone"):
        form.values["s1-new"] = kind
        form, added = edited(form, "s1-add")
    return composing(language, form, added)


@scene
def study_with_mistakes(language: Language) -> str:
    form, _ = edited(first_form(make_frame(language).words, PERIOD.id, CHOICES), "scenario")
    form.object_to("name", "empty")
    form.object_to("s1-a1-number", "not_a_number")
    form.object_to("s1-a1-subject", "unknown")
    form.object_to_with("s2-new", "study.nothing_otherwise")
    return composing(language, form)


@scene
def study_without_periods(language: Language) -> str:
    return render("studies/new.html", make_frame(language, "plan", EVERYTHING), periods=())


@scene
def study_under_way(language: Language) -> str:
    view, frame = make_view(JobStatus.RUNNING), make_frame(language, "plan", EVERYTHING)
    says = alterations_in_words(view, frame.words, frame.times, frame.weekdays)
    given = {"phase": "solving", "number": 1, "planning": SCENARIOS[0].name, "share": 41}
    return render("studies/live.html", frame, view=view, says=says, **given)


def finished(language: Language, view: StudyView) -> str:
    frame = make_frame(language, "plan", EVERYTHING)
    says = alterations_in_words(view, frame.words, frame.times, frame.weekdays)
    lines = figure_lines(view.study.outcomes, frame.words)
    return render("studies/one.html", frame, view=view, says=says, lines=lines)


@scene
def study_done(language: Language) -> str:
    return finished(language, make_view(JobStatus.DONE, *OUTCOMES))


@scene
def study_stopped(language: Language) -> str:
    return finished(language, make_view(JobStatus.CANCELLED, *OUTCOMES[:2]))


@scene
def study_failed(language: Language) -> str:
    return finished(language, make_view(JobStatus.FAILED, error="the solver ended with code 137"))


@scene
def studies(language: Language) -> str:
    job = make_view(JobStatus.RUNNING).job
    desk = StudyDesk(periods=(PERIOD,), studies=((make_study(), job), (make_study(*OUTCOMES), None)))
    return render("studies/page.html", make_frame(language, "plan", EVERYTHING), desk=desk)


@scene
def studies_empty(language: Language) -> str:
    desk = StudyDesk(periods=(PERIOD,), studies=())
    return render("studies/page.html", make_frame(language, "plan", EVERYTHING), desk=desk)
