"""Lists in an order that may not be that of the ids, read in parts that neither repeat nor miss a row."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, literal, tuple_

from scheduler.domain.cursors import Cursor


@dataclass(frozen=True, slots=True, kw_only=True)
class RowOrder:
    """By `key` and then by `id`, or by `id` alone; `folded` sorts texts without regard to capitals."""

    id: ColumnElement[int]
    key: ColumnElement[Any] | None = None
    descending: bool = False
    folded: bool = False

    def by(self) -> list[ColumnElement[Any]]:
        """What the database sorts by."""
        keys = [self.id] if self.key is None else [self._sorted(self.key), self.id]
        return [key.desc() if self.descending else key.asc() for key in keys]

    def beyond(self, cursor: Cursor) -> ColumnElement[bool]:
        """Whether a row comes after the cursor; one comparison of pairs, which an index answers."""
        if self.key is None or cursor.key is None:
            return self.id > cursor.id
        here = tuple_(self._sorted(self.key), self.id)
        there = tuple_(self._sorted(literal(cursor.key, self.key.type)), literal(cursor.id))
        beyond: ColumnElement[bool] = here < there if self.descending else here > there
        return beyond

    def _sorted(self, text: ColumnElement[Any]) -> ColumnElement[Any]:
        return func.lower(text) if self.folded else text
