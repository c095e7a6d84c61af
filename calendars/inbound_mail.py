"""A mail that came in: who sent it, whether that is proven, and the calendar parts in it.

Everything is bounded before the message is parsed, and nothing is believed that the sender can write: a
sender is proven only by what our own mail server wrote above the message (RFC 8601).
"""

import hashlib
import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message as Parsed
from email.policy import compat32
from email.utils import getaddresses
from typing import Final

from calendars.errors import Malformed, TooLarge, TooManyComponents

LARGEST_MESSAGE: Final = 1024 * 1024
MOST_PARTS: Final = 20
_COMMENT = re.compile(r"\([^()]*\)")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_PASSES = (
    re.compile(r"dmarc\s*=\s*pass\b.*?\sheader\.from\s*=\s*(\S+)", re.IGNORECASE),
    re.compile(r"dkim\s*=\s*pass\b.*?\sheader\.d\s*=\s*(\S+)", re.IGNORECASE),
    re.compile(r"spf\s*=\s*pass\b.*?\ssmtp\.mailfrom\s*=\s*(\S+)", re.IGNORECASE),
)
_ADDRESS = re.compile(r"[!-?A-~]{1,64}@[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_BULK = frozenset({"bulk", "junk", "list"})


@dataclass(frozen=True, slots=True)
class Arrived:
    """`sender` in lower case, empty where the message names none or several. `automatic`: a program wrote
    it, so that nothing but an invitation is answered (RFC 3834)."""

    sender: str
    message_id: str
    automatic: bool
    proven_by: frozenset[str]
    calendars: tuple[bytes, ...]

    @property
    def is_proven(self) -> bool:
        """Whether our mail server vouches for the very domain of the sender."""
        return bool(self.sender) and self.sender.rpartition("@")[2] in self.proven_by


def arrived(octets: bytes, *, authserv: str) -> Arrived:
    """Read a message; `authserv` is the name under which our mail server writes Authentication-Results.

    Raises `TooLarge`, `TooManyComponents` or `Malformed`, and nothing else.
    """
    if len(octets) > LARGEST_MESSAGE:
        raise TooLarge(LARGEST_MESSAGE)
    if octets.lower().count(b"boundary") > MOST_PARTS:
        raise TooManyComponents(MOST_PARTS)
    try:
        message = message_from_bytes(octets, policy=compat32)
        return Arrived(
            sender=_sender(message),
            message_id=_message_id(message, octets),
            automatic=_is_automatic(message),
            proven_by=_proven_by(message, authserv.lower()),
            calendars=_calendars(message),
        )
    except TooManyComponents:
        raise
    except Exception as error:  # the parser of the standard library names no errors of its own
        raise Malformed(f"the mail is broken ({type(error).__name__})") from error


def _sender(message: Parsed) -> str:
    """The one address of the one From line; two would let a forger show one and prove another."""
    lines = [str(line) for line in message.get_all("From", [])]
    found = getaddresses(lines) if len(lines) == 1 else []
    address = found[0][1].strip().lower() if len(found) == 1 else ""
    return address if _ADDRESS.fullmatch(address) else ""


def _message_id(message: Parsed, octets: bytes) -> str:
    """The Message-ID without its brackets; a message without one is known by its octets."""
    text = str(message.get("Message-ID", "")).strip().strip("<>").strip()
    if text and text.isascii() and text.isprintable() and len(text) <= 250 and " " not in text:
        return text
    return f"{hashlib.sha256(octets).hexdigest()[:40]}@no-message-id.invalid"


def _is_automatic(message: Parsed) -> bool:
    submitted = str(message.get("Auto-Submitted", "no")).partition(";")[0].strip().lower()
    precedence = str(message.get("Precedence", "")).strip().lower()
    return submitted != "no" or precedence in _BULK or message.get("List-Id") is not None


def _proven_by(message: Parsed, authserv: str) -> frozenset[str]:
    """The domains that passed DMARC, DKIM or SPF by the topmost line that our own server wrote.

    Our server removes lines in its name that came from outside (RFC 8601 section 5).
    """
    for line in message.get_all("Authentication-Results", []):
        server, *results = _bare(" ".join(str(line).split())).split(";")
        if authserv and server.strip().lower().split(" ")[0] == authserv:
            matches = (way.match(each.strip()) for each in results for way in _PASSES)
            return frozenset(match[1].rpartition("@")[2].lower() for match in matches if match)
    return frozenset()


def _bare(text: str) -> str:
    """Without comments and quoted strings, in which a sender can write what looks like a result; where
    one does not end, nothing is left."""
    text = _QUOTED.sub("", text)
    for _ in range(4):
        text = _COMMENT.sub(" ", text)
    return "" if set('"()') & set(text) else text


def _calendars(message: Parsed) -> tuple[bytes, ...]:
    found: list[bytes] = []
    for count, part in enumerate(message.walk()):
        if count > MOST_PARTS:
            raise TooManyComponents(MOST_PARTS)
        if part.get_content_type() in ("text/calendar", "application/ics") and not part.is_multipart():
            octets = part.get_payload(decode=True)
            found += [octets] if isinstance(octets, bytes) else []
    return tuple(found)
