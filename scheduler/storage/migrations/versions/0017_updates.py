"""The list of updates for programs that keep a copy, and bookings by their last change"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_booking_updated_at", "booking", ["updated_at", "id"])
    op.create_table(
        "noted_update",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("noun", AutoString(), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("at", UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_noted_update")),
        sa.UniqueConstraint("number", name=op.f("uq_noted_update_number")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_noted_update_at", "noted_update", ["at"])
    new: dict[str, Any] = dict.fromkeys(("sqlite_where", "postgresql_where"), sa.text("number IS NULL"))
    op.create_index("ix_noted_update_new", "noted_update", ["id"], **new)
