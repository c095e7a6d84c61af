"""Series remember what they skip and why; changes can be taken back as they were done"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Added, not rebuilt: a table that SQLite copies loses the triggers that guard it.
    op.add_column("series", sa.Column("skipped", sa.JSON(), nullable=False, server_default="[]"))
    _remember_what_was_left_out()
    op.create_table(
        "booking_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("happening", AutoString(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("approvals", sa.JSON(), nullable=False),
        sa.Column("series_before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("series_after", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_booking_change_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_change")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("booking_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_booking_change_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_booking_change_at"), ["at"], unique=False)


def _remember_what_was_left_out() -> None:
    """The dates that a rule excepts; the holidays it skipped are asked again when it is read."""
    series = sa.table("series", sa.column("id"), sa.column("rule", sa.JSON), sa.column("skipped", sa.JSON))
    connection = op.get_bind()
    for number, rule in list(connection.execute(sa.select(series.c.id, series.c.rule))):
        skipped = [{"on": on, "why": "left_out", "rules": []} for on in sorted(rule.get("except_on") or ())]
        if skipped:
            connection.execute(sa.update(series).where(series.c.id == number).values(skipped=skipped))
