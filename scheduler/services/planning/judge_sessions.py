"""Every session of a plan before the rules of the campus, in one go. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from scheduler.domain.bookings.bookings import Need
from scheduler.domain.bookings.claims import Claim, Demand, Held, demands_of
from scheduler.domain.bookings.hours import partial_outages
from scheduler.domain.bookings.rules import Verdict, Wish, judge
from scheduler.domain.bookings.surroundings import Surroundings, concerning
from scheduler.domain.bookings.unit_assignment import seats_together
from scheduler.domain.bookings.violations import Violation
from scheduler.domain.campus.resources import Resource
from scheduler.domain.planning.plans import PlanSession

Prefer = dict[int, tuple[int, ...]]


def judge_sessions(
    sessions: Sequence[PlanSession], around: Surroundings, now: datetime
) -> tuple[Verdict, ...]:
    """One verdict a session, in their order; what one claims is taken for the others.

    A plan is made by those who run the campus: notice, horizon and length do not bind it.
    """
    near = _Neighbourhood(around)
    prefer = _seats(sessions, around, near)
    verdicts: dict[int, Verdict] = {}
    for index in sorted(range(len(sessions)), key=lambda each: sessions[each].span):
        session = sessions[index]
        wish = Wish(
            needs=session.needs,
            span=session.span,
            people=session.people,
            organisation_id=session.organisation_id,
            privileged=True,
            prefer=prefer[index],
        )
        verdicts[index] = judge(wish, near.of(session.needs), now)
        near.held.add(verdicts[index].claims)
    return tuple(verdicts[index] for index in range(len(sessions)))


def clashes(sessions: Sequence[PlanSession], verdicts: Sequence[Verdict]) -> tuple[Violation, ...]:
    """Every broken rule with the session that breaks it."""
    return tuple(
        replace(
            violation,
            data=violation.data
            | {
                "activity_id": session.activity_id,
                "occurrence": session.occurrence,
                "title": session.title,
            },
        )
        for session, verdict in zip(sessions, verdicts, strict=True)
        for violation in verdict.violations
    )


class _Neighbourhood:
    """What the rules look at for some needs, out of what they look at for all; found once per needs."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self.held = Held(around.held)
        self._known: dict[tuple[Need, ...], Surroundings] = {}
        self._parts: dict[int, list[Resource]] = defaultdict(list)
        for resource in around.resources.values():
            if resource.part_of_id is not None:
                self._parts[resource.part_of_id].append(resource)

    def of(self, needs: tuple[Need, ...]) -> Surroundings:
        if needs not in self._known:
            self._known[needs] = self._found(self.resources(needs))
        return self._known[needs]

    def resources(self, needs: Iterable[Need]) -> dict[int, Resource]:
        asked = [need.resource_id for need in needs]
        known = [self._around.resources[each] for each in asked if each in self._around.resources]
        parts = [part for each in asked for part in self._parts.get(each, ())]
        return {resource.id: resource for resource in (*known, *parts)}

    def _found(self, resources: Mapping[int, Resource]) -> Surroundings:
        people = {resource.person_id for resource in resources.values()} - {None}
        qualifications = [q for q in self._around.qualifications if q.person_id in people]
        near = concerning(self._around, resources)
        return replace(near, held=self.held, qualifications=qualifications)


def _seats(sessions: Sequence[PlanSession], around: Surroundings, near: _Neighbourhood) -> list[Prefer]:
    """Per session the units to give it, of the resources that have more than one."""
    demands: dict[int, list[tuple[int, Demand]]] = defaultdict(list)
    for index, session in enumerate(sessions):
        for demand in demands_of(session.needs, session.span, near.resources(session.needs)):
            if around.resources[demand.resource_id].units > 1:
                demands[demand.resource_id].append((index, demand))
    held: dict[int, list[Claim]] = defaultdict(list)
    for claim in around.held:
        held[claim.resource_id].append(claim)
    broken = partial_outages(around.closures)
    prefer: list[Prefer] = [{} for _ in sessions]
    for resource_id, mine in demands.items():
        units, lost = around.resources[resource_id].units, broken.get(resource_id, [])
        given = seats_together([demand for _, demand in mine], held[resource_id], units, lost)
        for (index, _), seats in zip(mine, given, strict=True):
            prefer[index][resource_id] = seats
    return prefer
