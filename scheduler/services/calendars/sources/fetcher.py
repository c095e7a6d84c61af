"""How calendars elsewhere are got: the one place where the system speaks to addresses people gave it."""

import ipaddress
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network

from calendars.fetch import Fetched, FetchLimits, Unchanged, Validators, fetch, is_public, make_client

Fetch = Callable[[str, Validators], Awaitable[Fetched | Unchanged]]
"""An address and what is known of its last answer. Raises `FetchError` and nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetcher:
    """Gets calendars from the public internet, and from `networks` inside that the operator trusts."""

    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    limits: FetchLimits = field(default_factory=FetchLimits)

    async def __call__(self, address: str, known: Validators) -> Fetched | Unchanged:
        async with make_client() as client:
            return await fetch(address, client, known=known, limits=self.limits, allow=self._allows)

    def _allows(self, address: str) -> bool:
        if is_public(address):
            return True
        ip = ipaddress.ip_address(address.partition("%")[0])
        return any(ip in network for network in self.networks)
