"""The planner's journey over HTTP: ask, watch, compare, publish, undo."""

import asyncio
import json
from typing import Any

import httpx
import pytest

from scheduler.domain.identity.people import Role
from scheduler.domain.planning.plans import Unplaced
from scheduler.storage.store import Store
from tests.scheduler.jobs.eventually import eventually
from tests.scheduler.services.planning.world import World, make_solved_plan, make_world, sessions_at
from tests.support.api import ClientOf
from tests.support.factories import make_actor

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""There the server does the jobs itself."""


@on_sqlite
async def test_a_plan_is_asked_for_watched_compared_and_published(store: Store, client_of: ClientOf) -> None:
    world = await make_world(store)
    client = await client_of(world.planner)

    asked = await client.post(
        "/api/v1/plans", json={"period_id": world.period.id, "name": "Eerste concept", "seconds": 1}
    )
    address = asked.headers["location"]
    events = await client.get(f"{address}/events")
    plan = (await client.get(address)).json()
    compared = (await client.get(f"{address}/comparison")).json()
    published = await client.post(f"{address}/publish")

    assert (asked.status_code, events.headers["content-type"]) == (202, "text/event-stream; charset=utf-8")
    assert last_event(events) == ("end", {"status": "done", "error": ""})
    assert (plan["sessions"], plan["unplaced"], plan["job"]["status"]) == (6, 0, "done")
    assert compared["counts"] == {"new": 6, "moved": 0, "gone": 0, "same": 0}
    assert compared["people"] == sum(group.size for group in world.groups)
    assert (published.status_code, published.json()["plan"]["status"]) == (200, "published")


def last_event(response: httpx.Response) -> tuple[str, Any]:
    lines = dict(line.split(": ", 1) for line in response.text.strip().split("\n\n")[-1].split("\n"))
    return lines["event"], json.loads(lines["data"])


@on_sqlite
async def test_a_watcher_who_saw_the_end_need_not_come_again(store: Store, client_of: ClientOf) -> None:
    world = await make_world(store)
    client = await client_of(world.planner)
    body = {"period_id": world.period.id, "name": "Kort", "seconds": 1}
    address = (await client.post("/api/v1/plans", json=body)).headers["location"]
    await client.get(f"{address}/events")

    again = await client.get(f"{address}/events", headers={"Last-Event-ID": "ended"})

    assert again.status_code == 204


@on_sqlite
async def test_a_running_plan_is_cancelled_and_keeps_what_it_has(store: Store, client_of: ClientOf) -> None:
    world = await make_world(store)
    client = await client_of(world.planner)
    body = {"period_id": world.period.id, "name": "Lang", "seconds": 600, "seed": 3}
    address = (await client.post("/api/v1/plans", json=body)).headers["location"]
    ends = asyncio.create_task(client.get(f"{address}/events"))
    await client.post(f"{address}/cancel")

    _, end = last_event(await ends)

    assert end["status"] in ("cancelled", "done")  # the solver may prove its plan best before it hears


async def test_a_draft_shows_its_sessions_in_parts_and_what_it_leaves_out(
    store: Store, client_of: ClientOf
) -> None:
    world = await make_world(store)
    lost = Unplaced(
        activity_id=world.activities[1].id, title="Les", causes=({"code": "no_times"},), sessions=2
    )
    plan = await make_solved_plan(store, world, sessions_at(world, (0, 9)), [lost])
    client = await client_of(world.planner)

    first = (await client.get(f"/api/v1/plans/{plan.id}/sessions", params={"limit": 2})).json()
    rest = (
        await client.get(f"/api/v1/plans/{plan.id}/sessions", params={"limit": 2, "after": first["next"]})
    ).json()
    unplaced = (await client.get(f"/api/v1/plans/{plan.id}/unplaced")).json()

    assert [each["occurrence"] for each in first["items"] + rest["items"]] == [101, 201, 301]
    assert rest["next"] is None
    assert unplaced["items"] == [
        {
            "activity_id": lost.activity_id,
            "title": "Les",
            "sessions": 2,
            "causes": [{"code": "no_times"}],
            "fixes": [],
        }
    ]


async def test_a_refused_publication_names_the_clash_in_words(store: Store, client_of: ClientOf) -> None:
    world = await make_world(store)
    clashing = sessions_at(world, (0, 9), (0, 10))
    plan = await make_solved_plan(store, world, clashing)
    client = await client_of(world.planner)

    answer = await client.post(f"/api/v1/plans/{plan.id}/publish", headers={"Accept-Language": "nl"})

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (409, "publish_refused")
    assert {each["rule"] for each in problem["errors"]} == {"units_taken"}
    assert problem["errors"][0]["message"].startswith("B1.04 is bezet op ma 30 nov")


async def test_a_pin_is_kept_listed_and_let_go(store: Store, client_of: ClientOf) -> None:
    world = await make_world(store)
    plan = await make_solved_plan(store, world, sessions_at(world, (2, 9)))
    client = await client_of(world.planner)
    activity = world.activities[0]

    pinned = (await client.put(f"/api/v1/plans/{plan.id}/pins/{activity.id}")).json()
    listed = (await client.get(f"/api/v1/periods/{world.period.id}/pins")).json()
    gone = await client.delete(f"/api/v1/activities/{activity.id}/pins")
    after = (await client.get(f"/api/v1/periods/{world.period.id}/pins")).json()

    assert [(pin["number"], pin["weekday"], pin["at"]) for pin in pinned["items"]] == [(1, 2, "09:00:00")]
    assert listed == pinned
    assert (gone.status_code, after["items"]) == (204, [])


async def test_the_name_of_a_plan_can_be_changed_from_the_version_that_was_read(
    store: Store, client_of: ClientOf
) -> None:
    world = await make_world(store)
    plan = await make_solved_plan(store, world, [])
    client = await client_of(world.planner)
    address = f"/api/v1/plans/{plan.id}"

    late = await client.patch(address, json={"name": "Nieuw"}, headers={"If-Match": f'"{plan.version - 1}"'})
    done = await client.patch(address, json={"name": "Nieuw"}, headers={"If-Match": f'"{plan.version}"'})

    assert (late.status_code, done.status_code, done.json()["name"]) == (412, 200, "Nieuw")


async def test_data_problems_are_named_before_anything_is_planned(store: Store, client_of: ClientOf) -> None:
    world = await make_world(store, people=80)
    client = await client_of(world.planner)

    found = (await client.get(f"/api/v1/periods/{world.period.id}/data-problems")).json()

    assert [(each["code"], each["activity_id"], each["data"]["reasons"]) for each in found["items"]] == [
        ("nobody_fits", activity.id, {"seats": 1}) for activity in world.activities
    ]


@pytest.mark.parametrize("role", [Role.STUDENT, Role.COMPANY, Role.TEACHER])
async def test_only_planners_ask_for_plans(store: Store, client_of: ClientOf, role: Role) -> None:
    world = await make_world(store)
    client = await client_of(await make_actor(store, (world.school, role)))

    answer = await client.post("/api/v1/plans", json={"period_id": world.period.id, "name": "x"})

    assert answer.status_code == 403


async def wait_for_end(client: httpx.AsyncClient, address: str) -> dict[str, Any]:
    """The plan when its job is over."""

    async def ask() -> dict[str, Any]:
        found: dict[str, Any] = (await client.get(address)).json()
        return found

    return await eventually(ask, lambda plan: plan["job"]["status"] in ("done", "failed", "cancelled"))


@on_sqlite
async def test_the_stored_problem_is_what_the_solver_was_asked(store: Store, client_of: ClientOf) -> None:
    world: World = await make_world(store)
    client = await client_of(world.planner)
    body = {"period_id": world.period.id, "name": "Kort", "seconds": 1}
    address = (await client.post("/api/v1/plans", json=body)).headers["location"]
    await wait_for_end(client, address)

    problem = await client.get(f"{address}/problem")

    assert problem.headers["content-disposition"].endswith('.json"')
    assert [each["id"] for each in problem.json()["activities"]] == [f"a{a.id}.1" for a in world.activities]


@on_sqlite
async def test_the_plan_in_force_is_repaired_as_a_new_proposal(store: Store, client_of: ClientOf) -> None:
    world = await make_world(store)
    plan = await make_solved_plan(store, world, sessions_at(world, (0, 9), (3, 15)))
    client = await client_of(world.planner)
    await client.post(f"/api/v1/plans/{plan.id}/publish")

    asked = await client.post(f"/api/v1/plans/{plan.id}/repair", json={"name": "Hersteld", "seconds": 5})
    events = await client.get(f"{asked.headers['location']}/events")
    compared = (await client.get(f"{asked.headers['location']}/comparison")).json()

    assert (asked.status_code, asked.json()["status"]) == (202, "draft")
    assert last_event(events) == ("end", {"status": "done", "error": ""})
    assert compared["counts"] == {"new": 0, "moved": 0, "gone": 0, "same": 6}


@on_sqlite
async def test_the_page_of_the_plan_in_force_asks_for_a_repair(store: Store, client_of: ClientOf) -> None:
    world = await make_world(store)
    client = await client_of(world.planner)
    body = {"period_id": world.period.id, "name": "Concept", "seconds": 1}
    address = (await client.post("/api/v1/plans", json=body)).headers["location"]
    await client.get(f"{address}/events")
    await client.post(f"{address}/publish")
    page = address.removeprefix("/api/v1")

    shown = await client.get(page)
    asked = await client.post(f"{page}/repair", data={"name": "Herstel van Concept"})
    (_, draft) = (await client.get("/api/v1/plans")).json()["items"]

    assert f'action="{page}/repair"' in shown.text
    assert (asked.status_code, asked.headers["location"]) == (303, f"/plans/{draft['id']}")
    assert (draft["name"], draft["status"]) == ("Herstel van Concept", "draft")
