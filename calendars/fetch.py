"""Getting other people's calendars by address, without letting an address reach what it should not.

Every hop, redirects included, is resolved here and the connection goes to the very address that was judged: a
name that answers differently a second time (DNS rebinding) gains nothing. Size is counted as it unpacks, the
time limit is over the whole exchange, and the network is an argument.
"""

import asyncio
import ipaddress
import socket
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

import httpx

from calendars.errors import (
    AddressRefused,
    AnswerRefused,
    AnswerTooLarge,
    FetchTimedOut,
    TooManyRedirects,
    Unreachable,
)

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
Allow = Callable[[str], bool]
_SCHEMES: Final = {"webcal": "https", "webcals": "https", "https": "https", "http": "http"}
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """Octets after decompression, seconds for the whole exchange, and hops."""

    octets: int = 5 * 1024 * 1024
    seconds: float = 20.0
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Validators:
    """What the last answer said of itself; sent back, it lets the server answer 304 (RFC 9110 section 13)."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A calendar as it came, and what to ask with the next time."""

    octets: bytes
    validators: Validators


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The calendar is as it was."""


async def resolve_by_system(host: str, port: int) -> Sequence[str]:
    """The addresses of a name, as the system's resolver gives them."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[4][0]) for address in found))


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, also where it hides an IPv4 address in IPv6."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(each.is_global and not each.is_multicast for each in (ip, *_embedded(ip)))


def make_client() -> httpx.AsyncClient:
    """A client for `fetch`: no proxies from the environment, which would resolve names by themselves."""
    return httpx.AsyncClient(
        trust_env=False, limits=httpx.Limits(max_connections=20, max_keepalive_connections=0)
    )


async def fetch(
    url: str,
    client: httpx.AsyncClient,
    *,
    known: Validators = Validators(),
    limits: FetchLimits = FetchLimits(),
    resolve: Resolve = resolve_by_system,
    allow: Allow = is_public,
) -> Fetched | Unchanged:
    """The calendar at `url` (http, https, webcal). Raises FetchError, and nothing else."""
    try:
        async with asyncio.timeout(limits.seconds):
            return await _follow(url, client, known, limits, resolve, allow)
    except TimeoutError as fault:
        raise FetchTimedOut(url, limits.seconds) from fault
    except httpx.TimeoutException as fault:
        raise FetchTimedOut(url, limits.seconds) from fault
    except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError, zlib.error) as fault:
        raise Unreachable(url, str(fault) or type(fault).__name__) from fault


async def _follow(
    url: str,
    client: httpx.AsyncClient,
    known: Validators,
    limits: FetchLimits,
    resolve: Resolve,
    allow: Allow,
) -> Fetched | Unchanged:
    at = _address(url)
    for _ in range(limits.redirects + 1):
        request = await _pinned(at, client, known, resolve, allow)
        answer = await client.send(request, stream=True, follow_redirects=False)
        try:
            if answer.status_code not in _REDIRECTS or "location" not in answer.headers:
                return await _read(url, answer, known, limits)
            onward = _address(str(at.join(answer.headers["location"])))
        finally:
            await answer.aclose()
        if at.scheme == "https" and onward.scheme == "http":
            raise AddressRefused(url, "a redirect leaves https")
        at = onward
    raise TooManyRedirects(url, limits.redirects)


async def _pinned(
    at: httpx.URL, client: httpx.AsyncClient, known: Validators, resolve: Resolve, allow: Allow
) -> httpx.Request:
    """A request to the address that was judged, still speaking to its server (and certificate) by name."""
    port = at.port or (443 if at.scheme == "https" else 80)
    addresses = await resolve(at.host, port)
    refused = [address for address in addresses if not allow(address)]
    if refused or not addresses:
        raise AddressRefused(
            str(at), f"{at.host} is {refused[0]}, not a public address" if refused else "no address"
        )
    headers = {"Host": at.netloc.decode("ascii"), "Accept": "text/calendar", "Accept-Encoding": "gzip"}
    if known.etag:
        headers["If-None-Match"] = known.etag
    if known.last_modified:
        headers["If-Modified-Since"] = known.last_modified
    return client.build_request(
        "GET", at.copy_with(host=addresses[0]), headers=headers, extensions={"sni_hostname": at.host}
    )


async def _read(
    url: str, answer: httpx.Response, known: Validators, limits: FetchLimits
) -> Fetched | Unchanged:
    if answer.status_code == 304 and known != Validators():
        return Unchanged()
    if answer.status_code != 200:
        raise AnswerRefused(url, answer.status_code)
    octets = bytearray()
    async for part in _decompressed(answer, limits.octets + 1):
        octets += part
        if len(octets) > limits.octets:
            raise AnswerTooLarge(url, limits.octets)
    headers = answer.headers
    return Fetched(bytes(octets), Validators(headers.get("etag", ""), headers.get("last-modified", "")))


async def _decompressed(answer: httpx.Response, most: int) -> AsyncIterator[bytes]:
    """The body, never more than `most` octets at once however small it was packed."""
    packed = answer.headers.get("content-encoding", "identity").strip().lower() in ("gzip", "x-gzip")
    unpack = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    assert isinstance(answer.stream, httpx.AsyncByteStream)  # noqa: S101 - it came from an AsyncClient
    async for part in answer.stream:
        yield unpack.decompress(part, most) if packed else part


def _address(url: str) -> httpx.URL:
    at = httpx.URL(url.strip())
    scheme = _SCHEMES.get(at.scheme)
    if scheme is None or not at.host:
        raise AddressRefused(url, "it is not an http, https or webcal address")
    return at.copy_with(scheme=scheme, fragment=None)


def _embedded(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> list[ipaddress.IPv4Address]:
    if isinstance(ip, ipaddress.IPv4Address):
        return []
    hidden = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
    if ip in _NAT64:
        hidden.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
    return [each for each in hidden if each is not None]
