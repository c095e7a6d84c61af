"""Book from an intention: what do you need? Ranked options, each with why it ranks and what it lacks."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.dependencies import NowDep, StoreDep
from api.web.dependencies import SignedInDep
from api.web.forms import Form
from api.web.responses import page
from api.web.views.bookings.finding import fresh_form, options_of, search_from
from scheduler.domain.bookings.packages import Search
from scheduler.domain.errors import Invalid
from scheduler.services.overviews.search_options import see_intention

router = APIRouter()


@router.get("/book")
async def find(request: Request, frame: SignedInDep, store: StoreDep, now: NowDep) -> HTMLResponse:
    """The question; when it was asked, the answer beneath it. The question lives in the address."""
    if "minutes" not in request.query_params:
        known, _ = await see_intention(store, frame.actor, None, now)
        return page("book/find.html", frame, known=known, form=fresh_form(known, frame), found=None)
    form = Form.sent(request.query_params.multi_items(), frame.words)
    asked = _asked(form)
    known, answer = await see_intention(store, frame.actor, asked, now)
    found: Any = None
    if asked is not None and answer is not None:
        found = (answer.exact, options_of(answer, asked, frame.words, frame.times))
    return page("book/find.html", frame, known=known, form=form, found=found)


def _asked(form: Form) -> Search | None:
    try:
        return search_from(form)
    except Invalid as error:
        form.accept(error, ("units", "minutes", "first_on", "last_on", "earliest", "latest"))
        return None
