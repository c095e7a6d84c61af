"""Everything that can be busy: rooms, fieldlabs, equipment, demonstrators, online rooms, staff, groups."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Invalid
from scheduler.domain.titles import check_link


class ResourceKind(StrEnum):
    ROOM = "room"
    FIELDLAB = "fieldlab"
    EQUIPMENT = "equipment"
    DEMONSTRATOR = "demonstrator"
    WORKPLACE = "workplace"
    ONLINE = "online"
    STAFF = "staff"
    GROUP = "group"


PLACES = frozenset(
    {ResourceKind.ROOM, ResourceKind.FIELDLAB, ResourceKind.WORKPLACE, ResourceKind.DEMONSTRATOR}
)
"""Kinds a person can go to; a booking happens on the campus of the first of these it needs."""
TRAVELLERS = frozenset({ResourceKind.STAFF, ResourceKind.GROUP})
"""Kinds that need time to get from one campus to another."""


class Sharing(StrEnum):
    """What other organisations than the owner may do."""

    CLOSED = "closed"
    ON_REQUEST = "on_request"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """`units` parallel places (8 stations; a room is 1), `seats` people in all of them together.

    `part_of_id` with `movable` False is fixed equipment: whoever books the whole of its lab has it
    too. Set-up and tear-down are minutes in which the resource is taken before and after. Where
    there is `standing_room` more people than seats may come; a plan avoids it at a price.
    """

    id: int
    kind: ResourceKind
    name: str
    owner_id: int
    campus_id: int | None = None
    units: int = 1
    seats: int | None = None
    standing_room: bool = False
    features: frozenset[str] = frozenset()
    part_of_id: int | None = None
    movable: bool = False
    setup_minutes: int = 0
    teardown_minutes: int = 0
    sharing: Sharing = Sharing.OPEN
    required_qualification: str | None = None
    notice_minutes: int = 0
    horizon_days: int | None = None
    max_minutes: int | None = None
    description: str = ""
    location: str = ""
    meeting_url: str | None = None
    person_id: int | None = None
    active: bool = True
    version: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.units <= 500:
            raise Invalid("units", InvalidCode.OUT_OF_RANGE, expected="1 to 500")
        for field in ("setup_minutes", "teardown_minutes"):
            if not 0 <= getattr(self, field) <= 24 * 60:
                raise Invalid(field, InvalidCode.OUT_OF_RANGE, expected="0 to 1440 minutes")
        if self.notice_minutes < 0:
            raise Invalid("notice_minutes", InvalidCode.TOO_SMALL, expected="0 or more minutes")
        if self.part_of_id == self.id:
            raise Invalid("part_of_id", InvalidCode.ITSELF)
        check_link("meeting_url", self.meeting_url)

    @property
    def setup(self) -> timedelta:
        return timedelta(minutes=self.setup_minutes)

    @property
    def teardown(self) -> timedelta:
        return timedelta(minutes=self.teardown_minutes)

    @property
    def is_place(self) -> bool:
        return self.kind in PLACES

    @property
    def stands(self) -> bool:
        """Whether it is somewhere, and so is shut when its campus is."""
        return not self.travels and self.kind is not ResourceKind.ONLINE

    @property
    def travels(self) -> bool:
        return self.kind in TRAVELLERS
