"""Plans on the wire: the proposal, how far its job is, what it places, leaves out and would change."""

from datetime import date, datetime
from typing import Annotated, Any, Self

from pydantic import Field

from api.schemas.bookings.bookings import NeedOut
from api.schemas.common import Id, Input, Line, Output, WallTime
from api.schemas.jobs import JobOut
from scheduler.domain.campus.resources import ResourceKind
from scheduler.domain.planning.plans import PlanSession, PlanStatus
from scheduler.services.planning.create import LONGEST_SOLVE, CreatePlan
from scheduler.services.planning.differences import Comparison, Difference, Kind
from scheduler.services.planning.publish import Published
from scheduler.services.planning.queries import PlanView
from scheduler.services.planning.repair import LONGEST_REPAIR, MOST_WITHOUT, RepairPlan


class PlanIn(Input):
    """Ask for a plan of a period; `organisation_id` null plans for everybody."""

    period_id: Id
    name: Line
    seconds: Annotated[
        int, Field(ge=1, le=LONGEST_SOLVE, description="The most that the solver may take.")
    ] = 60
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 1
    organisation_id: Id | None = None

    def to_command(self) -> CreatePlan:
        return CreatePlan(**self.model_dump())


class RepairIn(Input):
    """Repair the plan in force; `without` are resources to do without, as if they were out of use."""

    name: Line
    seconds: Annotated[
        int, Field(ge=1, le=LONGEST_REPAIR, description="The most that the solver may take.")
    ] = 30
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 1
    without: Annotated[list[Id], Field(max_length=MOST_WITHOUT, default_factory=list)]

    def to_command(self, plan_id: int) -> RepairPlan:
        given = self.model_dump() | {"without": frozenset(self.without)}
        return RepairPlan(plan_id=plan_id, **given)


class PlanChange(Input):
    """What can be changed of a plan: its name."""

    name: Line


class PlanOut(Output):
    """A proposal. `terms` are the named parts of `cost`; no plan of this problem costs less than `bound`."""

    id: int
    period_id: int
    organisation_id: int | None
    name: str
    status: PlanStatus
    first_on: date
    job_id: int | None
    seconds: int
    seed: int
    cost: float | None
    bound: float | None
    terms: dict[str, Any]
    created_by_id: int | None
    created_at: datetime
    solved_at: datetime | None
    published_at: datetime | None
    version: int


class PlanDetail(PlanOut):
    """A plan with its job, and how many sessions it has and activities it leaves something out of."""

    job: JobOut | None
    sessions: int
    unplaced: int

    @classmethod
    def of(cls, view: PlanView) -> Self:
        plan = PlanOut.model_validate(view.plan).model_dump()
        job = None if view.job is None else JobOut.model_validate(view.job)
        return cls(**plan, job=job, sessions=view.sessions, unplaced=view.unplaced)


class PlanSessionOut(Output):
    """One dated session that a plan proposes; `occurrence` 302 is the second of week 3."""

    activity_id: int
    occurrence: int
    start: datetime
    end: datetime
    needs: list[NeedOut]
    title: str
    people: int
    campus_id: int | None
    organisation_id: int
    project_id: int | None
    meeting_url: str | None

    @classmethod
    def of(cls, session: PlanSession) -> Self:
        values = {name: getattr(session, name) for name in cls.model_fields if hasattr(session, name)}
        needs = [NeedOut.model_validate(need) for need in session.needs]
        return cls(**values | {"needs": needs, "start": session.span.start, "end": session.span.end})


class PlanSessionsOut(Output):
    """A part of the sessions by activity and occurrence; `next` is the cursor of the rest."""

    items: list[PlanSessionOut]
    next: str | None = None


class UnplacedOut(Output):
    """What did not fit: the causes that together forbid it, and the fixes of which each would help."""

    activity_id: int
    title: str
    sessions: int
    causes: list[dict[str, Any]]
    fixes: list[dict[str, Any]]


class MatchOut(Output):
    """The project a group got (null: none), as its which choice, and why not a better one."""

    group_id: int
    project_id: int | None
    rank: int | None
    reasons: list[dict[str, Any]]


class PlaceOut(Output):
    """When and on what."""

    start: datetime
    end: datetime
    needs: list[NeedOut]


class DifferenceOut(Output):
    """One occurrence as it is published and as the plan has it."""

    kind: Kind
    activity_id: int | None
    occurrence: int | None
    title: str
    booking_id: int | None
    before: PlaceOut | None
    after: PlaceOut | None

    @classmethod
    def of(cls, difference: Difference) -> Self:
        known = difference.session or difference.booking
        assert known is not None  # noqa: S101 - a difference is one of something
        places = [
            None
            if place is None
            else PlaceOut(
                start=place[0].start,
                end=place[0].end,
                needs=[NeedOut.model_validate(need) for need in place[1]],
            )
            for place in (difference.before, difference.after)
        ]
        return cls(
            kind=difference.kind,
            activity_id=known.activity_id,
            occurrence=known.occurrence,
            title=known.title,
            booking_id=None if difference.booking is None else difference.booking.id,
            before=places[0],
            after=places[1],
        )


class AffectedOut(Output):
    """A group or a member of staff, how many people that is, and how many of their sessions change."""

    resource_id: int
    name: str
    kind: ResourceKind
    people: int
    changes: int


class ComparisonOut(Output):
    """What publishing would do: who is hit hardest first, then every change by its first moment."""

    counts: dict[Kind, int]
    people: int
    affected: list[AffectedOut]
    differences: list[DifferenceOut]

    @classmethod
    def of(cls, found: Comparison) -> Self:
        return cls(
            counts=dict(found.counts),
            people=found.people,
            affected=[AffectedOut.model_validate(each) for each in found.affected],
            differences=[DifferenceOut.of(each) for each in found.differences],
        )


class PublishedOut(Output):
    """The plan as it is now, and how many bookings are new, moved, gone and the same."""

    plan: PlanOut
    counts: dict[Kind, int]

    @classmethod
    def of(cls, done: Published) -> Self:
        return cls(plan=PlanOut.model_validate(done.plan), counts=dict(done.counts))


class PinOut(Output):
    """The `number`th weekly session of an activity stays at this wall time, on these resources."""

    activity_id: int
    number: int
    weekday: int
    at: WallTime
    needs: list[NeedOut]


class FaultOut(Output):
    """What no plan could place, as a code with the numbers that show it."""

    code: str
    name: str
    activity_id: int | None
    resource_id: int | None
    data: dict[str, Any]
