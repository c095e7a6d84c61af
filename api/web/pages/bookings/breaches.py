"""The list of bookings that no longer keep today's rules, one's own or of what one runs."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from api.dependencies import NowDep, StoreDep
from api.i18n import explain
from api.schemas.cursors import After
from api.web.dependencies import SignedInDep
from api.web.responses import page
from scheduler.services.bookings.hits.unkept import AHEAD, ListUnkept, list_unkept

router = APIRouter()


@router.get("/breaches")
async def breaches(
    frame: SignedInDep,
    store: StoreDep,
    now: NowDep,
    whose: Annotated[Literal["mine", "ours"], Query()] = "mine",
    after: After = 0,
) -> HTMLResponse:
    wanted = ListUnkept(mine=whose == "mine", after=after)
    found = await list_unkept(store, frame.actor, wanted, now)
    rows = [
        (hit.booking, [explain(violation, frame.words, frame.times) for violation in hit.violations])
        for hit in found.bookings
    ]
    values = {"rows": rows, "next": found.after, "whose": whose, "last": now + AHEAD}
    return page("breaches/page.html", frame, status=200, **values)
