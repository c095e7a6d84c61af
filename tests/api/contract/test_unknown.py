"""What the API does not know it refuses, on every operation that its document names."""

from tests.api.authorisation.rules import RULES
from tests.api.authorisation.served import filled
from tests.api.contract.asking import OPERATIONS, WITH_BODY, Served, send

FORM = "application/x-www-form-urlencoded"


async def test_a_parameter_that_an_operation_does_not_have_is_refused_by_name(served: Served) -> None:
    broken = {}
    for route, operation in OPERATIONS.items():
        query = filled(RULES[route].query, served[1].ids) or {}
        known = sorted(each["name"] for each in operation.get("parameters", []) if each["in"] == "query")

        answer = await send(served, route, params=query | {"colour": "blue"})

        said = answer.json().get("errors", [{}])[0]
        if (answer.status_code, said.get("field"), said.get("known")) != (422, "colour", known):
            broken[route] = (answer.status_code, said)

    assert broken == {}


async def test_a_refused_parameter_names_those_that_would_do(served: Served) -> None:
    answer = await send(served, ("GET", "/api/v1/people"), params={"name": "Femke"})

    said = "'name' kun je hier niet vragen. Wel: after, limit, organisation_id, q."
    assert answer.json()["detail"] == said


async def test_a_body_that_is_no_json_is_a_request_that_cannot_be_read(served: Served) -> None:
    headers = {"Content-Type": "application/json"}
    answers = {
        (route, octets): await send(served, route, content=octets, headers=headers)
        for route in WITH_BODY
        for octets in (b'{"title": ', b"\xff\xfe", b"[" * 100_000)
    }

    found = {(answer.status_code, answer.json()["code"]) for answer in answers.values()}
    assert found == {(400, "bad_request")}


async def test_a_body_in_another_form_than_json_is_refused_as_such(served: Served) -> None:
    broken = {}
    for route in WITH_BODY:
        for media_type in (FORM, "text/plain", "application/xml", "multipart/form-data; boundary=x", ""):
            headers = {"Content-Type": media_type} if media_type else {}
            answer = await send(served, route, content=b"title=Practicum", headers=headers)
            if (answer.status_code, answer.headers.get("accept")) != (415, "application/json"):
                broken[route, media_type] = answer.status_code

    assert broken == {}
    assert [route for route in WITH_BODY if "415" not in OPERATIONS[route]["responses"]] == []


def test_every_operation_has_a_short_name_of_its_own() -> None:
    names = [operation["operationId"] for operation in OPERATIONS.values()]

    assert sorted(names) == sorted(set(names))
    assert {"list_bookings", "request_booking", "read_resource"} <= set(names)
    assert [name for name in names if "api_v1" in name or len(name) > 30] == []
