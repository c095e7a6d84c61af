"""Administrators' lists and forms."""

from datetime import date

from api.web.admin.fields import fields_of, form_values
from api.web.admin.sections import SECTIONS
from api.web.forms import Form
from api.web.pages.campus.admin import offered
from api.web.rendering import render
from scheduler.domain.campus.campuses import Campus
from scheduler.domain.campus.opening_hours import Closure, ClosureKind
from scheduler.domain.campus.organisations import Organisation
from scheduler.domain.campus.resources import Resource, ResourceKind
from scheduler.domain.identity.people import Language, Membership, Person, Qualification, Role
from scheduler.services.overviews.person_overview import PersonPage
from tests.web.made import (
    CYBER,
    EVERYTHING,
    HYDROGEN,
    NOORD,
    NOORDERPOORT,
    ROBOT,
    ROOM,
    STAD,
    make_frame,
    make_resource,
    make_span,
)
from tests.web.registry import scene

RESOURCES = SECTIONS["resources"]
STAFF = make_resource(90, "Femke Bakker", ResourceKind.STAFF, person_id=3)
AWAY = Closure(
    id=1, span=make_span(1, "09:00", "17:00"), kind=ClosureKind.ABSENCE, reason="Ziek", resource_id=90
)
CHOICES = {
    Organisation: ((1, NOORDERPOORT.name),),
    Campus: ((1, NOORD.name), (2, STAD.name)),
    Resource: ((1, HYDROGEN.name),),
}


@scene
def admin(language: Language) -> str:
    frame = make_frame(language, "admin", EVERYTHING)
    return render("admin/page.html", frame, sections=tuple(SECTIONS.values()), people=True)


@scene
def admin_list(language: Language) -> str:
    return render(
        "admin/list.html",
        make_frame(language, "admin", EVERYTHING),
        section=RESOURCES,
        things=[HYDROGEN, ROBOT, CYBER, ROOM],
        next=51,
        text="lab",
        after=0,
        names={field: dict(CHOICES[kind]) for field, kind in RESOURCES.noun.names.items()},
    )


@scene
def admin_form_with_mistakes(language: Language) -> str:
    frame = make_frame(language, "admin", EVERYTHING)
    fields = fields_of(RESOURCES.body, RESOURCES.noun.names)
    form = Form.blank(frame.words, **form_values(HYDROGEN, fields), version=1)
    form.object_to("units", "out_of_range")
    form.object_to_with("form", "conflict.in_use")
    options = {field.name: offered(field, RESOURCES, CHOICES, frame.words) for field in fields}
    return render(
        "admin/form.html",
        frame,
        section=RESOURCES,
        fields=fields,
        form=form,
        key=1,
        options={name: found for name, found in options.items() if found},
    )


@scene
def admin_person(language: Language) -> str:
    frame = make_frame(language, "admin", EVERYTHING)
    person = Person(id=3, name="Teun Bakker", email="teun@noorderpoort.example", active=False)
    proof = Qualification(
        id=1,
        person_id=3,
        name="Werken met waterstof",
        valid_from=date(2026, 1, 1),
        valid_until=date(2027, 1, 1),
    )
    role = Membership(id=1, person_id=3, organisation_id=1, role=Role.TEACHER)
    seen = PersonPage(person, (role,), (proof,), {1: NOORDERPOORT}, (NOORDERPOORT,), STAFF, (AWAY,))
    return render(
        "admin/person.html",
        frame,
        seen=seen,
        form=Form.blank(frame.words),
        link="https://fieldlab.example/welcome/x",
        link_days=7,
        roles=tuple(Role),
    )
