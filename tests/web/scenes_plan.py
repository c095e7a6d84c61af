"""The planner's console: before, during and after a plan."""

from datetime import date
from typing import Any

from api.web.forms import Form
from api.web.rendering import render
from api.web.views.planning.plan import ShownChange, curve, faults_in_words, progress_bars, term_bars
from api.web.views.planning.reasons import left_out
from scheduler.domain.campus.resources import ResourceKind
from scheduler.domain.identity.people import Language
from scheduler.domain.jobs import Job, JobStatus
from scheduler.domain.planning.periods import Period
from scheduler.domain.planning.plans import Plan, PlanSession, PlanStatus, Unplaced
from scheduler.services.overviews.plans_overview import Desk, OnDesk
from scheduler.services.planning.data_problems import Fault
from scheduler.services.planning.differences import Affected, Comparison, Kind
from scheduler.services.planning.queries import PlanView
from tests.web.made import EVERYTHING, HYDROGEN, MONDAY, NOW, make_frame, make_span
from tests.web.registry import scene

PERIOD = Period(id=1, name="Periode 2", first_on=MONDAY, last_on=date(2027, 1, 31))
TERMS = {
    "unplaced": {"weight": 1000, "value": 2, "cost": 2000},
    "time": {"weight": 1, "value": 340, "cost": 340},
    "travel": {"weight": 5, "value": 0, "cost": 0},
}
LESSON = {"title": "Reddingsvest en reddingsboot"}
FRIDAY = {"weekdays": [4], "starts": "13:00", "ends": "15:00"}
TRACE = [[0.5, 9000, None], [2, 5200, 900], [6, 3100, 1500], [14, 2340, 1700]]


def make_plan(status: PlanStatus = PlanStatus.DRAFT, **values: Any) -> Plan:
    given: dict[str, Any] = {
        "cost": 2340.0,
        "bound": 1700.0,
        "terms": TERMS,
        "solved_at": NOW,
        "job_id": 1,
        "first_on": MONDAY,
    } | values
    return Plan(
        id=1, period_id=1, organisation_id=None, name="Eerste opzet", status=status, created_at=NOW, **given
    )


def make_job(status: JobStatus, **values: Any) -> Job:
    given: dict[str, Any] = {"progress": {"trace": TRACE}} | values
    return Job(id=1, kind="plan", status=status, arguments={}, created_at=NOW, **given)


def make_desk(*on_desk: OnDesk) -> Desk:
    return Desk(periods=(PERIOD,), plans=on_desk, groups={}, projects={})


@scene
def plans(language: Language) -> str:
    frame = make_frame(language, "plan", EVERYTHING)
    desk = make_desk(
        OnDesk(plan=make_plan(), job=make_job(JobStatus.DONE), sessions=160, unplaced=2),
        OnDesk(plan=make_plan(PlanStatus.PUBLISHED), job=None, sessions=158, unplaced=4),
        OnDesk(
            plan=make_plan(cost=None, bound=None), job=make_job(JobStatus.RUNNING), sessions=0, unplaced=0
        ),
    )
    form = Form.blank(frame.words, period=1, seconds=60)
    return render("plans/page.html", frame, desk=desk, form=form, chosen=1)


@scene
def plans_empty(language: Language) -> str:
    frame = make_frame(language, "plan", EVERYTHING)
    return render(
        "plans/page.html", frame, desk=make_desk(), form=Form.blank(frame.words, seconds=60), chosen=1
    )


@scene
def plan_under_way(language: Language) -> str:
    frame = make_frame(language, "plan", EVERYTHING)
    terms = [{"name": name} | term for name, term in TERMS.items()]
    progress = {"elapsed": 14.2, "cost": 2340, "bound": 1700, "unplaced": 2, "terms": terms}
    view = PlanView(
        plan=make_plan(solved_at=None),
        job=make_job(JobStatus.RUNNING, progress=progress),
        sessions=0,
        unplaced=0,
    )
    return render(
        "plans/live.html",
        frame,
        view=view,
        progress=progress,
        bars=progress_bars(progress, frame.words),
        curve=curve(TRACE, 30),
    )


def finished(language: Language, status: PlanStatus, job: Job | None, **values: Any) -> str:
    frame = make_frame(language, "plan", EVERYTHING)
    affected = Affected(resource_id=5, name="MBO4-H2-1A", kind=ResourceKind.GROUP, people=24, changes=6)
    comparison = Comparison(
        counts={Kind.NEW: 12, Kind.MOVED: 3, Kind.GONE: 1, Kind.SAME: 140},
        affected=(affected,),
        differences=(),
    )
    unplaced = [
        Unplaced(
            activity_id=1,
            title="Offshore overlevingstraining",
            causes=(
                {"code": "units", "scope": "together", "resource_name": "Dompelbad"},
                LESSON | {"code": "placed"},
            ),
            fixes=(
                {"steps": [LESSON | {"code": "move"}], "changes": [LESSON | FRIDAY]},
                {"steps": [{"code": "more_units", "resource_name": "Dompelbad", "units": 2}]},
            ),
        )
    ]
    given: dict[str, Any] = {
        "view": PlanView(plan=make_plan(status), job=job, sessions=158, unplaced=1),
        "bars": term_bars(TERMS, frame.words),
        "curve": curve(TRACE, 30),
        "left": left_out(unplaced, frame.words, frame.times),
        "comparison": comparison,
        "changes": (
            ShownChange(
                kind="moved", title="Lassen", before="ma 23 nov, 09.00–11.00", after="di 24 nov, 13.00–15.00"
            ),
            ShownChange(kind="new", title="Drone-inspectie", before="", after="wo 25 nov, 09.00–12.00"),
            ShownChange(kind="gone", title="Gastles", before="do 26 nov, 10.00–12.00", after=""),
        ),
        "reasons": (),
    }
    return render("plans/one.html", frame, **(given | values))


@scene
def plan_draft(language: Language) -> str:
    return finished(language, PlanStatus.DRAFT, make_job(JobStatus.DONE))


@scene
def plan_in_force(language: Language) -> str:
    return finished(language, PlanStatus.PUBLISHED, None, changes=(), left=())


@scene
def plan_refused(language: Language) -> str:
    reasons = ("Lokaal B1.04 is bezet op di 24 nov, 13.00–15.00.",)
    return finished(language, PlanStatus.DRAFT, make_job(JobStatus.DONE), reasons=reasons)


@scene
def plan_failed(language: Language) -> str:
    job = make_job(JobStatus.FAILED, error="the solver ended with code 137")
    view = PlanView(plan=make_plan(solved_at=None, cost=None), job=job, sessions=0, unplaced=0)
    return finished(language, PlanStatus.DRAFT, job, view=view)


@scene
def plan_sessions(language: Language) -> str:
    session = PlanSession(
        activity_id=1, occurrence=1, span=make_span(1, "09:00", "11:00"), needs=(), title="Lassen"
    )
    later = PlanSession(
        activity_id=2, occurrence=1, span=make_span(1, "13:00", "15:00"), needs=(), title="Drone-inspectie"
    )
    view = PlanView(plan=make_plan(), job=None, sessions=158, unplaced=1)
    frame = make_frame(language, "plan", EVERYTHING)
    return render("plans/sessions.html", frame, view=view, sessions=[session, later], known={1: HYDROGEN})


@scene
def plan_matches(language: Language) -> str:
    lines = [
        ("MBO4-H2-1A", "Waterstof in de haven", 2, ("Vol: er waren 4 plekken.",)),
        ("MBO4-A2", "", None, ()),
    ]
    view = PlanView(plan=make_plan(), job=None, sessions=158, unplaced=1)
    return render("plans/matches.html", make_frame(language, "plan", EVERYTHING), view=view, lines=lines)


@scene
def plan_data_problems(language: Language) -> str:
    frame = make_frame(language, "plan", EVERYTHING)
    faults = (
        Fault(
            code="nobody_fits",
            name="Offshore overlevingstraining",
            activity_id=1,
            data={"kind": "equipment", "count": 1, "fitting": 0, "reasons": {"features": 4, "campus": 1}},
        ),
        Fault(code="no_time", name="Gastcollege", activity_id=2, data={"reason": "no_shared_hours"}),
        Fault(
            code="overbooked",
            name="Lab Cyber Security",
            resource_id=3,
            data={"minutes_asked": 3300, "minutes_there": 3000},
        ),
    )
    check = render("plans/check.html", frame, faults=faults_in_words(faults, frame.words, frame.times))
    desk = make_desk()
    whole = render("plans/page.html", frame, desk=desk, form=Form.blank(frame.words, seconds=60), chosen=1)
    waiting = whole.index("<div hx-get")
    return whole[:waiting] + check + whole[whole.index("</div>", waiting) + len("</div>") :]
