"""Personal API tokens."""

from fastapi import APIRouter

from api.dependencies import ActorDep, NowDep, StoreDep
from api.schemas.common import PathId, problems
from api.schemas.cursors import Page
from api.schemas.identity.access import NewTokenOut, TokenIn, TokenOut
from scheduler.services.identity import tokens

router = APIRouter(prefix="/me/tokens", tags=["access"])


@router.get("")
async def list_tokens(store: StoreDep, actor: ActorDep) -> Page[TokenOut]:
    """One's own tokens, without their secrets."""
    found = await tokens.list_tokens(store, actor)
    return Page(items=[TokenOut.model_validate(token) for token in found])


@router.post("", status_code=201, responses=problems(409))
async def create_token(body: TokenIn, store: StoreDep, actor: ActorDep, now: NowDep) -> NewTokenOut:
    """Make a token; its secret is in this answer and nowhere else."""
    command = tokens.CreateToken(name=body.name, scope=body.scope, days=body.days)
    token, secret = await tokens.create_token(store, actor, command, now)
    return NewTokenOut(**TokenOut.model_validate(token).model_dump(), secret=secret)


@router.delete("/{token_id}", status_code=204, responses=problems(404))
async def revoke_token(token_id: PathId, store: StoreDep, actor: ActorDep, now: NowDep) -> None:
    """From now on the token is refused."""
    await tokens.revoke_token(store, actor, token_id, now)
