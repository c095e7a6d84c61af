"""Who may do what over HTTP, route by route: the table that the application is held to.

A rule names everybody who is let in; whoever is not named is turned away. `{names}` in bodies and
paths are ids of the world in `tests.support.world`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

Route = tuple[str, str]
"""A method and a path as the routers have it."""

STUDENT, TEACHER, COMPANY = "student", "teacher", "company"
PLANNER, LAB_MANAGER, ADMINISTRATOR = "planner", "lab_manager", "administrator"
OPERATOR = "operator"
OUTSIDER = "outsider"
"""Has every role, in another organisation."""
READER = "reader"
"""The administrator by a token that is for reading only."""
ANONYMOUS = "anonymous"

SIGNED_IN: Final = frozenset(
    {STUDENT, TEACHER, COMPANY, PLANNER, LAB_MANAGER, ADMINISTRATOR, OPERATOR, OUTSIDER, READER}
)
EVERYBODY: Final = SIGNED_IN | {ANONYMOUS}
ONESELF: Final = SIGNED_IN - {READER}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Who is let in, and a request that is right in every other respect."""

    allowed: frozenset[str]
    json: Mapping[str, Any] | None = None
    form: Mapping[str, str] | None = None
    xml: str | None = None
    query: Mapping[str, str] | None = None
    headers: Mapping[str, str] | None = None
    answers: tuple[int, ...] = ()
    """What whoever is let in is told, where that is no success."""
    path: Mapping[str, str] | None = None
    """What the parameters of the path are, where their names alone do not tell."""
    once: bool = False
    """The first to do it leaves nothing: the others are let in to find nothing."""


def to(*names: str, **request: Any) -> Rule:
    """These and the operator."""
    return Rule(allowed=frozenset({*names, OPERATOR}), **request)


def only(*names: str, **request: Any) -> Rule:
    """These and nobody else."""
    return Rule(allowed=frozenset(names), **request)


def all_of(names: frozenset[str], **request: Any) -> Rule:
    return Rule(allowed=names, **request)


ANY_VERSION: Final = {"If-Match": "*"}
_KNOWS_PEOPLE: Final = (PLANNER, LAB_MANAGER, ADMINISTRATOR, READER)
_EVERYWHERE_PEOPLE: Final = (*_KNOWS_PEOPLE, OUTSIDER)
_RESOURCE = {"kind": "room", "name": "Nieuw", "owner_id": "{organisation_id}"}
_ACTIVITY = {
    "period_id": "{period_id}",
    "organisation_id": "{organisation_id}",
    "title": "Nieuw",
    "kind": "lesson",
    "minutes": 60,
}
_PROJECT = {"organisation_id": "{organisation_id}", "period_id": "{period_id}", "title": "Nieuw"}
_GROUP = {"name": "Nieuw", "size": 3, "mode": "bol", "organisation_ids": ["{organisation_id}"]}
_BOOKING = {
    "title": "Nieuw",
    "organisation_id": "{organisation_id}",
    "needs": [{"resource_id": "{resource_id}", "units": 1}],
    "start": "2026-11-25T13:00:00+01:00",
    "end": "2026-11-25T14:00:00+01:00",
}


def nouns(
    path: str,
    key: str,
    *,
    seen: Rule,
    listed: Rule | None = None,
    changed: Rule,
    added: Mapping[str, Any],
    change: Mapping[str, Any] | None,
) -> dict[tuple[str, str], Rule]:
    """The rules of a plain noun: who sees it, who changes it."""
    one = f"/api/v1/{path}/{{{key}}}"
    rules = {
        ("GET", f"/api/v1/{path}"): listed or seen,
        ("POST", f"/api/v1/{path}"): all_of(changed.allowed, json=added),
        ("GET", one): seen,
        ("DELETE", one): all_of(changed.allowed, once=True),
    }
    return rules if change is None else rules | {("PATCH", one): all_of(changed.allowed, json=change)}


_PLACES = (
    nouns(
        "organisations",
        "organisation_id",
        seen=all_of(SIGNED_IN),
        changed=to(),
        added={"name": "Nieuw", "short_name": "N", "kind": "company"},
        change={"short_name": "N"},
    )
    | nouns(
        "campuses",
        "campus_id",
        seen=all_of(SIGNED_IN),
        changed=to(),
        added={"name": "Nieuw", "zone": "Europe/Amsterdam"},
        change={"address": "Straat 1"},
    )
    | nouns(
        "openings",
        "opening_id",
        seen=all_of(SIGNED_IN),
        changed=to(ADMINISTRATOR, LAB_MANAGER),
        added={"weekday": 1, "opens": "09:00", "closes": "17:00", "resource_id": "{resource_id}"},
        change={"weekday": 2},
    )
    | nouns(
        "windows",
        "window_id",
        seen=all_of(SIGNED_IN),
        changed=to(ADMINISTRATOR, LAB_MANAGER),
        added={
            "resource_id": "{demonstrator_id}",
            "start": "2026-12-01T08:00:00Z",
            "end": "2026-12-01T16:00:00Z",
        },
        change={"end": "2026-12-25T16:00:00Z"},
    )
    | nouns(
        "closures",
        "closure_id",
        seen=all_of(SIGNED_IN),
        changed=to(ADMINISTRATOR, LAB_MANAGER),
        added={
            "resource_id": "{resource_id}",
            "start": "2026-12-01T08:00:00Z",
            "end": "2026-12-01T16:00:00Z",
        },
        change={"reason": "Onderhoud"},
    )
    | nouns(
        "holidays",
        "holiday_id",
        seen=all_of(SIGNED_IN),
        changed=to(ADMINISTRATOR, PLANNER),
        added={
            "name": "Studiedag",
            "first_on": "2026-12-01",
            "last_on": "2026-12-01",
            "organisation_id": "{organisation_id}",
        },
        change={"name": "Kerstvakantie"},
    )
    | nouns(
        "periods",
        "period_id",
        seen=all_of(SIGNED_IN),
        changed=to(ADMINISTRATOR, PLANNER, OUTSIDER),
        added={"name": "Nieuw", "first_on": "2027-02-01", "last_on": "2027-04-11"},
        change={"name": "Anders"},
    )
    | nouns(
        "resources",
        "resource_id",
        seen=all_of(SIGNED_IN),
        changed=to(ADMINISTRATOR, LAB_MANAGER),
        added=_RESOURCE,
        change={"description": "Anders"},
    )
)
_TRAVEL = "/api/v1/travel-times/{from_campus_id}/{to_campus_id}"
_TEACHING = (
    nouns(
        "groups",
        "group_id",
        seen=all_of(SIGNED_IN),
        changed=to(ADMINISTRATOR, PLANNER),
        added=_GROUP,
        change={"size": 20},
    )
    | nouns(
        "group-members",
        "group_member_id",
        seen=to(*_KNOWS_PEOPLE),
        listed=to(*_EVERYWHERE_PEOPLE),
        changed=to(ADMINISTRATOR, PLANNER),
        added={
            "group_id": "{group_id}",
            "person_id": "{administrator_id}",
            "organisation_id": "{organisation_id}",
        },
        change=None,
    )
    | nouns(
        "activities",
        "activity_id",
        seen=to(TEACHER, PLANNER, LAB_MANAGER, ADMINISTRATOR, READER, OUTSIDER),
        changed=to(ADMINISTRATOR, PLANNER),
        added=_ACTIVITY,
        change={"minutes": 120},
    )
    | nouns(
        "projects",
        "project_id",
        seen=all_of(SIGNED_IN),
        changed=to(COMPANY, ADMINISTRATOR, PLANNER),
        added=_PROJECT,
        change={"theme": "Energie"},
    )
    | {
        ("GET", "/api/v1/groups/{group_id}/ranking"): all_of(SIGNED_IN),
        ("PUT", "/api/v1/groups/{group_id}/ranking"): to(
            STUDENT, TEACHER, PLANNER, ADMINISTRATOR, json={"project_ids": ["{project_id}"]}
        ),
        ("GET", "/api/v1/projects/{project_id}/preference"): to(COMPANY, PLANNER, ADMINISTRATOR, READER),
        ("PUT", "/api/v1/projects/{project_id}/preference"): to(
            COMPANY, PLANNER, ADMINISTRATOR, json={"group_ids": ["{group_id}"]}
        ),
    }
)
_PEOPLE = (
    nouns(
        "memberships",
        "membership_id",
        seen=to(*_KNOWS_PEOPLE),
        listed=to(*_EVERYWHERE_PEOPLE),
        changed=to(ADMINISTRATOR),
        added={"person_id": "{person_id}", "organisation_id": "{organisation_id}", "role": "planner"},
        change=None,
    )
    | nouns(
        "qualifications",
        "qualification_id",
        seen=to(*_KNOWS_PEOPLE),
        listed=to(*_EVERYWHERE_PEOPLE),
        changed=to(ADMINISTRATOR, LAB_MANAGER),
        added={"person_id": "{person_id}", "name": "NEN 3140", "valid_from": "2026-01-01"},
        change={"valid_until": "2027-01-01"},
    )
    | {
        ("GET", "/api/v1/people"): to(*_EVERYWHERE_PEOPLE),
        ("POST", "/api/v1/people"): to(
            ADMINISTRATOR,
            json={
                "name": "Nieuw",
                "email": "nieuw@example.org",
                "organisation_id": "{organisation_id}",
                "role": "student",
            },
        ),
        ("GET", "/api/v1/people/{person_id}"): to(STUDENT, *_KNOWS_PEOPLE),
        ("PATCH", "/api/v1/people/{person_id}"): to(ADMINISTRATOR, json={"name": "Anders"}),
        ("DELETE", "/api/v1/people/{person_id}"): to(ADMINISTRATOR, once=True),
        ("POST", "/api/v1/people/{person_id}/invitation"): to(ADMINISTRATOR),
        ("GET", "/api/v1/audit"): to(ADMINISTRATOR, READER, OUTSIDER),
    }
)
_ACCESS = {
    ("POST", "/api/v1/sessions"): all_of(EVERYBODY, json={"email": "", "password": ""}, answers=(401, 429)),
    ("DELETE", "/api/v1/sessions/current"): all_of(EVERYBODY),
    ("POST", "/api/v1/invitations/accept"): all_of(
        EVERYBODY, json={"secret": "welcome", "password": "x"}, answers=(422,)
    ),
    ("GET", "/api/v1/me"): all_of(SIGNED_IN),
    ("PATCH", "/api/v1/me"): all_of(ONESELF, json={"language": "en"}),
    ("POST", "/api/v1/me/password"): all_of(ONESELF, json={"old": "x", "new": "x"}, answers=(422,)),
    ("GET", "/api/v1/me/export"): all_of(ONESELF),
    ("GET", "/api/v1/me/sessions"): all_of(ONESELF),
    ("DELETE", "/api/v1/me/sessions/{session_id}"): only(STUDENT),
    ("GET", "/api/v1/me/tokens"): all_of(ONESELF),
    ("POST", "/api/v1/me/tokens"): all_of(ONESELF, json={"name": "x"}),
    ("DELETE", "/api/v1/me/tokens/{token_id}"): only(STUDENT),
}
_BOOKERS: Final = (TEACHER, COMPANY, PLANNER, LAB_MANAGER, ADMINISTRATOR)
_OWN_BOOKING: Final = (TEACHER, PLANNER, LAB_MANAGER, ADMINISTRATOR)
_BOOKINGS = {
    ("GET", "/api/v1/bookings"): all_of(SIGNED_IN),
    ("POST", "/api/v1/bookings"): to(*_BOOKERS, json=_BOOKING),
    ("POST", "/api/v1/previews"): to(*_BOOKERS, json=_BOOKING),
    ("GET", "/api/v1/bookings/{booking_id}"): all_of(SIGNED_IN),
    ("PATCH", "/api/v1/bookings/{booking_id}"): to(
        *_OWN_BOOKING, json={"note": "Anders"}, headers=ANY_VERSION
    ),
    ("POST", "/api/v1/bookings/{booking_id}/previews"): to(
        *_OWN_BOOKING, json={"note": "Anders"}, headers=ANY_VERSION
    ),
    ("DELETE", "/api/v1/bookings/{booking_id}"): to(*_OWN_BOOKING, headers=ANY_VERSION),
    ("POST", "/api/v1/bookings/{booking_id}/restore"): to(*_OWN_BOOKING, headers=ANY_VERSION),
    ("GET", "/api/v1/series/{series_id}"): to(*_OWN_BOOKING, COMPANY, READER),
    ("PATCH", "/api/v1/series/{series_id}"): to(
        *_OWN_BOOKING, json={"last_on": "2026-12-08"}, answers=(200, 422)
    ),
    ("POST", "/api/v1/changes/{change_id}/undo"): only(TEACHER),
    ("GET", "/api/v1/approvals"): to(COMPANY, LAB_MANAGER, ADMINISTRATOR, OUTSIDER),
    ("POST", "/api/v1/approvals/{approval_id}/decision"): to(
        COMPANY, LAB_MANAGER, ADMINISTRATOR, json={"approve": True}
    ),
    ("GET", "/api/v1/availability"): to(
        *_BOOKERS,
        query={
            "organisation_id": "{organisation_id}",
            "minutes": "60",
            "first_on": "2026-11-24",
            "last_on": "2026-11-25",
        },
    ),
}
_FEEDS = {
    ("GET", "/api/v1/feeds"): all_of(ONESELF),
    ("POST", "/api/v1/feeds"): all_of(ONESELF, json={"subject": "person"}),
    ("PATCH", "/api/v1/feeds/{feed_id}"): only(STUDENT, json={"name": "Anders"}),
    ("DELETE", "/api/v1/feeds/{feed_id}"): only(STUDENT),
    ("POST", "/api/v1/feeds/{feed_id}/regenerate"): only(STUDENT),
    ("GET", "/feeds/{secret}.ics"): all_of(EVERYBODY),
    ("HEAD", "/feeds/{secret}.ics"): all_of(EVERYBODY),
    ("GET", "/feeds/{secret}/busy.ifb"): all_of(EVERYBODY),
    ("HEAD", "/feeds/{secret}/busy.ifb"): all_of(EVERYBODY),
    ("GET", "/feeds/{secret}/hours.ics"): all_of(EVERYBODY, answers=(422,)),
    ("HEAD", "/feeds/{secret}/hours.ics"): all_of(EVERYBODY, answers=(422,)),
}
_STUDENTS = {"person": "{person_id}", "calendar": "{lab_calendar}", "name": "{event_name}"}
_TEACHERS = _STUDENTS | {"person": "{teacher_id}"}
_SYNC: Final = '<sync-collection xmlns="DAV:"><sync-token/><prop><getetag/></prop></sync-collection>'
_DAV_HOME, _DAV_CALENDAR = "/dav/calendars/{person}/", "/dav/calendars/{person}/{calendar}/"
_DAV_EVENT = "/dav/calendars/{person}/{calendar}/{name}"
_DAV = {
    **{
        (method, path): all_of(EVERYBODY)
        for method in ("GET", "PROPFIND", "OPTIONS")
        for path in ("/.well-known/caldav", "/dav")
    },
    **{
        ("OPTIONS", path): all_of(EVERYBODY, path=_STUDENTS)
        for path in ("/dav/", "/dav/principals/{person}/", _DAV_HOME, _DAV_CALENDAR, _DAV_EVENT)
    },
    ("PROPFIND", "/dav/"): all_of(SIGNED_IN, headers={"Depth": "0"}),
    **{
        ("PROPFIND", path): only(STUDENT, path=_STUDENTS, headers={"Depth": "1"})
        for path in ("/dav/principals/{person}/", _DAV_HOME, _DAV_CALENDAR)
    },
    ("PROPFIND", _DAV_EVENT): only(STUDENT, path=_STUDENTS, headers={"Depth": "0"}),
    ("PROPPATCH", _DAV_HOME): only(STUDENT, path=_STUDENTS),
    ("PROPPATCH", _DAV_CALENDAR): only(STUDENT, path=_STUDENTS),
    ("REPORT", _DAV_CALENDAR): only(STUDENT, path=_STUDENTS, xml=_SYNC),
    ("GET", _DAV_EVENT): only(STUDENT, path=_STUDENTS),
    ("HEAD", _DAV_EVENT): only(STUDENT, path=_STUDENTS),
    # A student may look at a lab's calendar and book nothing by it; the teacher's own is another address.
    ("PUT", _DAV_EVENT): only(TEACHER, path=_TEACHERS, answers=(403,)),
    ("DELETE", _DAV_EVENT): only(TEACHER, path=_TEACHERS),
}
_SOURCE: Final = "/api/v1/sources/{source_id}"
_PAGE: Final = "/sources/{source_id}"
_KEEPERS: Final = (COMPANY, LAB_MANAGER, ADMINISTRATOR)
_MINE = {"address": "webcal://rooster.example/mijn.ics"}
_ITS = {"address": _MINE["address"], "whose": "resource", "subject_id": "{demonstrator_id}"}
_SOURCES = {
    ("GET", "/api/v1/sources"): to(
        PLANNER, ADMINISTRATOR, query={"whose": "group", "subject_id": "{group_id}"}
    ),
    ("POST", "/api/v1/sources"): all_of(ONESELF, json=_MINE),
    ("POST", "/api/v1/sources/preview"): to(*_KEEPERS, json=_ITS),
    ("GET", _SOURCE): to(*_KEEPERS),
    ("DELETE", _SOURCE): to(*_KEEPERS, once=True),
    ("POST", f"{_SOURCE}/refresh"): to(*_KEEPERS),
    ("POST", f"{_SOURCE}/pause"): to(*_KEEPERS),
    ("POST", f"{_SOURCE}/resume"): to(*_KEEPERS),
    ("POST", f"{_SOURCE}/restore"): to(*_KEEPERS),
    ("GET", "/api/v1/clashes"): all_of(ONESELF),
    ("GET", "/sources"): to(*_KEEPERS, query={"resource": "{demonstrator_id}"}),
    ("POST", "/sources/preview"): all_of(ONESELF, form=_MINE),
    ("POST", "/sources"): all_of(ONESELF, form=_MINE),
    ("POST", f"{_PAGE}/refresh"): to(*_KEEPERS),
    ("POST", f"{_PAGE}/pause"): to(*_KEEPERS),
    ("POST", f"{_PAGE}/resume"): to(*_KEEPERS),
    ("POST", f"{_PAGE}/remove"): to(*_KEEPERS, once=True),
    ("POST", f"{_PAGE}/restore"): to(*_KEEPERS),
}
_SEES_PLANS: Final = (TEACHER, PLANNER, LAB_MANAGER, ADMINISTRATOR, READER)
_PLANS = {
    # What is asked for is not there: nobody wants a solver to start here.
    ("POST", "/api/v1/plans"): to(
        PLANNER,
        ADMINISTRATOR,
        json={"period_id": 999, "name": "Nieuw", "organisation_id": "{organisation_id}"},
        answers=(422,),
    ),
    ("GET", "/api/v1/plans"): to(*_SEES_PLANS, OUTSIDER),
    ("GET", "/api/v1/plans/{plan_id}"): to(*_SEES_PLANS),
    ("PATCH", "/api/v1/plans/{plan_id}"): to(PLANNER, ADMINISTRATOR, json={"name": "Anders"}),
    ("DELETE", "/api/v1/plans/{plan_id}"): to(PLANNER, ADMINISTRATOR, once=True),
    ("POST", "/api/v1/plans/{plan_id}/cancel"): to(PLANNER, ADMINISTRATOR),
    ("POST", "/api/v1/plans/{plan_id}/repair"): to(
        PLANNER, ADMINISTRATOR, json={"name": "Hersteld"}, answers=(409,)
    ),
    ("GET", "/api/v1/plans/{plan_id}/events"): to(*_SEES_PLANS),
    ("GET", "/api/v1/plans/{plan_id}/sessions"): to(*_SEES_PLANS),
    ("GET", "/api/v1/plans/{plan_id}/unplaced"): to(*_SEES_PLANS),
    ("GET", "/api/v1/plans/{plan_id}/matches"): to(*_SEES_PLANS),
    ("GET", "/api/v1/plans/{plan_id}/comparison"): to(*_SEES_PLANS),
    ("GET", "/api/v1/plans/{plan_id}/problem"): to(*_SEES_PLANS, answers=(404,)),
    ("POST", "/api/v1/plans/{plan_id}/publish"): to(PLANNER, ADMINISTRATOR, answers=(409,)),
    ("POST", "/api/v1/plans/{plan_id}/unpublish"): to(PLANNER, ADMINISTRATOR, answers=(409,)),
    ("PUT", "/api/v1/plans/{plan_id}/pins/{activity_id}"): to(PLANNER, ADMINISTRATOR, answers=(404,)),
    ("DELETE", "/api/v1/activities/{activity_id}/pins"): to(PLANNER, ADMINISTRATOR),
    ("GET", "/api/v1/periods/{period_id}/pins"): to(*_SEES_PLANS, OUTSIDER),
    ("GET", "/api/v1/periods/{period_id}/data-problems"): to(PLANNER, ADMINISTRATOR, OUTSIDER),
    ("GET", "/api/v1/jobs"): to(PLANNER, ADMINISTRATOR, OUTSIDER),
    ("GET", "/api/v1/jobs/{job_id}"): to(PLANNER, ADMINISTRATOR, OUTSIDER),
    ("POST", "/api/v1/jobs/{job_id}/cancel"): to(PLANNER, ADMINISTRATOR),
}
_OUTAGE = {
    "resource": "{resource_id}",
    "reason": "Lekkage",
    "start": "2026-12-01T09:00",
    "end": "2026-12-01T10:00",
}
_PAGES = {
    ("GET", "/healthz"): all_of(EVERYBODY),
    ("GET", "/"): all_of(EVERYBODY),
    ("GET", "/login"): all_of(EVERYBODY),
    ("GET", "/developers"): all_of(EVERYBODY),
    ("GET", "/developers/reference"): all_of(EVERYBODY),
    ("GET", "/problems/{code}"): all_of(EVERYBODY, path={"code": "not_found"}),
    ("POST", "/login"): all_of(EVERYBODY, form={"email": "", "password": ""}, answers=(401, 429)),
    ("POST", "/logout"): all_of(EVERYBODY),
    ("POST", "/language"): all_of(EVERYBODY - {READER}, form={"language": "en"}),
    ("GET", "/week"): all_of(SIGNED_IN),
    ("GET", "/search"): all_of(SIGNED_IN, query={"q": "lab"}),
    ("GET", "/resources/{resource}"): all_of(SIGNED_IN),
    ("GET", "/groups/{group_id}"): all_of(SIGNED_IN),
    ("GET", "/projects"): all_of(SIGNED_IN),
    ("GET", "/projects/{project}"): all_of(SIGNED_IN),
    ("POST", "/projects/ranking/{group}"): to(STUDENT, TEACHER, PLANNER, ADMINISTRATOR),
    ("GET", "/me"): all_of(ONESELF),
    ("POST", "/me/feeds"): all_of(ONESELF),
    ("GET", "/me/feeds/{feed_id}"): only(STUDENT),
    ("GET", "/me/feeds/{feed_id}/address"): only(STUDENT),
    ("POST", "/me/feeds/{feed_id}"): only(STUDENT),
    ("POST", "/me/feeds/{feed_id}/regenerate"): only(STUDENT),
    ("POST", "/me/feeds/{feed_id}/revoke"): only(STUDENT),
    ("GET", "/account"): all_of(ONESELF),
    ("POST", "/account/mail"): all_of(ONESELF, form={"mail_choice": "never"}),
    ("POST", "/account/tokens"): all_of(ONESELF, form={"name": "x", "days": "3", "scope": "read"}),
    ("POST", "/account/tokens/{token}/revoke"): only(STUDENT),
    ("GET", "/book"): to(*_BOOKERS, OUTSIDER),
    ("GET", "/book/{resource}"): to(*_BOOKERS, OUTSIDER),
    ("POST", "/book/{resource}"): to(*_BOOKERS, OUTSIDER, answers=(422,)),
    ("POST", "/book/{resource}/check"): to(*_BOOKERS, OUTSIDER),
    ("GET", "/bookings/{booking}"): all_of(SIGNED_IN),
    ("POST", "/bookings/{booking}/move"): to(*_OWN_BOOKING, form={"start": "2026-11-25T13:00"}),
    ("POST", "/bookings/{booking}/move/check"): to(*_OWN_BOOKING, form={"start": "2026-11-25T13:00"}),
    ("POST", "/bookings/{booking}/cancel"): to(*_OWN_BOOKING),
    ("POST", "/bookings/{booking}/restore"): to(*_OWN_BOOKING),
    ("GET", "/series/{series}"): to(*_OWN_BOOKING, COMPANY, READER),
    ("POST", "/series/{series}/dates"): to(*_OWN_BOOKING, form={"last_on": "2026-12-08"}, answers=(303, 422)),
    ("POST", "/changes/{change}/undo"): only(TEACHER),
    ("GET", "/labs"): to(COMPANY, LAB_MANAGER, ADMINISTRATOR, OUTSIDER),
    ("POST", "/labs/outages"): to(LAB_MANAGER, ADMINISTRATOR, form=_OUTAGE),
    ("POST", "/labs/outages/{closure_id}/end"): to(LAB_MANAGER, ADMINISTRATOR, once=True),
    ("POST", "/labs/requests/{approval_id}"): to(COMPANY, LAB_MANAGER, ADMINISTRATOR, form={"answer": "yes"}),
}
_TINY: Final = """Name: Tiny
Courses: 1
Rooms: 1
Days: 5
Periods_per_day: 5
Curricula: 1
Constraints: 0

COURSES:
c1 t1 1 1 10

ROOMS:
r1 20

CURRICULA:
q1 1 c1

UNAVAILABILITY_CONSTRAINTS:

END.
"""
_LAB: Final = {"name": "resources", "key": "{resource_id}"}
_LAB_FORM: Final = {
    "kind": "fieldlab",
    "name": "Anders",
    "owner_id": "{organisation_id}",
    "units": "8",
    "setup_minutes": "0",
    "teardown_minutes": "0",
    "notice_minutes": "0",
    "sharing": "open",
    "version": "1",
}
_SOMEBODY: Final = {"key": "{person_id}", "role_id": "{membership_id}", "proof_id": "{qualification_id}"}
_ADMIN = {
    ("POST", "/api/v1/imports"): to(json={"text": _TINY}),
    ("GET", "/admin"): to(PLANNER, LAB_MANAGER, ADMINISTRATOR, OUTSIDER),
    ("GET", "/admin/{name}"): to(LAB_MANAGER, ADMINISTRATOR, OUTSIDER, path=_LAB),
    ("GET", "/admin/{name}/new"): to(LAB_MANAGER, ADMINISTRATOR, OUTSIDER, path=_LAB),
    ("POST", "/admin/{name}/new"): to(
        LAB_MANAGER,
        ADMINISTRATOR,
        path=_LAB,
        form={"kind": "room", "name": "Nieuw", "owner_id": "{organisation_id}", "units": "1"},
        answers=(303, 422),
    ),
    ("GET", "/admin/{name}/{key}"): to(LAB_MANAGER, ADMINISTRATOR, OUTSIDER, path=_LAB),
    # The second to send this form changes what the first has changed since: it is shown again.
    ("POST", "/admin/{name}/{key}"): to(
        LAB_MANAGER, ADMINISTRATOR, path=_LAB, form=_LAB_FORM, answers=(303, 409)
    ),
    ("POST", "/admin/{name}/{key}/delete"): to(LAB_MANAGER, ADMINISTRATOR, path=_LAB, answers=(303, 409)),
    ("GET", "/admin/people"): to(*_EVERYWHERE_PEOPLE),
    ("GET", "/admin/people/new"): to(ADMINISTRATOR, OUTSIDER),
    ("POST", "/admin/people/new"): to(
        ADMINISTRATOR,
        form={
            "name": "Nieuw",
            "email": "nieuw@example.org",
            "organisation_id": "{organisation_id}",
            "role": "student",
        },
    ),
    ("GET", "/admin/people/{key}"): to(STUDENT, *_KNOWS_PEOPLE, path=_SOMEBODY),
    ("POST", "/admin/people/{key}/roles"): to(
        ADMINISTRATOR, path=_SOMEBODY, form={"organisation_id": "{organisation_id}", "role": "planner"}
    ),
    ("POST", "/admin/people/{key}/absences"): to(
        LAB_MANAGER,
        ADMINISTRATOR,
        path=_SOMEBODY,
        form={
            "staff": "{staff_id}",
            "reason": "Ziek",
            "start": "2026-12-24T09:00",
            "end": "2026-12-24T17:00",
        },
    ),
    ("POST", "/admin/people/{key}/absences/{closure_id}/delete"): to(
        LAB_MANAGER, ADMINISTRATOR, path=_SOMEBODY | {"closure_id": "{closure_id}"}, once=True
    ),
    ("POST", "/admin/people/{key}/roles/{role_id}/delete"): to(ADMINISTRATOR, path=_SOMEBODY, once=True),
    ("POST", "/admin/people/{key}/proofs"): to(
        LAB_MANAGER, ADMINISTRATOR, path=_SOMEBODY, form={"proof": "VCA", "valid_from": "2026-01-01"}
    ),
    ("POST", "/admin/people/{key}/proofs/{proof_id}/delete"): to(
        LAB_MANAGER, ADMINISTRATOR, path=_SOMEBODY, once=True
    ),
    ("POST", "/admin/people/{key}/invite"): to(ADMINISTRATOR, path=_SOMEBODY),
    ("POST", "/admin/people/{key}/active"): to(ADMINISTRATOR, path=_SOMEBODY),
    ("POST", "/admin/people/{key}/forget"): to(ADMINISTRATOR, path=_SOMEBODY, once=True),
}
_CONSOLE = {
    ("GET", "/plans"): to(*_SEES_PLANS, OUTSIDER),
    # A period that is not there: nobody wants a solver to start here.
    ("POST", "/plans"): to(
        PLANNER, ADMINISTRATOR, OUTSIDER, form={"name": "x", "period": "999", "seconds": "5"}, answers=(404,)
    ),
    ("GET", "/plans/check"): to(PLANNER, ADMINISTRATOR, OUTSIDER, query={"period": "{period_id}"}),
    ("GET", "/plans/{plan_id}"): to(*_SEES_PLANS),
    ("GET", "/plans/{plan_id}/matches"): to(*_SEES_PLANS),
    ("GET", "/plans/{plan_id}/sessions"): to(*_SEES_PLANS),
    ("POST", "/plans/{plan_id}/publish"): to(PLANNER, ADMINISTRATOR, answers=(303, 409)),
    ("POST", "/plans/{plan_id}/repair"): to(
        PLANNER, ADMINISTRATOR, form={"name": "Hersteld"}, answers=(409,)
    ),
    ("POST", "/plans/{plan_id}/unpublish"): to(PLANNER, ADMINISTRATOR, answers=(303, 409)),
    ("POST", "/plans/{plan_id}/remove"): to(PLANNER, ADMINISTRATOR, once=True),
    ("POST", "/plans/{plan_id}/stop"): to(PLANNER, ADMINISTRATOR),
}
_SCENARIO = {"name": "Dicht", "alterations": [{"kind": "day_closed"}]}
_STUDIES = {
    # As with plans: a period that is not there.
    ("POST", "/api/v1/studies"): to(
        PLANNER,
        ADMINISTRATOR,
        json={
            "period_id": 999,
            "name": "Nieuw",
            "scenarios": [_SCENARIO],
            "organisation_id": "{organisation_id}",
        },
        answers=(422,),
    ),
    ("GET", "/api/v1/studies"): to(*_SEES_PLANS, OUTSIDER),
    ("GET", "/api/v1/studies/{study_id}"): to(*_SEES_PLANS),
    ("POST", "/api/v1/studies/{study_id}/cancel"): to(PLANNER, ADMINISTRATOR),
    ("DELETE", "/api/v1/studies/{study_id}"): to(PLANNER, ADMINISTRATOR, once=True),
    ("GET", "/studies"): to(*_SEES_PLANS, OUTSIDER),
    ("GET", "/studies/new"): to(PLANNER, ADMINISTRATOR, OUTSIDER, query={"period": "{period_id}"}),
    ("POST", "/studies/new"): to(
        PLANNER,
        ADMINISTRATOR,
        OUTSIDER,
        form={"name": "x", "period": "{period_id}", "seconds": "5", "do": "scenario"},
    ),
    ("GET", "/studies/{study_id}"): to(*_SEES_PLANS),
    ("GET", "/studies/{study_id}/progress"): to(*_SEES_PLANS),
    ("POST", "/studies/{study_id}/stop"): to(PLANNER, ADMINISTRATOR),
    ("POST", "/studies/{study_id}/remove"): to(PLANNER, ADMINISTRATOR, once=True),
}

RULES: Final[Mapping[tuple[str, str], Rule]] = (
    _PLACES
    | _TEACHING
    | _PEOPLE
    | _ACCESS
    | _BOOKINGS
    | _FEEDS
    | _DAV
    | _SOURCES
    | _PLANS
    | _PAGES
    | _ADMIN
    | _CONSOLE
    | _STUDIES
    | {
        ("GET", "/api/v1/closures/{closure_id}/hits"): to(ADMINISTRATOR, LAB_MANAGER),
        ("GET", "/api/v1/breaches"): to(PLANNER, LAB_MANAGER, ADMINISTRATOR, OUTSIDER),
        ("GET", "/breaches"): all_of(SIGNED_IN),
        ("GET", "/api/v1/travel-times"): all_of(SIGNED_IN),
        ("PUT", _TRAVEL): to(json={"minutes": 40}),
        ("DELETE", _TRAVEL): to(),
        ("GET", "/api/v1/week"): all_of(SIGNED_IN, query={"first_on": "2026-11-23"}),
        ("GET", "/api/v1/search"): all_of(SIGNED_IN, query={"q": "lab"}),
        ("GET", "/api/v1/updates"): all_of(SIGNED_IN),
    }
)
