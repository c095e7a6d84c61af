"""By which ways an installation can reach people."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Channels:
    """`mail`: there is a mail server, so what changes a booking queues letters for the people in it."""

    mail: bool = False
