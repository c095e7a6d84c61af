"""What is booked: fieldlabs with stations, rooms, equipment, companies' demonstrators, online rooms."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time

from scheduler.domain.campus.opening_hours import Window
from scheduler.domain.campus.resources import Resource, ResourceKind, Sharing
from scheduler.domain.planning.periods import Period
from scheduler.domain.time.spans import Span
from scheduler.domain.time.wall_time import at_wall_time, dates
from scheduler.services.demo.region import ALKMAAR, DEN_HELDER, HOORN, Region
from scheduler.services.demo.world import World

THEORY, LECTURE, MEETING = "theorie", "hoorcollege", "overleg"


@dataclass(frozen=True, slots=True)
class Theme:
    """One field of work: its fieldlab, what stands in it, and what a person must have learnt to use it."""

    key: str
    lab: str
    campus: str
    stations: int
    fixed: str
    movable: tuple[str, str]
    qualification: str


HYDROGEN = Theme(
    "waterstof",
    "Waterstoflab",
    ALKMAAR,
    8,
    "Elektrolyser 5 kW",
    ("meetkoffer", "Meetkoffer gas"),
    "Gasveilig",
)
INDUSTRY = Theme(
    "smart industry", "Smart Industry Lab", ALKMAAR, 12, "CNC-freesbank", ("lasrobot", "Lasrobot"), "Robotcel"
)
OFFSHORE = Theme(
    "offshore",
    "Offshore Onderhoudslab",
    DEN_HELDER,
    8,
    "Hijsopstelling",
    ("drone", "Inspectiedrone"),
    "Hijsen",
)
CYBER = Theme(
    "cyber",
    "Cyber Security Lab",
    DEN_HELDER,
    16,
    "Afgesloten testnetwerk",
    ("netwerk", "Netwerkset"),
    "Ethisch hacken",
)
AGRIFOOD = Theme(
    "agrifood", "Agrifood Robotica Lab", HOORN, 10, "Sorteerlijn", ("veldrobot", "Veldrobot"), "Robotcel"
)
CARE = Theme(
    "zorg", "Zorgtechnologielab", HOORN, 12, "Slimme woning", ("tilhulp", "Slimme tilhulp"), "Tilveilig"
)
THEMES = (HYDROGEN, INDUSTRY, OFFSHORE, CYBER, AGRIFOOD, CARE)

_DEMONSTRATORS = (
    ("Waterstof-bestelbus", 0, ALKMAAR, HYDROGEN, (0, 1), Sharing.ON_REQUEST),
    ("Gondel van een windturbine", 1, DEN_HELDER, OFFSHORE, (1, 3), Sharing.ON_REQUEST),
    ("Oogstrobot paprika", 2, HOORN, AGRIFOOD, (0, 2), Sharing.OPEN),
    ("Verpakkingscel met cobot", 4, ALKMAAR, INDUSTRY, (1, 3), Sharing.OPEN),
    ("Zorgrobot Tessa-3", 5, HOORN, CARE, (1, 4), Sharing.ON_REQUEST),
    ("Mobiel datacentrum", 8, DEN_HELDER, CYBER, (3, 4), Sharing.OPEN),
)
"""Name, company, campus, theme, weekdays on which the company has somebody there, sharing."""

SUFFIX = ("", *(f" {number}" for number in range(2, 200)))


def add_resources(world: World, region: Region, period: Period, scale: int) -> None:
    """About sixty things to book for every step of `scale`; each step is one more building a campus."""
    for building in range(scale):
        for theme in THEMES:
            _lab(world, region, theme, building)
        for campus in (ALKMAAR, DEN_HELDER, HOORN):
            _rooms(world, region, campus, building)
        for demonstrator in _DEMONSTRATORS:
            _demonstrator(world, region, period, demonstrator, building)


def _lab(world: World, region: Region, theme: Theme, building: int) -> None:
    common = {"owner_id": region.school_at(theme.campus).id, "campus_id": region.campuses[theme.campus].id}
    lab = world.new(
        Resource,
        kind=ResourceKind.FIELDLAB,
        name=theme.lab + SUFFIX[building],
        units=theme.stations,
        seats=theme.stations * 2,
        features=frozenset({theme.key}),
        setup_minutes=15,
        teardown_minutes=15,
        location=f"Gebouw {letter(building)}, begane grond",
        description=f"{theme.stations} werkplekken voor twee studenten, met vaste opstelling: {theme.fixed}.",
        max_minutes=480,
        **common,
    )
    world.new(
        Resource,
        kind=ResourceKind.EQUIPMENT,
        name=theme.fixed + SUFFIX[building],
        part_of_id=lab.id,
        features=frozenset({theme.key, "vaste opstelling"}),
        **common,
    )
    feature, name = theme.movable
    world.new(
        Resource,
        kind=ResourceKind.EQUIPMENT,
        name=name + SUFFIX[building],
        movable=True,
        features=frozenset({feature}),
        required_qualification=theme.qualification,
        setup_minutes=15,
        **common,
    )


def _rooms(world: World, region: Region, campus: str, building: int) -> None:
    common = {"owner_id": region.school_at(campus).id, "campus_id": region.campuses[campus].id}
    mark, town = letter(building), campus.removeprefix("Campus ")
    for name, kind, units, seats, features in _plan_of_building(mark, town):
        online = kind is ResourceKind.ONLINE
        world.new(
            Resource,
            kind=kind,
            name=name,
            units=units,
            seats=seats,
            features=features,
            location="" if online else f"Gebouw {mark}",
            meeting_url=f"https://meet.fieldlab.example/{town.lower().replace(' ', '-')}-{mark.lower()}"
            if online
            else None,
            **common,
        )


def _plan_of_building(
    mark: str, town: str
) -> Iterator[tuple[str, ResourceKind, int, int | None, frozenset[str]]]:
    for number in range(1, 8):
        seats = 32 if number <= 3 else 24
        screen = {"smartboard"} if number % 2 else set()
        yield f"{town} {mark}1.0{number}", ResourceKind.ROOM, 1, seats, frozenset({THEORY, *screen})
    yield f"{town} {mark} Aula", ResourceKind.ROOM, 1, 90, frozenset({LECTURE, "smartboard"})
    for number in (1, 2):
        yield f"{town} {mark} Overleg {number}", ResourceKind.ROOM, 1, 8, frozenset({MEETING, "scherm"})
    yield f"{town} {mark} Flexplekken", ResourceKind.WORKPLACE, 12, 12, frozenset({"stilte"})
    yield f"{town} {mark} Online", ResourceKind.ONLINE, 1, None, frozenset({"hybride"})


def _demonstrator(
    world: World,
    region: Region,
    period: Period,
    offer: tuple[str, int, str, Theme, tuple[int, ...], Sharing],
    building: int,
) -> None:
    name, company, campus, theme, weekdays, sharing = offer
    owner = region.companies[(company + building) % len(region.companies)]
    demonstrator = world.new(
        Resource,
        kind=ResourceKind.DEMONSTRATOR,
        name=name + SUFFIX[building],
        owner_id=owner.id,
        campus_id=region.campuses[campus].id,
        seats=24,
        features=frozenset({theme.key, "demonstratie"}),
        sharing=sharing,
        setup_minutes=30,
        teardown_minutes=30,
        notice_minutes=24 * 60,
        location="Demonstratiehal",
        description=f"Van {owner.name}; er is altijd iemand van het bedrijf bij.",
    )
    zone = region.campuses[campus].tz
    for on in dates(period.first_on, period.last_on):
        if on.weekday() in weekdays:
            world.new(
                Window,
                resource_id=demonstrator.id,
                span=Span(at_wall_time(on, time(9), zone), at_wall_time(on, time(17), zone)),
            )


def letter(building: int) -> str:
    """A to Z, then AA, AB: the way buildings are lettered."""
    first = chr(ord("A") + building % 26)
    return first if building < 26 else chr(ord("A") + building // 26 - 1) + first
