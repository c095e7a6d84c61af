"""Scenarios of a period, and what came of them"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_REFERS = (
    ("created_by_id", "person", "SET NULL"),
    ("job_id", "job", "SET NULL"),
    ("organisation_id", "organisation", "RESTRICT"),
    ("period_id", "period", "RESTRICT"),
)


def upgrade() -> None:
    op.create_table(
        "study",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("scenarios", sa.JSON(), nullable=False),
        sa.Column("outcomes", sa.JSON(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("solved_at", UTCDateTime(), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_study_{column}_{table}"), ondelete=ondelete
            )
            for column, table, ondelete in _REFERS
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_study")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("study", schema=None) as batch_op:
        for column, _, _ in _REFERS:
            batch_op.create_index(batch_op.f(f"ix_study_{column}"), [column], unique=False)
