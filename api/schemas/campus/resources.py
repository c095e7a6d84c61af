"""Resources as JSON."""

from typing import Annotated

from pydantic import Field

from api.schemas.campus.places import Name
from api.schemas.common import Address, Flag, Id, Input, Line, Named, Output, Text, Whole, Word, Words
from scheduler.domain.campus.resources import ResourceKind, Sharing

Minutes = Annotated[Whole, Field(ge=0, le=24 * 60)]


class ResourceIn(Input):
    """What a person can book. People and groups bring their own resource with them."""

    kind: ResourceKind
    name: Name
    owner_id: Id = Field(description="The organisation that decides about it.")
    campus_id: Id | None = None
    units: Annotated[Whole, Field(ge=1, le=500)] = Field(1, description="Parallel places, such as stations.")
    seats: Annotated[Whole, Field(ge=0, le=100_000)] | None = None
    standing_room: Flag = Field(False, description="More people than seats may come; a plan avoids it.")
    features: Words = Field(default_factory=list)
    part_of_id: Id | None = Field(None, description="The lab it is fixed in, unless it is movable.")
    movable: Flag = False
    setup_minutes: Minutes = 0
    teardown_minutes: Minutes = 0
    sharing: Sharing = Sharing.OPEN
    required_qualification: Word | None = None
    notice_minutes: Annotated[Whole, Field(ge=0, le=366 * 24 * 60)] = 0
    horizon_days: Annotated[Whole, Field(ge=0, le=3660)] | None = None
    max_minutes: Annotated[Whole, Field(ge=1, le=14 * 24 * 60)] | None = None
    description: Text = ""
    location: Line = ""
    meeting_url: Address | None = None
    active: Flag = True


class ResourceOut(Output):
    """`meeting_url` is shown to who runs the resource; others get the link with their booking."""

    id: Id
    kind: ResourceKind
    name: str
    owner_id: int
    campus_id: int | None
    units: int
    seats: int | None
    standing_room: bool
    features: Named
    part_of_id: int | None
    movable: bool
    setup_minutes: int
    teardown_minutes: int
    sharing: Sharing
    required_qualification: str | None
    notice_minutes: int
    horizon_days: int | None
    max_minutes: int | None
    description: str
    location: str
    meeting_url: str | None
    person_id: int | None
    active: bool
    version: int
