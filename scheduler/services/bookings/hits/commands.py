"""What somebody chooses to do with the bookings that a change of the world hits, and what comes of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Generic, TypeVar

from scheduler.domain.bookings.alternatives import Alternative
from scheduler.domain.bookings.bookings import Booking, Need
from scheduler.domain.bookings.hits import Hit
from scheduler.domain.bookings.impacts import Remedy
from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Invalid
from scheduler.domain.identity.people import Person
from scheduler.domain.time.spans import Span

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class RemedyChoice:
    """What to do with one hit: `span` and `needs` are where it moves to, `to_person_id` is who takes over."""

    booking_id: int
    remedy: Remedy
    span: Span | None = None
    needs: tuple[Need, ...] | None = None
    to_person_id: int | None = None

    def __post_init__(self) -> None:
        if self.remedy is Remedy.MOVE and self.span is None and self.needs is None:
            raise Invalid(
                "hits", InvalidCode.EMPTY, expected="where to move it: an alternative of the preview"
            )
        if self.remedy is Remedy.HAND_OVER and self.to_person_id is None:
            raise Invalid("hits", InvalidCode.EMPTY, expected="to whom to hand it over")


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedies:
    """What to do with the hits of a change; those that are not named stay, and their people hear of it.

    `reason` is for the people in them. `preview`: do all of it, say what it comes to, and take it back.
    `agreed`: the hits that somebody looked at (see `seen_as`); when they are others by now it is a preview
    after all.
    """

    choices: Mapping[int, RemedyChoice] = field(default_factory=dict)
    reason: str = ""
    preview: bool = False
    agreed: str | None = None


def seen_as(booking_ids: Iterable[int]) -> str:
    """A short word for exactly these hits, however many; empty for none."""
    known = sorted(set(booking_ids))
    return sha256(repr(known).encode()).hexdigest()[:32] if known else ""


@dataclass(frozen=True, slots=True)
class HitOffers:
    """Where else the rules accept a booking that was hit, the best first, and who could take over."""

    alternatives: tuple[Alternative, ...] = ()
    colleagues: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SettledHit:
    """A hit, what is done with it, and the booking as it then is.

    `offers` None: nothing was looked for, as this is no preview, or there are too many hits (see
    `offers.MOST_OFFERED`).
    """

    hit: Hit
    remedy: Remedy
    after: Booking
    offers: HitOffers | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldChanged(Generic[T]):
    """The thing as it became (None: it went) and the bookings that it hit; `applied` False: as it would be,
    nothing was kept."""

    thing: T
    hits: tuple[SettledHit, ...]
    applied: bool
