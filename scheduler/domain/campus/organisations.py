"""Organisations: schools, companies, governments and civil society, and when their holidays are."""

from dataclasses import dataclass
from enum import StrEnum


class OrganisationKind(StrEnum):
    """The helix: who takes part in a regional campus."""

    EDUCATION = "education"
    COMPANY = "company"
    GOVERNMENT = "government"
    CIVIL = "civil"


class HolidayRegion(StrEnum):
    """The three regions in which Dutch schools take their holidays."""

    NORTH = "noord"
    MIDDLE = "midden"
    SOUTH = "zuid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    id: int
    name: str
    short_name: str
    kind: OrganisationKind
    holiday_region: HolidayRegion | None = None
    kvk_organisation_id: str | None = None
    website: str | None = None
    version: int = 1
