"""Ask what if, look at what came of it, stop it, or throw it away. Nothing of the campus changes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from scheduler.domain.campus.groups import Group
from scheduler.domain.campus.organisations import Organisation
from scheduler.domain.campus.resources import Resource
from scheduler.domain.error_codes import ConflictCode, InvalidCode
from scheduler.domain.errors import Conflict, Invalid, NotFound
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import Action, require
from scheduler.domain.jobs import Job
from scheduler.domain.planning.activities import Activity
from scheduler.domain.planning.periods import Period
from scheduler.domain.planning.studies import MOST_SCENARIOS, Alteration, AlterationKind, Scenario, Study
from scheduler.domain.titles import check_line, check_title
from scheduler.services.planning.create import first_day_to_plan
from scheduler.services.planning.load_snapshot import zone_of_region
from scheduler.storage import jobs, records
from scheduler.storage.campus.groups import list_groups
from scheduler.storage.identity import audit
from scheduler.storage.planning import studies, teaching
from scheduler.storage.store import Store, Tx

STUDY_JOB: Final = "study"
LONGEST_EACH: Final = 600
_MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateStudy:
    """Plan a period as it is and in each scenario, in at most `seconds` each; `organisation_id` None:
    for the whole region."""

    period_id: int
    name: str
    scenarios: tuple[Scenario, ...]
    seconds: int = 20
    seed: int = 1
    organisation_id: int | None = None

    def __post_init__(self) -> None:
        check_title(self.name, 200)
        check_line(self.name)
        if not 1 <= len(self.scenarios) <= MOST_SCENARIOS:
            raise Invalid("scenarios", InvalidCode.OUT_OF_RANGE, expected=f"1 to {MOST_SCENARIOS}")
        if not 1 <= self.seconds <= LONGEST_EACH:
            raise Invalid("seconds", InvalidCode.OUT_OF_RANGE, expected=f"1 to {LONGEST_EACH}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What scenarios of a period can speak of, each by name."""

    resources: tuple[Resource, ...]
    groups: tuple[Group, ...]
    courses: tuple[Activity, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyView:
    """A study, its job (None: it is long gone), its period, and what its alterations name, by their ids."""

    study: Study
    job: Job | None
    period: Period
    resources: Mapping[int, str]
    groups: Mapping[int, str]
    courses: Mapping[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyDesk:
    """Periods by their first day, studies with their jobs, newest first."""

    periods: tuple[Period, ...]
    studies: tuple[tuple[Study, Job | None], ...]


async def create_study(store: Store, actor: Actor | None, command: CreateStudy, now: datetime) -> Study:
    """The study, and the queued job that will fill it; the caller tells the job queue.

    Raises `NotFound` for what a scenario names and there is not, `Conflict` when no week is left.
    """
    acting = require(actor, Action.PLAN, organisations=_owners(command.organisation_id))
    async with store.write() as tx:
        period = await records.get(tx, Period, command.period_id)
        if command.organisation_id is not None:
            await records.get(tx, Organisation, command.organisation_id)
        await _check_subjects(tx, command)
        study = await _insert(tx, acting, command, period, store.zone, now)
        change = {"period_id": study.period_id, "name": study.name, "scenarios": len(study.scenarios)}
        await audit.note(tx, acting, "create", "study", study.id, study.organisation_id, change, now)
        return study


async def _insert(
    tx: Tx, actor: Actor, command: CreateStudy, period: Period, home: str, now: datetime
) -> Study:
    study = Study(
        id=0,
        period_id=period.id,
        organisation_id=command.organisation_id,
        name=command.name.strip(),
        first_on=first_day_to_plan(period, now, await zone_of_region(tx, home)),
        scenarios=command.scenarios,
        seconds=command.seconds,
        seed=command.seed,
        created_by_id=actor.id or None,
        created_at=now,
    )
    study = replace(study, id=await records.add(tx, study))
    job = await jobs.add(tx, STUDY_JOB, {"study_id": study.id}, now, created_by_id=actor.id or None)
    queued = replace(study, job_id=job.id)
    await records.change(tx, queued)
    return queued


async def _check_subjects(tx: Tx, command: CreateStudy) -> None:
    named = [each for scenario in command.scenarios for each in scenario.alterations]
    for noun, ids in _subjects(named).items():
        known = await records.existing(tx, _NOUNS[noun], ids)
        if noun == "course":
            known = {each.id for each in await teaching.activities_of(tx, command.period_id)}
        for missing in sorted(ids - known):
            raise NotFound(noun, missing)


_NOUNS: Final[Mapping[str, type]] = {"resource": Resource, "group": Group, "course": Activity}


def _subjects(alterations: list[Alteration]) -> dict[str, set[int]]:
    """Per noun the ids that are named."""
    found: dict[str, set[int]] = {noun: set() for noun in _NOUNS}
    for each in alterations:
        noun = noun_of(each.kind)
        if noun in found and each.subject_id is not None:
            found[noun].add(each.subject_id)
    return found


def noun_of(kind: AlterationKind) -> str:
    """What an alteration is about: a resource, a group, a course or a day."""
    return kind.value.partition("_")[0]


async def see_studies(store: Store, actor: Actor | None) -> StudyDesk:
    """Raises `Forbidden` for who may see no plans."""
    acting = require(actor, Action.VIEW_PLANS)
    seen_by = None if acting.person.operator else acting.organisation_ids
    async with store.read() as tx:
        periods = await records.listing(tx, Period)
        found = await studies.listing(tx, seen_by=seen_by, limit=_MOST)
        known = await records.by_id(tx, Job, {each.job_id for each in found if each.job_id is not None})
    return StudyDesk(
        periods=tuple(sorted(periods, key=lambda period: period.first_on)),
        studies=tuple((each, known.get(each.job_id or 0)) for each in reversed(found)),
    )


async def list_studies(store: Store, actor: Actor | None, *, after: int = 0, limit: int = 50) -> list[Study]:
    """Studies in id order; one that is for a single organisation is seen by its people only."""
    acting = require(actor, Action.VIEW_PLANS)
    seen_by = None if acting.person.operator else acting.organisation_ids
    async with store.read() as tx:
        return await studies.listing(tx, seen_by=seen_by, after=after, limit=limit)


async def get_study(store: Store, actor: Actor | None, study_id: int) -> StudyView:
    """Raises `NotFound`."""
    async with store.read() as tx:
        study = await records.get(tx, Study, study_id)
        require(actor, Action.VIEW_PLANS, organisations=_owners(study.organisation_id))
        named = _subjects([each for scenario in study.scenarios for each in scenario.alterations])
        return StudyView(
            study=study,
            job=None if study.job_id is None else await records.find(tx, Job, study.job_id),
            period=await records.get(tx, Period, study.period_id),
            resources={r.id: r.name for r in (await records.by_id(tx, Resource, named["resource"])).values()},
            groups={g.id: g.name for g in await list_groups(tx) if g.id in named["group"]},
            courses={
                activity.id: activity.title
                for activity in await teaching.activities_of(tx, study.period_id)
                if activity.id in named["course"]
            },
        )


async def choices_in(tx: Tx, period_id: int) -> Choices:
    """What there is to choose from; raises `NotFound`."""
    await records.get(tx, Period, period_id)
    resources = [each for each in await records.listing(tx, Resource) if each.active]
    groups = await list_groups(tx)
    courses = await teaching.activities_of(tx, period_id)
    return Choices(
        resources=tuple(sorted(resources, key=lambda each: (each.kind.value, each.name))),
        groups=tuple(sorted(groups, key=lambda each: each.name)),
        courses=tuple(sorted(courses, key=lambda each: (each.title, each.id))),
    )


async def cancel_study(store: Store, actor: Actor | None, study_id: int, now: datetime) -> Job:
    """Ask its job to stop; the scenarios planned by then are kept. One that has ended stays as it is."""
    async with store.write() as tx:
        study = await records.get(tx, Study, study_id)
        require(actor, Action.PLAN, organisations=_owners(study.organisation_id))
        if study.job_id is None:
            raise NotFound("job", f"of study {study_id}")
        await jobs.ask_to_stop(tx, study.job_id, now)
        return await records.get(tx, Job, study.job_id)


async def remove_study(store: Store, actor: Actor | None, study_id: int, now: datetime) -> None:
    """Throw away a study that is not being made. Raises `Conflict` otherwise."""
    async with store.write() as tx:
        study = await records.get(tx, Study, study_id)
        acting = require(actor, Action.PLAN, organisations=_owners(study.organisation_id))
        job = None if study.job_id is None else await records.find(tx, Job, study.job_id)
        if job is not None and not job.status.ended:
            raise Conflict(ConflictCode.STILL_RUNNING, study_id=study_id)
        await records.remove(tx, Study, study_id)
        gone = {"name": study.name}
        await audit.note(tx, acting, "remove", "study", study_id, study.organisation_id, gone, now)


def _owners(organisation_id: int | None) -> list[int] | None:
    """Whose planners may: of one organisation, or of any when the study is for all."""
    return None if organisation_id is None else [organisation_id]
