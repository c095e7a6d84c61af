"""The frame of a request's page: who asks, in which language, where they are."""

from datetime import datetime
from zoneinfo import ZoneInfo

from fastapi import Request

from api.request_language import language_of
from api.web.assets import built_assets
from api.web.frame import Frame
from api.words import Times, Words
from scheduler.domain.identity.people import Actor


def frame_of(request: Request, actor: Actor | None, now: datetime, zone: ZoneInfo) -> Frame:
    """`?done=KEY` in the address says what was just done; only sentences we know are said."""
    words = Words(language_of(request))
    done = f"done.{request.query_params.get('done', '')}"
    address = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return Frame(
        words=words,
        times=Times(words, zone, now),
        assets=built_assets(),
        actor=actor,
        address=address,
        here=_DOOR_OF.get(request.url.path.split("/")[1], ""),
        notice=words(done) if words.has(done) else "",
    )


_DOOR_OF = {
    "week": "week",
    "book": "book",
    "find": "book",
    "me": "me",
    "projects": "projects",
    "plans": "plan",
    "studies": "plan",
    "labs": "labs",
    "admin": "admin",
}
