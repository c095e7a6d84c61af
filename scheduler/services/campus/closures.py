"""Closures, outages and maintenance. Which bookings they hit is said by `services.bookings.hits`."""

from scheduler.domain.campus.campuses import Campus
from scheduler.domain.campus.opening_hours import Closure
from scheduler.domain.campus.resources import Resource
from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Invalid
from scheduler.domain.identity.policies import Action
from scheduler.services.crud import Noun, Step
from scheduler.services.guards import of_its_resource
from scheduler.storage import records
from scheduler.storage.bookings import claims
from scheduler.storage.campus.resources import ids_on_campus
from scheduler.storage.crud import gateway
from scheduler.storage.store import Tx


async def _complete(tx: Tx, step: Step[Closure]) -> Closure:
    """Whoever is booking the same things waits, so that no booking slips in unreported."""
    closure = step.after
    assert closure is not None  # noqa: S101 - nothing is completed on the way out
    if closure.resource_id is not None and closure.units is not None:
        resource = await records.get(tx, Resource, closure.resource_id)
        if not 1 <= closure.units <= resource.units:
            raise Invalid(
                "units", InvalidCode.OUT_OF_RANGE, expected=f"1 to {resource.units}, or null for all"
            )
    await claims.lock_resources(tx, await _closed(tx, closure))
    return closure


CLOSURES = Noun(
    gateway=gateway(Closure),
    guard=of_its_resource(Action.MANAGE_OUTAGES),
    names={"campus_id": Campus, "resource_id": Resource},
    complete=_complete,
)


async def _closed(tx: Tx, closure: Closure) -> list[int]:
    if closure.resource_id is not None:
        return [closure.resource_id]
    return await ids_on_campus(tx, closure.campus_id or 0)
