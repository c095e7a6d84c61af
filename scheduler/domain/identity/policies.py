"""Who may do what. Every service asks `require`; nothing else decides.

A grant names the roles that may do an action *in the organisation that owns the thing*. Operators
may do everything. A read-only token may do what is a view and nothing else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from scheduler.domain.errors import Forbidden, NotFound, NotSignedIn
from scheduler.domain.identity.people import Actor, Role


class Action(StrEnum):
    """Everything somebody can want to do; a service names the one it does."""

    VIEW_CAMPUS = "view_campus"  # organisations, campuses, resources, hours, groups, periods, projects
    VIEW_WEEK = "view_week"  # who has what when, as far as one may see it
    VIEW_PEOPLE = "view_people"
    VIEW_PLANS = "view_plans"
    VIEW_AUDIT = "view_audit"
    VIEW_PREFERENCE = "view_preference"  # which groups a company would like
    MANAGE_REGION = "manage_region"  # organisations, campuses, travel, public holidays
    MANAGE_PEOPLE = "manage_people"
    QUALIFY = "qualify"  # say that somebody may work with what asks for a proof
    MANAGE_RESOURCES = "manage_resources"
    MANAGE_OUTAGES = "manage_outages"
    MANAGE_TEACHING = "manage_teaching"  # groups, activities, periods, holidays of a school
    BOOK = "book"
    CHANGE_BOOKING = "change_booking"
    DECIDE_REQUEST = "decide_request"
    OFFER_PROJECT = "offer_project"
    RANK_PROJECTS = "rank_projects"
    RANK_GROUPS = "rank_groups"
    PLAN = "plan"
    PUBLISH = "publish"
    OWN_ACCOUNT = "own_account"  # profile, tokens, sessions, feeds of one's own
    MAKE_FEED = "make_feed"  # of a group, resource, company or campus
    FOLLOW_FOR_GROUP = "follow_for_group"  # another calendar as busy time of a group
    FOLLOW_FOR_RESOURCE = "follow_for_resource"  # the same of a room, a lab, a demonstrator
    IMPORT = "import"


VIEWS = frozenset(
    {
        Action.VIEW_CAMPUS,
        Action.VIEW_WEEK,
        Action.VIEW_PEOPLE,
        Action.VIEW_PLANS,
        Action.VIEW_AUDIT,
        Action.VIEW_PREFERENCE,
    }
)


@dataclass(frozen=True, slots=True)
class Grant:
    """`roles` in the owning organisation may; with `anyone` everybody who is signed in may; with
    `own` the person themself may do it to what is theirs."""

    roles: frozenset[Role] = frozenset()
    anyone: bool = False
    own: bool = False


def _to(*roles: Role, own: bool = False) -> Grant:
    return Grant(frozenset(roles), own=own)


_ANYONE = Grant(anyone=True)
_OWN = Grant(own=True)
_T, _C, _P = Role.TEACHER, Role.COMPANY, Role.PLANNER
_L, _A, _S = Role.LAB_MANAGER, Role.ADMINISTRATOR, Role.STUDENT

GRANTS: dict[Action, Grant] = {
    Action.VIEW_CAMPUS: _ANYONE,
    Action.VIEW_WEEK: _ANYONE,
    Action.VIEW_PEOPLE: _to(_P, _L, _A, own=True),
    Action.VIEW_PLANS: _to(_P, _A, _L, _T),
    Action.VIEW_AUDIT: _to(_A),
    Action.VIEW_PREFERENCE: _to(_C, _P, _A),
    Action.MANAGE_REGION: Grant(),
    Action.MANAGE_PEOPLE: _to(_A),
    Action.QUALIFY: _to(_A, _L),
    Action.MANAGE_RESOURCES: _to(_A, _L),
    Action.MANAGE_OUTAGES: _to(_A, _L),
    Action.MANAGE_TEACHING: _to(_A, _P),
    Action.BOOK: _to(_T, _C, _P, _L, _A),
    Action.CHANGE_BOOKING: _to(_P, _L, _A, own=True),
    Action.DECIDE_REQUEST: _to(_C, _L, _A),
    Action.OFFER_PROJECT: _to(_C, _P, _A),
    Action.RANK_PROJECTS: _to(_T, _P, _A, own=True),
    Action.RANK_GROUPS: _to(_C, _P, _A),
    Action.PLAN: _to(_P, _A),
    Action.PUBLISH: _to(_P, _A),
    Action.OWN_ACCOUNT: _OWN,
    Action.MAKE_FEED: _to(_T, _C, _P, _L, _A, own=True),
    Action.FOLLOW_FOR_GROUP: _to(_P, _A),
    Action.FOLLOW_FOR_RESOURCE: _to(_C, _L, _A),
    Action.IMPORT: _to(_A),
}


def may(
    actor: Actor | None,
    action: Action,
    *,
    organisations: Iterable[int] | None = None,
    own: bool = False,
) -> bool:
    """Whether `actor` may do `action` to a thing of `organisations` (None: any organisation will do)."""
    if actor is None or not actor.person.active:
        return False
    if actor.read_only and action not in VIEWS:
        return False
    grant = GRANTS[action]
    if actor.person.operator or grant.anyone or (own and grant.own):
        return True
    if organisations is None:
        return actor.has(None, *grant.roles)
    return any(actor.has(organisation, *grant.roles) for organisation in organisations)


def reach(actor: Actor, action: Action) -> frozenset[int] | None:
    """The organisations in which `actor` may do `action`; None: wherever."""
    grant = GRANTS[action]
    if actor.person.operator or grant.anyone:
        return None
    return frozenset(organisation for organisation, role in actor.roles if role in grant.roles)


def books_for(actor: Actor, owner_id: int) -> int:
    """The organisation a booking is for where that is not said, as in a calendar or a mail: the owner of
    what is booked where the actor may, else the first in which they may. Raises `NotFound` for none."""
    where = reach(actor, Action.BOOK)
    if where is None or owner_id in where:
        return owner_id
    if not where:
        raise NotFound("organisation", "…")
    return min(where)


def require(
    actor: Actor | None,
    action: Action,
    *,
    organisations: Iterable[int] | None = None,
    own: bool = False,
) -> Actor:
    """The actor, who may. Raises `NotSignedIn` or `Forbidden`."""
    if actor is None:
        raise NotSignedIn()
    if not may(actor, action, organisations=organisations, own=own):
        raise Forbidden(action.value)
    return actor


def runs(actor: Actor, owner_id: int) -> bool:
    """Whether the actor runs what that organisation owns, and so is not bound by its booking limits."""
    return actor.person.operator or actor.has(owner_id, Role.LAB_MANAGER, Role.PLANNER, Role.ADMINISTRATOR)


def decides_for(actor: Actor, owner_id: int) -> bool:
    """Whether the actor may answer requests in the owner's name; running the installation is not enough."""
    return actor.has(owner_id, *GRANTS[Action.DECIDE_REQUEST].roles)
