"""The least change that makes a plan hold again after the campus changed under it, with a proof.

A lab is down, a teacher is ill, a company cancels, a group grows: the caller changes the problem and hands
over the old plan. Cancelling a session is worse than any number of changes, changing a frozen session is
worse than changing any number of others, and among those a change costs its stake.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from solver.check import priced
from solver.check.sessions import unreadable
from solver.grid import SlotGrid
from solver.problem import Problem
from solver.replan.model import Plan, build, read
from solver.replan.search import STATUS_FOUND, ChangePrices, Deadline, RepairOutcome, replan, run
from solver.solution import Placement, Solution
from solver.times import TimePattern, bits

_SOON_DAYS = 6


class SlotMoment(NamedTuple):
    """A slot of a day of a week, counted from 0; moments compare by time."""

    week: int
    day: int
    slot: int


@dataclass(frozen=True, slots=True)
class RepairChange:
    """One session moved, or cancelled when `after` is none; `frozen` if within the freeze window."""

    activity: str
    before: Placement
    after: Placement | None
    stake: int
    frozen: bool


@dataclass(frozen=True, slots=True)
class Repair:
    """The repaired plan and its changes.

    `price` is the price of the changes and `bound` a proven lower bound on the price of any plan that keeps
    the rules. Both count stakes, far more for a change within the freeze window, and more still for a
    cancellation.
    """

    plan: Solution
    changes: tuple[RepairChange, ...]
    price: int
    bound: int

    @property
    def proven(self) -> bool:
        """Whether no plan that keeps the rules changes less."""
        return self.price == self.bound


def stakes_of(problem: Problem, plan: Plan, now: SlotMoment) -> dict[str, int]:
    """Who is hurt and how soon: the people of a session, more the sooner it first meets after `now`.

    Today counts seven times, tomorrow four, after six days or more once.
    """
    stakes = {}
    for name, place in plan.items():
        activity = problem.activity_by_id[name]
        first = next_meeting(activity.times[place.time], now)
        days = problem.horizon.days
        away = 0 if first is None else (first.week - now.week) * days + first.day - now.day
        stakes[name] = max(1, activity.size) * (1 + _SOON_DAYS // (1 + away))
    return stakes


def frozen_between(problem: Problem, plan: Plan, now: SlotMoment, until: SlotMoment) -> frozenset[str]:
    """The sessions that meet from `now` up to `until`, the end of the freeze window (usually 48 hours)."""
    times = {name: problem.activity_by_id[name].times[place.time] for name, place in plan.items()}
    meetings = {name: next_meeting(time, now) for name, time in times.items()}
    return frozenset(name for name, first in meetings.items() if first is not None and first < until)


def next_meeting(time: TimePattern, now: SlotMoment) -> SlotMoment | None:
    """The first meeting that starts at `now` or later; none when all are over."""
    meetings = (SlotMoment(week, day, time.start) for week in bits(time.weeks) for day in bits(time.days))
    return next((meeting for meeting in meetings if meeting >= now), None)


def repair(
    problem: Problem,
    solution: Solution,
    *,
    stakes: Mapping[str, int] | None = None,
    frozen: Collection[str] = (),
    fewest: bool = False,
    time_limit: float = 10.0,
    seed: int = 0,
) -> Repair:
    """The cheapest way to make `solution` keep every hard rule of the changed `problem`, in wall seconds.

    `stakes` prices the change of an activity (1 when not named). With `fewest` the number of changes comes
    first and stakes choose among equals. Activities the problem no longer has are left out, those that were
    not planned stay so.
    """
    deadline = Deadline.after(time_limit)
    old = {name: place for name, place in solution.assignments.items() if name in problem.activity_by_id}
    stake = {name: (stakes or {}).get(name, 1) for name in old}
    prices = _prices(stake, frozenset(frozen), fewest)
    # A place that is no longer among an activity's own choices is lost before anything is decided.
    kept = {name: place for name, place in old.items() if not unreadable(problem.activity_by_id[name], place)}
    lost = frozenset(old) - frozenset(kept)
    grid, most = SlotGrid(problem), Deadline.after(deadline.left * 0.8)
    done = replan(grid, kept, lost, prices, most, seed=seed, tidy=True)
    places = dict(done.assignments)
    if done.outcome is not RepairOutcome.FOUND:
        places = _completed(grid, places, prices, deadline)
    changes = tuple(
        RepairChange(name, old[name], places.get(name), stake[name], name in frozen)
        for name in old
        if name in lost or not _same(old[name], places.get(name))
    )
    paid = sum(_paid(change, prices) for change in changes)
    bound = done.bound + sum(prices.change[name] for name in lost)
    return Repair(priced(problem, replace(solution, assignments=places)), changes, paid, min(paid, bound))


def _prices(stake: Mapping[str, int], frozen: frozenset[str], fewest: bool) -> ChangePrices:
    """Stakes, each level above them dearer than everything below it together."""
    each = 1 + sum(stake.values()) if fewest else 0
    change = {name: each + price for name, price in stake.items()}
    thaw = 1 + sum(change.values())
    change = {name: price + thaw * (name in frozen) for name, price in change.items()}
    cancel = 1 + sum(change.values())
    return ChangePrices(change, {name: cancel * max(1, price) for name, price in stake.items()})


def _paid(change: RepairChange, prices: ChangePrices) -> int:
    cancelled = prices.cancel[change.activity] if change.after is None else 0
    return prices.change[change.activity] + cancelled


def _same(before: Placement, after: Placement | None) -> bool:
    if after is None or before.time != after.time:
        return False
    return [set(names) for names in before.resources] == [set(names) for names in after.resources]


def _completed(
    grid: SlotGrid, places: Plan, prices: ChangePrices, deadline: Deadline
) -> dict[str, Placement]:
    """Place what has no place yet one by one, dearest first, nothing else moving: valid, not proven."""
    done = dict(places)
    for name in sorted(set(prices.cancel) - set(places), key=lambda each: -prices.cancel[each]):
        if deadline.left <= 0:
            break
        model = build(grid, done, frozenset({name}), trusted=True)
        for piece in model.pieces.values():
            model.cp.add_bool_or([piece.placed])
        solver, status = run(model, deadline.left, plan=done)
        if status in STATUS_FOUND:
            done = read(model, solver, done)
    return done
