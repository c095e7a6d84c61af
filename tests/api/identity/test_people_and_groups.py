"""People and groups: what comes with them, who may know them, and how they are forgotten."""

from datetime import timedelta

from scheduler.domain.bookings.bookings import Need
from scheduler.domain.identity.people import Actor, Role
from scheduler.domain.time.spans import Span
from scheduler.services.bookings import RequestBooking, request_booking
from scheduler.storage.store import Store
from tests.support.api import ClientOf
from tests.support.factories import NOW, make_actor, make_group, make_organisation, make_resource


async def test_a_group_brings_its_resource_and_keeps_its_name_in_step(
    client_of: ClientOf, store: Store
) -> None:
    school = await make_organisation(store)
    planner = await client_of(await make_actor(store, (school, Role.PLANNER)))
    body = {"name": "MBO4-A", "size": 24, "mode": "bol", "organisation_ids": [school.id]}

    group = (await planner.post("/api/v1/groups", json=body)).json()
    await planner.patch(f"/api/v1/groups/{group['id']}", json={"name": "MBO4-B"})
    resource = (await planner.get(f"/api/v1/resources/{group['resource_id']}")).json()

    assert (resource["kind"], resource["name"], resource["owner_id"]) == ("group", "MBO4-B", school.id)


async def test_a_group_that_goes_takes_its_resource_along(client_of: ClientOf, store: Store) -> None:
    school = await make_organisation(store)
    planner = await client_of(await make_actor(store, (school, Role.PLANNER)))
    group = await make_group(store, school)

    removed = await planner.delete(f"/api/v1/groups/{group.id}")

    assert removed.status_code == 204
    assert (await planner.get(f"/api/v1/resources/{group.resource_id}")).status_code == 404


async def test_whoever_becomes_staff_can_be_booked(client_of: ClientOf, store: Store) -> None:
    school = await make_organisation(store)
    administrator = await client_of(await make_actor(store, (school, Role.ADMINISTRATOR)))
    body = {"name": "Jan Smit", "email": "jan@example.org", "organisation_id": school.id, "role": "teacher"}

    person = (await administrator.post("/api/v1/people", json=body)).json()
    [staff] = (await administrator.get("/api/v1/resources", params={"kind": "staff"})).json()["items"]

    assert (staff["person_id"], staff["name"], staff["owner_id"]) == (person["id"], "Jan Smit", school.id)


async def test_an_address_that_is_known_is_not_added_again(client_of: ClientOf, store: Store) -> None:
    school = await make_organisation(store)
    administrator = await client_of(await make_actor(store, (school, Role.ADMINISTRATOR)))
    known = (await make_actor(store)).person
    body = {"name": "X", "email": known.email.upper(), "organisation_id": school.id, "role": "student"}

    response = await administrator.post("/api/v1/people", json=body)

    assert (response.status_code, response.json()["errors"][0]["problem"]) == (409, "already_exists")


async def test_people_of_another_organisation_are_not_there(client_of: ClientOf, store: Store) -> None:
    school, other = await make_organisation(store), await make_organisation(store)
    planner = await client_of(await make_actor(store, (school, Role.PLANNER)))
    stranger = await make_actor(store, (other, Role.STUDENT))

    listed = (await planner.get("/api/v1/people")).json()["items"]

    assert stranger.id not in [person["id"] for person in listed]
    assert (await planner.get(f"/api/v1/people/{stranger.id}")).status_code == 404


async def test_a_ranking_names_projects_once_and_only_those_on_offer(
    client_of: ClientOf, store: Store
) -> None:
    school = await make_organisation(store)
    planner = await client_of(await make_actor(store, (school, Role.PLANNER)))
    group = await make_group(store, school)
    term = {"name": "Periode 2", "first_on": "2026-11-23", "last_on": "2027-01-31"}
    period = (await planner.post("/api/v1/periods", json=term)).json()
    offer = {"organisation_id": school.id, "period_id": period["id"], "title": "Windmolen"}
    offered = (await planner.post("/api/v1/projects", json=offer)).json()["id"]
    draft = (await planner.post("/api/v1/projects", json=offer | {"status": "draft"})).json()["id"]
    address = f"/api/v1/groups/{group.id}/ranking"

    answers = [
        await planner.put(address, json={"project_ids": ids})
        for ids in ([offered], [offered, offered], [draft])
    ]

    assert [answer.status_code for answer in answers] == [200, 422, 422]
    assert (await planner.get(address)).json()["items"] == [
        {"project_id": offered, "group_id": group.id, "rank": 1}
    ]


async def test_ones_own_data_come_in_one_document(client_of: ClientOf, store: Store) -> None:
    school = await make_organisation(store)
    teacher = await make_actor(store, (school, Role.TEACHER), name="Femke Bakker")
    await book(store, school.id, teacher.staff_resource_id or 0, teacher)

    response = await (await client_of(teacher)).get("/api/v1/me/export")

    document = response.json()
    assert (document["person"]["name"], document["bookings"][0]["title"]) == ("Femke Bakker", "Les")
    assert "secret" not in response.text


async def test_a_person_who_is_forgotten_leaves_bookings_without_a_name(
    client_of: ClientOf, store: Store
) -> None:
    school = await make_organisation(store)
    administrator = await client_of(await make_actor(store, (school, Role.ADMINISTRATOR)))
    teacher = await make_actor(store, (school, Role.TEACHER), name="Femke Bakker")
    staff = teacher.staff_resource_id or 0
    booking_id = await book(store, school.id, staff, teacher)

    forgotten = await administrator.delete(f"/api/v1/people/{teacher.id}")
    booking = (await administrator.get(f"/api/v1/bookings/{booking_id}")).json()
    resource = (await administrator.get(f"/api/v1/resources/{staff}")).json()

    assert (forgotten.status_code, [hit["id"] for hit in forgotten.json()["hits"]]) == (200, [booking_id])
    assert booking["organiser_id"] is None
    assert (resource["name"], resource["person_id"], resource["active"]) == ("—", None, False)
    assert "Femke" not in (await administrator.get("/api/v1/audit")).text


async def test_an_outage_names_the_bookings_it_hits(client_of: ClientOf, store: Store) -> None:
    school = await make_organisation(store)
    manager = await client_of(await make_actor(store, (school, Role.LAB_MANAGER)))
    lab = await make_resource(store, school, None, units=4)
    teacher = await make_actor(store, (school, Role.TEACHER))
    booking_id = await book(store, school.id, lab.id, teacher, units=3)
    during = {"start": NOW.isoformat(), "end": (NOW + timedelta(days=2)).isoformat()}
    outage = during | {"resource_id": lab.id, "kind": "outage", "reason": "Lekkage"}

    one = (await manager.post("/api/v1/closures", json=outage | {"units": 1})).json()
    two = (await manager.post("/api/v1/closures", json=outage | {"units": 2})).json()

    assert ([hit["id"] for hit in one["hits"]], [hit["id"] for hit in two["hits"]]) == ([], [booking_id])
    address = f"/api/v1/closures/{two['id']}/hits"
    assert [hit["id"] for hit in (await manager.get(address)).json()["items"]] == [booking_id]


async def book(store: Store, school_id: int, resource_id: int, actor: Actor, units: int = 1) -> int:
    """A lesson of two hours tomorrow."""
    start = NOW + timedelta(days=1)
    command = RequestBooking(
        title="Les",
        organisation_id=school_id,
        needs=(Need(resource_id, units),),
        span=Span(start, start + timedelta(hours=2)),
    )
    return (await request_booking(store, actor, command, NOW)).bookings[0].id
