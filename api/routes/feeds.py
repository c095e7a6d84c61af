"""Calendars by secret address: the API that makes them and the address that clients poll."""

import gzip
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Header, Path, Request, Response
from pydantic import BaseModel

from api.dependencies import ActorDep, BaseUrlDep, NowDep, StoreDep
from api.schemas.common import Page, PathId, problems
from api.schemas.feeds import FeedOut, FeedRequest, NewFeedOut
from api.words.catalogue import say
from calendars.encode import CONTENT_TYPE
from scheduler.services import feeds
from scheduler.services.feeds import FeedAnswer, NewFeed


class Client(BaseModel):
    """The headers by which a calendar program says what it has and what it is."""

    if_none_match: str = ""
    if_modified_since: str = ""
    accept_encoding: str = ""
    user_agent: str = ""


router = APIRouter(tags=["feeds"])
addresses = APIRouter()


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


@router.post("/feeds/{feed_id}/regenerate", responses=problems(404))
async def regenerate_feed(feed_id: PathId, store: StoreDep, actor: ActorDep, base: BaseUrlDep) -> NewFeedOut:
    """Give the feed a new address; the old one stops working at once."""
    made = await feeds.regenerate_feed(store, actor, feed_id)
    return _with_address(made, base)


@router.delete("/feeds/{feed_id}", status_code=204, responses=problems(404))
async def revoke_feed(feed_id: PathId, store: StoreDep, actor: ActorDep, now: NowDep) -> None:
    """Stop the address for ever."""
    await feeds.revoke_feed(store, actor, feed_id, now)


@addresses.api_route("/feeds/{secret}.ics", methods=["GET", "HEAD"])
async def read_feed(
    secret: Annotated[str, Path(max_length=100)],
    request: Request,
    later: BackgroundTasks,
    store: StoreDep,
    now: NowDep,
    client: Annotated[Client, Header()],
) -> Response:
    """The calendar behind a secret address (RFC 5545); 304 when the client has it already."""
    known = frozenset(tag.strip() for tag in client.if_none_match.split(",") if tag.strip())
    since = _instant(client.if_modified_since)
    answer = await feeds.read_feed(store, secret, now, say, known=known, since=since)
    if answer.note:
        later.add_task(feeds.note_fetch, store, answer.feed.id, product(client.user_agent), now)
    gzipped = "gzip" in client.accept_encoding.lower()
    return _calendar(answer, gzipped=gzipped, head=request.method == "HEAD")


def product(user_agent: str) -> str:
    """The program's own name, without version, system or anything that tells one phone from another."""
    return user_agent.strip().split("/")[0].split(" ")[0][:60]


def _with_address(made: NewFeed, base: str) -> NewFeedOut:
    feed = FeedOut.model_validate(made.feed)
    return NewFeedOut(feed=feed, address=made.address(base))


def _calendar(answer: FeedAnswer, *, gzipped: bool, head: bool) -> Response:
    headers = {
        "Cache-Control": "private, no-cache",
        "Last-Modified": format_datetime(answer.changed_at, usegmt=True),
        "Vary": "Accept-Encoding",
        "X-Robots-Tag": "noindex",
    }
    if answer.body is None:
        return Response(status_code=304, headers=headers | ({"ETag": answer.etag} if answer.etag else {}))
    body, tag = answer.body, answer.etag
    if gzipped:
        # A strong validator tells encodings apart; the compressed bytes carry no time of their own.
        body, tag = gzip.compress(body, 6, mtime=0), f'{answer.etag[:-1]}-gzip"'
        headers["Content-Encoding"] = "gzip"
    headers |= {"ETag": tag, "Content-Disposition": 'inline; filename="fieldlab.ics"'}
    if head:
        headers["Content-Length"] = str(len(body))
    return Response(b"" if head else body, media_type=CONTENT_TYPE, headers=headers)


def _instant(http_date: str) -> datetime | None:
    """An HTTP date (RFC 9110 5.6.7); one that cannot be read is as good as none."""
    try:
        return parsedate_to_datetime(http_date).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None
