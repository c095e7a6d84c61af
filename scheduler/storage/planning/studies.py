"""Studies: scenarios of a period, and what came of them."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, or_

from scheduler.domain.planning.studies import Study
from scheduler.storage import records
from scheduler.storage.store import Tx
from scheduler.storage.tables import StudyRow
from scheduler.storage.tables.base import columns

_STUDY = columns(StudyRow)


async def listing(
    tx: Tx, *, seen_by: Iterable[int] | None = None, after: int = 0, limit: int = 50
) -> list[Study]:
    """Studies in id order from the one after `after`; with `seen_by` those for all and for these."""
    where: list[ColumnElement[bool]] = []
    if seen_by is not None:
        where.append(or_(_STUDY.organisation_id.is_(None), _STUDY.organisation_id.in_(sorted(seen_by))))
    return await records.listing(tx, Study, *where, after=after, limit=limit)
