"""The claims that are held, and the locks under which they are read before others are added.

Whoever writes claims or changes a booking first locks all resources at stake, in id order: two
requests for the same resources queue, in whatever order their people named them.
"""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Row, Select, delete, insert, select, union_all

from scheduler.domain.bookings.claims import Claim
from scheduler.domain.time.spans import LONGEST_CLAIM, Span, merged
from scheduler.storage.store import Tx
from scheduler.storage.tables import ClaimRow, ResourceRow
from scheduler.storage.tables.base import columns

_CLAIM, _RESOURCE = columns(ClaimRow), columns(ResourceRow)
_PARAMETERS = 10_000
"""What one statement may carry; SQLite allows 32,766."""
_SELECTS = 50


async def lock_resources(tx: Tx, resource_ids: Iterable[int]) -> bool:
    """Wait until nobody else is changing bookings of these resources, or what the rules say of them, and
    keep others waiting. Answers whether what was read before may have changed meanwhile.

    On SQLite the write transaction itself is the lock, and holds since before anything was read.
    """
    if tx.dialect.name != "postgresql":
        return False
    query = select(_RESOURCE.id).where(_RESOURCE.id.in_(sorted(set(resource_ids)))).order_by(_RESOURCE.id)
    await tx.execute(query.with_for_update(key_share=True))
    return True


async def held(
    tx: Tx, resource_ids: Iterable[int], spans: Iterable[Span], *, without: Iterable[int] = ()
) -> list[Claim]:
    """The claims on these resources that touch any of `spans`, but those of the bookings `without`."""
    ids, left_out = sorted(set(resource_ids)), frozenset(without)
    found: dict[int, Claim] = {}
    if not ids:
        return []
    for statement in _statements(ids, merged(spans)):
        for row in await tx.execute(statement):
            if row.booking_id not in left_out:
                found[row.id] = _claim(row)
    return list(found.values())


def _statements(ids: Sequence[int], spans: Sequence[Span]) -> Iterator[Select[tuple[object, ...]]]:
    """One query a span, several in a statement: each finds its rows by the index (resource, start)."""
    several = max(1, min(_SELECTS, _PARAMETERS // (len(ids) + 3)))
    for first in range(0, len(spans), several):
        queries = [_in_span(ids, span) for span in spans[first : first + several]]
        yield queries[0] if len(queries) == 1 else union_all(*queries)  # type: ignore[misc]


def _in_span(ids: Sequence[int], span: Span) -> Select[tuple[object, ...]]:
    return select(
        _CLAIM.id,
        _CLAIM.resource_id,
        _CLAIM.unit,
        _CLAIM.starts,
        _CLAIM.ends,
        _CLAIM.booking_id,
        _CLAIM.campus_id,
        _CLAIM.people,
    ).where(
        _CLAIM.resource_id.in_(ids),
        _CLAIM.starts < span.end,
        _CLAIM.starts > span.start - LONGEST_CLAIM,
        _CLAIM.ends > span.start,
    )


def _claim(row: Row[tuple[object, ...]]) -> Claim:
    span = Span(row.starts, row.ends)
    return Claim(row.resource_id, row.unit, span, row.booking_id, row.campus_id, row.people)


async def add_claims(tx: Tx, claims_of: Iterable[tuple[int, Iterable[Claim]]]) -> None:
    """Store the claims of each booking id. Raises `Conflict` through the store when one is taken."""
    rows = [
        {
            "booking_id": booking_id,
            "resource_id": claim.resource_id,
            "unit": claim.unit,
            "starts": claim.span.start,
            "ends": claim.span.end,
            "campus_id": claim.campus_id,
            "people": claim.people,
        }
        for booking_id, claims in claims_of
        for claim in claims
    ]
    if rows:
        await tx.execute(insert(ClaimRow), rows)


async def drop_claims(tx: Tx, booking_ids: Iterable[int]) -> None:
    """Let go of everything these bookings hold."""
    known = sorted(set(booking_ids))
    for first in range(0, len(known), _PARAMETERS):
        await tx.execute(delete(ClaimRow).where(_CLAIM.booking_id.in_(known[first : first + _PARAMETERS])))


async def claims_of(tx: Tx, booking_id: int) -> list[Claim]:
    """What one booking holds, by resource and unit."""
    return list((await claims_by_booking(tx, [booking_id]))[booking_id])


async def claims_by_booking(tx: Tx, booking_ids: Iterable[int]) -> dict[int, tuple[Claim, ...]]:
    """What each of these bookings holds, by resource and unit."""
    known = sorted(set(booking_ids))
    found: dict[int, list[Claim]] = {booking_id: [] for booking_id in known}
    for first in range(0, len(known), _PARAMETERS):
        query = select(*_CLAIM).where(_CLAIM.booking_id.in_(known[first : first + _PARAMETERS]))
        for row in await tx.execute(query):
            found[row.booking_id].append(_claim(row))
    return {booking_id: tuple(sorted(claims)) for booking_id, claims in found.items()}
