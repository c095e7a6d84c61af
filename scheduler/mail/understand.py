"""Second room: what the message asks, as values. Nothing is looked up and nothing done."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from calendars.decode import Limits, TimeRange, decode
from calendars.errors import CalendarError, ReadError
from calendars.event import check_uid
from calendars.mail import LARGEST_PART, Message, Method, read
from scheduler.domain.notifications.inbound import MailOutcome
from scheduler.domain.notifications.itip import ItipRequest, ItipVersion
from scheduler.domain.time.spans import Span
from scheduler.mail.classify import Delivery
from scheduler.services.notifications.inbound import Place

_LIMITS = Limits(octets=LARGEST_PART, lines=5_000, components=200, occurrences=400, steps=20_000)
_FAR = timedelta(days=400)
_AN_HOUR = timedelta(hours=1)
_ABOUT_A_PLACE = frozenset({Method.REQUEST, Method.CANCEL})


@dataclass(frozen=True, slots=True)
class Understood:
    """`message` is the first calendar part that says something to us; `spans` every time that an
    invitation asks for in the coming year: none when any of it cannot be read."""

    message: Message
    spans: tuple[Span, ...]

    @property
    def version(self) -> ItipVersion:
        return ItipVersion(self.message.sequence, self.message.stamped)

    @property
    def is_about_a_place(self) -> bool:
        return self.message.method in _ABOUT_A_PLACE

    def request(self, place: Place) -> ItipRequest:
        """What the rules look at."""
        return ItipRequest(
            cancels=self.message.method is Method.CANCEL,
            version=self.version,
            occurrence=self.message.recurrence,
            spans=self.spans,
            repeats=self.message.repeats,
            place_gone=place.is_gone,
        )

    def shown_span(self, now: datetime) -> Span:
        """What was asked for; of a message without a time to come, what it says as far as it does."""
        if self.spans:
            return self.spans[0]
        starts, ends = self.message.starts, self.message.ends
        if starts is not None and ends is not None and starts < ends:
            return Span(starts, ends)
        start = (starts or now).replace(microsecond=0)
        return Span(start, start + _AN_HOUR)


def understand(delivery: Delivery, place: Place | None, zone: str) -> Understood | MailOutcome:
    """What is asked of us, or why nothing is: times without a zone are in `zone`."""
    understood = _first_readable(delivery, zone)
    if understood is None:
        return MailOutcome.NO_PLACE if place is None else MailOutcome.NO_INVITATION
    if not understood.is_about_a_place:
        return understood
    if place is None:
        return MailOutcome.NO_PLACE
    if understood.message.organizer != delivery.mail.sender:
        return MailOutcome.NOT_YOURS
    return understood


def _first_readable(delivery: Delivery, zone: str) -> Understood | None:
    """The UID of a message that is understood can be answered to."""
    for part in delivery.mail.calendars:
        try:
            message = read(part, zone=zone)
            check_uid(message.uid)
        except CalendarError:
            continue
        return Understood(message, _spans(part, message, zone, delivery.now))
    return None


def _spans(part: bytes, message: Message, zone: str, now: datetime) -> tuple[Span, ...]:
    if message.method not in (Method.REQUEST, Method.COUNTER):
        return ()
    window = TimeRange(now - timedelta(days=1), now + _FAR)
    try:
        reading = decode(part, window, zone=zone, limits=_LIMITS)
    except ReadError:
        return ()
    if reading.skipped:
        return ()
    return tuple(sorted({Span(each.starts, each.ends) for each in reading.busy if each.uid == message.uid}))
