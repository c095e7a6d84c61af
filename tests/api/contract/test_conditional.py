"""Who has an answer already is told so: one mechanism for everything that is read as JSON."""

import httpx

from scheduler.domain.bookings.bookings import Need
from scheduler.storage.store import Store
from tests.api.contract.asking import OPERATIONS, Served, send
from tests.scheduler.services.bookings.campus import make_booking, make_small_campus
from tests.support.api import ClientOf

READ = sorted(
    (method, path)
    for (method, path), operation in OPERATIONS.items()
    if method == "GET" and "application/json" in operation["responses"]["200"].get("content", {})
)


async def test_every_answer_that_is_read_can_be_asked_for_again_for_nothing(served: Served) -> None:
    broken = {}
    for route in READ:
        first = await send(served, route)
        if first.status_code != 200:
            continue
        again = await send(served, route, headers={"If-None-Match": f'"other", {first.headers["ETag"]}'})
        changed = await send(served, route, headers={"If-None-Match": '"other"'})
        found = (again.status_code, again.content, again.headers["ETag"], changed.status_code)
        if found != (304, b"", first.headers["ETag"], 200) or "content-type" in again.headers:
            broken[route] = found

    assert broken == {}
    assert [route for route in READ if "304" not in OPERATIONS[route]["responses"]] == []


async def test_the_tag_of_what_was_read_says_its_version(store: Store, client_of: ClientOf) -> None:
    at = await make_small_campus(store)
    teacher = await client_of(at.teacher)
    booking = await make_booking(at, Need(at.room.id))
    address = f"/api/v1/bookings/{booking.id}"
    read = await teacher.get(address)

    change = {"json": {"title": "Elektrolyse"}, "headers": {"If-Match": read.headers["ETag"]}}
    answers = [await teacher.patch(address, **change) for _ in range(2)]
    after = await teacher.get(address, headers={"If-None-Match": read.headers["ETag"]})

    assert read.headers["ETag"].startswith('"1-')
    assert [answer.status_code for answer in answers] == [200, 412]
    assert (after.status_code, after.json()["title"]) == (200, "Elektrolyse")


async def test_what_nobody_may_keep_is_not_tagged(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/bookings")

    assert (answer.status_code, answer.headers["cache-control"]) == (401, "no-store")
    assert "etag" not in answer.headers
