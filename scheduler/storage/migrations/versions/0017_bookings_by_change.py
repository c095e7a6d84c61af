"""An index for whoever asks which bookings changed last"""

from alembic import op

revision = "0017"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_booking_updated_at", "booking", ["updated_at", "id"])
