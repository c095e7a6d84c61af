"""A form that was sent and not taken: everything in it is kept, so that nobody types it again."""

from dataclasses import dataclass, replace
from typing import Final

from fastapi import Request

from api.web.addresses import safe_address

_PREFIX: Final = "unsent:"
_ACTION: Final = "unsent-action"
_MOST_CHARACTERS: Final = 100_000
_FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")

Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class UnsentForm:
    """Where it was sent, and what was in it but for passwords and files."""

    action: str
    fields: Fields

    @property
    def carried(self) -> Fields:
        """The same as fields of another form, such as that of signing in."""
        return ((_ACTION, self.action), *((_PREFIX + name, value) for name, value in self.fields))

    @property
    def written(self) -> tuple[str, ...]:
        """What a person wrote in it, to be read back: numbers and marks of ours say nothing by themselves."""
        return tuple(
            value.strip() for name, value in self.fields if " " in value.strip() or name in ("title", "name")
        )

    def for_version(self, version: int) -> "UnsentForm":
        """The same about what is there by now."""
        fields = ((name, str(version) if name == "version" else value) for name, value in self.fields)
        return replace(self, fields=tuple(fields))


async def read_form(request: Request) -> Fields:
    """What was sent but for files, once read and kept for as long as the request lasts."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in _FORMS and not hasattr(request.state, "sent"):
        items = (await request.form(max_files=1, max_fields=500)).multi_items()
        request.state.sent = tuple((name, value) for name, value in items if isinstance(value, str))
    return _sent(request)


def unsent_form(request: Request) -> UnsentForm | None:
    """What this request sent from a page; None when it was no form, or too long to be kept in a page."""
    fields = tuple((name, value) for name, value in _sent(request) if "password" not in name)
    if not fields or sum(len(name) + len(value) for name, value in fields) > _MOST_CHARACTERS:
        return None
    return UnsentForm(request.url.path, fields)


def carried_form(items: Fields) -> UnsentForm | None:
    """The form that another one carried; one that would be sent to another site is none."""
    action = safe_address(dict(items).get(_ACTION, ""))
    fields = tuple((name.removeprefix(_PREFIX), value) for name, value in items if name.startswith(_PREFIX))
    return UnsentForm(action, fields) if fields and action != "/" else None


def _sent(request: Request) -> Fields:
    items: Fields = getattr(request.state, "sent", ())
    return items
