"""Other people, what they are in which organisation, what they may work with, and what was done."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.dependencies import ActorDep, BaseUrlDep, IfMatchDep, LanguageDep, NowDep, StoreDep
from api.i18n import Words
from api.routes.crud import PlainRoutes, page_of
from api.routes.world import REMOVED, DryRun, WorldRoutes, removed
from api.schemas.bookings.hits import HitsOut
from api.schemas.common import PathId, QueryId, QueryText, Word, problems, tag
from api.schemas.cursors import After, Limit, Page
from api.schemas.identity.access import InvitationOut
from api.schemas.identity.people import (
    EntryOut,
    MembershipIn,
    MembershipOut,
    PersonHitsOut,
    PersonIn,
    PersonOut,
    PersonUpdate,
    QualificationIn,
    QualificationOut,
)
from scheduler.services.bookings.hits.commands import Remedies
from scheduler.services.bookings.hits.people import ChangePerson, ForgetPerson
from scheduler.services.bookings.hits.world_change import change_world
from scheduler.services.crud import list_nouns
from scheduler.services.identity import audit_log, invitations, people
from scheduler.services.identity.people import MEMBERSHIPS, QUALIFICATIONS
from scheduler.storage.crud import Filters

router = APIRouter(tags=["people"])
WorldRoutes(router, "/qualifications", QUALIFICATIONS, QualificationOut).all(QualificationIn)
_memberships = PlainRoutes(router, "/memberships", MEMBERSHIPS, MembershipOut)
_memberships.read()
_memberships.add(MembershipIn)
_memberships.remove()


@router.get("/people")
async def list_people(
    store: StoreDep,
    actor: ActorDep,
    organisation_id: QueryId = None,
    q: QueryText = None,
    after: After = 0,
    limit: Limit = 50,
) -> Page[PersonOut]:
    """The people of the organisations in which one may know them."""
    where = None if organisation_id is None else frozenset({organisation_id})
    filters = Filters(text=q, person_in=where)
    return page_of(PersonOut, await people.list_people(store, actor, filters, after, limit))


@router.post("/people", status_code=201, responses=problems(409))
async def add_person(
    body: PersonIn, response: Response, store: StoreDep, actor: ActorDep, now: NowDep
) -> PersonOut:
    """Add somebody to an organisation one runs; an invitation lets them choose a password."""
    person = await people.add_person(store, actor, people.AddPerson(**body.values()), now)
    tag(response, person.version)
    return PersonOut.model_validate(person)


@router.get("/people/{person_id}", responses=problems(404))
async def read_person(person_id: PathId, response: Response, store: StoreDep, actor: ActorDep) -> PersonOut:
    """Somebody one may know."""
    person = await people.read_person(store, actor, person_id)
    tag(response, person.version)
    return PersonOut.model_validate(person)


@router.patch("/people/{person_id}", responses=problems(404, 409, 412))
async def change_person(
    person_id: PathId,
    body: PersonUpdate,
    response: Response,
    store: StoreDep,
    actor: ActorDep,
    now: NowDep,
    since: IfMatchDep,
    language: LanguageDep,
    dry_run: DryRun = False,
) -> PersonHitsOut:
    """For who runs every organisation the person is in; what is left out stays. Who becomes inactive leaves,
    and the answer names the bookings that this hits."""
    write = ChangePerson(person_id, body.values(), since)
    done = await change_world(store, actor, write, body.remedies(preview=dry_run), now)
    tag(response, done.thing.version)
    shown = PersonOut.model_validate(done.thing).model_dump()
    return PersonHitsOut(**shown, **HitsOut.shown(done, Words(language), store.zone, now))


@router.delete(
    "/people/{person_id}", status_code=204, response_model=None, responses=problems(404, 409, 412) | REMOVED
)
async def forget_person(
    person_id: PathId,
    store: StoreDep,
    actor: ActorDep,
    now: NowDep,
    since: IfMatchDep,
    language: LanguageDep,
    dry_run: DryRun = False,
) -> Response:
    """Delete everything that is kept of a person; what was booked stays, without a name, and is named (200)
    where it was still to come."""
    write = ForgetPerson(person_id, store.channels, since)
    done = await change_world(store, actor, write, Remedies(preview=dry_run), now)
    return removed(done, HitsOut.shown(done, Words(language), store.zone, now))


@router.post("/people/{person_id}/invitation", status_code=201, responses=problems(404))
async def invite(
    person_id: PathId, store: StoreDep, actor: ActorDep, now: NowDep, base: BaseUrlDep
) -> InvitationOut:
    """A link by which the person chooses a password, once."""
    invitation, secret = await invitations.invite(store, actor, person_id, now)
    return InvitationOut(link=f"{base}/welcome/{secret}", expires_at=invitation.expires_at)


@router.get("/memberships")
async def list_memberships(
    store: StoreDep,
    actor: ActorDep,
    organisation_id: QueryId = None,
    person_id: QueryId = None,
    after: After = 0,
    limit: Limit = 50,
) -> Page[MembershipOut]:
    """Who is what in which organisation, as far as one may know them."""
    filters = Filters(equal={"organisation_id": organisation_id, "person_id": person_id})
    return page_of(MembershipOut, await list_nouns(store, actor, MEMBERSHIPS, filters, after, limit))


@router.get("/qualifications")
async def list_qualifications(
    store: StoreDep,
    actor: ActorDep,
    person_id: QueryId = None,
    name: Annotated[Word | None, Query()] = None,
    after: After = 0,
    limit: Limit = 50,
) -> Page[QualificationOut]:
    """Who may work with what."""
    filters = Filters(equal={"person_id": person_id, "name": name})
    return page_of(QualificationOut, await list_nouns(store, actor, QUALIFICATIONS, filters, after, limit))


@router.get("/audit")
async def read_audit_log(
    store: StoreDep,
    actor: ActorDep,
    organisation_id: QueryId = None,
    person_id: QueryId = None,
    noun: Annotated[Word | None, Query()] = None,
    noun_id: QueryId = None,
    after: After = 0,
    limit: Limit = 50,
) -> Page[EntryOut]:
    """Who did what in the organisations one runs, oldest first."""
    equal = {
        "organisation_id": organisation_id,
        "person_id": person_id,
        "noun": noun,
        "noun_id": noun_id,
    }
    return page_of(EntryOut, await audit_log.read_audit_log(store, actor, Filters(equal=equal), after, limit))
