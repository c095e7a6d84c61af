"""Write down what one person did to bookings, so that exactly that can be taken back."""

from collections.abc import Mapping, Sequence

from scheduler.domain.bookings.approvals import Approval
from scheduler.domain.bookings.bookings import Series
from scheduler.domain.bookings.changes import ChangeSet, RecordedChange
from scheduler.storage.bookings.changes import record_change
from scheduler.storage.store import Tx


async def record(
    tx: Tx,
    done: ChangeSet,
    said: Mapping[int, Sequence[Approval]],
    series: tuple[Series, Series] | None = None,
) -> int:
    """The id by which it is taken back. `said` are the approvals by booking before it, `series` the series
    before and after it where its rule or its dates changed too."""
    assert done.actor is not None  # noqa: S101 - whoever changes bookings is somebody
    before, after = series or (None, None)
    return await record_change(
        tx,
        RecordedChange(
            id=0,
            person_id=done.actor.id,
            happening=done.happening,
            at=done.at,
            before=done.before,
            versions={booking.id: booking.version for booking in done.after},
            approvals=tuple(each for approvals in said.values() for each in approvals),
            series_before=before,
            series_after=after,
        ),
    )
