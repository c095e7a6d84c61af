"""Admin: lists and forms over what the region keeps."""

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from api.dependencies import NowDep, StoreDep
from api.i18n import Words
from api.schemas.common import PathId
from api.schemas.cursors import After
from api.web.admin.fields import Field, fields_of, form_values, values_from
from api.web.admin.sections import SECTIONS, Section, sections_for
from api.web.dependencies import FormDep, SignedInDep
from api.web.forms import Form
from api.web.page_context import Frame
from api.web.pages.bookings.hits import changed_world
from api.web.responses import page
from scheduler.domain.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from scheduler.domain.identity.policies import Action, may
from scheduler.services.bookings.hits.world_change import AddThing, ChangeThing, RemoveThing
from scheduler.services.crud import version_of
from scheduler.services.overviews.section_page import see_section, see_thing
from scheduler.services.overviews.select_options import Choices, see_choices
from scheduler.storage.crud import Filters
from scheduler.storage.store import Store

router = APIRouter()

PAGE = 50


@router.get("/admin")
async def admin(frame: SignedInDep) -> HTMLResponse:
    sections = sections_for(frame.actor)
    people = may(frame.actor, Action.MANAGE_PEOPLE)
    if not sections and not people:
        raise Forbidden(Action.MANAGE_PEOPLE.value)
    return page("admin/page.html", frame, sections=sections, people=people)


@router.get("/admin/{name}")
async def list_section(
    frame: SignedInDep,
    store: StoreDep,
    name: str,
    text: Annotated[str, Query(max_length=100)] = "",
    after: After = 0,
) -> HTMLResponse:
    section = _section(frame, name)
    filters = Filters(text=text.replace("\x00", "") or None)
    seen = await see_section(store, frame.actor, section.noun, filters, after, PAGE)
    values = {
        "section": section,
        "things": seen.things,
        "next": seen.after,
        "text": text,
        "after": after,
        "names": _names(section, seen.choices),
    }
    return page("admin/list.html", frame, status=200, **values)


@router.get("/admin/{name}/new")
async def blank(frame: SignedInDep, store: StoreDep, name: str) -> HTMLResponse:
    section = _section(frame, name)
    defaults = {
        field: str(known.default)
        for field, known in section.body.model_fields.items()
        if known.default not in (None, False) and not known.is_required() and known.default_factory is None
    }
    return await _again(frame, store, section, Form.blank(frame.words, **defaults), None)


@router.post("/admin/{name}/new")
async def add(
    request: Request, frame: SignedInDep, store: StoreDep, form: FormDep, now: NowDep, name: str
) -> Response:
    section = _section(frame, name)
    values = values_from(form, section.body, _fields(section))
    if values is None:
        return await _again(frame, store, section, form, None, status=422)
    try:
        write = AddThing(section.noun, values)
        return await changed_world(
            request, frame, store, form, write, now, back=f"/admin/{name}", done="saved"
        )
    except (Invalid, Conflict) as error:
        _object(form, section, error)
        return await _again(frame, store, section, form, None, status=422)


@router.get("/admin/{name}/{key}")
async def show(frame: SignedInDep, store: StoreDep, name: str, key: PathId) -> HTMLResponse:
    section = _section(frame, name)
    thing, choices = await see_thing(store, frame.actor, section.noun, key)
    return _form_page(frame, section, _form_of(thing, section, frame), key, choices)


@router.post("/admin/{name}/{key}")
async def change(
    request: Request, frame: SignedInDep, store: StoreDep, form: FormDep, now: NowDep, name: str, key: PathId
) -> Response:
    section = _section(frame, name)
    values = values_from(form, section.body, _fields(section))
    if values is None:
        return await _again(frame, store, section, form, key, status=422)
    try:
        write = ChangeThing(section.noun, key, values, form.number("version"))
        return await changed_world(
            request, frame, store, form, write, now, back=f"/admin/{name}", done="saved"
        )
    except (Invalid, Conflict) as error:
        _object(form, section, error)
        return await _again(frame, store, section, form, key, status=422)
    except Stale as error:
        return await _overtaken(frame, store, section, form, key, error)


@router.post("/admin/{name}/{key}/delete")
async def remove(
    request: Request, frame: SignedInDep, store: StoreDep, form: FormDep, now: NowDep, name: str, key: PathId
) -> Response:
    section = _section(frame, name)
    try:
        write = RemoveThing(section.noun, key, form.number("version"))
        return await changed_world(
            request, frame, store, form, write, now, back=f"/admin/{name}", done="removed"
        )
    except (Conflict, Stale) as error:
        thing, choices = await see_thing(store, frame.actor, section.noun, key)
        shown = _form_of(thing, section, frame)
        _object(shown, section, error)
        return _form_page(frame, section, shown, key, choices, status=409)


def _section(frame: Frame, name: str) -> Section:
    section = SECTIONS.get(name)
    if section is None:
        raise NotFound("section", name)
    if not may(frame.actor, section.action):
        raise Forbidden(section.action.value)
    return section


async def _overtaken(
    frame: Frame, store: Store, section: Section, form: Form, key: int, error: Stale
) -> HTMLResponse:
    """The form as it was sent, with what somebody else saved meanwhile beside it."""
    thing, choices = await see_thing(store, frame.actor, section.noun, key)
    stored = _form_of(thing, section, frame)
    form.overtaken(error, dict(_differing(form, stored, section, choices, frame.words)))
    return _form_page(frame, section, form, key, choices, status=409)


def _differing(
    form: Form, stored: Form, section: Section, choices: Choices, words: Words
) -> Iterator[tuple[str, str]]:
    """Each field that says something else than what is stored, with that as it is read on the form."""
    for field in _fields(section):
        value = stored.values[field.name]
        if value != form.values[field.name]:
            options = {str(key): text for key, text in offered(field, section, choices, words)}
            yield field.name, options.get(value, value)


def _fields(section: Section) -> tuple[Field, ...]:
    return fields_of(section.body, section.noun.names)


def _object(form: Form, section: Section, error: Invalid | Conflict | Stale) -> None:
    """Beside the field it is about, or above the form."""
    if isinstance(error, Invalid) and error.field in section.body.model_fields:
        form.accept(error, [error.field])
    elif isinstance(error, Conflict):
        form.accept(error, ["form"])
    else:
        form.problems["form"] = form.words(f"error.{type(error).__name__}")


def offered(field: Field, section: Section, choices: Choices, words: Words) -> list[tuple[object, str]]:
    """The values a field can be chosen from, each with its words; nothing where one types."""
    if field.name in section.noun.names:
        found: list[tuple[object, str]] = list(choices[section.noun.names[field.name]])
    elif field.input == "choice":
        found = [(value, words(f"choice.{field.name}.{value}")) for value in field.options]
    elif field.input == "weekday":
        found = [(day, words(f"weekday.{day}")) for day in range(7)]
    else:
        return []
    return found if field.required else [("", "–"), *found]


def _names(section: Section, choices: Choices) -> dict[str, dict[int, str]]:
    return {field: dict(choices[kind]) for field, kind in section.noun.names.items()}


def _form_of(thing: Any, section: Section, frame: Frame) -> Form:
    """A thing as the form holds it."""
    form = Form.blank(frame.words, **form_values(thing, _fields(section)), version=version_of(thing))
    form.lists = {
        field: [str(each) for each in getattr(thing, field)]
        for field in section.noun.names
        if isinstance(getattr(thing, field), tuple)
    }
    return form


async def _again(
    frame: Frame, store: Store, section: Section, form: Form, key: int | None, status: int = 200
) -> HTMLResponse:
    """The form as it was sent, or a blank one."""
    choices = await see_choices(store, frame.actor, section.noun.names.values())
    return _form_page(frame, section, form, key, choices, status)


def _form_page(
    frame: Frame, section: Section, form: Form, key: int | None, choices: Choices, status: int = 200
) -> HTMLResponse:
    fields = _fields(section)
    options = {
        field.name: found for field in fields if (found := offered(field, section, choices, frame.words))
    }
    values = {"section": section, "fields": fields, "form": form, "key": key, "options": options}
    return page("admin/form.html", frame, status=status, **values)
