"""What a problem of the API is: the page that its `type` (RFC 9457) points to."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from api.errors import every_problem
from api.web.dependencies import FrameDep
from api.web.responses import page
from scheduler.domain.errors import NotFound

router = APIRouter()


@router.get("/problems/{code}")
async def problem(code: str, frame: FrameDep) -> HTMLResponse:
    problems = every_problem(frame.words.language)
    for each in problems:
        if each.code == code:
            return page("problem.html", frame, problem=each, problems=problems)
    raise NotFound("problem", code)
