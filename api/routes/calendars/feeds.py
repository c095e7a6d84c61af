"""Calendars by secret address: the API that makes them and the address that clients poll."""

import gzip
from datetime import UTC, date, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from typing import Annotated, Final

from fastapi import APIRouter, Path, Request, Response
from starlette.background import BackgroundTask
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from api.dependencies import ActorDep, BaseUrlDep, IfMatchDep, NowDep, StoreDep, site_of
from api.i18n.catalogue import say
from api.negotiation import quality
from api.schemas.calendars.feeds import FeedOut, FeedRequest, FeedUpdate, NewFeedOut
from api.schemas.common import PathId, problems, tag
from api.schemas.cursors import Page
from calendars.encode import CONTENT_TYPE
from calendars.jcal import CONTENT_TYPE as JCAL
from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Invalid
from scheduler.services.calendars import feeds
from scheduler.services.calendars.feeds import ClientValidators, FeedAnswer, FeedQuery, FeedView, NewFeed
from scheduler.storage.store import Store

_ALWAYS: Final = {
    "cache-control": "private, no-cache",
    "vary": "Accept, Accept-Encoding",
    "x-robots-tag": "noindex",
}
_PLAIN: Final = FeedView()
router = APIRouter(tags=["feeds"])
Secret = Annotated[str, Path(max_length=100)]


@router.get("/feeds")
async def list_feeds(store: StoreDep, actor: ActorDep) -> Page[FeedOut]:
    """Your feeds that still work, without their addresses."""
    found = await feeds.list_feeds(store, actor)
    return Page(items=[FeedOut.model_validate(feed) for feed in found])


@router.post("/feeds", status_code=201, responses=problems(404, 409))
async def make_feed(
    body: FeedRequest, store: StoreDep, actor: ActorDep, now: NowDep, base: BaseUrlDep
) -> NewFeedOut:
    """Make a calendar address for yourself, a group, a resource, a company or a campus."""
    made = await feeds.make_feed(store, actor, body.to_command(), now)
    return _with_address(made, base)


@router.patch("/feeds/{feed_id}", responses=problems(404, 412))
async def change_feed(
    feed_id: PathId,
    body: FeedUpdate,
    response: Response,
    store: StoreDep,
    actor: ActorDep,
    now: NowDep,
    since: IfMatchDep,
) -> FeedOut:
    """Choose otherwise at the same address; programs get it at their next fetch."""
    feed = await feeds.change_feed(store, actor, feed_id, body.values(), since, now)
    tag(response, feed.version)
    return FeedOut.model_validate(feed)


@router.post("/feeds/{feed_id}/regenerate", responses=problems(404))
async def regenerate_feed(feed_id: PathId, store: StoreDep, actor: ActorDep, base: BaseUrlDep) -> NewFeedOut:
    """Give the feed a new address; the old one stops working at once."""
    made = await feeds.regenerate_feed(store, actor, feed_id)
    return _with_address(made, base)


@router.delete("/feeds/{feed_id}", status_code=204, responses=problems(404))
async def revoke_feed(feed_id: PathId, store: StoreDep, actor: ActorDep, now: NowDep) -> None:
    """Stop the address for ever."""
    await feeds.revoke_feed(store, actor, feed_id, now)


free = APIRouter()


@free.api_route("/feeds/{secret}/busy.ifb", methods=["GET", "HEAD"])
async def read_busy(secret: Secret, request: Request, store: StoreDep, now: NowDep) -> Response:
    """When the person, group or resource of a feed is taken (RFC 5545 3.6.4), today and the 60 days after
    it, or from the day `from` up to and with the day `to`."""
    return _apart(await feeds.read_busy(store, secret, now, _days(request)), "busy.ifb")


@free.api_route("/feeds/{secret}/hours.ics", methods=["GET", "HEAD"])
async def read_hours(secret: Secret, store: StoreDep, now: NowDep) -> Response:
    """When the place of a feed is open, week by week (RFC 7953)."""
    return _apart(await feeds.read_hours(store, secret, now), "hours.ics")


def _apart(octets: bytes, name: str) -> Response:
    headers = {
        "Cache-Control": "private, no-cache",
        "X-Robots-Tag": "noindex",
        "Content-Disposition": f'inline; filename="{name}"',
    }
    return Response(octets, media_type=CONTENT_TYPE, headers=headers)


class Polled:
    """The calendar behind a secret address (RFC 5545, or jCal by Accept); 304 when the client has it.

    An ASGI application, because programs poll it day and night, and working out dependencies costs more
    than the answer.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await _answer(Request(scope, receive))
        await response(scope, receive, send)


async def _answer(request: Request) -> Response:
    store: Store = request.app.state.store
    now: datetime = request.app.state.clock.now()
    reading = _reading(request)
    answer = await feeds.read_feed(store, request.path_params["secret"][:100], now, say, reading)
    response = _unchanged(answer) if answer.body is None else _calendar(request, answer, reading.view)
    if answer.note:
        client = product(request.headers.get("user-agent", ""))
        response.background = BackgroundTask(feeds.note_fetch, store, answer.feed_id, client, now)
    return response


ADDRESS: Final = Route("/feeds/{secret}.ics", Polled(), methods=["GET", "HEAD"])


def product(user_agent: str) -> str:
    """The program's own name, without version, system or anything that tells one phone from another."""
    return user_agent.strip().split("/")[0].split(" ")[0][:60]


def _with_address(made: NewFeed, base: str) -> NewFeedOut:
    feed = FeedOut.model_validate(made.feed)
    return NewFeedOut(feed=feed, address=made.address(base))


def _reading(request: Request) -> FeedQuery:
    headers = request.headers
    tags, since = headers.get("if-none-match", ""), headers.get("if-modified-since", "")
    known = ClientValidators(
        frozenset(filter(None, map(str.strip, tags.split(",")))), _instant(since) if since else None
    )
    return FeedQuery(known=known, view=_view(request), site=lambda: site_of(request))


def _view(request: Request) -> FeedView:
    accept = request.headers.get("accept", "")
    json = JCAL in accept and quality(accept, JCAL) > quality(accept, "text/calendar")
    if not request.scope["query_string"]:
        return FeedView(as_json=True) if json else _PLAIN
    return _days(request, as_json=json)


def _days(request: Request, *, as_json: bool = False) -> FeedView:
    first_on, last_on = (_day(name, request.query_params.get(name)) for name in ("from", "to"))
    return FeedView(as_json=as_json, first_on=first_on, last_on=last_on)


def _day(name: str, text: str | None) -> date | None:
    """Raises `Invalid` for what is no ISO date."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as reason:
        raise Invalid(name, InvalidCode.NOT_A_DATE, expected="YYYY-MM-DD") from reason


def _unchanged(answer: FeedAnswer) -> Response:
    response = Response(status_code=304)
    response.raw_headers = [
        (name.encode(), value.encode()) for name, value in _validators(answer, answer.etag).items()
    ]
    return response


def _calendar(request: Request, answer: FeedAnswer, view: FeedView) -> Response:
    body, tag, more = answer.body or b"", answer.etag, {}
    if quality(request.headers.get("accept-encoding", ""), "gzip", "*") > 0:
        # A strong validator tells encodings apart; the compressed bytes carry no time of their own.
        body, tag = gzip.compress(body, 6, mtime=0), f'{answer.etag[:-1]}-gzip"'
        more["Content-Encoding"] = "gzip"
    name = "fieldlab.json" if view.as_json else "fieldlab.ics"
    more["Content-Disposition"] = f'inline; filename="{name}"'
    more["Content-Length"] = str(len(body))
    kind = JCAL if view.as_json else CONTENT_TYPE
    shown = b"" if request.method == "HEAD" else body
    return Response(shown, media_type=kind, headers=_validators(answer, tag) | more)


def _validators(answer: FeedAnswer, tag: str) -> dict[str, str]:
    headers = dict(_ALWAYS)
    if tag:
        headers["etag"] = tag
    if answer.settled_at is not None:
        headers["last-modified"] = _http_date(answer.settled_at)
    return headers


@lru_cache(maxsize=4096)
def _http_date(at: datetime) -> str:
    return format_datetime(at, usegmt=True)


@lru_cache(maxsize=4096)
def _instant(http_date: str) -> datetime | None:
    """An HTTP date (RFC 9110 5.6.7); one that cannot be read is as good as none."""
    try:
        return parsedate_to_datetime(http_date).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None
