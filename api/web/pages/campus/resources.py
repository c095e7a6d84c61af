"""The page of one resource, with its own week; a group is one too."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.dependencies import SettingsDep, StoreDep
from api.schemas.common import PathId
from api.web.dependencies import SignedInDep
from api.web.responses import page
from api.web.views.overviews.week import week_from, week_view
from scheduler.domain.notifications.inbound import address_of
from scheduler.services.campus.groups import GROUPS
from scheduler.services.crud import read_noun
from scheduler.services.overviews.resource_overview import see_resource

router = APIRouter()


@router.get("/resources/{resource}")
async def show(
    frame: SignedInDep,
    store: StoreDep,
    settings: SettingsDep,
    resource: PathId,
    on: Annotated[date | None, Query()] = None,
) -> HTMLResponse:
    first_on = week_from("", on or frame.times.today)
    seen = await see_resource(store, frame.actor, resource, first_on, frame.times.now)
    view = week_view(seen.week, frame.words, frame.times, chosen_on=on, path=f"/resources/{resource}")
    mail_address = address_of(seen.resource, settings.mail_domain)
    return page("resource.html", frame, seen=seen, view=view, mail_address=mail_address)


@router.get("/groups/{group_id}")
async def show_group(frame: SignedInDep, store: StoreDep, group_id: PathId) -> Response:
    """A group is something that can be busy: its page is that of its resource."""
    group = await read_noun(store, frame.actor, GROUPS, group_id)
    return RedirectResponse(f"/resources/{group.resource_id}", status_code=303)
