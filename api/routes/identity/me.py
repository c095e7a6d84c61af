"""Oneself: who one is to the system, one's password, and everything it knows of one."""

from typing import Any

from fastapi import APIRouter, Response
from pydantic_core import to_jsonable_python

from api import cookies
from api.dependencies import ActorDep, NowDep, SettingsDep, StoreDep
from api.schemas.identity.access import MeOut, PasswordChange, RoleOut
from api.schemas.identity.people import MeUpdate, PersonOut
from scheduler.domain.identity.people import Actor
from scheduler.services.identity import invitations, people, personal_data

router = APIRouter(prefix="/me", tags=["me"])


@router.get("")
async def read_me(actor: ActorDep) -> MeOut:
    """Who is acting, and all that decides what they may do."""
    return _me(people.read_me(actor))


@router.patch("")
async def change_me(body: MeUpdate, store: StoreDep, actor: ActorDep, now: NowDep) -> PersonOut:
    """Change one's name, language or choice about mail; what is left out stays."""
    return PersonOut.model_validate(await people.change_me(store, actor, body.values(), now))


@router.post("/password", status_code=204)
async def change_password(
    body: PasswordChange,
    response: Response,
    store: StoreDep,
    actor: ActorDep,
    now: NowDep,
    settings: SettingsDep,
) -> None:
    """Choose another password; all other browsers are signed out."""
    command = invitations.ChangePassword(old=body.old, new=body.new, lasts=settings.session_lasts)
    signed_in = await invitations.change_password(store, actor, command, now)
    cookies.set_session(response, signed_in, settings, now)


@router.get("/export")
async def export_own_data(response: Response, store: StoreDep, actor: ActorDep) -> dict[str, Any]:
    """Everything that is kept of oneself, as one JSON document."""
    found = await personal_data.export_own_data(store, actor)
    response.headers["Content-Disposition"] = 'attachment; filename="fieldlab.json"'
    document: dict[str, Any] = to_jsonable_python(found)
    return document


def _me(actor: Actor) -> MeOut:
    person = actor.person
    return MeOut(
        id=person.id,
        name=person.name,
        email=person.email,
        language=person.language,
        mail_choice=person.mail_choice,
        operator=person.operator,
        roles=[RoleOut(organisation_id=key, role=role) for key, role in sorted(actor.roles)],
        group_resource_ids=sorted(actor.group_ids),
        staff_resource_id=actor.staff_resource_id,
        read_only=actor.read_only,
        version=person.version,
    )
