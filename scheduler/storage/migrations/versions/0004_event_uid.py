"""The UID that a calendar program gave a booking"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in batch mode: SQLite would lose the triggers of a table that is copied.
    op.add_column("booking", sa.Column("event_uid", AutoString(), nullable=True))
    op.create_index("ix_booking_event_uid", "booking", ["event_uid"], unique=True)
