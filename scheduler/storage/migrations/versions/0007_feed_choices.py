"""A feed's alarm and attendance, when its choices changed, and the bookings that left a feed"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("feed", sa.Column("alarm", AutoString(), nullable=False, server_default="none"))
    op.add_column("feed", sa.Column("attendance", AutoString(), nullable=False, server_default="on_site"))
    op.add_column("feed", sa.Column("changed_at", UTCDateTime(), nullable=True))
    op.create_table(
        "departure",
        sa.Column("subject", AutoString(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_departure_booking_id_booking"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("subject", "subject_id", "booking_id", name=op.f("pk_departure")),
    )
    op.create_index(op.f("ix_departure_booking_id"), "departure", ["booking_id"], unique=False)
