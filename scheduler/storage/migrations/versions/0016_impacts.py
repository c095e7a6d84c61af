"""Bookings say what a change of the world did to them"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Added, not rebuilt: a table that SQLite copies loses the triggers that guard it.
    op.add_column("booking", sa.Column("impact", sa.JSON(none_as_null=True), nullable=True))
