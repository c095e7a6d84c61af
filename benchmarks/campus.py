"""Plan the demo campus through the services, and generated campuses whose best cost is known to be 0.

    .venv/bin/python -m benchmarks.campus demo [--scales 1 10] [--time-limit 120]
    .venv/bin/python -m benchmarks.campus planted [--sizes 100 500 1000 2000] [--tightness 0.6 0.8 0.95]
        [--time-limit 60]

The demo is loaded into a database of its own, planned by the job that a planner starts, and published; the
solver runs in a process of its own there. Generated campuses are given to `fieldlab solve` as a file. Both
write their section of docs/benchmarks.md.
"""

import argparse
import asyncio
import os
import resource
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

from benchmarks.sections import measure, write_section
from scheduler.clock import SystemClock
from scheduler.domain.identity.people import Role
from scheduler.jobs.run_inline import plan_and_wait
from scheduler.services.demo import LoadDemo, demo_actor, load_demo
from scheduler.services.planning.create import CreatePlan
from scheduler.services.planning.publish import publish_plan
from scheduler.storage.migrate import migrate
from scheduler.storage.store import Store
from solver.formats.json import problem_to_json
from solver.testing.generate import generate

DEMO_HEADER = (
    "| scale | activities | load | build | first plan | last placed | cost | bound | unplaced | publish "
    "| sessions | solver's memory |"
)
PLANTED_HEADER = (
    "| activities | tightness | all placed after | unplaced | cost (best is 0) | bound | gap | memory |"
)

MACHINE = f"Two cores, load {os.getloadavg()[2]:.0f} when it began."
DEMO = """\
*Build* is matching, reading the case and translating it. *First plan* and *last placed* count from the start
of the solver's process to the first valid plan, and to the first that leaves out as few as the last does; two
activities of the demo have no place on purpose."""
PLANTED = """\
Each has a plan of cost 0 that places everything; leaving an activity out costs 1000. The time in the third
column counts from process start; the gap is cost less bound."""


@dataclass(slots=True)
class Watch:
    """Notes when a planning job says what, in seconds since it began."""

    begun: float = field(default_factory=monotonic)
    activities: int = 0
    solving: float = 0.0
    first: float = 0.0
    fewest: tuple[int, float] = (1 << 30, 0.0)
    """The fewest activities left out so far, and when that was first so."""

    def hear(self, said: Mapping[str, Any]) -> None:
        now = monotonic() - self.begun
        if said.get("phase") != "solving":
            return
        if not self.solving:
            self.solving, self.activities = now, said["activities"]
        if "cost" not in said or said.get("violations", 0):
            return
        self.first = self.first or now
        self.fewest = min(self.fewest, (said.get("unplaced", 0), now), key=lambda each: each[0])


async def planned(scale: int, url: str, time_limit: int, seed: int) -> str:
    """Load, plan and publish one campus; its row."""
    store, clock = Store.open(url, zone="Europe/Amsterdam"), SystemClock()
    try:
        begun = monotonic()
        loaded = await load_demo(store, LoadDemo(scale=scale), clock.now())
        load = monotonic() - begun
        planner = await demo_actor(store, Role.PLANNER)
        command = CreatePlan(period_id=loaded.period_id, name="benchmark", seconds=time_limit, seed=seed)
        watch = Watch()
        plan = await plan_and_wait(store, clock, planner, command, listen=watch.hear)
        begun = monotonic()
        published = await publish_plan(store, planner, plan.id, None, clock.now())
        publish = monotonic() - begun
    finally:
        await store.close()
    return (
        f"| {scale} | {watch.activities} | {load:.1f} s | {watch.solving:.1f} s "
        f"| {watch.first - watch.solving:.1f} s | {watch.fewest[1] - watch.solving:.0f} s | {plan.cost} "
        f"| {plan.bound} | {watch.fewest[0]} | {publish:.1f} s | {sum(published.counts.values())} "
        f"| {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024} MB |"
    )


def demo(scales: list[int], time_limit: int, seed: int) -> None:
    """The table of the demo campus."""
    rows = []
    for scale in scales:
        with TemporaryDirectory() as folder:
            url = f"sqlite:///{Path(folder) / 'campus.db'}"
            migrate(url)
            rows.append(asyncio.run(planned(scale, url, time_limit, seed)))
            print(rows[-1], flush=True)
    text = f"`benchmarks/campus.py demo --time-limit {time_limit} --seed {seed}`. {MACHINE}\n{DEMO}\n\n"
    write_section("campus-demo", f"## The demo campus\n\n{text}{table(DEMO_HEADER, rows)}")


def planted(sizes: list[int], tightness: list[float], time_limit: int, seed: int) -> None:
    """The table of generated campuses."""
    rows = []
    for size in sizes:
        for tight in tightness:
            rows.append(one_planted(size, tight, time_limit, seed))
            print(rows[-1], flush=True)
    text = f"`benchmarks/campus.py planted --time-limit {time_limit} --seed {seed}`. {MACHINE}\n{PLANTED}\n\n"
    write_section("campus-planted", f"## Campuses with a planted plan\n\n{text}{table(PLANTED_HEADER, rows)}")


def one_planted(size: int, tightness: float, time_limit: int, seed: int) -> str:
    """Generate, plan and judge one campus; its row."""
    problem = generate(size, tightness, seed=0).problem
    with TemporaryDirectory() as folder:
        file = Path(folder) / "planted.json"
        file.write_text(problem_to_json(problem), "utf-8")
        found = measure(file, time_limit, seed)
    after = "not" if found.all_placed is None else f"{found.all_placed:.1f} s"
    broken = f", {found.violations} broken rules" if found.violations else ""
    bound = found.bound or 0
    return (
        f"| {len(problem.activities)} | {tightness:.0%} | {after} | {found.unplaced}{broken} | {found.cost} "
        f"| {bound} | {found.cost - bound} | {found.megabytes} MB |"
    )


def table(header: str, rows: list[str]) -> str:
    """The rows of a table, numbers to the right."""
    return "\n".join((header, "|" + "---:|" * header.count(" | ") + "---:|", *rows))


def main() -> None:
    """Measure what the command line says."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("what", choices=("demo", "planted"))
    options.add_argument("--scales", type=int, nargs="+", default=[1, 10])
    options.add_argument("--sizes", type=int, nargs="+", default=[100, 500, 1000, 2000])
    options.add_argument("--tightness", type=float, nargs="+", default=[0.6, 0.8, 0.95])
    options.add_argument("--time-limit", type=int, default=60)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    if chosen.what == "demo":
        demo(chosen.scales, chosen.time_limit, chosen.seed)
    else:
        planted(chosen.sizes, chosen.tightness, chosen.time_limit, chosen.seed)


if __name__ == "__main__":
    main()
