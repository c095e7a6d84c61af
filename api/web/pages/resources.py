"""The page of one resource, with its own week."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from api.dependencies import SignedInDep, StoreDep
from api.schemas.common import PathId
from api.web.answers import page
from api.web.views.week import week_from, week_view
from scheduler.services.resource_page import see_resource
from scheduler.services.week import WeekQuestion, see_week

router = APIRouter()


@router.get("/resources/{resource}")
async def show(
    frame: SignedInDep, store: StoreDep, resource: PathId, on: Annotated[date | None, Query()] = None
) -> HTMLResponse:
    seen = await see_resource(store, frame.actor, resource)
    first_on = week_from("", on or frame.times.today)
    question = WeekQuestion(first_on=first_on, resource_ids=(resource,))
    week = await see_week(store, frame.actor, question)
    view = week_view(week, frame.words, frame.times, chosen_on=on, path=f"/resources/{resource}")
    return page("resource.html", frame, seen=seen, view=view)
