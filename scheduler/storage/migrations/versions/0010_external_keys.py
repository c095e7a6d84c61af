"""The keys that things from elsewhere have there"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_REFERS = (
    ("activity_id", "activity"),
    ("booking_id", "booking"),
    ("campus_id", "campus"),
    ("group_id", "student_group"),
    ("opening_id", "opening"),
    ("organisation_id", "organisation"),
    ("period_id", "period"),
    ("person_id", "person"),
    ("resource_id", "resource"),
)


def upgrade() -> None:
    op.create_table(
        "external_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", AutoString(), nullable=False),
        sa.Column("kind", AutoString(), nullable=False),
        sa.Column("key", AutoString(), nullable=False),
        sa.Column("given", sa.JSON(), nullable=False),
        *(sa.Column(column, sa.Integer(), nullable=True) for column, _ in _REFERS),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_external_key_{column}_{table}"), ondelete="CASCADE"
            )
            for column, table in _REFERS
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_key")),
        sa.UniqueConstraint("source", "kind", "key", name=op.f("uq_external_key_source_kind_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("external_key", schema=None) as batch_op:
        for column, _ in _REFERS:
            batch_op.create_index(batch_op.f(f"ix_external_key_{column}"), [column], unique=False)
