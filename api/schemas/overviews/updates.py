"""Updates on the wire."""

from typing import Annotated, Final, Self

from pydantic import Field

from api.schemas.bookings.bookings import BookingOut
from api.schemas.campus.resources import ResourceOut
from api.schemas.common import Id, Output
from api.schemas.cursors import write_position
from scheduler.domain.updates import Update, UpdateNoun
from scheduler.services.overviews.updates import UpdatesPart

_PATHS: Final = {UpdateNoun.CAMPUS: "campuses"}
"""Where the plural of a noun is not the noun with an `s`."""


class UpdateOut(Output):
    """A thing that was made, changed or deleted. A booking or a resource comes along as it is by now; of
    everything else `href` says where to read it."""

    noun: UpdateNoun
    id: Id
    gone: Annotated[bool, Field(description="It was deleted. A booking that is called off is not gone.")]
    href: str | None
    booking: BookingOut | None = None
    resource: ResourceOut | None = None

    @classmethod
    def from_domain(cls, update: Update, part: UpdatesPart) -> Self:
        noun, key = update.noun, update.thing_id
        seen = part.bookings.get(key) if noun is UpdateNoun.BOOKING else None
        resource = part.resources.get(key) if noun is UpdateNoun.RESOURCE else None
        return cls(
            noun=noun,
            id=key,
            gone=update.gone,
            href=None if update.gone else f"/api/v1/{_PATHS.get(noun, f'{noun}s')}/{key}",
            booking=None if seen is None else BookingOut.from_seen(seen),
            resource=None if resource is None else ResourceOut.model_validate(resource),
        )


class UpdatesOut(Output):
    """`next` is where to go on, also when there is nothing yet; `more`: there is something already."""

    items: list[UpdateOut]
    next: str
    more: bool

    @classmethod
    def from_domain(cls, part: UpdatesPart) -> Self:
        return cls(
            items=[UpdateOut.from_domain(update, part) for update in part.updates],
            next=write_position(part.position),
            more=part.more,
        )
