"""What the calendars of a campus with 20,000 subscribers ask of a server in a day.

    nice -n 5 .venv/bin/python -m benchmarks.subscribers [--subscribers 20000] [--one-in 40] [--changes 240]

The polls of all subscribers are worked out; those of a random sample are asked of the whole application
over ASGI, in the order of the day and between real changes, on a clock that is set to each. Every sampled
subscriber has an address of their own. Cost is processor time of this process, all its threads, with the
note of the fetch that follows an answer. The day before is played too, unmeasured: at midnight everybody
has what they last fetched, which may be out of date. Writes its section of docs/benchmarks.md.
"""

import argparse
import asyncio
import contextlib
import os
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final

from asgi_lifespan import LifespanManager
from starlette.types import ASGIApp

from api.app import create_app
from api.logs import set_logging_up
from benchmarks.campus_changes import Office, moments
from benchmarks.feeds import Answer, ask
from benchmarks.sections import write_section
from benchmarks.subscriber_load import Poll, report
from benchmarks.subscriber_mix import DAY, Subscriber, Validator, subscribers
from scheduler.clock import ManualClock
from scheduler.domain.calendars.feeds import Subject
from scheduler.domain.campus.groups import GroupMember
from scheduler.domain.campus.resources import Resource, ResourceKind
from scheduler.domain.identity.people import Membership, Person, Role
from scheduler.services.calendars.feeds import MakeFeed, make_feed
from scheduler.services.calendars.feeds.read import FETCH_NOTED_EVERY
from scheduler.services.demo import LoadDemo, demo_actor, load_demo
from scheduler.settings import Settings
from scheduler.storage import records
from scheduler.storage.identity import actors
from scheduler.storage.migrate import migrate
from scheduler.storage.store import Store

LOADED_AT: Final = datetime(2026, 11, 20, 23, tzinfo=UTC)
MIDNIGHT: Final = datetime(2027, 3, 1, 23, tzinfo=UTC)
"""Where Tuesday 2 March 2027 begins in Amsterdam: the demo's lessons leave out the period it is to plan."""
OWN: Final = 0.8
"""The share of subscriptions to a person's own calendar; others are to a group, or of staff to a lab."""


@dataclass(slots=True)
class Client:
    """A subscriber's program with what it was last sent."""

    path: str
    subscriber: Subscriber
    tag: str = ""
    date: str = ""
    noted_at: float = -10 * DAY
    """When the application last wrote down that it was here."""

    def moments(self) -> list[float]:
        """When it asks; the first, on the day before, fills what it has."""
        return [max(self.subscriber.last, -DAY), *self.subscriber.polls()]

    def headers(self, at: float) -> dict[str, str]:
        """What it sends; the day before nothing is compressed, which tells how large the calendars are."""
        sent = {"accept-encoding": "gzip"} if at >= 0 else {}
        if self.subscriber.validator is Validator.TAG and self.tag:
            sent["if-none-match"] = self.tag
        if self.subscriber.validator is Validator.DATE and self.date:
            sent["if-modified-since"] = self.date
        return sent

    async def poll(self, app: ASGIApp, at: float) -> Poll:
        """Ask as it does, and keep what comes back."""
        begun = time.process_time()
        answer = await ask(app, self.path, self.headers(at))
        taken = time.process_time() - begun
        assert answer.status in {200, 304}, answer
        noted = int(at) - self.noted_at > FETCH_NOTED_EVERY.total_seconds()
        if noted:
            self.noted_at = int(at)
        self._keep(answer)
        return Poll(at, answer.status, answer.octets, taken, noted=noted, validator=self.subscriber.validator)

    def _keep(self, answer: Answer) -> None:
        if answer.status == 200:
            self.tag, self.date = answer.headers["etag"], answer.headers.get("last-modified", "")


@dataclass(slots=True)
class Campus:
    """Who may subscribe to what on a loaded demo."""

    people: list[Person]
    staff: frozenset[int]
    labs: list[int]
    group_of: dict[int, int] = field(default_factory=dict)

    @classmethod
    async def of(cls, store: Store) -> "Campus":
        async with store.read() as tx:
            people = await records.listing(tx, Person)
            members = await records.listing(tx, Membership)
            places = await records.listing(tx, Resource)
            enrolled = await records.listing(tx, GroupMember)
        return cls(
            [person for person in people if not person.operator],
            frozenset(each.person_id for each in members if each.role is Role.TEACHER),
            [each.id for each in places if each.kind is ResourceKind.FIELDLAB],
            {each.person_id: each.group_id for each in enrolled},
        )

    async def address(self, store: Store, dice: Random) -> str:
        """Somebody's address of their own calendar, their group's or a lab's."""
        person = dice.choice(self.people)
        command = MakeFeed()
        if dice.random() >= OWN and person.id in self.group_of:
            command = MakeFeed(subject=Subject.GROUP, subject_id=self.group_of[person.id])
        elif dice.random() >= OWN and person.id in self.staff:
            command = MakeFeed(subject=Subject.RESOURCE, subject_id=dice.choice(self.labs))
        async with store.read() as tx:
            owner = await actors.get_actor(tx, person.id)
        made = await make_feed(store, owner, command, MIDNIGHT - timedelta(days=3))
        return f"/feeds/{made.secret}.ics"


async def played(
    url: str, sampled: list[Subscriber], changes: int, dice: Random
) -> tuple[list[Poll], Office]:
    """Two days of changes and of the sample's polls."""
    clock = ManualClock(LOADED_AT)
    app = create_app(Settings(database_url=url, _env_file=None), clock=clock)
    async with LifespanManager(app):
        store: Store = app.state.store
        campus = await Campus.of(store)
        clients = [Client(await campus.address(store, dice), each) for each in sampled]
        office = await Office.open(store, await demo_actor(store, Role.PLANNER), MIDNIGHT, dice)
        events: list[tuple[float, str | Client]] = [
            (at - day, kind) for day in (DAY, 0.0) for at, kind in moments(changes, dice)
        ]
        events += [(at, client) for client in clients for at in client.moments()]
        done = []
        for at, what in sorted(events, key=lambda event: event[0]):
            clock.at = MIDNIGHT + timedelta(seconds=int(at))
            if isinstance(what, Client):
                done.append(await what.poll(app, at))
            else:
                await office.change(what, clock.at)
    return done, office


async def loaded(url: str, scale: int) -> None:
    store = Store.open(url, zone="Europe/Amsterdam")
    await load_demo(store, LoadDemo(scale=scale), LOADED_AT)
    await store.close()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--subscribers", type=int, default=20_000)
    parser.add_argument("--one-in", type=int, default=40)
    parser.add_argument("--changes", type=int, default=240, help="a day")
    parser.add_argument("--scale", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    dice = Random(chosen.seed)
    everybody = subscribers(chosen.subscribers, dice)
    sampled = dice.sample(everybody, chosen.subscribers // chosen.one_in)
    with (
        tempfile.TemporaryDirectory() as folder,
        Path(os.devnull).open("w") as nowhere,
        contextlib.redirect_stderr(nowhere),
    ):
        set_logging_up("info")  # a line is written for every request, as in service
        url = f"sqlite:///{Path(folder) / 'subscribers.sqlite'}"
        migrate(url)
        asyncio.run(loaded(url, chosen.scale))
        polls, office = asyncio.run(played(url, sampled, chosen.changes, dice))
    words = " ".join(f"--{name.replace('_', '-')} {value}" for name, value in vars(chosen).items())
    text = report(everybody, polls, len(sampled), office.made, words)
    print(text)
    write_section("subscribers", text)


if __name__ == "__main__":
    main()
