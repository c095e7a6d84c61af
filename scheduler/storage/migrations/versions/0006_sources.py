"""Calendars elsewhere that are followed, and the busy time they give"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_INDEXED = ("person_id", "resource_id", "made_by_id", "next_at")


def upgrade() -> None:
    op.create_table(
        "source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("resource_id", sa.Integer(), nullable=True),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("host", AutoString(), nullable=False),
        sa.Column("address", AutoString(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        *(sa.Column(name, UTCDateTime(), nullable=False) for name in ("created_at", "checked_at")),
        *(sa.Column(name, UTCDateTime(), nullable=False) for name in ("good_at", "read_until", "next_at")),
        sa.Column("etag", AutoString(), nullable=False),
        sa.Column("last_modified", AutoString(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("events", "ours", "unread")),
        sa.Column("repairs", sa.JSON(), nullable=False),
        sa.Column("failing_since", UTCDateTime(), nullable=True),
        sa.Column("failure", AutoString(), nullable=True),
        sa.Column("answered", sa.Integer(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("paused_at", UTCDateTime(), nullable=True),
        sa.Column("removed_at", UTCDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(person_id IS NULL) <> (resource_id IS NULL)", name=op.f("ck_source_one_subject")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name=op.f("fk_source_made_by_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_source_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["resource_id"], ["resource.id"], name=op.f("fk_source_resource_id_resource"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("source", schema=None) as batch_op:
        for name in _INDEXED:
            batch_op.create_index(batch_op.f(f"ix_source_{name}"), [name], unique=False)
    op.create_table(
        "busy",
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("starts", UTCDateTime(), nullable=False),
        sa.Column("ends", UTCDateTime(), nullable=False),
        sa.CheckConstraint("starts < ends", name=op.f("ck_busy_starts_before_ends")),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_busy_source_id_source"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("source_id", "starts", name=op.f("pk_busy")),
    )
