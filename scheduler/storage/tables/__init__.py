"""The tables, as SQLModel classes. They never leave storage: see `scheduler.storage.records`."""

from sqlmodel import SQLModel

from scheduler.storage.tables.access import (
    AttemptRow,
    AuditRow,
    DepartureRow,
    FeedRow,
    IdempotencyRow,
    InvitationRow,
    RevisionRow,
    SessionRow,
    TokenRow,
)
from scheduler.storage.tables.bookings import (
    ApprovalRow,
    BookingNeedRow,
    BookingRow,
    ClaimRow,
    SeriesRow,
)
from scheduler.storage.tables.caldav import DavCalendarRow, DavMemberRow
from scheduler.storage.tables.mail import ArrivalRow, AttendanceRow, LetterRow
from scheduler.storage.tables.people import MembershipRow, PersonRow, QualificationRow
from scheduler.storage.tables.places import (
    CampusRow,
    ClosureRow,
    HolidayRow,
    OpeningRow,
    OrganisationRow,
    PeriodRow,
    ResourceRow,
    TravelRow,
    WindowRow,
)
from scheduler.storage.tables.planning import (
    JobRow,
    MatchRow,
    PinRow,
    PlanProblemRow,
    PlanRow,
    PlanSessionRow,
    StudyRow,
    UnplacedRow,
)
from scheduler.storage.tables.sources import BusyRow, SourceRow
from scheduler.storage.tables.teaching import (
    ActivityGroupRow,
    ActivityRow,
    ActivityStaffRow,
    GroupMemberRow,
    GroupOrganisationRow,
    GroupRow,
    PreferenceRow,
    ProjectRow,
    RankingRow,
)

__all__ = [
    "ActivityGroupRow",
    "ActivityRow",
    "ActivityStaffRow",
    "ApprovalRow",
    "ArrivalRow",
    "AttemptRow",
    "AttendanceRow",
    "AuditRow",
    "BookingNeedRow",
    "BookingRow",
    "BusyRow",
    "CampusRow",
    "ClaimRow",
    "ClosureRow",
    "DavCalendarRow",
    "DavMemberRow",
    "DepartureRow",
    "FeedRow",
    "GroupMemberRow",
    "GroupOrganisationRow",
    "GroupRow",
    "HolidayRow",
    "IdempotencyRow",
    "InvitationRow",
    "JobRow",
    "LetterRow",
    "MatchRow",
    "MembershipRow",
    "OpeningRow",
    "OrganisationRow",
    "PeriodRow",
    "PersonRow",
    "PinRow",
    "PlanProblemRow",
    "PlanRow",
    "PlanSessionRow",
    "PreferenceRow",
    "ProjectRow",
    "QualificationRow",
    "RankingRow",
    "ResourceRow",
    "RevisionRow",
    "SeriesRow",
    "SessionRow",
    "SourceRow",
    "StudyRow",
    "TokenRow",
    "TravelRow",
    "UnplacedRow",
    "WindowRow",
]

# An id names one thing for ever: SQLite would hand the id of a deleted last row out again.
for _table in SQLModel.metadata.tables.values():
    if [column.name for column in _table.primary_key] == ["id"]:
        _table.dialect_options["sqlite"]["autoincrement"] = True
