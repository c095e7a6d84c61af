"""An example for every request and answer in the OpenAPI document, built from their schemas.

One word per thing holds on the wire too: a field of one name is the same thing wherever it stands. So its
example stands here once, and what is built of fields is built of their examples. A test validates each
example by its schema and sends each request.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from scheduler.settings import Settings

Schema = dict[str, Any]

_START, _END = "2026-11-24T09:00:00+01:00", "2026-11-24T11:00:00+01:00"
_BEFORE: Final = "2026-11-23T08:00:00Z"

WORDS: Final[Mapping[str, Any]] = {
    "address": "Kwelderweg 15, 9979 XN Eemshaven",
    "beside": "Chemiepark Delfzijl",
    "busy_end": "2026-11-24T11:15:00+01:00",
    "busy_start": "2026-11-24T08:45:00+01:00",
    "closes": "18:00",
    "code": "invalid",
    "cost": 120,
    "decide_by": "2026-11-24T08:00:00Z",
    "description": "Acht stations met een elektrolyser en een brandstofcel.",
    "detail": "Kies een getal van 0 of meer.",
    "email": "sanne.devries@school.example",
    "end": _END,
    "expires_at": "2027-11-23T08:00:00Z",
    "features": ["waterstof"],
    "first_on": "2026-11-30",
    "from_campus_id": 1,
    "holiday_region": "north",
    "host": "rooster.example",
    "instance": "/api/v1/bookings",
    "kvk_organisation_id": "12345678",
    "last_on": "2027-01-31",
    "latitude": 53.44,
    "link": "/bookings/4711",
    "location": "Gebouw A, begane grond",
    "longitude": 6.83,
    "max_minutes": 480,
    "message": "Kies een getal van 0 of meer.",
    "minutes": 120,
    "name": "Lab Waterstof",
    "new": "twaalf kleine windmolens",
    "note": "Veiligheidsbril mee",
    "number": 1,
    "old": "zeven grote windmolens",
    "on": "2026-12-01",
    "also_on": ["2026-12-01"],
    "opens": "08:00",
    "organiser_id": 7,
    "password": "zeven grote windmolens",
    "people": 12,
    "person_id": 7,
    "place_name": "Lab Waterstof",
    "q": "waterstof",
    "programme": "Mechatronica",
    "programme_code": "25743",
    "reason": "De robot wordt gekeurd",
    "resource_name": "Lab Waterstof",
    "role": "teacher",
    "seats": 16,
    "secret": "fls_Zm9vYmFyYmF6cXV4",
    "seconds": 30,
    "session_minutes": 120,
    "short_name": "NP",
    "skills": ["solderen"],
    "start": _START,
    "staff_ids": [7],
    "status": 422,
    "subject": "Waterstof",
    "text": "Name: Techniek\nCourses: 40\nRooms: 8\n",
    "theme": "Energie",
    "title": "Practicum waterstof",
    "to_campus_id": 2,
    "type": "/problems/invalid",
    "uid": "0b0f1a52-6f0e-4a39-9a0b-0d4d3f2a7c11",
    "units": 8,
    "until": "2026-11-24T17:00:00Z",
    "valid_from": "2026-09-01",
    "valid_until": "2028-09-01",
    "website": "https://school.example",
    "weekdays": [1],
    "weeks": [48, 49],
    "zone": Settings.model_fields["zone"].default,
}
"""By the name of the field. Texts are Dutch, as on the campus."""

NAMES: Final[Mapping[str, str]] = {
    "Campus": "Campus Eemshaven",
    "Feed": "Mijn rooster",
    "Group": "MBO4-A1",
    "Holiday": "Kerstvakantie",
    "Me": "Sanne de Vries",
    "Organisation": "Noorderpoort",
    "Period": "Periode 2",
    "Person": "Sanne de Vries",
    "Plan": "Eerste voorstel",
    "Qualification": "Lassen",
    "Repair": "Na de storing",
    "Scenario": "Een lab minder",
    "Source": "Xedule",
    "Study": "Met een lab minder",
    "Token": "Roosterscherm",
}
"""What a thing is called, by how its schema begins; all others are called as a lab."""

SHOWN: Final[Mapping[str, tuple[str, ...]]] = {
    "BookingRequest": ("start", "end", "purpose", "people", "note"),
    "BookingChange": ("start", "end"),
    "ClosureIn": ("kind", "reason", "resource_id"),
    "DecisionRequest": ("reason",),
    "FeedRequest": ("subject", "privacy"),
    "GroupIn": ("campus_id",),
    "OpeningIn": ("campus_id",),
    "ResourceIn": ("campus_id", "units", "seats", "features"),
    "SeriesDates": ("last_on",),
    "AlterationIn": ("subject_id",),
    "NeedIn": ("kind",),
}
"""What a request shows beside what it must have; without an entry a change shows one field."""

_OF_TYPE: Final[Mapping[str, Any]] = {
    "integer": 1,
    "number": 1.0,
    "boolean": True,
    "string": "…",
    "object": {},
}
_OF_FORMAT: Final[Mapping[str, str]] = {
    "date-time": _BEFORE,
    "date": "2026-11-24",
    "uuid": str(WORDS["uid"]),
}
_KINDS: Final[Mapping[str, tuple[type, ...]]] = {
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "string": (str,),
    "array": (list,),
    "object": (dict,),
}


def add_examples(document: Schema) -> None:
    """Give every operation of the document an example of what it is sent and of what it answers."""
    answered = _Examples(document["components"]["schemas"])
    sent = _Examples(document["components"]["schemas"], short=True)
    for item in document["paths"].values():
        for operation in item.values():
            bodies = operation.get("requestBody", {}).get("content", {}).values()
            for content in bodies:
                content["example"] = sent.of(content["schema"])
            for content in _answers(operation):
                content["example"] = answered.of(content["schema"])
            for parameter in operation.get("parameters", ()):
                if parameter.get("required"):
                    parameter["example"] = answered.of(parameter["schema"], parameter["name"])


def _answers(operation: Schema) -> Iterator[Schema]:
    for response in operation["responses"].values():
        for content in response.get("content", {}).values():
            if "schema" in content:
                yield content


@dataclass(frozen=True, slots=True)
class _Examples:
    """Builds them; `short` as a request may be, for what somebody has to write."""

    schemas: Mapping[str, Schema]
    short: bool = False

    def of(self, schema: Schema, name: str = "") -> Any:
        """A value that the schema takes, such as the field `name` has."""
        if "$ref" in schema:
            return self._of_component(schema["$ref"].rpartition("/")[2], name)
        if "anyOf" in schema:
            return self._of_choice(schema, name)
        return _word(schema, name) or self._built(schema, name)

    def _of_component(self, title: str, name: str) -> Any:
        schema = self.schemas[title]
        if "properties" in schema:
            called = next((NAMES[stem] for stem in NAMES if title.startswith(stem)), None)
            return self._of_object(schema, SHOWN.get(title, ()), called)
        return self.of(schema, name)

    def _of_object(self, schema: Schema, shown: tuple[str, ...] = (), called: str | None = None) -> Schema:
        fields: Mapping[str, Schema] = schema["properties"]
        wanted: set[str] = set(fields)
        if self.short:
            wanted = {*schema.get("required", ()), *shown} or {_telling(fields)}
        named = {name: self.of(each, name) for name, each in fields.items() if name in wanted}
        return named | ({"name": called} if called and "name" in named else {})

    def _of_choice(self, schema: Schema, name: str) -> Any:
        """Null only where nobody knows a word for the field."""
        kinds = [each for each in schema["anyOf"] if each.get("type") != "null"]
        known = name in WORDS or {"$ref", "examples", "enum"} & set(kinds[0])
        if len(kinds) < len(schema["anyOf"]) and not known and not self.short:
            return None
        return self.of(kinds[0], name)

    def _built(self, schema: Schema, name: str) -> Any:
        if schema.get("type") == "array":
            return [self.of(schema["items"], name.removesuffix("s"))]
        if "properties" in schema:
            return self._of_object(schema)
        return _plain(schema)


def _word(schema: Schema, name: str) -> Any:
    """What the schema or the name of the field says itself."""
    if name in WORDS and _fits(WORDS[name], schema):
        return WORDS[name]
    if "examples" in schema:
        return schema["examples"][0]
    return schema.get("const", schema.get("enum", [None])[0])


def _telling(fields: Mapping[str, Schema]) -> str:
    """The field that a change shows."""
    return next((name for name in ("title", "name", "end") if name in fields), next(iter(fields)))


def _plain(schema: Schema) -> Any:
    if schema.get("format") in _OF_FORMAT:
        return _OF_FORMAT[schema["format"]]
    if schema.get("default") is not None:
        return schema["default"]
    if "minimum" in schema:
        return max(int(schema["minimum"]), 1)
    return _OF_TYPE.get(schema.get("type", "object"), {})


def _fits(value: Any, schema: Schema) -> Any:
    """Whether the word is of the kind that the field has here; of the rest a test asks."""
    if not isinstance(value, _KINDS.get(schema.get("type", ""), ())):
        return False
    if "enum" in schema:
        return value in schema["enum"]
    if isinstance(value, str):
        timed = "format" not in schema or ("T" in value) == (schema["format"] == "date-time")
        return timed and re.search(schema.get("pattern", ""), value) is not None
    return isinstance(value, list) or schema.get("maximum", value) >= value
