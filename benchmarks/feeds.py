"""What an unchanged feed costs beside a bare endpoint of the framework, both in this run.

    .venv/bin/python -m benchmarks.feeds [--database-url URL] [--rounds 60] [--profile]

A request is one call of the ASGI application, as a server makes it, with the whole of ours around the
address: middleware, log line, database. Cost is processor time of this process (all its threads), in
short rounds that take turns, so that a busy machine slows both alike; the ratio is the median over pairs.
"""

import argparse
import asyncio
import contextlib
import cProfile
import io
import os
import pstats
import statistics
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from asgi_lifespan import LifespanManager
from fastapi import FastAPI
from starlette.types import ASGIApp, Message

from api.app import create_app
from api.logs import set_logging_up
from scheduler.clock import ManualClock
from scheduler.domain.identity.people import Person
from scheduler.services.calendars.feeds import MakeFeed, make_feed
from scheduler.services.demo.load import LoadDemo, load_demo
from scheduler.settings import Settings
from scheduler.storage import records
from scheduler.storage.identity import actors
from scheduler.storage.migrate import migrate
from scheduler.storage.store import Store

NOW: Final = datetime(2026, 11, 23, 8, tzinfo=UTC)
CALLS: Final = 200
"""Requests a round."""


@dataclass(slots=True)
class Answer:
    """What an application sent."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    octets: int = 0


async def ask(app: ASGIApp, path: str, headers: Mapping[str, str]) -> Answer:
    """One request, without a client's or a server's own work."""
    answer = Answer()

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            answer.octets += len(message.get("body", b""))

    sent = [(b"host", b"campus.test"), (b"user-agent", b"Thunderbird/128.0")]
    sent += [(name.encode(), value.encode()) for name, value in headers.items()]
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": sent,
        "client": ("127.0.0.1", 40_000),
        "server": ("127.0.0.1", 8000),
        "state": {},
    }
    await app(scope, receive, send)
    return answer


def bare() -> FastAPI:
    """The framework, and nothing else."""
    app = FastAPI()

    @app.get("/")
    async def constant() -> dict[str, str]:
        return {"status": "ok"}

    return app


async def cost(app: ASGIApp, path: str, headers: Mapping[str, str], calls: int = CALLS) -> float:
    """Processor seconds a request."""
    begun = time.process_time()
    for _ in range(calls):
        await ask(app, path, headers)
    return (time.process_time() - begun) / calls


async def addresses(store: Store) -> tuple[str, str]:
    """A student's own calendar and that of a campus, on a loaded demo."""
    await load_demo(store, LoadDemo(scale=1), NOW - timedelta(days=1))
    async with store.read() as tx:
        person = next(p for p in await records.listing(tx, Person) if p.email.startswith("student@"))
        student = await actors.get_actor(tx, person.id)
    made = await make_feed(store, student, MakeFeed(), NOW - timedelta(hours=1))
    return f"/feeds/{made.secret}.ics", made.feed.name


async def measured(url: str, rounds: int, *, profile: bool) -> list[str]:
    store = Store.open(url, zone="Europe/Amsterdam")
    path, name = await addresses(store)
    await store.close()
    app, plain = create_app(Settings(database_url=url, _env_file=None), clock=ManualClock(NOW)), bare()
    async with LifespanManager(app):
        first = await ask(app, path, {})
        assert first.status == 200, first
        asked = {"if-none-match": first.headers["etag"]}
        again = await ask(app, path, asked)
        assert (first.status, again.status, again.octets) == (200, 304, 0), (first, again)
        print(f"{name}: {first.octets:,} bytes, then 304")
        if profile:
            await profiled(app, path, asked)
        pairs = [(await cost(plain, "/", {}), await cost(app, path, asked)) for _ in range(rounds)][3:]
        whole = statistics.median([await cost(app, path, {}, 10) for _ in range(9)])
    bare_us, ours_us = (1e6 * statistics.median(side) for side in zip(*pairs, strict=True))
    ratio = statistics.median(theirs / ours for theirs, ours in pairs)
    return [
        "| what | processor µs a request | throughput beside the bare endpoint |",
        "|---|---:|---:|",
        f"| bare endpoint of the framework | {bare_us:.0f} | 1 |",
        f"| unchanged feed, 304 | {ours_us:.0f} | {ratio:.2f} |",
        f"| the same feed, {first.octets / 1000:.0f} kB | {1e6 * whole:.0f} | {bare_us / whole / 1e6:.3f} |",
    ]


async def profiled(app: ASGIApp, path: str, headers: Mapping[str, str]) -> None:
    """Print where the time of an unchanged feed goes."""
    profiler = cProfile.Profile()
    profiler.enable()
    await cost(app, path, headers, 2000)
    profiler.disable()
    said = io.StringIO()
    pstats.Stats(profiler, stream=said).sort_stats("tottime").print_stats(35)
    print(said.getvalue())


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--database-url")
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--profile", action="store_true")
    asked = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        Path(os.devnull).open("w") as nowhere,
        contextlib.redirect_stderr(nowhere),
    ):
        set_logging_up("info")  # a line is written for every request, as in service
        url = asked.database_url or f"sqlite:///{Path(folder) / 'feeds.sqlite'}"
        migrate(url)
        rows = asyncio.run(measured(url, asked.rounds, profile=asked.profile))
    print("\n".join(rows))


if __name__ == "__main__":
    main()
