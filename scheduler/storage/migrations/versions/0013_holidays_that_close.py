"""Whether places are shut on a holiday; those that are known close nothing, as before"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "holiday", sa.Column("closes_places", sa.Boolean(), nullable=False, server_default=sa.false())
    )
