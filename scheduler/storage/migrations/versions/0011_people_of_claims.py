"""How many people a claim brings, so that seats are counted over all who are there at once"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Added, not rebuilt: a table that SQLite copies loses the triggers that guard it.
    op.add_column("claim", sa.Column("people", sa.Integer(), nullable=False, server_default="0"))
    op.execute(_PEOPLE_AT_THE_FIRST_PLACE)


_PEOPLE_AT_THE_FIRST_PLACE = """
UPDATE claim SET people = (SELECT booking.people FROM booking WHERE booking.id = claim.booking_id)
WHERE id IN (
  SELECT MIN(taken.id) FROM claim AS taken JOIN resource ON resource.id = taken.resource_id
  WHERE resource.kind IN ('room', 'fieldlab', 'workplace', 'demonstrator') GROUP BY taken.booking_id)
"""
