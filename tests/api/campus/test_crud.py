"""The plain nouns over HTTP: the same five routes, each with its own rules."""

import httpx
import pytest

from scheduler.domain.identity.people import Role
from scheduler.storage.store import Store
from tests.support.api import ClientOf
from tests.support.factories import make_actor, make_campus, make_organisation, make_resource


async def operator_of(client_of: ClientOf, store: Store) -> httpx.AsyncClient:
    return await client_of(await make_actor(store, operator=True))


async def test_a_campus_is_added_read_changed_and_deleted(client_of: ClientOf, store: Store) -> None:
    operator = await operator_of(client_of, store)

    added = await operator.post("/api/v1/campuses", json={"name": "Emmen", "zone": "Europe/Amsterdam"})
    address = f"/api/v1/campuses/{added.json()['id']}"
    changed = await operator.patch(address, json={"address": "Van Schaikweg 94"})
    read = await operator.get(address)
    removed = await operator.delete(address)

    assert (added.status_code, changed.status_code, removed.status_code) == (201, 200, 204)
    assert (added.headers["etag"], read.headers["etag"].partition("-")[0]) == ('"1"', '"2')
    unhit = {"hits": [], "applied": True}
    assert (
        read.json() | unhit == changed.json() == added.json() | {"address": "Van Schaikweg 94", "version": 2}
    )
    assert (await operator.get(address)).status_code == 404


async def test_a_change_made_from_an_old_version_is_refused(client_of: ClientOf, store: Store) -> None:
    operator, campus = await operator_of(client_of, store), await make_campus(store)
    address = f"/api/v1/campuses/{campus.id}"
    await operator.patch(address, json={"address": "een"}, headers={"If-Match": '"1"'})

    late = await operator.patch(address, json={"address": "twee"}, headers={"If-Match": '"1"'})

    assert (late.status_code, late.json()["code"]) == (412, "stale")
    assert (await operator.get(address)).json()["address"] == "een"


async def test_what_is_in_use_stays_and_says_what_uses_it(client_of: ClientOf, store: Store) -> None:
    operator, campus = await operator_of(client_of, store), await make_campus(store)
    await make_resource(store, await make_organisation(store), campus)

    response = await operator.delete(f"/api/v1/campuses/{campus.id}")

    assert response.status_code == 409
    assert response.json()["errors"][0]["uses"] == {"resource": 1}


@pytest.mark.parametrize(
    ("path", "body", "field", "problem"),
    [
        ("campuses", {"name": "X", "zone": "Europe/Nergens"}, "zone", "unknown_zone"),
        ("openings", {"weekday": 1, "opens": "09:00", "closes": "08:00"}, "closes", "not_after_start"),
        ("openings", {"weekday": 1, "opens": "09:00", "closes": "18:00"}, "campus_id", "one_of"),
        (
            "periods",
            {"name": "P", "first_on": "2026-11-24", "last_on": "2026-12-20"},
            "first_on",
            "not_a_monday",
        ),
        ("resources", {"kind": "room", "name": "R", "owner_id": 99}, "owner_id", "unknown"),
        ("resources", {"kind": "staff", "name": "R", "owner_id": 99}, "owner_id", "unknown"),
    ],
)
async def test_a_value_that_cannot_be_names_its_field(
    client_of: ClientOf, store: Store, path: str, body: dict[str, object], field: str, problem: str
) -> None:
    operator = await operator_of(client_of, store)

    response = await operator.post(f"/api/v1/{path}", json=body)

    [error] = response.json()["errors"]
    assert (response.status_code, error["field"], error["problem"]) == (422, field, problem)


async def test_an_unknown_field_and_a_null_are_refused(client_of: ClientOf, store: Store) -> None:
    operator, campus = await operator_of(client_of, store), await make_campus(store)

    answers = [
        await operator.patch(f"/api/v1/campuses/{campus.id}", json=body)
        for body in ({"adres": "typefout"}, {"name": None}, {"name": "a\x00b"})
    ]

    assert [answer.status_code for answer in answers] == [422, 422, 422]


async def test_a_list_comes_in_pages_and_is_narrowed_by_filters(client_of: ClientOf, store: Store) -> None:
    school, campus = await make_organisation(store), await make_campus(store)
    labs = [
        await make_resource(store, school, campus, features=frozenset({"lasrobot", f"lab {number}"}))
        for number in range(3)
    ]
    await make_resource(store, school, None, features=frozenset({"laser"}))
    reader = await client_of(await make_actor(store))
    query = {"feature": ["lasrobot"], "limit": 2}

    first = (await reader.get("/api/v1/resources", params=query)).json()
    second = (await reader.get("/api/v1/resources", params=query | {"after": first["next"]})).json()
    both = await reader.get("/api/v1/resources", params={"feature": ["lasrobot", "lab 1"]})

    assert [each["id"] for each in first["items"] + second["items"]] == [lab.id for lab in labs]
    assert second["next"] is None
    assert [each["id"] for each in both.json()["items"]] == [labs[1].id]


async def test_a_part_of_a_name_is_found_whatever_its_case_and_signs(
    client_of: ClientOf, store: Store
) -> None:
    school = await make_organisation(store)
    await make_resource(store, school, None, name="Lab Waterstof")
    percent = await make_resource(store, school, None, name="100% groen")
    reader = await client_of(await make_actor(store))

    found = await reader.get("/api/v1/resources", params={"q": "0% GR"})

    assert [each["id"] for each in found.json()["items"]] == [percent.id]


async def test_the_link_of_an_online_room_is_for_who_runs_it(client_of: ClientOf, store: Store) -> None:
    school = await make_organisation(store)
    room = await make_resource(store, school, None, kind="online", meeting_url="https://meet.example.org/x")
    manager = await client_of(await make_actor(store, (school, Role.LAB_MANAGER)))
    student = await client_of(await make_actor(store, (school, Role.STUDENT)))

    seen = [(await each.get(f"/api/v1/resources/{room.id}")).json() for each in (manager, student)]

    assert [each["meeting_url"] for each in seen] == ["https://meet.example.org/x", None]


async def test_every_change_leaves_a_line_in_the_trail(client_of: ClientOf, store: Store) -> None:
    school = await make_organisation(store)
    actor = await make_actor(store, (school, Role.ADMINISTRATOR))
    administrator = await client_of(actor)
    lab = await make_resource(store, school, None, units=8)

    await administrator.patch(f"/api/v1/resources/{lab.id}", json={"units": 6})
    [line] = (await administrator.get("/api/v1/audit")).json()["items"]

    assert (line["person_id"], line["action"], line["noun"], line["noun_id"]) == (
        actor.id,
        "change",
        "resource",
        lab.id,
    )
    assert line["change"] == {"units": [8, 6]}


async def test_the_trail_of_another_organisation_is_not_shown(client_of: ClientOf, store: Store) -> None:
    school, other = await make_organisation(store), await make_organisation(store)
    lab = await make_resource(store, school, None)
    manager = await client_of(await make_actor(store, (school, Role.LAB_MANAGER)))
    await manager.patch(f"/api/v1/resources/{lab.id}", json={"units": 6})
    outsider = await client_of(await make_actor(store, (other, Role.ADMINISTRATOR)))

    assert (await outsider.get("/api/v1/audit")).json() == {"items": [], "next": None}
    assert (await outsider.get("/api/v1/audit", params={"organisation_id": school.id})).json()["items"] == []


async def test_travel_is_the_same_in_both_directions(client_of: ClientOf, store: Store) -> None:
    operator = await operator_of(client_of, store)
    one, other = await make_campus(store), await make_campus(store)

    await operator.put(f"/api/v1/travel-times/{other.id}/{one.id}", json={"minutes": 20})
    await operator.put(f"/api/v1/travel-times/{one.id}/{other.id}", json={"minutes": 25})
    listed = (await operator.get("/api/v1/travel-times")).json()["items"]

    assert listed == [{"from_campus_id": one.id, "to_campus_id": other.id, "minutes": 25}]


async def test_search_finds_what_begins_so_before_what_has_it_inside(
    client_of: ClientOf, store: Store
) -> None:
    school = await make_organisation(store, name="Drenthe College")
    await make_resource(store, school, await make_campus(store, name="Campus Waterkant"), name="Groot water")
    lab = await make_resource(store, school, None, name="Waterstoflab")
    reader = await client_of(await make_actor(store))

    found = (await reader.get("/api/v1/search", params={"q": "water"})).json()["items"]

    assert [each["name"] for each in found] == ["Waterstoflab", "Campus Waterkant", "Groot water"]
    assert found[0] == {"noun": "resource", "id": lab.id, "name": "Waterstoflab", "beside": "fieldlab"}


async def test_search_shows_people_only_to_who_may_know_them(client_of: ClientOf, store: Store) -> None:
    school, other = await make_organisation(store), await make_organisation(store)
    await make_actor(store, (school, Role.STUDENT), name="Willemijn Postma")
    planner = await client_of(await make_actor(store, (school, Role.PLANNER)))
    outsider = await client_of(await make_actor(store, (other, Role.PLANNER)))

    found = [
        (await each.get("/api/v1/search", params={"q": "willemijn"})).json()["items"]
        for each in (planner, outsider)
    ]

    assert [[each["name"] for each in one] for one in found] == [["Willemijn Postma"], []]
