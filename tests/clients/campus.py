"""A campus with one person's 200 sessions, served as people run it, and a set of changes to them."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.bookings.states import BookingStatus
from scheduler.domain.calendars.feeds import Subject
from scheduler.domain.identity.credentials import TokenScope
from scheduler.domain.identity.people import Actor, Role
from scheduler.domain.time.spans import Span
from scheduler.services.calendars.feeds import MakeFeed, make_feed
from scheduler.storage.migrate import migrate
from scheduler.storage.store import Store
from tests.api.dav.conversation import NINE, Scene, book, change, make_scene
from tests.support.api import make_token
from tests.support.factories import NOW, make_actor
from tests.support.server import running_server

T = TypeVar("T")
SESSIONS = 200
DAY, WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True, slots=True, order=True)
class Shown:
    """A session as a client shows it, in UTC."""

    starts: str
    ends: str
    title: str

    @classmethod
    def at(cls, starts: datetime, ends: datetime, title: str) -> "Shown":
        return cls(*(f"{at.astimezone(UTC):%Y-%m-%d %H:%M}" for at in (starts, ends)), title)


@dataclass(slots=True)
class Campus:
    """A student with a timetable, a teacher who follows the lab, and app passwords of both."""

    url: str
    database_url: str
    student: Actor
    teacher: Actor
    lab_id: int
    student_secret: str
    teacher_secret: str
    scene: Scene
    sessions: list[Booking] = field(default_factory=list)

    def expected(self) -> list[Shown]:
        """What every client is to show of the student's calendar."""
        held = (each for each in self.sessions if each.holds)
        return sorted(Shown.at(each.span.start, each.span.end, each.title) for each in held)

    def address(self, actor: Actor, calendar: str = "me") -> str:
        return f"{self.url}/dav/calendars/{actor.id}/{calendar}/"

    def shake(self) -> None:
        """Move, cancel and rename sessions, and add some, as a term does."""
        self.sessions = asyncio.run(_with_store(self.database_url, self.scene, self._shaken))

    async def _shaken(self, scene: Scene) -> list[Booking]:
        after = []
        for number, booking in enumerate(self.sessions):
            match number % 7:
                case 0:
                    moved = Span(booking.span.start + WEEK, booking.span.end + WEEK)
                    after.append(await change(scene, booking, span=moved))
                case 1:
                    after.append(await change(scene, booking, status=BookingStatus.CANCELLED))
                case 2:
                    after.append(await change(scene, booking, title=f"{booking.title} (nieuw)"))
                case _:
                    after.append(booking)
        return after + [await _session(scene, number) for number in range(SESSIONS, SESSIONS + 10)]


@contextmanager
def served_campus(folder: Path) -> Iterator[Campus]:
    """The campus on a free port of this machine, until the block ends."""
    database_url = f"sqlite:///{folder / 'campus.sqlite'}"
    migrate(database_url)
    made = asyncio.run(_with_store(database_url, None, _make))
    with running_server(database_url) as server:
        made.url, made.database_url = server.url, database_url
        yield made


async def _make(scene: Scene) -> Campus:
    teacher = await make_actor(scene.store, (scene.school, Role.TEACHER), name="Marit de Boer")
    wish = MakeFeed(subject=Subject.RESOURCE, subject_id=scene.lab.id)
    await make_feed(scene.store, teacher, wish, NOW)
    return Campus(
        url="",
        database_url="",
        student=scene.student,
        teacher=teacher,
        lab_id=scene.lab.id,
        student_secret=await make_token(scene.store, scene.student, TokenScope.READ),
        teacher_secret=await make_token(scene.store, teacher, TokenScope.WRITE),
        scene=scene,
        sessions=[await _session(scene, number) for number in range(SESSIONS)],
    )


async def _session(scene: Scene, number: int) -> Booking:
    """One a day, so that they lie on both sides of both changes of the clock."""
    start = NINE + number * DAY
    return await book(scene, title=f"Sessie {number}, é; \\", span=Span(start, start + timedelta(hours=2)))


async def _with_store(url: str, scene: Scene | None, act: Callable[[Scene], Awaitable[T]]) -> T:
    store = Store.open(url, zone="Europe/Amsterdam")
    try:
        if scene is None:
            scene = await make_scene(store)
        return await act(Scene(store, scene.school, scene.lab, scene.group, scene.student, scene.stranger))
    finally:
        await store.close()


def event(uid: str, places: int) -> str:
    """An hour of the lab on Tuesday afternoon, as a calendar program writes it."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//A desk//EN", "BEGIN:VEVENT", f"UID:{uid}"]
    lines += ["DTSTAMP:20261123T080000Z", "DTSTART:20261124T130000Z", "DTEND:20261124T140000Z"]
    lines += [f"SUMMARY:{uid}", f"DESCRIPTION:places: {places}", "END:VEVENT", "END:VCALENDAR", ""]
    return "\r\n".join(lines)


def missing_and_extra(expected: Sequence[Shown], shown: Sequence[Shown]) -> str:
    """How a client differs from what is true, in a line."""
    lost, ghosts = set(expected) - set(shown), set(shown) - set(expected)
    return f"{len(shown)} shown, {len(lost)} missing, {len(ghosts)} that are not there: {sorted(ghosts)[:2]}"
