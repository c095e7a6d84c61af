"""What is stored says what a calendar can say: whole minutes, one visible line, zones of tzdata"""

from datetime import datetime, timedelta
from itertools import product
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from scheduler.domain.time.zones import ZONES
from scheduler.domain.titles import cleaned

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_MINUTE = timedelta(minutes=1)
_LINES = (
    ("activity", "title"),
    ("booking", "title"),
    ("campus", "name"),
    ("feed", "name"),
    ("holiday", "name"),
    ("organisation", "name"),
    ("organisation", "short_name"),
    ("period", "name"),
    ("person", "name"),
    ("plan", "name"),
    ("project", "title"),
    ("resource", "name"),
    ("source", "name"),
    ("student_group", "name"),
    ("study", "name"),
)
_UNIQUE = frozenset({("campus", "name"), ("organisation", "name"), ("period", "name")})


def _spans(name: str, *more: str) -> sa.TableClause:
    known = (
        sa.column("id", sa.Integer()),
        sa.column("starts", UTCDateTime()),
        sa.column("ends", UTCDateTime()),
    )
    return sa.table(name, *known, *(sa.column(each, sa.Integer()) for each in more))


_BOOKING, _CLAIM = _spans("booking"), _spans("claim", "booking_id", "resource_id", "unit")


def upgrade() -> None:
    # Row by row and never in batch mode: SQLite would lose the triggers of a table that is copied.
    bind = op.get_bind()
    for name in ("closure", "window"):
        _round_alone(bind, _spans(name))
    claims = _uneven(bind, _CLAIM)
    bookings = {row.id: row for row in _uneven(bind, _BOOKING)}
    affected = sorted(bookings.keys() | {claim.booking_id for claim in claims})
    starts = dict(bind.execute(sa.select(_BOOKING.c.id, _BOOKING.c.starts)).all()) if affected else {}
    for booking_id in sorted(affected, key=lambda each: (starts[each], each)):
        _round_booking(bind, booking_id)
    for table, column in _LINES:
        _clean(bind, table, column)
    _clean_sessions(bind)
    _mend_zones(bind)


def _uneven(bind: sa.Connection, table: sa.TableClause) -> list[Any]:
    """Rows with an end that is no whole minute."""
    return [
        row
        for row in bind.execute(sa.select(table))
        if _down(row.starts) != row.starts or _down(row.ends) != row.ends
    ]


def _down(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def _up(at: datetime) -> datetime:
    return at if at == _down(at) else _down(at) + _MINUTE


def _round_alone(bind: sa.Connection, table: sa.TableClause) -> None:
    for row in _uneven(bind, table):
        _set(bind, table, row.id, _down(row.starts), _up(row.ends))


def _round_booking(bind: sa.Connection, booking_id: int) -> None:
    """The booking and all it holds in the same way. One that is squeezed between others within a minute
    stays as it is: calendars leave it out, and `fieldlab unwritable` names it."""
    booking = bind.execute(sa.select(_BOOKING).where(_BOOKING.c.id == booking_id)).one()
    claims = bind.execute(sa.select(_CLAIM).where(_CLAIM.c.booking_id == booking_id)).all()
    for start, end in product((_down, _up), (_up, _down)):
        moved = [(claim, start(claim.starts), end(claim.ends)) for claim in claims]
        whole = start(booking.starts) < end(booking.ends) and all(s < e for _, s, e in moved)
        if whole and all(_is_free(bind, claim, s, e) for claim, s, e in moved):
            for claim, s, e in moved:
                _set(bind, _CLAIM, claim.id, s, e)
            _set(bind, _BOOKING, booking_id, start(booking.starts), end(booking.ends))
            return


def _is_free(bind: sa.Connection, claim: Any, starts: datetime, ends: datetime) -> bool:
    held = _CLAIM.c
    others = sa.and_(held.resource_id == claim.resource_id, held.unit == claim.unit, held.id != claim.id)
    overlapping = sa.select(held.id).where(others, held.starts < ends, held.ends > starts).limit(1)
    return bind.execute(overlapping).first() is None


def _set(bind: sa.Connection, table: sa.TableClause, key: int, starts: datetime, ends: datetime) -> None:
    bind.execute(sa.update(table).where(table.c.id == key).values(starts=starts, ends=ends))


def _clean(bind: sa.Connection, name: str, column: str) -> None:
    table = sa.table(name, sa.column("id", sa.Integer()), sa.column(column, AutoString()))
    rows = bind.execute(sa.select(table.c.id, table.c[column])).all()
    taken = {text for _, text in rows}
    for key, text in rows:
        line = cleaned(text, f"{name} {key}") if text else text
        if line == (text or "").strip():
            continue
        if (name, column) in _UNIQUE and line in taken:
            line = f"{line} ({key})"
        taken.add(line)
        bind.execute(sa.update(table).where(table.c.id == key).values({column: line}))


def _clean_sessions(bind: sa.Connection) -> None:
    """Of drafts, which are published under these titles; they have no id of their own."""
    title = sa.column("title", AutoString())
    sessions = sa.table("plan_session", title)
    for (text,) in bind.execute(sa.select(sessions.c.title).distinct()).all():
        line = cleaned(text, "-") if text else text
        if line != (text or "").strip():
            bind.execute(sa.update(sessions).where(sessions.c.title == text).values(title=line))


def _mend_zones(bind: sa.Connection) -> None:
    """`localtime` and its like mean another zone on every machine; the campus's own is not known any more."""
    for name in ("campus", "series"):
        table = sa.table(name, sa.column("id", sa.Integer()), sa.column("zone", AutoString()))
        for key, zone in bind.execute(sa.select(table.c.id, table.c.zone)).all():
            if zone not in ZONES:
                bind.execute(sa.update(table).where(table.c.id == key).values(zone="Europe/Amsterdam"))
