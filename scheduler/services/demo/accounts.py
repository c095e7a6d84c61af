"""The people of the demo who can sign in, and what is done in their name when it is made ready."""

from scheduler.domain.errors import NotFound
from scheduler.domain.identity.people import Actor, Role
from scheduler.services.demo.people import ACCOUNTS, account
from scheduler.storage.identity import accounts, actors
from scheduler.storage.store import Store, Tx


async def demo_actor(store: Store, role: Role | None) -> Actor:
    """The account of that role as an actor (None: who runs the installation). Raises `NotFound`."""
    async with store.read() as tx:
        return await actors.get_actor(tx, await _person_id(tx, account(role).email))


async def set_demo_passwords(store: Store, password_hash: str) -> None:
    """Let every account of the demo sign in with one password."""
    async with store.write() as tx:
        await give_passwords(tx, password_hash)


async def give_passwords(tx: Tx, password_hash: str) -> None:
    for each in ACCOUNTS:
        await accounts.set_password(tx, await _person_id(tx, each.email), password_hash)


async def _person_id(tx: Tx, email: str) -> int:
    found = await accounts.find_account(tx, email)
    if found is None:
        raise NotFound("person", email)
    return found.person.id
