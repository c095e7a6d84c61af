"""Outcomes by name as HTTP answers: ONE table, and one form for all of them (RFC 9457).

`answer` is the only place that turns an error into a response; whatever is not in the table is an
accident of ours and becomes a 500 that says its request id and nothing of the inside.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic_core import to_jsonable_python
from starlette.exceptions import HTTPException

from api.dav.errors import DavRefusal
from api.dav.multistatus import condition, refused
from api.dav.multistatus import error as dav_error
from api.i18n import Times, Words, explain, explain_error, instead, say
from api.references import located
from api.request_language import language_for
from api.web.error_pages import error_page, wants_page
from api.web.unsent import read_form
from scheduler.domain import errors
from scheduler.domain.bookings.alternatives import Alternative
from scheduler.domain.bookings.refusals import BookingRefused, PublishRefused
from scheduler.domain.bookings.violations import Violation
from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import FieldlabError
from scheduler.domain.identity.people import Language

STATUS: Final[Mapping[type[FieldlabError], int]] = {
    errors.NotSignedIn: 401,
    errors.WrongPassword: 401,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    BookingRefused: 409,
    PublishRefused: 409,
    errors.CursorExpired: 410,
    errors.Stale: 412,
    errors.Invalid: 422,
    errors.KeyReused: 422,
    errors.SourceUnusable: 422,
    errors.VersionMissing: 428,
    errors.TooManyAttempts: 429,
}
_CODES: Final = {
    400: "bad_request",
    404: "no_such_page",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_media_type",
}
_OURS: Final = frozenset({InvalidCode.NOT_ON_THE_MINUTE, InvalidCode.OUT_OF_YEARS, InvalidCode.HAS_ZONE})
MEDIA_TYPE: Final = "application/problem+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorAnswer:
    """What went wrong, in the reader's language; `code` stays the same in every language."""

    code: str
    status: int
    title: str
    detail: str
    errors: tuple[dict[str, Any], ...] = ()
    alternatives: tuple[dict[str, Any], ...] | None = None
    current_version: int | None = None
    request_id: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


def code_of(kind: type[FieldlabError]) -> str:
    """`BookingRefused` is `booking_refused`."""
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in kind.__name__).lstrip("_")


def type_of(code: str) -> str:
    """The address of the page that says what a problem is; see `api.web.pages.problems`."""
    return f"/problems/{code}"


def every_problem(language: Language) -> list[ErrorAnswer]:
    """One of each kind, in the order of their statuses, with `…` for what only a real one knows."""
    words = Words(language)
    named = [
        ErrorAnswer(
            code=code_of(kind), status=status, title=words(f"error.{kind.__name__}", seconds="…"), detail=""
        )
        for kind, status in STATUS.items()
    ]
    plain = [plain_problem(status, language) for status in (*_CODES, 500, 406)]
    return sorted([*named, *plain], key=lambda each: (each.status, each.code))


def problem_of(error: FieldlabError, language: Language, now: datetime) -> ErrorAnswer:
    """A named outcome in words."""
    words = Words(language)
    parts = tuple(_parts(error, words, now))
    return ErrorAnswer(
        code=code_of(type(error)),
        status=STATUS[type(error)],
        title=words(f"error.{type(error).__name__}", **error.data),
        detail=" ".join(str(part["message"]) for part in parts) or explain_error(error, words),
        errors=parts,
        alternatives=_alternatives(error),
        current_version=error.current if isinstance(error, errors.Stale) else None,
        headers=_headers(error),
    )


def _parts(error: FieldlabError, words: Words, now: datetime) -> list[dict[str, Any]]:
    match error:
        case errors.Invalid() | errors.Conflict():
            return [error.data | {"message": explain_error(error, words)}]
        case BookingRefused() | PublishRefused():
            times = Times(words, ZoneInfo(error.zone), now)
            return [_violation(violation, words, times) for violation in error.violations]
        case _:
            return []


def _violation(violation: Violation, words: Words, times: Times) -> dict[str, Any]:
    return {
        "rule": violation.rule.value,
        "resource_id": violation.resource_id,
        "resource_name": violation.resource_name,
        "start": violation.span.start,
        "end": violation.span.end,
        "data": violation.data,
        "message": explain(violation, words, times),
    }


def _alternatives(error: FieldlabError) -> tuple[dict[str, Any], ...] | None:
    if not isinstance(error, BookingRefused):
        return None
    again = {} if error.change is None or error.change.anew else asdict(error.change)
    again.pop("anew", None)
    return tuple(_alternative(alternative) | again for alternative in error.alternatives)


def _alternative(alternative: Alternative) -> dict[str, Any]:
    return {
        "kind": alternative.kind,
        "start": alternative.span.start,
        "end": alternative.span.end,
        "needs": [asdict(need) for need in alternative.needs],
        "free": alternative.free,
        "rule": alternative.rule,
        "owners_to_ask": list(alternative.awaits),
    }


def _headers(error: FieldlabError) -> dict[str, str]:
    match error:
        case errors.NotSignedIn() | errors.WrongPassword():
            return {"WWW-Authenticate": 'Bearer realm="fieldlab"'}
        case errors.TooManyAttempts(seconds=seconds):
            return {"Retry-After": str(seconds)}
        case _:
            return {}


def plain_problem(status: int, language: Language, headers: Mapping[str, str] | None = None) -> ErrorAnswer:
    """What HTTP itself refuses: an unknown path, a method that is not offered, too large a body."""
    code = _CODES.get(status, "internal" if status >= 500 else "other")
    said = say(language, f"http.{code}")
    return ErrorAnswer(code=code, status=status, title=said, detail=said, headers=headers or {})


def unreadable(error: RequestValidationError, language: Language) -> ErrorAnswer:
    """What the schemas refuse, field by field; what was sent is not sent back."""
    found = tuple(
        {
            "field": ".".join(str(step) for step in part["loc"][1:]) or str(part["loc"][0]),
            "problem": part["type"],
            "message": _message(part, Words(language)),
        }
        for part in error.errors()
    )
    title = say(language, "error.Invalid")
    detail = "; ".join(f"{part['field']}: {part['message']}" for part in found) or title
    return ErrorAnswer(code=code_of(errors.Invalid), status=422, title=title, detail=detail, errors=found)


def _message(part: Mapping[str, Any], words: Words) -> str:
    """In our words, whichever part of us refused it: those of the schemas are English."""
    kind = part["type"]
    if kind in _OURS and words.has(f"invalid.{kind}"):
        return words(f"invalid.{kind}")
    key = f"schema.{kind}"
    return words(key if words.has(key) else "schema.other", **part.get("ctx", {}))


def rendered(problem: ErrorAnswer, instance: str) -> Response:
    """A problem as `application/problem+json`; `instance` is the path of the request."""
    content: dict[str, Any] = {
        "type": type_of(problem.code),
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "instance": instance,
        "code": problem.code,
        "errors": list(problem.errors),
    }
    if problem.alternatives is not None:
        content["alternatives"] = list(problem.alternatives)
    if problem.current_version is not None:
        content["current_version"] = problem.current_version
    if problem.request_id:
        content["request_id"] = problem.request_id
    return JSONResponse(
        to_jsonable_python(content, fallback=str),
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers=dict(problem.headers),
    )


async def on_named(request: Request, error: Exception) -> Response:
    assert isinstance(error, FieldlabError)  # noqa: S101 - registered for these only
    language, now = await language_for(request), request.app.state.clock.now()
    if request.url.path.startswith("/api/"):
        error = await located(request, error)
    problem = problem_of(error, language, now)
    if wants_page(request):
        await read_form(request)
    if _is_dav(request):
        return _said_to_a_calendar(request, error, problem, Words(language), now)
    return answer(request, problem)


def _said_to_a_calendar(
    request: Request, error: FieldlabError, problem: ErrorAnswer, words: Words, now: datetime
) -> Response:
    """In a calendar program there are no buttons: what would work instead is part of the sentence."""
    code = error.problem if isinstance(error, errors.Conflict) else problem.code
    detail = problem.detail
    if isinstance(error, BookingRefused):
        times = Times(words, ZoneInfo(error.zone), now)
        detail = " ".join(filter(None, [detail, instead(error.alternatives, words, times)]))
    return refused(problem.status, code, detail, problem.headers, request.url.path)


def _is_dav(request: Request) -> bool:
    return request.url.path.startswith("/dav")


async def on_unreadable(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    if any(part["type"] == "json_invalid" for part in error.errors()):
        return answer(request, plain_problem(400, await language_for(request)))
    return answer(request, unreadable(error, await language_for(request)))


async def on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    return answer(request, plain_problem(error.status_code, await language_for(request), error.headers))


async def on_dav(request: Request, error: Exception) -> Response:
    assert isinstance(error, DavRefusal)  # noqa: S101
    words = Words(await language_for(request))
    description = words(f"caldav.{error.said}", **error.values) if error.said else ""
    return dav_error(error.status, condition(error), description)


def answer(request: Request, problem: ErrorAnswer) -> Response:
    """XML for calendar programs, JSON for others; for people a page, or the fragment htmx asked for."""
    if _is_dav(request):
        return refused(problem.status, problem.code, problem.detail, problem.headers, request.url.path)
    if wants_page(request):
        current = problem.current_version
        return error_page(request, problem.status, problem.detail, problem.request_id, current)
    return rendered(problem, request.url.path)


def install(app: FastAPI) -> None:
    """Let `app` answer every error in this form."""
    app.add_exception_handler(FieldlabError, on_named)
    app.add_exception_handler(DavRefusal, on_dav)
    app.add_exception_handler(RequestValidationError, on_unreadable)
    app.add_exception_handler(HTTPException, on_http)
