"""The region: three campuses in the north of Holland, four invented schools, twelve invented companies."""

from dataclasses import dataclass
from datetime import time

from scheduler.domain.campus.campuses import Campus, Travel
from scheduler.domain.campus.opening_hours import Opening
from scheduler.domain.campus.organisations import HolidayRegion, Organisation, OrganisationKind
from scheduler.services.demo.world import World

ZONE = "Europe/Amsterdam"
ALKMAAR, DEN_HELDER, HOORN = "Campus Alkmaar", "Campus Den Helder", "Campus Hoorn"

_CAMPUSES = (
    (ALKMAAR, "Bergerweg 200, Alkmaar", 52.6324, 4.7534),
    (DEN_HELDER, "Sluisdijkstraat 60, Den Helder", 52.9563, 4.7608),
    (HOORN, "Blauwe Berg 5, Hoorn", 52.6425, 5.0597),
)
_MINUTES = ((ALKMAAR, DEN_HELDER, 45), (ALKMAAR, HOORN, 35), (DEN_HELDER, HOORN, 60))

NOORDERVEEN, MARSDIEP, OOSTERDIJK, DUINLAND = "Noorderveen", "Marsdiep", "Oosterdijk", "Duinland"
_SCHOOLS = (
    ("Noorderveen College", NOORDERVEEN, "noorderveen.example"),
    ("Maritiem College Marsdiep", MARSDIEP, "marsdiep.example"),
    ("Vakcollege Oosterdijk", OOSTERDIJK, "oosterdijk.example"),
    ("Hogeschool Duinland", DUINLAND, "duinland.example"),
)
SCHOOL_AT = {ALKMAAR: NOORDERVEEN, DEN_HELDER: MARSDIEP, HOORN: OOSTERDIJK}

_COMPANIES = (
    "Noordkop Waterstof",
    "Zeewind Onderhoud",
    "Kooijman Robotica",
    "Polderzaad Veredeling",
    "Kaasweg Verpakkingstechniek",
    "Duinstreek Thuiszorg",
    "Haringvliet Maritiem",
    "Blauwe Berg Machinebouw",
    "Schermer Datacentrum",
    "Wieringer Kassen",
    "Westerkogge Installatie",
    "Texelstroom Energie",
)


@dataclass(frozen=True, slots=True)
class Region:
    """The places and organisations by the names the rest of the demo calls them."""

    campuses: dict[str, Campus]
    schools: dict[str, Organisation]
    companies: tuple[Organisation, ...]

    def school_at(self, campus: str) -> Organisation:
        """The mbo school that is at home on a campus, and owns its rooms and labs."""
        return self.schools[SCHOOL_AT[campus]]


def add_region(world: World) -> Region:
    campuses = {
        name: world.new(Campus, name=name, zone=ZONE, address=address, latitude=north, longitude=east)
        for name, address, north, east in _CAMPUSES
    }
    for one, other, minutes in _MINUTES:
        world.put(Travel(from_campus_id=campuses[one].id, to_campus_id=campuses[other].id, minutes=minutes))
    for campus in campuses.values():
        _open(world, campus)
    return Region(campuses, _schools(world), _companies(world))


def _open(world: World, campus: Campus) -> None:
    """Monday to Thursday until ten in the evening, for people who work by day; Friday until six."""
    for weekday in range(5):
        closes = time(22) if weekday < 4 else time(18)
        world.new(Opening, weekday=weekday, opens=time(8), closes=closes, campus_id=campus.id)


def _schools(world: World) -> dict[str, Organisation]:
    return {
        short: world.new(
            Organisation,
            name=name,
            short_name=short,
            kind=OrganisationKind.EDUCATION,
            holiday_region=HolidayRegion.NORTH,
            website=f"https://{host}",
        )
        for name, short, host in _SCHOOLS
    }


def _companies(world: World) -> tuple[Organisation, ...]:
    return tuple(
        world.new(
            Organisation,
            name=name,
            short_name=name.split()[0],
            kind=OrganisationKind.COMPANY,
            kvk_organisation_id=f"900000{number:02d}",
            website=f"https://{name.lower().replace(' ', '-')}.example",
        )
        for number, name in enumerate(_COMPANIES, 1)
    )
