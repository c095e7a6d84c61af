"""Addresses that people put into bookings and resources and that others will press."""

import re

from scheduler.domain.errors import Invalid

_LINK = re.compile(r"https?://[A-Za-z0-9.-]+(:\d+)?([/?#][!-~]*)?")


def check_link(field: str, link: str | None) -> None:
    """A web address in ASCII, as calendars (RFC 3986) want it, or none. Raises `Invalid`."""
    if link is not None and (len(link) > 500 or _LINK.fullmatch(link) is None):
        raise Invalid(field, "not_a_link", expected="https://…, at most 500 characters")
