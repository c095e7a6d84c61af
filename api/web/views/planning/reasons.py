"""Why an activity did not fit and what would help: the planner's codes as sentences."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any, Final

from api.i18n import Times, Words
from scheduler.domain.planning.plans import Match, Unplaced

Coded = Mapping[str, Any]
_A_MONDAY: Final = date(2026, 11, 23)


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """An activity that did not fit: what is taken for granted, why not, and what would help."""

    title: str
    sessions: int
    scope: str
    causes: tuple[str, ...]
    fixes: tuple[str, ...]


def left_out(unplaced: Iterable[Unplaced], words: Words, times: Times) -> tuple[Left, ...]:
    """What did not fit, in words."""
    return tuple(
        Left(
            title=one.title,
            sessions=one.sessions,
            scope=_scope(one, words),
            causes=tuple(dict.fromkeys(coded("cause", cause, words) for cause in one.causes)),
            fixes=tuple(dict.fromkeys(_fix(fix, words, times) for fix in one.fixes)),
        )
        for one in unplaced
    )


def _scope(one: Unplaced, words: Words) -> str:
    key = f"scope.{one.causes[0].get('scope', '')}" if one.causes else ""
    return words(key) if words.has(key) else ""


def _fix(fix: Coded, words: Words, times: Times) -> str:
    """All steps of a fix in one sentence, the moves with where things go."""
    goes_to = {change.get("title"): change for change in fix.get("changes", ())}
    steps = [_step(step, goes_to, words, times) for step in fix.get("steps", ())]
    return "; ".join(steps) if steps else words("fix.nothing")


def _step(step: Coded, goes_to: Mapping[Any, Coded], words: Words, times: Times) -> str:
    moved = goes_to.get(step.get("title"), {}) if step.get("code") == "move" else step
    when = _when(moved, times) if "weekdays" in moved else ""
    return coded("fix", {**step, "when": when}, words)


def _when(said: Coded, times: Times) -> str:
    """`ma, di 09.00–11.00`."""
    days = ", ".join(times.weekday(_A_MONDAY + timedelta(days=day)) for day in said["weekdays"])
    starts, ends = (times.wall(time.fromisoformat(said[edge])) for edge in ("starts", "ends"))
    return f"{days} {starts}–{ends}"


def match_reasons(match: Match, words: Words) -> tuple[str, ...]:
    """Why a group has its project and not a better one, in sentences."""
    sentences = (
        coded("match", reason, words)
        for said in match.reasons
        if said.get("code") == "why_not"
        for reason in said.get("reasons") or ()
    )
    return tuple(dict.fromkeys(sentences))


def coded(section: str, said: Coded, words: Words) -> str:
    """A code with its data as a sentence; one without words of its own is named as it is."""
    code = str(said.get("code", "")).replace("-", "_")
    key = f"{section}.{code}"
    if words.has(key):
        return words(key, **_texts(said))
    return words(f"{section}.other", code=code.replace("_", " "))


def _texts(said: Coded) -> dict[str, Any]:
    return {
        name: ", ".join(map(str, value)) if isinstance(value, list) else value for name, value in said.items()
    }
