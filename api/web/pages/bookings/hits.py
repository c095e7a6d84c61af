"""Carry out a change that may hit bookings: with none it is saved, else the page asks about them first."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from api.web.forms import Form
from api.web.page_context import Frame
from api.web.responses import go_to, page
from api.web.views.bookings.hits import hit_views, remedies_from, sent_again
from scheduler.domain.bookings.refusals import BookingRefused
from scheduler.services.bookings.hits.commands import WorldChanged, seen_as
from scheduler.services.bookings.hits.world_change import WorldWrite, change_world
from scheduler.services.overviews.resource_names import resources_by_id
from scheduler.storage.store import Store


async def changed_world(
    request: Request,
    frame: Frame,
    store: Store,
    form: Form,
    write: WorldWrite[Any],
    now: datetime,
    *,
    back: str,
    done: str,
) -> Response:
    """On to `back` when it is done; else the hits, each with what can be done with it. Raises what the write
    refuses."""
    remedies = remedies_from(form)
    try:
        came_to = await change_world(store, frame.actor, write, remedies, now)
    except BookingRefused:
        # An offer that somebody else took meanwhile: look again, and say so.
        form.object_to_with("form", "hits.taken")
        again = replace(remedies, choices={}, agreed=None, preview=True)
        came_to = await change_world(store, frame.actor, write, again, now)
    if came_to.applied:
        return go_to(request, back, done=f"{done}_hits" if came_to.hits else done)
    return await _asked(request, frame, store, form, came_to, back)


async def _asked(
    request: Request, frame: Frame, store: Store, form: Form, came_to: WorldChanged[Any], back: str
) -> Response:
    offers = [each.offers for each in came_to.hits if each.offers is not None]
    needs = [need for each in offers for other in each.alternatives for need in other.needs]
    known = await resources_by_id(store, frame.actor, {need.resource_id for need in needs})
    values = {
        "hits": hit_views(
            came_to.hits, form, frame.words, frame.times, {key: each.name for key, each in known.items()}
        ),
        "count": len(came_to.hits),
        "seen": seen_as(each.hit.booking.id for each in came_to.hits),
        "form": form,
        "sent": sent_again(form),
        "action": request.url.path,
        "back": back,
    }
    return page("hits/page.html", frame, status=409, **values)
