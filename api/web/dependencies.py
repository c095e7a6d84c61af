"""What pages ask for: their context, somebody signed in, and the form that was sent."""

from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends, Request

from api.dependencies import ActorDep, NowDep, SettingsDep
from api.web.forms import Form
from api.web.page_context import Frame, frame_of
from api.web.unsent import read_form
from scheduler.domain.errors import NotSignedIn


async def _frame(request: Request, actor: ActorDep, now: NowDep, settings: SettingsDep) -> Frame:
    return frame_of(request, actor, now, ZoneInfo(settings.zone))


FrameDep = Annotated[Frame, Depends(_frame)]
"""What a page has around it; the person in it may be nobody."""


async def _signed_in(frame: FrameDep) -> Frame:
    if frame.actor is None:
        raise NotSignedIn()
    return frame


SignedInDep = Annotated[Frame, Depends(_signed_in)]
"""The same for pages that are nobody's without signing in."""


async def _form(request: Request, frame: FrameDep) -> Form:
    return Form.sent(await read_form(request), frame.words)


FormDep = Annotated[Form, Depends(_form)]
"""What a page's form sent."""
