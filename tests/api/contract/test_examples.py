"""Every operation shows what it is sent and what it answers, and what it shows is right."""

from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest

from api.examples import SHOWN, WORDS
from scheduler.domain.error_codes import InvalidCode
from tests.api.contract.asking import DOCUMENT, OPERATIONS, WITH_BODY, Served, send

SCHEMAS = DOCUMENT["components"]["schemas"]
PARAMETERS = [each for operation in OPERATIONS.values() for each in operation.get("parameters", [])]
DOMAIN = {each.value for each in InvalidCode}


def contents(operation: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from operation.get("requestBody", {}).get("content", {}).values()
    for response in operation["responses"].values():
        yield from response.get("content", {}).values()


def shown() -> Iterator[tuple[str, dict[str, Any], Any]]:
    """Each example of the document with its schema; of parameters too."""
    for operation in OPERATIONS.values():
        name = operation["operationId"]
        for content in contents(operation):
            yield name, content["schema"], content.get("example")
        for parameter in operation.get("parameters", []):
            if parameter["required"]:
                yield f"{name} {parameter['name']}", parameter["schema"], parameter.get("example")


def test_no_operation_lacks_an_example() -> None:
    assert [name for name, _, example in shown() if example is None] == []
    assert len(list(shown())) > 2 * len(OPERATIONS)


def test_every_example_is_as_its_schema_says() -> None:
    wrong = {}
    for name, schema, example in shown():
        whole = schema | {"components": DOCUMENT["components"]}
        for error in jsonschema_rs.Draft202012Validator(whole, validate_formats=True).iter_errors(example):
            wrong[name, "/".join(map(str, error.instance_path))] = error.message[:150]

    assert wrong == {}


def test_every_word_is_a_field_and_every_shown_field_is_one() -> None:
    fields = {name for schema in SCHEMAS.values() for name in schema.get("properties", {})}
    fields |= {each["name"] for each in PARAMETERS}

    assert sorted(set(WORDS) - fields) == []
    assert {
        title: missing
        for title, names in SHOWN.items()
        if (missing := set(names) - set(SCHEMAS[title]["properties"]))
    } == {}


@pytest.mark.parametrize("route", WITH_BODY, ids=" ".join)
async def test_a_request_as_it_is_shown_is_one_that_can_be_read(
    served: Served, route: tuple[str, str]
) -> None:
    """Accepted, or refused for a reason of the campus: never for how it is written."""
    example = OPERATIONS[route]["requestBody"]["content"]["application/json"]["example"]

    answer = await send(served, route, json=example)

    problems = {each.get("problem") for each in answer.json().get("errors", [])} if answer.content else set()
    if answer.status_code == 422:
        assert problems <= DOMAIN, answer.text
    assert answer.status_code in (200, 201, 202, 204, 401, 404, 409, 422), answer.text
