"""What somebody can choose from who looks for room: campuses, features, and for whom."""

from dataclasses import dataclass

from scheduler.domain.campus.campuses import Campus
from scheduler.domain.campus.organisations import Organisation
from scheduler.domain.campus.resources import Resource
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import Action, may, require
from scheduler.storage import records
from scheduler.storage.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Intention:
    """`organisations` are those the actor may book for; `features` what any resource in use has."""

    campuses: tuple[Campus, ...]
    features: tuple[str, ...]
    organisations: tuple[Organisation, ...]


async def see_intention(store: Store, actor: Actor | None) -> Intention:
    """Raises `Forbidden` for who may book for nobody."""
    acting = require(actor, Action.BOOK)
    async with store.read() as tx:
        campuses = await records.listing(tx, Campus)
        resources = await records.listing(tx, Resource)
        organisations = await records.listing(tx, Organisation)
    features = {feature for resource in resources if resource.active for feature in resource.features}
    return Intention(
        campuses=tuple(campuses),
        features=tuple(sorted(features)),
        organisations=tuple(o for o in organisations if may(acting, Action.BOOK, organisations=[o.id])),
    )
