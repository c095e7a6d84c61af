"""My schedule, and the calendars that follow it."""

from datetime import date, timedelta
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from api.cookies import show_secret, shown_secret
from api.dependencies import BaseUrlDep, NowDep, SettingsDep, StoreDep
from api.schemas.common import PathId
from api.web.dependencies import FormDep, SignedInDep
from api.web.forms import Form
from api.web.page_context import Frame
from api.web.responses import go_to, page
from api.web.views.overviews.mine import (
    Address,
    CalDavAccount,
    feed_form,
    followed,
    my_schedule,
    shown_from,
    what_is_followed,
)
from scheduler.domain.calendars.feeds import Alarm, Attendance, Privacy
from scheduler.domain.errors import Stale
from scheduler.domain.identity.people import Language
from scheduler.services.calendars import feeds
from scheduler.services.calendars.feeds import MakeFeed, NewFeed
from scheduler.services.overviews.my_schedule import see_my_schedule
from scheduler.settings import Settings

router = APIRouter()

_FURTHEST: Final = timedelta(days=3660)


@router.get("/me")
async def mine(
    frame: SignedInDep,
    store: StoreDep,
    now: NowDep,
    base: BaseUrlDep,
    on: Annotated[date | None, Query()] = None,
) -> HTMLResponse:
    today = frame.times.today
    first_on = on if on and abs(on - today) < _FURTHEST else today
    seen = await see_my_schedule(store, frame.actor, shown_from(first_on, frame.times), now)
    return page(
        "me/page.html",
        frame,
        schedule=my_schedule(seen.sessions, first_on, frame.times),
        feeds=seen.feeds,
        form=Form.blank(frame.words, language=frame.language.value),
        followed=followed(frame, seen.choices),
        account=CalDavAccount.of(frame, base),
        clashes=seen.clashes,
    )


@router.post("/me/feeds")
async def make_feed(
    request: Request, frame: SignedInDep, store: StoreDep, form: FormDep, now: NowDep, settings: SettingsDep
) -> Response:
    subject, subject_id = what_is_followed(form.text("what"))
    command = MakeFeed(subject=subject, subject_id=subject_id, **_chosen(form, frame))
    made = await feeds.make_feed(store, frame.actor, command, now)
    return _to_its_address(request, frame, settings, made)


@router.get("/me/feeds/{feed_id}/address")
async def show_address(
    request: Request, frame: SignedInDep, store: StoreDep, base: BaseUrlDep, feed_id: PathId
) -> HTMLResponse:
    """The only time the address is shown: only its hash is kept."""
    feed = await feeds.see_feed(store, frame.actor, feed_id)
    secret = shown_secret(request, frame.person)
    address = Address(NewFeed(feed, secret).address(base), feed.name) if secret else None
    return page("me/address.html", frame, address=address, feed=feed)


@router.get("/me/feeds/{feed_id}")
async def show_feed(frame: SignedInDep, store: StoreDep, feed_id: PathId) -> HTMLResponse:
    feed = await feeds.see_feed(store, frame.actor, feed_id)
    return page("me/feed.html", frame, feed=feed, form=feed_form(feed, frame.words))


@router.post("/me/feeds/{feed_id}")
async def change_feed(
    request: Request, frame: SignedInDep, store: StoreDep, form: FormDep, now: NowDep, feed_id: PathId
) -> Response:
    """What was chosen stays, beside what somebody changed meanwhile."""
    values = _chosen(form, frame)
    try:
        await feeds.change_feed(store, frame.actor, feed_id, values, form.number("version"), now)
    except Stale as error:
        feed = await feeds.see_feed(store, frame.actor, feed_id)
        form.overtaken(error, {"name": feed.name} if feed.name != form.values["name"] else {})
        return page("me/feed.html", frame, status=409, feed=feed, form=form)
    return go_to(request, "/me", done="feed_changed")


@router.post("/me/feeds/{feed_id}/regenerate")
async def regenerate_feed(
    request: Request, frame: SignedInDep, store: StoreDep, settings: SettingsDep, feed_id: PathId
) -> Response:
    made = await feeds.regenerate_feed(store, frame.actor, feed_id)
    return _to_its_address(request, frame, settings, made)


@router.post("/me/feeds/{feed_id}/revoke")
async def revoke_feed(
    request: Request, frame: SignedInDep, store: StoreDep, now: NowDep, feed_id: PathId
) -> Response:
    await feeds.revoke_feed(store, frame.actor, feed_id, now)
    return go_to(request, "/me", done="feed_revoked")


def _chosen(form: Form, frame: Frame) -> dict[str, Any]:
    alarm, language = form.text("alarm"), form.text("language")
    return {
        "name": form.text("name")[:200],
        "language": Language(language) if language in set(Language) else frame.language,
        "privacy": Privacy.BUSY if form.text("busy") else Privacy.FULL,
        "alarm": Alarm(alarm) if alarm in set(Alarm) else Alarm.NONE,
        "attendance": Attendance.ONLINE if form.text("online") else Attendance.ON_SITE,
    }


def _to_its_address(request: Request, frame: Frame, settings: Settings, made: NewFeed) -> Response:
    answer = go_to(request, f"/me/feeds/{made.feed.id}/address")
    return show_secret(answer, frame.person, made.secret, settings)
