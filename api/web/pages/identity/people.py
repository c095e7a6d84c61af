"""Admin: people, what they are in which organisation, what they may work with."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from api.cookies import show_secret, shown_secret
from api.dependencies import BaseUrlDep, NowDep, SettingsDep, StoreDep
from api.schemas.common import PathId
from api.schemas.cursors import After
from api.web.dependencies import FormDep, SignedInDep
from api.web.forms import Form
from api.web.page_context import Frame
from api.web.pages.bookings.hits import changed_world
from api.web.responses import go_to, page
from scheduler.domain.campus.opening_hours import ClosureKind
from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Conflict, Invalid
from scheduler.domain.identity.people import Role
from scheduler.domain.identity.policies import Action, require
from scheduler.services.bookings.hits.commands import Remedies
from scheduler.services.bookings.hits.people import ChangePerson, ForgetPerson
from scheduler.services.bookings.hits.world_change import AddThing, RemoveThing, change_world
from scheduler.services.campus.closures import CLOSURES
from scheduler.services.crud import Noun, add_noun, remove_noun
from scheduler.services.identity.invitations import LASTS, invite
from scheduler.services.identity.people import (
    MEMBERSHIPS,
    QUALIFICATIONS,
    AddPerson,
    add_person,
    list_people,
)
from scheduler.services.overviews.person_overview import organisations_run, see_person
from scheduler.storage.crud import Filters
from scheduler.storage.store import Store

router = APIRouter()

PAGE = 50


@router.get("/admin/people")
async def people(
    frame: SignedInDep,
    store: StoreDep,
    text: Annotated[str, Query(max_length=100)] = "",
    after: After = 0,
) -> HTMLResponse:
    filters = Filters(text=text.replace("\x00", "") or None)
    found, cursor = await list_people(store, frame.actor, filters, after, PAGE)
    values = {"people": found, "next": cursor, "text": text, "after": after}
    return page("admin/people.html", frame, status=200, **values)


@router.get("/admin/people/new")
async def blank(frame: SignedInDep, store: StoreDep) -> HTMLResponse:
    return await _new_page(frame, store, Form.blank(frame.words))


@router.post("/admin/people/new")
async def add(request: Request, frame: SignedInDep, store: StoreDep, form: FormDep, now: NowDep) -> Response:
    name, email = form.text("name", needed=True), form.text("email", needed=True)
    organisation_id, role = form.number("organisation_id", needed=True), _role(form)
    if not form.valid or organisation_id is None or role is None:
        return await _new_page(frame, store, form, status=422)
    command = AddPerson(name=name, email=email, organisation_id=organisation_id, role=role)
    try:
        person = await add_person(store, frame.actor, command, now)
    except Invalid as error:
        form.accept(error, ["email", "name"])
        return await _new_page(frame, store, form, status=422)
    except Conflict as error:
        form.accept(error, ["email"])
        return await _new_page(frame, store, form, status=409)
    return go_to(request, f"/admin/people/{person.id}", done="saved")


@router.get("/admin/people/{key}")
async def show(
    request: Request, frame: SignedInDep, store: StoreDep, base: BaseUrlDep, key: PathId
) -> HTMLResponse:
    secret = shown_secret(request, frame.person)
    return await _person_page(frame, store, key, link=f"{base}/welcome/{secret}" if secret else "")


@router.post("/admin/people/{key}/roles")
async def add_role(
    request: Request, frame: SignedInDep, store: StoreDep, form: FormDep, now: NowDep, key: PathId
) -> Response:
    organisation_id, role = form.number("organisation_id", needed=True), _role(form)
    values = {"person_id": key, "organisation_id": organisation_id, "role": role}
    return await _added(request, frame, store, form, MEMBERSHIPS, values, now, key)


@router.post("/admin/people/{key}/proofs")
async def add_proof(
    request: Request, frame: SignedInDep, store: StoreDep, form: FormDep, now: NowDep, key: PathId
) -> Response:
    values = {
        "person_id": key,
        "name": form.text("proof", needed=True)[:100],
        "valid_from": form.day("valid_from"),
        "valid_until": form.day("valid_until", needed=False),
    }
    if values["valid_from"] is None and form.valid:
        form.object_to("valid_from", InvalidCode.EMPTY)
    return await _added(request, frame, store, form, QUALIFICATIONS, values, now, key)


@router.post("/admin/people/{key}/roles/{role_id}/delete")
async def take_role(
    request: Request, frame: SignedInDep, store: StoreDep, now: NowDep, key: PathId, role_id: PathId
) -> Response:
    await remove_noun(store, frame.actor, MEMBERSHIPS, role_id, None, now)
    return go_to(request, f"/admin/people/{key}", done="removed")


@router.post("/admin/people/{key}/proofs/{proof_id}/delete")
async def take_proof(
    request: Request, frame: SignedInDep, store: StoreDep, now: NowDep, key: PathId, proof_id: PathId
) -> Response:
    await remove_noun(store, frame.actor, QUALIFICATIONS, proof_id, None, now)
    return go_to(request, f"/admin/people/{key}", done="removed")


@router.post("/admin/people/{key}/absences")
async def add_absence(
    request: Request, frame: SignedInDep, store: StoreDep, form: FormDep, now: NowDep, key: PathId
) -> Response:
    """From when to when somebody is away; what they are asked for then is asked about first."""
    staff_id, reason = form.number("staff", needed=True), form.text("reason", needed=True)
    start, end = form.moments("start", "end", frame.times.zone)
    if not form.valid:
        return await _person_page(frame, store, key, form=form, status=422)
    values = {"resource_id": staff_id, "reason": reason, "kind": ClosureKind.ABSENCE}
    write = AddThing(CLOSURES, values | {"start": start, "end": end})
    back = f"/admin/people/{key}"
    return await changed_world(request, frame, store, form, write, now, back=back, done="saved")


@router.post("/admin/people/{key}/absences/{closure_id}/delete")
async def end_absence(
    request: Request, frame: SignedInDep, store: StoreDep, now: NowDep, key: PathId, closure_id: PathId
) -> Response:
    await change_world(store, frame.actor, RemoveThing(CLOSURES, closure_id), Remedies(), now)
    return go_to(request, f"/admin/people/{key}", done="removed")


@router.post("/admin/people/{key}/invite")
async def make_invitation(
    request: Request, frame: SignedInDep, store: StoreDep, now: NowDep, settings: SettingsDep, key: PathId
) -> Response:
    """The link is shown once; it goes to the person by whatever way is safe."""
    _, secret = await invite(store, frame.actor, key, now)
    return show_secret(go_to(request, f"/admin/people/{key}"), frame.person, secret, settings)


@router.post("/admin/people/{key}/active")
async def set_active(
    request: Request, frame: SignedInDep, store: StoreDep, form: FormDep, now: NowDep, key: PathId
) -> Response:
    """Who leaves is in bookings, and made some: what becomes of those is asked first."""
    write = ChangePerson(key, {"active": form.text("active") == "1"})
    back = f"/admin/people/{key}"
    return await changed_world(request, frame, store, form, write, now, back=back, done="saved")


@router.post("/admin/people/{key}/forget")
async def forget(
    request: Request, frame: SignedInDep, store: StoreDep, form: FormDep, now: NowDep, key: PathId
) -> Response:
    write = ForgetPerson(key, store.channels)
    back = "/admin/people"
    try:
        return await changed_world(request, frame, store, form, write, now, back=back, done="removed")
    except Conflict as error:
        form = Form.blank(frame.words)
        form.accept(error, ["form"])
        return await _person_page(frame, store, key, form=form, status=409)


def _role(form: Form) -> Role | None:
    value = form.text("role", needed=True)
    if value in set(Role):
        return Role(value)
    form.object_to("role", InvalidCode.UNKNOWN)
    return None


async def _added(
    request: Request,
    frame: Frame,
    store: Store,
    form: Form,
    noun: Noun[Any],
    values: dict[str, Any],
    now: datetime,
    key: int,
) -> Response:
    if not form.valid:
        return await _person_page(frame, store, key, form=form, status=422)
    try:
        await add_noun(store, frame.actor, noun, values, now)
    except Conflict as error:
        form.accept(error, ["form"])
        return await _person_page(frame, store, key, form=form, status=409)
    return go_to(request, f"/admin/people/{key}", done="saved")


async def _new_page(frame: Frame, store: Store, form: Form, status: int = 200) -> HTMLResponse:
    require(frame.actor, Action.MANAGE_PEOPLE)
    runs = await organisations_run(store, frame.actor)
    return page("admin/person_new.html", frame, status=status, form=form, runs=runs, roles=tuple(Role))


async def _person_page(
    frame: Frame,
    store: Store,
    key: int,
    *,
    form: Form | None = None,
    link: str = "",
    status: int = 200,
) -> HTMLResponse:
    seen = await see_person(store, frame.actor, key, frame.times.now)
    blank = Form.blank(frame.words, valid_from=frame.times.today.isoformat())
    values = {
        "seen": seen,
        "form": form or blank,
        "link": link,
        "link_days": LASTS.days,
        "roles": tuple(Role),
    }
    return page("admin/person.html", frame, status=status, **values)
