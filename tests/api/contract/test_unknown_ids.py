"""Whoever names what does not exist is told where: the field of the body, the parameter."""

from collections.abc import Iterator
from typing import Any

from api.schemas.common import LAST_ID
from tests.api.authorisation.rules import RULES
from tests.api.authorisation.served import filled
from tests.api.contract.asking import DOCUMENT, OPERATIONS, WITH_BODY, Served, send

Path = tuple[str | int, ...]
NO_ID = {"seed"}
"""Whole numbers of the size of an id that name nothing."""
_NEED = {"role": "room", "kind": "room"}
BESIDE = {
    "resource_ids": _NEED,
    "campus_ids": _NEED,
    "preferred_ids": _NEED,
    "subject_id": {"kind": "resource_gone"},
    "booking_id": {"remedy": "keep"},
    "to_person_id": {"remedy": "hand_over", "booking_id": 1},
    "needs": {"remedy": "move", "booking_id": 1},
}
"""What an item of a list has to say beside this field."""
LEFT_OUT = {("POST", "/api/v1/plans/{plan_id}/repair")}
"""Asks for a plan in force, which this world has not: nothing in the body is looked at before."""


def ids_of(shape: dict[str, Any], path: Path = ()) -> Iterator[Path]:
    """Where a body may name something, as its schema in the document says."""
    while "$ref" in shape:
        shape = DOCUMENT["components"]["schemas"][shape["$ref"].rpartition("/")[2]]
    for other in shape.get("anyOf", []):
        yield from ids_of(other, path)
    for name, each in shape.get("properties", {}).items():
        if name not in NO_ID:
            yield from ids_of(each, (*path, name))
    if "items" in shape:
        yield from ids_of(shape["items"], (*path, 0))
    if shape.get("type") == "integer" and shape.get("maximum") == LAST_ID:
        yield path


def with_unknown(value: Any, path: Path, *, nested: bool = False) -> Any:
    """`value` with an id at that place that nothing has."""
    if not path:
        return LAST_ID
    step = path[0]
    if isinstance(step, int):
        return [with_unknown(value[0] if value else None, path[1:], nested=True)]
    known = (value or {}) | (BESIDE.get(step, {}) if nested else {})
    return known | {step: with_unknown(known.get(step), path[1:])}


async def test_an_unknown_id_in_a_body_says_which_field(served: Served) -> None:
    broken = {}
    for route in sorted(set(WITH_BODY) - LEFT_OUT):
        right = filled(RULES[route].json, served[1].ids)
        right |= {"period_id": served[1].ids["period_id"]} if "period_id" in right else {}
        for path in ids_of(OPERATIONS[route]["requestBody"]["content"]["application/json"]["schema"]):
            answer = await send(served, route, json=with_unknown(right, path))
            field = [each.get("field") for each in answer.json().get("errors", [])]
            if (answer.status_code, field) != (422, [".".join(map(str, path))]):
                broken[route, path] = (answer.status_code, answer.text[:200])

    assert broken == {}
