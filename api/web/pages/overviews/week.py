"""The week of all resources; its filters live in the address, so that a view can be shared."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict, Field, field_validator

from api.dependencies import StoreDep
from api.schemas.common import SpelledId
from api.web.dependencies import SignedInDep
from api.web.responses import page
from api.web.views.overviews.week import week_from, week_view
from scheduler.domain.campus.resources import ResourceKind
from scheduler.services.overviews.week import WeekQuestion, see_week

router = APIRouter()


_TEXTS = frozenset({"week", "view", "hours"})


class WeekAddress(BaseModel):
    """The filters; a form sends the empty ones too."""

    model_config = ConfigDict(extra="ignore")

    week: Annotated[str, Field(max_length=8)] = ""
    on: date | None = None
    campus: SpelledId | None = None
    kind: ResourceKind | None = None
    feature: Annotated[str | None, Field(max_length=200)] = None
    units: Annotated[int | None, Field(ge=1, le=500)] = None
    free: bool = False
    view: Annotated[str, Field(max_length=10)] = ""
    hours: Annotated[str, Field(max_length=10)] = ""
    page: Annotated[int, Field(ge=1, le=1000)] = 1

    @field_validator("*", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object, info: object) -> object:
        return None if value == "" and getattr(info, "field_name", "") not in _TEXTS else value

    def question(self, today: date) -> WeekQuestion:
        return WeekQuestion(
            first_on=week_from(self.week, self.on or today),
            campus_id=self.campus,
            kind=self.kind,
            feature=self.feature,
            units=self.units,
            free_only=self.free,
            page=self.page,
        )


@router.get("/week")
async def week(frame: SignedInDep, store: StoreDep, asked: Annotated[WeekAddress, Query()]) -> HTMLResponse:
    seen = await see_week(store, frame.actor, asked.question(frame.times.today), frame.times.now)
    view = week_view(
        seen,
        frame.words,
        frame.times,
        as_table=asked.view == "table",
        chosen_on=asked.on,
        whole_day=asked.hours == "all",
    )
    return page("week.html", frame, view=view)
