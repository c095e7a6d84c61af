"""Addresses on this site: where a page is, where its form came from, and what may be followed."""

from urllib.parse import urlsplit, urlunsplit

from fastapi import Request


def safe_address(address: str) -> str:
    """A path on this site, or the front door: nobody is sent elsewhere by a crafted link."""
    parts = urlsplit(address)
    inside = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if inside and not parts.scheme and not parts.netloc else "/"


def page_address(request: Request) -> str:
    """The path and query of the page that is answered; after a form, of the page on which it was."""
    if request.method in ("GET", "HEAD"):
        return request.url.path + (f"?{request.url.query}" if request.url.query else "")
    came_from = urlsplit(request.headers.get("referer", ""))
    if came_from.netloc != request.url.netloc:
        return "/"
    return safe_address(urlunsplit(("", "", came_from.path or "/", came_from.query, "")))
