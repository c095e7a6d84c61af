"""What a password must be: long enough to be worth guessing at, and not the address it guards."""

import unicodedata
from typing import Final

from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Invalid

SHORTEST: Final = 10
LONGEST: Final = 200


def check_new_password(password: str, email: str, field: str = "password") -> None:
    """Raises `Invalid`. Length is all we ask (NIST SP 800-63B 3.1.1): rules on signs make worse ones."""
    plain = normalised(password)
    if len(plain) < SHORTEST:
        raise Invalid(field, InvalidCode.PASSWORD_TOO_SHORT, expected=f"{SHORTEST} or more characters")
    if len(plain) > LONGEST:
        raise Invalid(field, InvalidCode.TOO_LONG, expected=f"at most {LONGEST} characters")
    if plain.casefold() in (email, email.partition("@")[0]):
        raise Invalid(field, InvalidCode.PASSWORD_IS_ADDRESS, expected="something else than the address")


def normalised(password: str) -> str:
    """The same password however a keyboard composes its letters."""
    return unicodedata.normalize("NFKC", password)
