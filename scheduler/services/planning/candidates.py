"""Which resources will do for what an activity needs, and why the others will not."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from scheduler.domain.bookings.bookings import Need
from scheduler.domain.bookings.claims import with_parts
from scheduler.domain.campus.resources import Resource, ResourceKind, Sharing
from scheduler.domain.planning.activities import Activity, ActivityKind, ActivityNeed
from scheduler.services.planning.snapshot import Snapshot, is_place, people_of

FIXED_PART = "fixed part"
"""The role of what is booked because the whole is."""
NOT_PREFERRED = 1
AWAY = 2
ASKS_LEAVE = 1
"""Prices of a candidate: not among the preferred, not on the group's campus, its owner must agree."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """`count` resources of a kind in one role, each `units` of it: the ids that will do, with their price."""

    role: str
    kind: ResourceKind
    units: int | None
    count: int
    candidates: tuple[tuple[int, int], ...]

    @property
    def ids(self) -> frozenset[int]:
        return frozenset(resource_id for resource_id, _ in self.candidates)


class Candidates:
    """Looks up, for one snapshot, what every activity wants and which resources will do."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._taken: dict[tuple[int, bool], tuple[Resource, ...]] = {}
        self._by_kind: dict[ResourceKind, list[Resource]] = {}
        for resource in snapshot.resources.values():
            self._by_kind.setdefault(resource.kind, []).append(resource)

    def wanted(self, activity: Activity) -> tuple[Wanted, ...]:
        """Its groups, its staff, each of its needs, and the fixed parts of what it needs whole."""
        people = [
            self._person(activity, "group", ResourceKind.GROUP, group.resource_id)
            for group in self._snapshot.groups_of(activity)
        ] + [self._person(activity, "staff", ResourceKind.STAFF, staff_id) for staff_id in activity.staff_ids]
        supervisors, needs = self._needs(activity)
        found = [*people, *supervisors.values(), *needs.values()]
        return tuple(found + self._parts(found))

    def why_not(self, resource: Resource, need: ActivityNeed, activity: Activity) -> str | None:
        """The first reason, by its code, why `resource` will not do for `need`; None: it will."""
        return _not_meant(resource, need) or self._unfit(resource, need, activity)

    def could_serve(self, resource: Resource, role: str, activity: Activity) -> bool:
        """Whether the rules of the campus would let `resource` serve that role, though it was not meant."""
        needs = [need for need in activity.needs if need.role == role and need.kind is resource.kind]
        if not needs or self._unfit(resource, needs[0], activity) is not None:
            return False
        staff, _ = self._needs(activity)
        alone = Wanted(role, resource.kind, needs[0].units, 1, ((resource.id, 0),))
        return bool(self._attended(activity, staff, alone).candidates)

    def _unfit(self, resource: Resource, need: ActivityNeed, activity: Activity) -> str | None:
        taken = self.taken(resource, whole=need.units is None)
        if not all(part.active for part in taken):
            return "inactive"
        if not all(_shared(part, activity) for part in taken):
            return "not_shared"
        if need.units is not None and need.units > resource.units:
            return "units"
        return None if self._seats_enough(resource, activity) else "seats"

    def of_kind(self, need: ActivityNeed) -> list[Resource]:
        """Every resource that could be meant by the need, before anything is asked of it."""
        if need.resource_ids:
            listed = (self._snapshot.resources.get(resource_id) for resource_id in need.resource_ids)
            return [resource for resource in listed if resource is not None]
        return self._by_kind.get(need.kind, [])

    def taken(self, resource: Resource, *, whole: bool) -> tuple[Resource, ...]:
        """The resource and, when the whole of it is wanted, what is fixed in it."""
        key = (resource.id, whole)
        if key not in self._taken:
            need = Need(resource.id, None if whole else 1)
            known = self._snapshot.resources
            needs = with_parts([need], known.values()) if whole else (need,)
            self._taken[key] = tuple(known[each.resource_id] for each in needs)
        return self._taken[key]

    @cached_property
    def _wanted_alone(self) -> frozenset[int]:
        """Fixed parts that somebody may have without the whole, or that have a life of their own."""
        around, known = self._snapshot.around, self._snapshot.resources
        asked = {
            resource.id
            for activity in self._snapshot.activities
            for need in activity.needs
            for resource in self.of_kind(need)
        }
        claimed = {claim.resource_id for claim in around.held}
        shut = {closure.resource_id for closure in around.closures} | around.elsewhere.resource_ids
        windowed = {window.resource_id for window in around.windows}
        own_hours = {opening.resource_id for opening in around.openings}
        lives = asked | claimed | shut | windowed | own_hours
        return frozenset(r.id for r in known.values() if r.part_of_id is not None and r.id in lives)

    def _person(self, activity: Activity, role: str, kind: ResourceKind, resource_id: int) -> Wanted:
        resource = self._snapshot.resources.get(resource_id)
        there = resource is not None and resource.active and _shared(resource, activity)
        return Wanted(role, kind, 1, 1, ((resource_id, 0),) if there else ())

    def _needs(self, activity: Activity) -> tuple[dict[int, Wanted], dict[int, Wanted]]:
        """The needs of staff and the other needs, with only candidates that somebody qualified attends."""
        plain = {number: self._plain(activity, need) for number, need in enumerate(activity.needs)}
        staff = {n: each for n, each in plain.items() if each.kind is ResourceKind.STAFF}
        others = {n: each for n, each in plain.items() if n not in staff}
        for wanted in others.values():
            staff = self._narrowed(activity, staff, self._forced(activity, wanted))
        return staff, {n: self._attended(activity, staff, each) for n, each in others.items()}

    def _plain(self, activity: Activity, need: ActivityNeed) -> Wanted:
        fitting = [r for r in self.of_kind(need) if self.why_not(r, need, activity) is None]
        if need.units is None and len(fitting) > 1:
            fitting = self._independent(fitting)
        priced = tuple((r.id, self._price(r, need, activity)) for r in fitting)
        return Wanted(need.role, need.kind, need.units, need.count, priced)

    def _independent(self, fitting: list[Resource]) -> list[Resource]:
        """Wholes among which a choice can be left open.

        The solver cannot tie parts to a choice; where somebody else may have a part alone, the whole
        is a candidate only when it is the only one.
        """
        tied = self._wanted_alone
        free = [
            resource
            for resource in fitting
            if not any(part.id in tied for part in self.taken(resource, whole=True) if part != resource)
        ]
        return free or fitting[:1]

    def _price(self, resource: Resource, need: ActivityNeed, activity: Activity) -> int:
        price = NOT_PREFERRED if need.preferred_ids and resource.id not in need.preferred_ids else 0
        homes = {group.campus_id for group in self._snapshot.groups_of(activity)} - {None}
        if is_place(need) and homes and resource.campus_id not in homes:
            price += AWAY
        if resource.sharing is Sharing.ON_REQUEST and resource.owner_id != activity.organisation_id:
            price += ASKS_LEAVE
        return price

    def _seats_enough(self, resource: Resource, activity: Activity) -> bool:
        """Whether, with as many places as the activity has, there are seats for its people."""
        limited = resource.is_place and resource.seats is not None and not resource.standing_room
        if not limited or activity.kind is ActivityKind.HYBRID:
            return True
        people = people_of(activity, self._snapshot.groups_of(activity))
        needs = [need for need in activity.needs if is_place(need)]
        kinds = [need.kind for need in needs]
        apart = len(set(kinds)) == len(kinds)
        places = sum(need.count for need in needs) if apart else max(need.count for need in needs)
        return (resource.seats or 0) * places >= people

    def _forced(self, activity: Activity, wanted: Wanted) -> str | None:
        """The qualification without which none of the candidates can be used, if the fixed staff lack it."""
        missing = [
            [
                name
                for name in self.qualifications(resource_id, wanted.units)
                if not self._taught(activity, name)
            ]
            for resource_id in sorted(wanted.ids)
        ]
        if not missing or not all(missing):
            return None
        return Counter(name for names in missing for name in names).most_common(1)[0][0]

    def _narrowed(self, activity: Activity, staff: dict[int, Wanted], name: str | None) -> dict[int, Wanted]:
        """The needs of staff, the first that can be met by somebody qualified left to those who are."""
        if name is None or any(self._all_hold(each, name) for each in staff.values()):
            return staff
        for number, wanted in staff.items():
            able = tuple(pair for pair in wanted.candidates if self.holds(pair[0], name))
            if len(able) >= wanted.count:
                return staff | {number: replace(wanted, candidates=able)}
        return staff

    def _attended(self, activity: Activity, staff: dict[int, Wanted], wanted: Wanted) -> Wanted:
        """The candidates that somebody attends who may work with them."""
        able = tuple(
            (resource_id, price)
            for resource_id, price in wanted.candidates
            if all(
                self._taught(activity, name) or any(self._all_hold(each, name) for each in staff.values())
                for name in self.qualifications(resource_id, wanted.units)
            )
        )
        return replace(wanted, candidates=able)

    def qualifications(self, resource_id: int, units: int | None) -> list[str]:
        """What somebody who attends must have to use the resource."""
        taken = self.taken(self._snapshot.resources[resource_id], whole=units is None)
        return sorted({r.required_qualification for r in taken if r.required_qualification is not None})

    def _taught(self, activity: Activity, name: str) -> bool:
        return any(self.holds(staff_id, name) for staff_id in activity.staff_ids)

    def _all_hold(self, wanted: Wanted, name: str) -> bool:
        return bool(wanted.candidates) and all(self.holds(resource_id, name) for resource_id in wanted.ids)

    def holds(self, staff_id: int, name: str) -> bool:
        """Whether that member of staff has the qualification for all of the period that is planned."""
        staff, snapshot = self._snapshot.resources.get(staff_id), self._snapshot
        if staff is None or staff.person_id is None:
            return False
        first_on, last_on = snapshot.grid.first_on, snapshot.period.last_on
        return any(
            q.person_id == staff.person_id and q.name == name and q.valid_on(first_on) and q.valid_on(last_on)
            for q in snapshot.around.qualifications
        )

    def _parts(self, found: Iterable[Wanted]) -> list[Wanted]:
        """The fixed parts of a whole that has no alternative; where there is a choice of wholes, nobody
        else wants their parts (see `_independent`)."""
        known = list(found)
        named = {next(iter(each.ids)) for each in known if len(each.ids) == 1}
        parts = {
            part.id: Wanted(FIXED_PART, part.kind, None, 1, ((part.id, 0),))
            for each in known
            if each.units is None and len(each.ids) == 1
            for whole_id in each.ids
            for part in self.taken(self._snapshot.resources[whole_id], whole=True)
            if part.id not in named
        }
        return list(parts.values())


def _not_meant(resource: Resource, need: ActivityNeed) -> str | None:
    if need.resource_ids:
        return None if resource.id in need.resource_ids else "not_listed"
    if not resource.features >= need.features:
        return "features"
    return "campus" if need.campus_ids and resource.campus_id not in need.campus_ids else None


def _shared(resource: Resource, activity: Activity) -> bool:
    return resource.sharing is not Sharing.CLOSED or resource.owner_id == activity.organisation_id
