"""The zones that a calendar can carry: those of the pinned tzdata, of which VTIMEZONEs are made.

A machine knows more names, such as `localtime`, which mean another zone on the next machine.
"""

from importlib import resources
from typing import Final

from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Invalid

ZONES: Final = frozenset(resources.files("tzdata").joinpath("zones").read_text("ascii").split())


def check_zone(field: str, zone: str) -> None:
    """Raises `Invalid("unknown_zone")`."""
    if zone not in ZONES:
        raise Invalid(field, InvalidCode.UNKNOWN_ZONE, expected="an IANA name such as Europe/Amsterdam")
