"""Mail as other people's programs and the mail server before us write it."""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP

from calendars.mail import Method

AUTHSERV = "mx.rooms.example"
UID = "040000008200E00074C5B7101A82E008@school.example"


def a_calendar(
    sender: str,
    place: str,
    starts: datetime,
    *,
    method: Method = Method.REQUEST,
    sequence: int = 0,
    uid: str = UID,
    minutes: int = 120,
    stamp: str = "20261122T120000Z",
    more: tuple[str, ...] = (),
) -> str:
    """An invitation as Outlook and Google write them: short, with the zone of the sender."""
    ends = starts + timedelta(minutes=minutes)
    lines = [
        "BEGIN:VCALENDAR",
        "PRODID:-//Example//Mail//EN",
        "VERSION:2.0",
        f"METHOD:{method}",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{stamp}",
        f"DTSTART:{starts.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTEND:{ends.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"SEQUENCE:{sequence}",
        "SUMMARY:Lassen\\, groep 1A",
        f"ORGANIZER;CN=Sanne:mailto:{sender}",
        f"ATTENDEE;CUTYPE=RESOURCE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:MAILTO:{place}",
        *more,
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "\r\n".join(lines) + "\r\n"


def a_mail(
    sender: str,
    place: str,
    calendar: str | None,
    *,
    message_id: str = "1@school.example",
    proof: str | None = None,
    method: Method = Method.REQUEST,
    headers: tuple[tuple[str, str], ...] = (),
) -> bytes:
    """The message as it is handed over, with the proof our own mail server wrote above it."""
    domain = sender.rpartition("@")[2]
    message = EmailMessage(policy=SMTP)
    message["Authentication-Results"] = (
        f"{AUTHSERV}; dmarc=pass (p=reject) header.from={domain}" if proof is None else proof
    )
    message["From"], message["To"], message["Subject"] = f"Sanne <{sender}>", place, "Lassen"
    message["Message-ID"] = f"<{message_id}>"
    for name, value in headers:
        message[name] = value
    message.set_content("Kan dit?")
    if calendar is not None:
        message.add_alternative(calendar, subtype="calendar", params={"method": method.value})
    return message.as_bytes()
