"""Organisations, campuses, travel times and the calendars of places."""

from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query

from api.dependencies import ActorDep, LanguageDep, NowDep, StoreDep
from api.i18n import Times, Words
from api.routes.crud import PlainRoutes, page_of
from api.routes.world import WorldRoutes
from api.schemas.bookings.hits import StandingHitOut
from api.schemas.campus.places import (
    CampusIn,
    CampusOut,
    ClosureIn,
    ClosureOut,
    HolidayIn,
    HolidayOut,
    OpeningIn,
    OpeningOut,
    OrganisationIn,
    OrganisationOut,
    PeriodIn,
    PeriodOut,
    TravelIn,
    TravelOut,
    WindowIn,
    WindowOut,
)
from api.schemas.common import InstantQuery, PathId, QueryId, QueryText, problems
from api.schemas.cursors import After, Limit, Page
from scheduler.domain.campus.opening_hours import ClosureKind
from scheduler.domain.campus.organisations import OrganisationKind
from scheduler.services.bookings.hits import closed
from scheduler.services.campus import places
from scheduler.services.campus.closures import CLOSURES
from scheduler.services.campus.places import CAMPUSES, HOLIDAYS, OPENINGS, ORGANISATIONS, PERIODS, WINDOWS
from scheduler.services.crud import list_nouns
from scheduler.storage.crud import Filters

router = APIRouter(tags=["places"])
PlainRoutes(router, "/organisations", ORGANISATIONS, OrganisationOut).all(OrganisationIn)
PlainRoutes(router, "/periods", PERIODS, PeriodOut).all(PeriodIn)
WorldRoutes(router, "/campuses", CAMPUSES, CampusOut).all(CampusIn)
WorldRoutes(router, "/openings", OPENINGS, OpeningOut).all(OpeningIn)
WorldRoutes(router, "/windows", WINDOWS, WindowOut).all(WindowIn)
WorldRoutes(router, "/holidays", HOLIDAYS, HolidayOut).all(HolidayIn)
WorldRoutes(router, "/closures", CLOSURES, ClosureOut).all(ClosureIn)


@router.get("/organisations")
async def list_organisations(
    store: StoreDep,
    actor: ActorDep,
    kind: Annotated[OrganisationKind | None, Query()] = None,
    q: QueryText = None,
    after: After = 0,
    limit: Limit = 50,
) -> Page[OrganisationOut]:
    """Schools, companies and others of the region."""
    filters = Filters(equal={"kind": kind}, text=q)
    return page_of(OrganisationOut, await list_nouns(store, actor, ORGANISATIONS, filters, after, limit))


@router.get("/campuses")
async def list_campuses(
    store: StoreDep, actor: ActorDep, q: QueryText = None, after: After = 0, limit: Limit = 50
) -> Page[CampusOut]:
    """The campuses of the region."""
    return page_of(CampusOut, await list_nouns(store, actor, CAMPUSES, Filters(text=q), after, limit))


@router.get("/travel-times")
async def list_travel(store: StoreDep, actor: ActorDep) -> Page[TravelOut]:
    """Minutes between campuses, each pair once."""
    found = await places.list_travel(store, actor)
    return Page(items=[TravelOut.model_validate(each) for each in found])


@router.put("/travel-times/{from_campus_id}/{to_campus_id}")
async def set_travel(
    from_campus_id: PathId,
    to_campus_id: PathId,
    body: TravelIn,
    store: StoreDep,
    actor: ActorDep,
    now: NowDep,
) -> TravelOut:
    """Say how long it takes, in both directions."""
    command = places.SetTravel(
        one_campus_id=from_campus_id, other_campus_id=to_campus_id, minutes=body.minutes
    )
    return TravelOut.model_validate(await places.set_travel(store, actor, command, now))


@router.delete("/travel-times/{from_campus_id}/{to_campus_id}", status_code=204, responses=problems(404))
async def remove_travel(
    from_campus_id: PathId, to_campus_id: PathId, store: StoreDep, actor: ActorDep, now: NowDep
) -> None:
    """Forget how long it takes."""
    await places.remove_travel(store, actor, from_campus_id, to_campus_id, now)


@router.get("/openings")
async def list_openings(
    store: StoreDep,
    actor: ActorDep,
    campus_id: QueryId = None,
    resource_id: QueryId = None,
    after: After = 0,
    limit: Limit = 50,
) -> Page[OpeningOut]:
    """Weekly opening hours."""
    filters = Filters(equal={"campus_id": campus_id, "resource_id": resource_id})
    return page_of(OpeningOut, await list_nouns(store, actor, OPENINGS, filters, after, limit))


@router.get("/windows")
async def list_windows(
    store: StoreDep,
    actor: ActorDep,
    resource_id: QueryId = None,
    ends_after: InstantQuery = None,
    starts_before: InstantQuery = None,
    after: After = 0,
    limit: Limit = 50,
) -> Page[WindowOut]:
    """When resources are made available."""
    filters = Filters(equal={"resource_id": resource_id}, ends_after=ends_after, starts_before=starts_before)
    return page_of(WindowOut, await list_nouns(store, actor, WINDOWS, filters, after, limit))


@router.get("/holidays")
async def list_holidays(
    store: StoreDep,
    actor: ActorDep,
    organisation_id: QueryId = None,
    after: After = 0,
    limit: Limit = 50,
) -> Page[HolidayOut]:
    """Dates without teaching, of an organisation or of everyone."""
    filters = Filters(equal={"organisation_id": organisation_id})
    return page_of(HolidayOut, await list_nouns(store, actor, HOLIDAYS, filters, after, limit))


@router.get("/periods")
async def list_periods(
    store: StoreDep, actor: ActorDep, q: QueryText = None, after: After = 0, limit: Limit = 50
) -> Page[PeriodOut]:
    """The terms that are planned as one."""
    return page_of(PeriodOut, await list_nouns(store, actor, PERIODS, Filters(text=q), after, limit))


@router.get("/closures")
async def list_closures(
    store: StoreDep,
    actor: ActorDep,
    campus_id: QueryId = None,
    resource_id: QueryId = None,
    kind: Annotated[ClosureKind | None, Query()] = None,
    ends_after: InstantQuery = None,
    starts_before: InstantQuery = None,
    after: After = 0,
    limit: Limit = 50,
) -> Page[ClosureOut]:
    """Closures, outages and maintenance."""
    filters = Filters(
        equal={"campus_id": campus_id, "resource_id": resource_id, "kind": kind},
        ends_after=ends_after,
        starts_before=starts_before,
    )
    return page_of(ClosureOut, await list_nouns(store, actor, CLOSURES, filters, after, limit))


@router.get("/closures/{closure_id}/hits", responses=problems(404))
async def list_hits(
    closure_id: PathId, store: StoreDep, actor: ActorDep, now: NowDep, language: LanguageDep
) -> Page[StandingHitOut]:
    """The bookings that a closure hits by now."""
    words = Words(language)
    times = Times(words, ZoneInfo(store.zone), now)
    found = await closed.list_hits(store, actor, closure_id, now)
    return Page(items=[StandingHitOut(**StandingHitOut.of_hit(hit, words, times)) for hit in found])
