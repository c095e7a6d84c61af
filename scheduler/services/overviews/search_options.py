"""What somebody can choose from who looks for room: campuses, features, and for whom."""

from dataclasses import dataclass
from datetime import datetime

from scheduler.domain.bookings.packages import Search
from scheduler.domain.campus.campuses import Campus
from scheduler.domain.campus.organisations import Organisation
from scheduler.domain.campus.resources import Resource
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import Action, may, require
from scheduler.services.bookings.find_room import RoomSearchResult, find_room_in
from scheduler.storage import records
from scheduler.storage.store import Store, Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Intention:
    """`organisations` are those the actor may book for; `features` what any resource in use has."""

    campuses: tuple[Campus, ...]
    features: tuple[str, ...]
    organisations: tuple[Organisation, ...]


async def see_intention(
    store: Store, actor: Actor | None, asked: Search | None, now: datetime
) -> tuple[Intention, RoomSearchResult | None]:
    """What to choose from, and the answer when something was asked.

    Raises `Forbidden` for who may book for nobody, or not for the organisation in the question.
    """
    acting = require(actor, Action.BOOK)
    async with store.read() as tx:
        intention = await _intention(tx, acting)
        return intention, None if asked is None else await find_room_in(tx, acting, asked, store.zone, now)


async def _intention(tx: Tx, acting: Actor) -> Intention:
    campuses = await records.listing(tx, Campus)
    resources = await records.listing(tx, Resource)
    organisations = await records.listing(tx, Organisation)
    features = {feature for resource in resources if resource.active for feature in resource.features}
    return Intention(
        campuses=tuple(campuses),
        features=tuple(sorted(features)),
        organisations=tuple(o for o in organisations if may(acting, Action.BOOK, organisations=[o.id])),
    )
