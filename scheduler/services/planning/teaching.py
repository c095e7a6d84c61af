"""Activities that must be placed, and the projects they may come from."""

from collections.abc import Mapping
from typing import Any, Final

from scheduler.domain.campus.campuses import Campus
from scheduler.domain.campus.groups import Group
from scheduler.domain.campus.organisations import Organisation
from scheduler.domain.campus.resources import Resource, ResourceKind
from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Invalid
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import Action, may
from scheduler.domain.planning.activities import Activity
from scheduler.domain.planning.periods import Period
from scheduler.domain.planning.projects import Project, ProjectStatus
from scheduler.services.crud import Noun, Step
from scheduler.services.guards import of_its_organisation
from scheduler.storage import records
from scheduler.storage.crud import gateway
from scheduler.storage.planning.teaching import ACTIVITIES as STORED_ACTIVITIES
from scheduler.storage.store import Tx


async def _staffed(tx: Tx, step: Step[Activity]) -> Activity:
    """Who teaches is somebody, not a room."""
    activity = step.after
    assert activity is not None  # noqa: S101 - nothing is completed on the way out
    staff = await records.by_id(tx, Resource, activity.staff_ids)
    if any(each.kind is not ResourceKind.STAFF for each in staff.values()):
        raise Invalid("staff_ids", InvalidCode.UNKNOWN)
    return activity


_NEEDED: Final[Mapping[str, type[Any]]] = {
    "needs.resource_ids": Resource,
    "needs.campus_ids": Campus,
    "needs.preferred_ids": Resource,
}

ACTIVITIES = Noun(
    gateway=STORED_ACTIVITIES,
    see=Action.VIEW_PLANS,
    guard=of_its_organisation(Action.MANAGE_TEACHING),
    names={
        "period_id": Period,
        "organisation_id": Organisation,
        "group_ids": Group,
        "staff_ids": Resource,
        "project_id": Project,
        **_NEEDED,
    },
    complete=_staffed,
)


def _offered(actor: Actor, project: Project) -> Project | None:
    """A draft is its company's own business."""
    own = may(actor, Action.OFFER_PROJECT, organisations=[project.organisation_id])
    return project if own or project.status is not ProjectStatus.DRAFT else None


PROJECTS = Noun(
    gateway=gateway(Project),
    guard=of_its_organisation(Action.OFFER_PROJECT),
    names={"organisation_id": Organisation, "period_id": Period, **_NEEDED},
    shown=_offered,
)
