"""The outbox: letters are queued with the change they tell of, taken one mail at a time, and settled."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from scheduler.domain.calendars.feeds import Subject
from scheduler.domain.campus.resources import Resource, ResourceKind
from scheduler.domain.identity.people import MailChoice, Role
from scheduler.domain.identity.policies import GRANTS, Action
from scheduler.domain.notifications.outbox import KEPT_FOR, LEASE, Letter, LetterKind, LetterStatus
from scheduler.storage import records
from scheduler.storage.store import Tx
from scheduler.storage.tables import FeedRow, LetterRow, MembershipRow, PersonRow
from scheduler.storage.tables.base import columns

_LETTER, _PERSON = columns(LetterRow), columns(PersonRow)
_FEED, _MEMBER = columns(FeedRow), columns(MembershipRow)
_WAITS = _LETTER.status == LetterStatus.WAITING.value
_INVITES = _LETTER.kind != LetterKind.ASK.value

Pair = tuple[int, int]
"""A booking and a person."""


async def queue(tx: Tx, letters: Iterable[Letter]) -> None:
    """Add letters; one whose key is known is queued already."""
    dialect = sqlite if tx.dialect.name == "sqlite" else postgresql
    rows = [records.dump(letter) for letter in letters]
    if rows:
        await tx.execute(dialect.insert(LetterRow).on_conflict_do_nothing(index_elements=["key"]), rows)


async def replace_waiting(tx: Tx, pairs: Sequence[Pair], now: datetime) -> set[Pair]:
    """Take back what waits for these pairs, for a later letter says more.

    Answers the pairs of which nobody was ever told: all that was queued for them had not been tried.
    """
    if not pairs:
        return set()
    wanted = set(pairs)
    query = select(_LETTER.id, _LETTER.booking_id, _LETTER.person_id, _LETTER.status, _LETTER.attempts)
    query = query.where(_LETTER.booking_id.in_(sorted({booking for booking, _ in wanted})), _INVITES)
    known = [row for row in await tx.execute(query) if (row.booking_id, row.person_id) in wanted]
    waiting = [row for row in known if row.status == LetterStatus.WAITING]
    await _settle(tx, [row.id for row in waiting], LetterStatus.NEEDLESS, now)
    untold = {(row.booking_id, row.person_id) for row in waiting}
    return untold - {
        (row.booking_id, row.person_id) for row in known if row.status == LetterStatus.SENT or row.attempts
    }


async def is_due(tx: Tx, now: datetime) -> bool:
    """Whether `take` would find something; asked often, so one look into an index."""
    return await tx.scalar(select(_LETTER.id).where(_WAITS, _LETTER.due_at <= now).limit(1)) is not None


async def take(tx: Tx, now: datetime) -> list[Letter]:
    """The letters of the mail that has waited longest, held for `LEASE`; nothing when none is due."""
    due = (
        select(_LETTER.id, _LETTER.round, _LETTER.person_id)
        .where(_WAITS, _LETTER.due_at <= now)
        .order_by(_LETTER.due_at, _LETTER.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    first = (await tx.execute(due)).first()
    if first is None:
        return []
    same = (_LETTER.round == first.round) & (_LETTER.person_id == first.person_id)
    mine = (_LETTER.id == first.id) | same
    await tx.execute(
        update(LetterRow)
        .where(mine, _WAITS, _LETTER.due_at <= now)
        .values(attempts=_LETTER.attempts + 1, due_at=now + LEASE)
    )
    return await records.listing(tx, Letter, mine, _WAITS, _LETTER.due_at == now + LEASE)


async def settle(
    tx: Tx, letters: Sequence[Letter], status: LetterStatus, now: datetime, problem: str = ""
) -> None:
    """That is what became of them; whom an answer was for and what it said is forgotten."""
    await _settle(tx, [letter.id for letter in letters], status, now, problem)


async def put_off(tx: Tx, letter: Letter, due_at: datetime, problem: str) -> None:
    await tx.execute(
        update(LetterRow).where(_LETTER.id == letter.id, _WAITS).values(due_at=due_at, problem=problem)
    )


async def forget_old(tx: Tx, now: datetime) -> None:
    await tx.execute(delete(LetterRow).where(_LETTER.settled_at < now - KEPT_FOR))


@dataclass(frozen=True, slots=True)
class Outbox:
    """How many letters there are in each state, and which are stuck: tried in vain, or given up."""

    counts: dict[LetterStatus, int]
    stuck: list[Letter]


async def outbox(tx: Tx, most: int) -> Outbox:
    grouped = select(_LETTER.status, func.count()).group_by(_LETTER.status)
    counts = {LetterStatus(status): number for status, number in await tx.execute(grouped)}
    tried_in_vain = _WAITS & (_LETTER.problem != "")
    stuck = tried_in_vain | (_LETTER.status == LetterStatus.GIVEN_UP.value)
    return Outbox(counts, await records.listing(tx, Letter, stuck, limit=most))


async def try_again(tx: Tx, now: datetime) -> int:
    """What waits or was given up is due now, with a life of its own; answers how many.

    Answers that were given up are gone with what they said.
    """
    again = (_LETTER.status == LetterStatus.GIVEN_UP.value) & (_LETTER.kind != LetterKind.ANSWER.value)
    values = {"status": LetterStatus.WAITING.value, "due_at": now, "queued_at": now, "settled_at": None}
    changed = await tx.execute(update(LetterRow).where(_WAITS | again).values(values | {"attempts": 0}))
    return changed.rowcount


async def contacts_of(tx: Tx, resources: Iterable[Resource]) -> dict[int, frozenset[int]]:
    """Who speaks for the companies that own a demonstrator among these, by the company's id."""
    owners = {each.owner_id for each in resources if each.kind is ResourceKind.DEMONSTRATOR}
    if not owners:
        return {}
    query = select(_MEMBER.organisation_id, _MEMBER.person_id).where(
        _MEMBER.organisation_id.in_(sorted(owners)), _MEMBER.role == Role.COMPANY.value
    )
    found: dict[int, set[int]] = {}
    for organisation_id, person_id in await tx.execute(query):
        found.setdefault(organisation_id, set()).add(person_id)
    return {organisation_id: frozenset(people) for organisation_id, people in found.items()}


async def deciders_of(tx: Tx, organisation_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """Who answers requests in the name of each organisation: those who keep its labs or speak for the
    company, or else its administrators; without those who want no mail."""
    query = (
        select(_MEMBER.organisation_id, _MEMBER.person_id, _MEMBER.role)
        .join(PersonRow, _PERSON.id == _MEMBER.person_id)
        .where(
            _MEMBER.organisation_id.in_(sorted(set(organisation_ids))),
            _MEMBER.role.in_(sorted(role.value for role in GRANTS[Action.DECIDE_REQUEST].roles)),
            _PERSON.active,
            _PERSON.mail_choice != MailChoice.NEVER.value,
        )
    )
    found: dict[int, dict[bool, set[int]]] = {}
    for organisation_id, person_id, role in await tx.execute(query):
        rank = role == Role.ADMINISTRATOR.value
        found.setdefault(organisation_id, {}).setdefault(rank, set()).add(person_id)
    return {key: frozenset(people.get(False) or people[True]) for key, people in found.items()}


async def who_want(tx: Tx, person_ids: Iterable[int]) -> frozenset[int]:
    """Those of these people who are there and want their bookings by mail."""
    wanted = sorted(set(person_ids))
    if not wanted:
        return frozenset()
    own = (_FEED.subject == Subject.PERSON.value) & (_FEED.subject_id == _FEED.owner_id)
    following = select(_FEED.owner_id).where(own, _FEED.owner_id.in_(wanted), _FEED.revoked_at.is_(None))
    follows = frozenset(await tx.scalars(following))
    choices = select(_PERSON.id, _PERSON.mail_choice).where(_PERSON.id.in_(wanted), _PERSON.active)
    return frozenset(
        person_id
        for person_id, choice in await tx.execute(choices)
        if MailChoice(choice).wants(follows=person_id in follows)
    )


async def _settle(tx: Tx, ids: Sequence[int], status: LetterStatus, now: datetime, problem: str = "") -> None:
    if not ids:
        return
    values = {"status": status.value, "settled_at": now, "problem": problem, "recipient": "", "content": b""}
    await tx.execute(update(LetterRow).where(_LETTER.id.in_(ids)).values(values))


async def was_written(tx: Tx, booking_id: int, person_id: int) -> bool:
    """Whether this person was ever told of the booking by mail."""
    told = (_LETTER.booking_id == booking_id) & (_LETTER.person_id == person_id) & _INVITES
    return await tx.scalar(select(_LETTER.id).where(told).limit(1)) is not None
