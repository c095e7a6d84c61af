"""From the polls of a sample to what a whole campus of subscribers asks of a server, in words and tables."""

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from textwrap import fill

from benchmarks.subscriber_mix import DAY, HOUR, Subscriber, Validator, mix_in_words


@dataclass(frozen=True, slots=True)
class Poll:
    """One request that was made: when in the day, what came, and the processor seconds it took.

    `noted`: the fetch was also written down, which is done once in a quarter of an hour for each address.
    """

    at: float
    status: int
    octets: int
    seconds: float
    noted: bool
    validator: Validator

    @property
    def kind(self) -> str:
        if self.status == 304:
            return "304, fetch noted" if self.noted else "304, noted before"
        if self.validator is Validator.NOTHING:
            return "in full, asked without a validator"
        return "in full, changed or too young to tell"


def report(
    everybody: Sequence[Subscriber],
    made: Sequence[Poll],
    sampled: int,
    changes: Mapping[str, int],
    options: str,
) -> str:
    """The section for the page of benchmarks; the polls before midnight tell how large calendars are."""
    polls = [poll for poll in made if poll.at >= 0]
    large = median(poll.octets for poll in made if poll.at < 0) / 1000
    return "\n".join(
        (
            f"## A day of {len(everybody):,} subscribers\n",
            *(
                fill(each, 120, break_on_hyphens=False) + "\n"
                for each in _told(sampled, len(polls), large, changes, options)
            ),
            f"{mix_in_words()}\n",
            "| for a thousand subscribers | |",
            "|---|---:|",
            *_per_thousand(everybody, sampled, polls),
            f"\nAll {len(everybody):,} together take {_cores(everybody, sampled, polls)}.\n",
            "| answer | share | median kB sent | median ms | p95 ms | share of the processor time |",
            "|---|---:|---:|---:|---:|---:|",
            *_by_kind(polls),
        )
    )


def _told(sampled: int, polls: int, large: float, changes: Mapping[str, int], options: str) -> Iterator[str]:
    made = ", ".join(f"{changes[kind]} {kind}" for kind in sorted(changes))
    yield (
        f"`.venv/bin/python -m benchmarks.subscribers {options}`: SQLite, the demo campus at that scale, the "
        "whole application over ASGI with its middleware and a log line for every request; load of the two "
        f"cores {os.getloadavg()[2]:.0f}. The polls of one school day are worked out for everybody and made "
        f"by a sample of {sampled:,} subscribers with an address each ({polls:,} requests), then scaled. "
        f"Changes of this day and the one before, through the services: {made}. Every "
        f"program takes gzip; the median calendar has {large:.0f} kB before that. "
        "Cost is processor time in this process; the work of a server and of TLS comes on top."
    )
    yield (
        "Programs, intervals and validators below are assumptions, made from what is known of intervals: "
        "nobody has counted shares on a campus. Four of five subscribe to their own calendar, the others to "
        "their group's, or as staff to a lab's."
    )


def _per_thousand(everybody: Sequence[Subscriber], sampled: int, polls: Sequence[Poll]) -> Iterator[str]:
    thousands, minutes = len(everybody) / 1000, Counter[int]()
    for each in everybody:
        minutes.update(int(at // 60) for at in each.polls())
    asked, busiest = minutes.total(), max(minutes.values())
    unchanged = sum(poll.status == 304 for poll in polls) / len(polls)
    hours = sampled / 1000 * 24
    yield f"| requests a second, average of the day | {asked / DAY / thousands:.3f} |"
    yield f"| requests a second, busiest minute | {busiest / 60 / thousands:.3f} |"
    yield f"| processor seconds an hour, average | {sum(poll.seconds for poll in polls) / hours:.2f} |"
    yield f"| processor seconds in the busiest hour | {_busiest(polls) / sampled * 1000:.2f} |"
    yield f"| MB sent an hour, bodies only | {sum(poll.octets for poll in polls) / 1e6 / hours:.2f} |"
    yield f"| share of 304 | {unchanged:.1%} |"


def _busiest(polls: Sequence[Poll]) -> float:
    """Processor seconds of the sample in the hour that took most."""
    hours = [0.0] * 24
    for poll in polls:
        hours[int(poll.at // HOUR)] += poll.seconds
    return max(hours)


def _cores(everybody: Sequence[Subscriber], sampled: int, polls: Sequence[Poll]) -> str:
    scale = len(everybody) / sampled
    average = sum(poll.seconds for poll in polls) * scale / DAY
    return (
        f"{average:.1%} of one core over the day and {_busiest(polls) * scale / HOUR:.1%} in the busiest hour"
    )


def _by_kind(polls: Sequence[Poll]) -> Iterator[str]:
    everything = sum(poll.seconds for poll in polls)
    for kind in sorted({poll.kind for poll in polls}):
        some = [poll for poll in polls if poll.kind == kind]
        taken = [1000 * poll.seconds for poll in some]
        late = quantiles(taken, n=20)[-1] if len(taken) > 1 else taken[0]
        yield (
            f"| {kind} | {len(some) / len(polls):.1%} | {median(poll.octets for poll in some) / 1000:.1f} "
            f"| {median(taken):.2f} | {late:.2f} | {sum(taken) / everything / 1000:.0%} |"
        )
