"""Until when owners may answer a request, and why and by whom a booking was called off"""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from scheduler.domain.bookings.approvals import AnswerTime
from scheduler.domain.time.spans import Span

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_BOOKING = sa.table(
    "booking",
    sa.column("id", sa.Integer()),
    sa.column("starts", UTCDateTime()),
    sa.column("ends", UTCDateTime()),
    sa.column("status", AutoString()),
    sa.column("decide_by", UTCDateTime()),
)


def upgrade() -> None:
    # Added, not rebuilt: see 0011. SQLite takes a reference only together with its column.
    op.add_column("booking", sa.Column("decide_by", UTCDateTime(), nullable=True))
    op.add_column("booking", sa.Column("called_off_reason", AutoString(), nullable=False, server_default=""))
    op.execute(_CALLED_OFF_BY)
    op.create_index("ix_booking_called_off_by_id", "booking", ["called_off_by_id"])
    waits: dict[str, Any] = dict.fromkeys(
        ("sqlite_where", "postgresql_where"), sa.text("decide_by IS NOT NULL")
    )
    op.create_index("ix_booking_decide_by", "booking", ["decide_by"], **waits)
    _ask_from_today(op.get_bind(), datetime.now(UTC))
    for statement in (_DECLINED_REASON, _DECLINED_BY):
        op.execute(statement)


def _ask_from_today(bind: sa.Connection, now: datetime) -> None:
    """Nobody was told of a deadline before: what waits now has the time of a request that is made today."""
    time = AnswerTime(zone="Europe/Amsterdam")
    for row in bind.execute(sa.select(_BOOKING).where(_BOOKING.c.status == "requested")).all():
        ends = time.ends(Span(row.starts, row.ends), now)
        bind.execute(sa.update(_BOOKING).where(_BOOKING.c.id == row.id).values(decide_by=ends))


_CALLED_OFF_BY = """
ALTER TABLE booking ADD COLUMN called_off_by_id INTEGER
  CONSTRAINT fk_booking_called_off_by_id_person REFERENCES person (id) ON DELETE SET NULL
"""
_SAID_NO = """
FROM approval WHERE approval.booking_id = booking.id AND approval.decision = 'declined'
ORDER BY approval.id LIMIT 1
"""
_DECLINED_REASON = f"""
UPDATE booking SET called_off_reason = COALESCE((SELECT approval.reason {_SAID_NO}), '')
WHERE status = 'declined'
"""
_DECLINED_BY = f"""
UPDATE booking SET called_off_by_id = (SELECT approval.decided_by_id {_SAID_NO}) WHERE status = 'declined'
"""
