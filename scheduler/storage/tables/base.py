"""What all tables share: names of constraints, JSON columns, foreign keys with an index."""

from typing import Any

from sqlalchemy import JSON, Column
from sqlalchemy.sql.base import ReadOnlyColumnCollection
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

CASCADE: Any = "CASCADE"
SET_NULL: Any = "SET NULL"


def key() -> Any:
    """A primary key the database counts."""
    return Field(default=None, primary_key=True)


def to(table: str, *, ondelete: Any = "RESTRICT", index: bool = True) -> Any:
    """A foreign key that must be given."""
    return Field(foreign_key=f"{table}.id", ondelete=ondelete, index=index)


def maybe_to(table: str, *, ondelete: Any = "RESTRICT", index: bool = True) -> Any:
    """A foreign key that may be null."""
    return Field(default=None, foreign_key=f"{table}.id", ondelete=ondelete, index=index)


def json_list() -> Any:
    return Field(default_factory=list, sa_column=Column(JSON, nullable=False, default=list))


def json_object() -> Any:
    return Field(default_factory=dict, sa_column=Column(JSON, nullable=False, default=dict))


def columns(row: type[SQLModel]) -> ReadOnlyColumnCollection[str, Any]:
    """The columns of a table for Core statements, which mypy sees as columns and not as values."""
    found: ReadOnlyColumnCollection[str, Any] = row.__table__.columns  # type: ignore[attr-defined]
    return found
