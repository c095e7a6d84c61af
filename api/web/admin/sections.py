"""What administrators keep: each section is a noun with the API's own shapes, shown as a list and a form."""

from dataclasses import dataclass
from typing import Any, Final

from api.schemas.campus.places import CampusIn, HolidayIn, OpeningIn, OrganisationIn, PeriodIn
from api.schemas.campus.resources import ResourceIn
from api.schemas.common import Input
from api.schemas.planning.teaching import GroupIn
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import Action, may
from scheduler.services.campus.groups import GROUPS
from scheduler.services.campus.places import CAMPUSES, HOLIDAYS, OPENINGS, ORGANISATIONS, PERIODS
from scheduler.services.campus.resources import RESOURCES
from scheduler.services.crud import Noun


@dataclass(frozen=True, slots=True)
class Section:
    """`action` is what one must be allowed to do somewhere to find the section; the services decide
    about each thing in it. `columns` are shown in the list beside the name."""

    name: str
    symbol: str
    noun: Noun[Any]
    body: type[Input]
    action: Action
    columns: tuple[str, ...] = ()


SECTIONS: Final = {
    section.name: section
    for section in (
        Section(
            "resources",
            "fieldlab",
            RESOURCES,
            ResourceIn,
            Action.MANAGE_RESOURCES,
            ("kind", "campus_id", "units", "sharing"),
        ),
        Section("groups", "group", GROUPS, GroupIn, Action.MANAGE_TEACHING, ("mode", "size", "programme")),
        Section("periods", "calendar", PERIODS, PeriodIn, Action.MANAGE_TEACHING, ("first_on", "last_on")),
        Section("holidays", "calendar", HOLIDAYS, HolidayIn, Action.MANAGE_TEACHING, ("first_on", "last_on")),
        Section(
            "openings",
            "clock",
            OPENINGS,
            OpeningIn,
            Action.MANAGE_RESOURCES,
            ("weekday", "opens", "closes", "campus_id", "resource_id"),
        ),
        Section("campuses", "place", CAMPUSES, CampusIn, Action.MANAGE_REGION, ("address", "zone")),
        Section(
            "organisations",
            "project",
            ORGANISATIONS,
            OrganisationIn,
            Action.MANAGE_REGION,
            ("kind", "website"),
        ),
    )
}


def sections_for(actor: Actor | None) -> tuple[Section, ...]:
    """The sections in which this person may change something."""
    return tuple(section for section in SECTIONS.values() if may(actor, section.action))
