"""Where a list that is read in parts goes on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

Key = datetime | str
"""What a list may be sorted by."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Behind the thing with this id, and with this key where the list is sorted by one.

    Both together are a place of their own: what is made or goes while somebody reads neither repeats nor
    hides the rest, which a number of things to skip would.
    """

    id: int
    key: Key | None = None


FIRST: Final = Cursor(0)
"""A list in the order of its ids from the beginning; of a sorted one the beginning is no cursor at all."""
