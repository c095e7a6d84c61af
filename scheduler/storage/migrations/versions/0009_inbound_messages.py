"""Messages that came in: their version and occurrence, and an outcome of its own for each way they end"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_REFERS = ("booking", "person", "resource")
_INDEXES = {
    "booking_id": ["booking_id"],
    "person_resource": ["person_id", "resource_id"],
    "resource_id": ["resource_id"],
    "sender_received_at": ["sender", "received_at"],
}
_RENAMED = {"told_once": "no_invitation", "ignored": "noted"}


def upgrade() -> None:
    for name in _INDEXES:
        op.drop_index(f"ix_arrival_{name}", table_name="arrival")
    op.rename_table("arrival", "inbound_message")
    counted = {"sqlite_autoincrement": True}
    with op.batch_alter_table("inbound_message", schema=None, table_kwargs=counted) as batch_op:
        batch_op.drop_constraint("uq_arrival_key", type_="unique")
        batch_op.create_unique_constraint("uq_inbound_message_key", ["key"])
        batch_op.add_column(sa.Column("stamped_at", UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("recurrence_at", UTCDateTime(), nullable=True))
    for name, columns in _INDEXES.items():
        op.create_index(f"ix_inbound_message_{name}", "inbound_message", columns, unique=False)
    outcome = sa.table("inbound_message", sa.column("outcome", sa.String()))
    for before, after in _RENAMED.items():
        op.execute(sa.update(outcome).where(outcome.c.outcome == before).values(outcome=after))
