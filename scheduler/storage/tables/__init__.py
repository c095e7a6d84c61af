"""The tables, as SQLModel classes. They never leave storage: see `scheduler.storage.records`."""

from sqlmodel import SQLModel

from scheduler.storage.tables.bookings import (
    ApprovalRow,
    BookingChangeRow,
    BookingNeedRow,
    BookingRow,
    ClaimRow,
    IdempotencyRow,
    SeriesRow,
)
from scheduler.storage.tables.calendars import (
    BusyRow,
    DavCalendarRow,
    DavMemberRow,
    FeedRemovalRow,
    FeedRow,
    RevisionRow,
    SourceRow,
)
from scheduler.storage.tables.campus import (
    CampusRow,
    ClosureRow,
    GroupMemberRow,
    GroupOrganisationRow,
    GroupRow,
    HolidayRow,
    OpeningRow,
    OrganisationRow,
    ResourceRow,
    TravelRow,
    WindowRow,
)
from scheduler.storage.tables.identity import (
    AttemptRow,
    AuditRow,
    InvitationRow,
    MembershipRow,
    PersonRow,
    QualificationRow,
    SessionRow,
    TokenRow,
)
from scheduler.storage.tables.imports import ExternalKeyRow
from scheduler.storage.tables.notifications import AttendanceRow, InboundMessageRow, LetterRow
from scheduler.storage.tables.planning import (
    ActivityGroupRow,
    ActivityRow,
    ActivityStaffRow,
    JobRow,
    MatchRow,
    PeriodRow,
    PinRow,
    PlanProblemRow,
    PlanRow,
    PlanSessionRow,
    PreferenceRow,
    ProjectRow,
    RankingRow,
    StudyRow,
    UnplacedRow,
)
from scheduler.storage.tables.updates import UpdateRow

__all__ = [
    "ActivityGroupRow",
    "ActivityRow",
    "ActivityStaffRow",
    "ApprovalRow",
    "AttemptRow",
    "AttendanceRow",
    "AuditRow",
    "BookingChangeRow",
    "BookingNeedRow",
    "BookingRow",
    "BusyRow",
    "CampusRow",
    "ClaimRow",
    "ClosureRow",
    "DavCalendarRow",
    "DavMemberRow",
    "ExternalKeyRow",
    "FeedRemovalRow",
    "FeedRow",
    "GroupMemberRow",
    "GroupOrganisationRow",
    "GroupRow",
    "HolidayRow",
    "IdempotencyRow",
    "InboundMessageRow",
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
    "UpdateRow",
    "WindowRow",
]

# An id names one thing for ever: SQLite would hand the id of a deleted last row out again.
for _table in SQLModel.metadata.tables.values():
    if [column.name for column in _table.primary_key] == ["id"]:
        _table.dialect_options["sqlite"]["autoincrement"] = True
