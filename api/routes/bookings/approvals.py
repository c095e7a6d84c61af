"""Requests for what is shared on request, and what their owners answer."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.dependencies import ActorDep, NowDep, StoreDep
from api.schemas.bookings.approvals import DecisionRequest, RequestOut
from api.schemas.common import PathId, QueryId, problems
from api.schemas.cursors import After, Limit, Page, page_up_to
from scheduler.domain.bookings.approvals import Decision
from scheduler.services.bookings import approvals
from scheduler.services.bookings.approvals import ListRequests

router = APIRouter(tags=["approvals"])


@router.get("/approvals")
async def list_approvals(
    store: StoreDep,
    actor: ActorDep,
    now: NowDep,
    organisation_id: QueryId = None,
    decision: Annotated[Decision | None, Query()] = Decision.PENDING,
    after: After = 0,
    limit: Limit = 50,
) -> Page[RequestOut]:
    """What the organisations you decide for are asked, in id order."""
    wanted = ListRequests(organisation_id=organisation_id, decision=decision, after=after, limit=limit + 1)
    found = await approvals.list_requests(store, actor, wanted, now)
    return page_up_to(limit, found, RequestOut.from_domain, lambda request: request.approval.id)


@router.post("/approvals/{approval_id}/decision", responses=problems(404, 409))
async def decide_request(
    approval_id: PathId, body: DecisionRequest, store: StoreDep, actor: ActorDep, now: NowDep
) -> Page[RequestOut]:
    """Answer a request. One no declines the booking; when every owner agreed it is confirmed."""
    decided = await approvals.decide_request(store, actor, body.to_command(approval_id), now)
    return Page(items=[RequestOut.from_domain(request) for request in decided])
