"""Who and where: organisations, campuses, the travel between them, and their calendars."""

from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from scheduler.domain.time.zones import check_zone


@dataclass(frozen=True, slots=True, kw_only=True)
class Campus:
    """A place with a clock: `zone` is an IANA name, latitude and longitude are WGS 84 degrees."""

    id: int
    name: str
    zone: str
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    version: int = 1

    def __post_init__(self) -> None:
        check_zone("zone", self.zone)

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)


def zone_at(campus: Campus | None, home: str) -> str:
    """The IANA zone of what happens on this campus; on no campus, that of the installation (`home`)."""
    return campus.zone if campus else home


@dataclass(frozen=True, slots=True, kw_only=True)
class Travel:
    """Minutes from door to door; the same in both directions."""

    from_campus_id: int
    to_campus_id: int
    minutes: int


UNKNOWN_TRAVEL: Final = 60
"""Minutes between two campuses of which nobody said how far they are: nobody is at both at once."""


class TravelTimes:
    """Looks travel up in either direction; nowhere (online) and the same campus are 0 minutes away, and
    campuses of which it is not known `UNKNOWN_TRAVEL`."""

    def __init__(self, travels: "tuple[Travel, ...] | list[Travel]" = ()) -> None:
        self._minutes: dict[tuple[int, int], int] = {}
        for travel in travels:
            self._minutes[travel.from_campus_id, travel.to_campus_id] = travel.minutes
            self._minutes[travel.to_campus_id, travel.from_campus_id] = travel.minutes

    def minutes(self, one: int | None, other: int | None) -> int:
        if one is None or other is None or one == other:
            return 0
        return self._minutes.get((one, other), UNKNOWN_TRAVEL)

    @property
    def longest(self) -> int:
        return max((UNKNOWN_TRAVEL, *self._minutes.values()))
