"""Mail that came in: who is proven to have sent it, and that no message makes the reader stumble."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.errors import ReadError, TooLarge, TooManyComponents
from calendars.inbound_mail import LARGEST_MESSAGE, MOST_PARTS, Arrived, arrived
from tests.scheduler.mail.letters_in import AUTHSERV, a_mail

SANNE = "sanne@school.example"
WHOLE = a_mail(SANNE, "lab-1@rooms.example", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")


def make_mail(*headers: str) -> bytes:
    return "\r\n".join([*headers, "", "Kan dit?", ""]).encode()


@pytest.mark.parametrize(
    ("results", "proven"),
    [
        (f"{AUTHSERV}; dmarc=pass header.from=school.example", True),
        (f"{AUTHSERV} 1; dkim=pass (2048-bit key) header.d=school.example header.s=a", True),
        (f"{AUTHSERV}; spf=pass smtp.mailfrom=bounce@school.example", True),
        (f"{AUTHSERV}; spf=pass smtp.mailfrom=example", False),
        (f"{AUTHSERV}; dkim=pass header.d=evilschool.example", False),
        (f"{AUTHSERV}; dkim=fail header.d=school.example", False),
        (f"{AUTHSERV}; spf=pass smtp.mailfrom=x@example, dkim=none header.d=school.example", False),
        (f'{AUTHSERV}; spf=pass smtp.mailfrom="a header.d=school.example; dkim=pass b"@evil.example', False),
        (f'{AUTHSERV}; spf=pass smtp.mailfrom="a; dkim=pass header.d=school.example @evil.example', False),
        (f"{AUTHSERV}; spf=pass (x; dkim=pass header.d=school.example ) smtp.mailfrom=evil.example", False),
        (f"{AUTHSERV}; none", False),
        ("other.example; dmarc=pass header.from=school.example", False),
        (f"other.example; x=({AUTHSERV}; dmarc=pass header.from=school.example)", False),
        ("", False),
    ],
)
def test_only_our_own_server_proves_a_sender(results: str, proven: bool) -> None:
    message = arrived(
        make_mail(f"Authentication-Results: {results}", f"From: Sanne <{SANNE}>"), authserv=AUTHSERV
    )

    assert message.is_proven is proven


def test_a_line_below_our_own_proves_nothing() -> None:
    message = arrived(
        make_mail(
            f"Authentication-Results: {AUTHSERV}; dmarc=fail header.from=school.example",
            f"Authentication-Results: {AUTHSERV}; dmarc=pass header.from=school.example",
            f"From: {SANNE}",
        ),
        authserv=AUTHSERV,
    )

    assert not message.is_proven


@pytest.mark.parametrize(
    "lines",
    [
        (f"From: {SANNE}", "From: boss@school.example"),
        (f"From: {SANNE}, boss@school.example",),
        ("From: nobody",),
        (),
    ],
)
def test_a_message_of_two_senders_or_none_is_nobodys(lines: tuple[str, ...]) -> None:
    proof = f"Authentication-Results: {AUTHSERV}; dmarc=pass header.from=school.example"

    message = arrived(make_mail(proof, *lines), authserv=AUTHSERV)

    assert (message.sender, message.is_proven) == ("", False)


@pytest.mark.parametrize(
    ("error", "octets"),
    [
        (TooLarge, b"x" * (LARGEST_MESSAGE + 1)),
        (TooManyComponents, b"Content-Type: multipart/mixed; boundary=a\r\n\r\n" * (MOST_PARTS + 1)),
        (
            TooManyComponents,
            b"Content-Type: multipart/mixed; boundary=a\r\n\r\n" + b"--a\r\n\r\nx\r\n" * (MOST_PARTS + 1),
        ),
    ],
)
def test_a_message_out_of_bounds_is_refused_by_name(error: type[ReadError], octets: bytes) -> None:
    with pytest.raises(error):
        arrived(octets, authserv=AUTHSERV)


@given(st.data())
def test_no_message_raises_anything_but_a_named_error(data: st.DataObject) -> None:
    octets = data.draw(st.binary(max_size=300) | st.just(WHOLE))
    at = data.draw(st.integers(0, len(octets)))
    broken = octets[:at] + data.draw(st.binary(max_size=20)) + octets[at + data.draw(st.integers(0, 40)) :]

    try:
        message = arrived(broken, authserv=AUTHSERV)
    except ReadError:
        return

    assert isinstance(message, Arrived)
    assert len(message.message_id) <= 300
