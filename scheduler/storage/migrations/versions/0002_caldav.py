"""What CalDAV clients were told"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dav_calendar",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("subject", AutoString(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("stamp", AutoString(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("oldest", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["person.id"], name=op.f("fk_dav_calendar_owner_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dav_calendar")),
        sa.UniqueConstraint(
            "owner_id", "subject", "subject_id", name=op.f("uq_dav_calendar_owner_id_subject_subject_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_dav_calendar_owner_id"), "dav_calendar", ["owner_id"], unique=False)
    op.create_table(
        "dav_member",
        sa.Column("calendar_id", sa.Integer(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("etag", AutoString(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("gone_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["calendar_id"],
            ["dav_calendar.id"],
            name=op.f("fk_dav_member_calendar_id_dav_calendar"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("calendar_id", "name", name=op.f("pk_dav_member")),
    )
    op.create_index("ix_dav_member_calendar_number", "dav_member", ["calendar_id", "number"], unique=False)
