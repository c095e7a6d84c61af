"""Alembic's entry: runs inside `scheduler.storage.migrate`, on the connection that is given to it."""

from alembic import context
from sqlmodel import SQLModel

import scheduler.storage.tables  # noqa: F401  (fills the metadata)

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    compare_type=False,
)
with context.begin_transaction():
    context.run_migrations()
