"""Who subscribes to a campus' calendars, and at which moments their programs ask. Every share is assumed."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import Final

HOUR: Final = 3600.0
DAY: Final = 24 * HOUR


class Validator(StrEnum):
    """What a program sends along with the next request."""

    TAG = "If-None-Match"
    DATE = "If-Modified-Since"
    NOTHING = "neither"


@dataclass(frozen=True, slots=True)
class Pace:
    """`share` of a program's users are polled for every so many hours, evenly spread between the two."""

    share: float
    shortest: float
    longest: float


@dataclass(frozen=True, slots=True)
class Program:
    """`share` is that among all subscribers.

    `wakes` and `sleeps` are hours of the day between which it begins and ends on somebody's device; None:
    it runs on a server, day and night.
    """

    name: str
    share: float
    paces: tuple[Pace, ...]
    validators: dict[Validator, float]
    wakes: tuple[float, float] | None = None
    sleeps: tuple[float, float] | None = None


PROGRAMS: Final = (
    Program(
        "Google",
        0.40,
        (Pace(1.0, 8, 24),),
        {Validator.NOTHING: 0.50, Validator.TAG: 0.25, Validator.DATE: 0.25},
    ),
    Program(
        "Outlook",
        0.30,
        (Pace(0.85, 2.5, 3.5), Pace(0.15, 24, 36)),
        {Validator.NOTHING: 0.50, Validator.TAG: 0.20, Validator.DATE: 0.30},
    ),
    Program(
        "Apple",
        0.25,
        (
            Pace(0.05, 1 / 12, 1 / 12),
            Pace(0.15, 0.25, 0.25),
            Pace(0.35, 1, 1),
            Pace(0.30, 24, 24),
            Pace(0.15, 168, 168),
        ),
        {Validator.TAG: 0.90, Validator.DATE: 0.10},
        (6, 8.5),
        (22, 24),
    ),
    Program(
        "Thunderbird",
        0.05,
        (Pace(1.0, 0.5, 0.5),),
        {Validator.TAG: 0.90, Validator.NOTHING: 0.10},
        (7.5, 9.5),
        (16, 18),
    ),
)


@dataclass(frozen=True, slots=True)
class Subscriber:
    """One program that polls one address; all times are seconds since the midnight the day begins with."""

    program: Program
    validator: Validator
    every: float
    last: float
    """The last poll of the days before."""
    wakes: float
    sleeps: float

    def polls(self) -> Iterator[float]:
        """The moments of the day at which it asks."""
        at = self._awake(self.last + self.every)
        while at < DAY:
            yield at
            at = self._awake(at + self.every)

    def _awake(self, at: float) -> float:
        """A program that was due while its device slept asks when that wakes."""
        midnight = at // DAY * DAY
        if at < midnight + self.wakes:
            return midnight + self.wakes
        return at if at <= midnight + self.sleeps else midnight + DAY + self.wakes


def subscribers(many: int, dice: Random) -> list[Subscriber]:
    """A campus of them, in the shares above."""
    programs = dice.choices(PROGRAMS, [each.share for each in PROGRAMS], k=many)
    return [_subscriber(program, dice) for program in programs]


def _subscriber(program: Program, dice: Random) -> Subscriber:
    pace = dice.choices(program.paces, [each.share for each in program.paces])[0]
    every = dice.uniform(pace.shortest, pace.longest) * HOUR
    wakes = dice.uniform(*program.wakes) * HOUR if program.wakes else 0.0
    sleeps = dice.uniform(*program.sleeps) * HOUR if program.sleeps else DAY
    return Subscriber(
        program=program,
        validator=dice.choices(list(program.validators), list(program.validators.values()))[0],
        every=every,
        last=sleeps - DAY - dice.uniform(0, every),
        wakes=wakes,
        sleeps=sleeps,
    )


def mix_in_words() -> str:
    """The assumed shares, a row for each program."""
    return "\n".join(
        (
            "| program | share | asks every | sends | awake |",
            "|---|---:|---|---|---|",
            *(
                f"| {each.name} | {each.share:.0%} | {', '.join(map(_pace, each.paces))} "
                f"| {', '.join(f'{name} {share:.0%}' for name, share in each.validators.items())} "
                f"| {_hours(each)} |"
                for each in PROGRAMS
            ),
        )
    )


def _pace(pace: Pace) -> str:
    span = f"{pace.shortest:g} to {pace.longest:g} h" if pace.shortest < pace.longest else _every(pace)
    return span if pace.share == 1 else f"{span} ({pace.share:.0%})"


def _every(pace: Pace) -> str:
    return f"{pace.shortest * 60:.0f} min" if pace.shortest < 1 else f"{pace.shortest:g} h"


def _hours(program: Program) -> str:
    if program.wakes is None or program.sleeps is None:
        return "always"
    begin, end = ("{:g} to {:g} h".format(*hours) for hours in (program.wakes, program.sleeps))
    return f"from {begin}, until {end}"
