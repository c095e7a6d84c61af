"""A request that the protocol has a name for refusing (RFC 4918 section 16)."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(eq=False)
class DavRefusal(Exception):
    """`condition` is the Clark name of the precondition; `said` is a key of our words, for people;
    `hrefs` are the addresses it is about."""

    status: int
    condition: str
    said: str = ""
    hrefs: tuple[str, ...] = ()
    values: Mapping[str, object] = field(default_factory=dict)
