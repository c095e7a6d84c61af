"""Fetching: bounded in size, time and hops, and never to an address that is not public."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import httpx
import pytest

from calendars.errors import (
    AddressRefused,
    AnswerRefused,
    AnswerTooLarge,
    FetchError,
    FetchTimedOut,
    TooManyRedirects,
    Unreachable,
)
from calendars.fetch import Fetched, FetchLimits, Unchanged, Validators, fetch, is_public

URL = "https://school.example/rooster.ics?token=1"
ICS = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
PUBLIC = "93.184.216.34"
NAMES = {"school.example": [PUBLIC], "inside.example": ["10.0.0.7"], "mixed.example": [PUBLIC, "127.0.0.1"]}
Answer = Callable[[httpx.Request], httpx.Response]


async def resolve(host: str, port: int) -> Sequence[str]:
    return NAMES.get(host, [host])


async def got(answer: Answer, url: str = URL, **settings: Any) -> Fetched | Unchanged:
    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
        return await fetch(url, client, **({"resolve": resolve} | settings))


def redirect(to: str) -> Answer:
    return lambda _: httpx.Response(302, headers={"Location": to})


async def test_a_calendar_is_fetched_with_what_to_ask_next_time() -> None:
    headers = {"ETag": '"7"', "Last-Modified": "Sun, 22 Nov 2026 12:00:00 GMT"}

    fetched = await got(lambda _: httpx.Response(200, content=ICS, headers=headers))

    assert fetched == Fetched(ICS, Validators('"7"', "Sun, 22 Nov 2026 12:00:00 GMT"))


async def test_an_unchanged_calendar_is_not_sent_again() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(304 if request.headers.get("if-none-match") == '"7"' else 200, content=ICS)

    assert await got(answer, known=Validators(etag='"7"')) == Unchanged()
    assert await got(answer) == Fetched(ICS, Validators())


async def test_the_connection_goes_to_the_address_that_was_judged_and_speaks_to_the_name() -> None:
    seen: list[httpx.Request] = []

    await got(lambda request: seen.append(request) or httpx.Response(200, content=ICS))

    [request] = seen
    assert (request.url.host, request.headers["host"]) == (PUBLIC, "school.example")
    assert request.extensions["sni_hostname"] == "school.example"


async def test_a_name_that_answers_differently_the_second_time_gains_nothing() -> None:
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    hosts: list[str] = []

    async def rebinding(host: str, port: int) -> Sequence[str]:
        return next(answers)

    await got(
        lambda request: hosts.append(request.url.host) or httpx.Response(200, content=ICS), resolve=rebinding
    )

    assert hosts == [PUBLIC]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/x.ics",
        "http://[::1]/x.ics",
        "http://[::ffff:10.0.0.1]/x.ics",
        "http://169.254.169.254/latest/meta-data",
        "https://inside.example/x.ics",
        "https://mixed.example/x.ics",
        "file:///etc/passwd",
        "ftp://school.example/x.ics",
        "https:///x.ics",
        "rooster.ics",
        "",
    ],
)
async def test_an_address_that_is_not_public_is_never_asked(url: str) -> None:
    asked: list[httpx.Request] = []

    with pytest.raises(AddressRefused):
        await got(lambda request: asked.append(request) or httpx.Response(200), url)

    assert asked == []


@pytest.mark.parametrize("to", ["https://inside.example/", "http://school.example/", "file:///etc/passwd"])
async def test_a_redirect_is_judged_like_the_first_address(to: str) -> None:
    with pytest.raises(AddressRefused):
        await got(redirect(to))


async def test_redirects_are_followed_and_counted() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        at = int(request.url.params.get("n", 0))
        return redirect(f"/rooster.ics?n={at + 1}")(request) if at < 3 else httpx.Response(200, content=ICS)

    assert await got(answer) == Fetched(ICS, Validators())
    with pytest.raises(TooManyRedirects):
        await got(answer, limits=FetchLimits(redirects=2))


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
async def test_size_is_counted_as_it_unpacks(packed: bool) -> None:
    body = gzip.compress(ICS + b"x" * 50_000_000) if packed else ICS + b"x" * 2_000
    headers = {"Content-Encoding": "gzip"} if packed else {}

    with pytest.raises(AnswerTooLarge):
        await got(
            lambda _: httpx.Response(200, stream=Parts(body), headers=headers),
            limits=FetchLimits(octets=1_000),
        )


async def test_a_packed_calendar_is_unpacked() -> None:
    body = gzip.compress(ICS)

    fetched = await got(
        lambda _: httpx.Response(200, stream=Parts(body), headers={"Content-Encoding": "gzip"})
    )

    assert fetched == Fetched(ICS, Validators())


async def test_the_time_limit_is_over_the_whole_exchange() -> None:
    async def never(host: str, port: int) -> Sequence[str]:
        await asyncio.Event().wait()
        return []

    with pytest.raises(FetchTimedOut):
        await got(lambda _: httpx.Response(200), resolve=never, limits=FetchLimits(seconds=0.01))


@pytest.mark.parametrize("status", [204, 304, 401, 404, 500])
async def test_another_answer_is_named(status: int) -> None:
    with pytest.raises(AnswerRefused) as refused:
        await got(lambda _: httpx.Response(status))

    assert refused.value.status == status


@pytest.mark.parametrize(
    "fault", [httpx.ConnectError("refused"), httpx.RemoteProtocolError("nonsense"), OSError("no route")]
)
async def test_a_broken_network_is_named(fault: Exception) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        raise fault

    with pytest.raises(Unreachable, match=str(fault)):
        await got(answer)


async def test_what_is_packed_wrongly_is_named() -> None:
    with pytest.raises(FetchError):
        await got(lambda _: httpx.Response(200, stream=Parts(ICS), headers={"Content-Encoding": "gzip"}))


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("0.0.0.0", False),  # noqa: S104 - the unspecified address is one of those to refuse
        ("10.1.2.3", False),
        ("100.64.0.1", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("224.0.0.1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("nonsense", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public


class Parts(httpx.AsyncByteStream):
    """A body in parts, as the network brings it."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for at in range(0, len(self._body), 65_536):
            yield self._body[at : at + 65_536]
