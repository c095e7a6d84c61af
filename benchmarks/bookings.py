"""What a week, a search for room and a booking cost on a large campus, beside a bare endpoint and an insert.

    .venv/bin/python -m benchmarks.bookings [--scale 10] [--database-url URL] [--rounds 40]

Everything is asked over ASGI in one process, one request at a time. The bare endpoint is the same
framework answering a constant; the raw insert is a booking with as many claims, in one transaction
on the same database by Core statements alone, under the same triggers or exclusion constraint.
"""

import argparse
import asyncio
import logging
import statistics
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import structlog
from asgi_lifespan import LifespanManager
from fastapi import FastAPI

from api.app import create_app
from scheduler.clock import ManualClock
from scheduler.domain.bookings.bookings import Booking, Need, Purpose
from scheduler.domain.bookings.claims import Claim
from scheduler.domain.bookings.states import BookingStatus
from scheduler.domain.campus.resources import Resource, ResourceKind
from scheduler.domain.identity.credentials import Token, TokenScope
from scheduler.domain.identity.people import Membership, Role
from scheduler.domain.identity.secrets import hash_of, new_secret
from scheduler.domain.time.spans import Span
from scheduler.services.demo.load import LoadDemo, load_demo
from scheduler.settings import Settings
from scheduler.storage import records
from scheduler.storage.bookings.bookings import hold_many
from scheduler.storage.migrate import migrate
from scheduler.storage.store import Store

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
FAR = datetime(2027, 12, 1, tzinfo=UTC)
"""Where nobody has booked anything: the raw inserts go there."""


async def prepared(url: str, scale: int) -> tuple[str, int, Resource]:
    """A loaded campus; a token of one of its teachers, their organisation, and a lab on it."""
    store = Store.open(url, zone="Europe/Amsterdam")
    loaded = await load_demo(store, LoadDemo(scale=scale), NOW)
    print(f"{loaded.resources} resources, {loaded.bookings} bookings, {store.on_postgres=}")
    async with store.write() as tx:
        member = next(m for m in await records.listing(tx, Membership) if m.role is Role.TEACHER)
        lab = next(r for r in await records.listing(tx, Resource) if r.kind is ResourceKind.FIELDLAB)
        secret = new_secret("flt")
        token = Token(
            id=0,
            person_id=member.person_id,
            name="benchmark",
            scope=TokenScope.WRITE,
            created_at=NOW,
            expires_at=NOW + timedelta(days=1),
        )
        await records.add(tx, token, secret_hash=hash_of(secret))
    await store.close()
    return secret, member.organisation_id, lab


def bare() -> FastAPI:
    """The framework, and nothing else."""
    app = FastAPI()

    @app.get("/")
    async def constant() -> dict[str, str]:
        return {"status": "ok"}

    return app


async def raw_inserts(store: Store, organisation_id: int, lab: Resource, number: int) -> None:
    """A booking of six stations, straight into the database."""
    span = Span(FAR + timedelta(hours=number), FAR + timedelta(hours=number + 1))
    booking = Booking(
        id=0,
        uid=uuid4(),
        title="raw",
        purpose=Purpose.OTHER,
        organisation_id=organisation_id,
        organiser_id=None,
        span=span,
        needs=(Need(lab.id, 6),),
        status=BookingStatus.CONFIRMED,
        created_at=NOW,
        updated_at=NOW,
    )
    async with store.write() as tx:
        await hold_many(tx, [(booking, [Claim(lab.id, unit, span) for unit in range(1, 7)])])


Taken = list[tuple[float, float]]
"""Milliseconds by the clock and of this process's work, a round."""


async def measured(ask: Callable[[int], Awaitable[object]], rounds: int) -> Taken:
    """Each round, after three that warm up."""
    taken = []
    for number in range(rounds + 3):
        clock, work = time.perf_counter(), time.process_time()
        await ask(number)
        taken.append(((time.perf_counter() - clock) * 1000, (time.process_time() - work) * 1000))
    return taken[3:]


async def run(url: str, scale: int, rounds: int) -> None:
    secret, organisation_id, lab = await prepared(url, scale)
    settings = Settings(database_url=url, _env_file=None)
    app = create_app(settings, clock=ManualClock(NOW))
    headers = {"Authorization": f"Bearer {secret}"}
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(LifespanManager(app))
        ours = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x", headers=headers)
        ours = await stack.enter_async_context(ours)
        other = httpx.AsyncClient(transport=httpx.ASGITransport(bare()), base_url="http://x")
        other = await stack.enter_async_context(other)
        store = Store.open(url, zone="Europe/Amsterdam")
        stack.push_async_callback(store.close)
        offset = int(time.time()) % 3_000
        search: dict[str, Any] = {
            "organisation_id": organisation_id,
            "minutes": 60,
            "first_on": "2026-11-24",
            "last_on": "2026-12-14",
            "units": 6,
            "kind": "fieldlab",
            "campus_id": lab.campus_id,
            "limit": 50,
        }
        options = (await ours.get("/api/v1/availability", params=search)).json()["options"]

        async def book(number: int) -> None:
            option = options[number % len(options)]
            body = {name: option[name] for name in ("start", "end", "needs")}
            body |= {"title": "benchmark", "organisation_id": organisation_id}
            answer = await ours.post("/api/v1/bookings", json=body)
            assert answer.status_code == 201, answer.text
            booking = answer.json()["bookings"][0]
            gone = await ours.delete(f"/api/v1/bookings/{booking['id']}", headers={"If-Match": "*"})
            assert gone.status_code == 200, gone.text

        async def get(path: str, **params: Any) -> None:
            answer = await ours.get(path, params=params)
            assert answer.status_code == 200, answer.text

        taken = {"bare endpoint": await measured(lambda _: other.get("/"), rounds)}
        taken["raw guarded insert, 6 claims"] = await measured(
            lambda number: raw_inserts(store, organisation_id, lab, offset + number), rounds
        )
        weeks = {"first_on": date(2026, 11, 23).isoformat()}
        taken["week, page of 40 resources"] = await measured(lambda _: get("/api/v1/week", **weeks), rounds)
        taken["week, page of 200 resources"] = await measured(
            lambda _: get("/api/v1/week", **weeks, per_page=200), rounds // 4
        )
        narrow = search | {"weekday": [1, 2], "within": 20, "limit": 10, "feature": "lasrobot"}
        taken["search: 6 stations and a welding robot"] = await measured(
            lambda _: get("/api/v1/availability", **narrow), rounds
        )
        taken["search: no such lab, near misses"] = await measured(
            lambda _: get("/api/v1/availability", **(narrow | {"units": 300})), rounds
        )
        taken["book 6 stations, and cancel it"] = await measured(book, rounds)
    report(taken)


def report(taken: dict[str, Taken]) -> None:
    """Medians, and as ratios of work: a busy machine stretches the clock, and the longer answers most."""
    work = {name: statistics.median(each for _, each in rounds) for name, rounds in taken.items()}
    bare, raw = (work[name] for name in list(taken)[:2])
    print("| what | median ms | work ms | bare endpoints | raw inserts |")
    print("|---|---:|---:|---:|---:|")
    for name, rounds in taken.items():
        clock = statistics.median(each for each, _ in rounds)
        ratios = f"{work[name] / bare:.0f} | {work[name] / raw:.1f}"
        print(f"| {name} | {clock:.1f} | {work[name]:.1f} | {ratios} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--database-url", default="")
    options = parser.parse_args()
    url = options.database_url or f"sqlite:///var/benchmark-{options.scale}.db"
    Path("var").mkdir(exist_ok=True)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    migrate(url)
    asyncio.run(run(url, options.scale, options.rounds))


if __name__ == "__main__":
    main()
