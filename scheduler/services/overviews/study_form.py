"""What somebody needs to see in order to compose a study: the periods, and what one of them can be asked."""

from dataclasses import dataclass
from datetime import date

from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import Action, require
from scheduler.domain.planning.periods import Period
from scheduler.services.overviews.plans_overview import current_period
from scheduler.services.planning.studies import Choices, choices_in
from scheduler.storage import records
from scheduler.storage.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyForm:
    """Periods by their first day; `choices` are those of the chosen one."""

    periods: tuple[Period, ...]
    period_id: int
    choices: Choices


async def see_study_form(store: Store, actor: Actor | None, period_id: int | None, today: date) -> StudyForm:
    """For this period, or else for the one under way on `today`; empty when there is no period at all.

    Raises `Forbidden` for who may not plan, `NotFound` for a period that is not there.
    """
    require(actor, Action.PLAN)
    async with store.read() as tx:
        periods = sorted(await records.listing(tx, Period), key=lambda period: period.first_on)
        if period_id is None and not periods:
            return StudyForm(periods=(), period_id=0, choices=Choices(resources=(), groups=(), courses=()))
        chosen = current_period(periods, today).id if period_id is None else period_id
        return StudyForm(periods=tuple(periods), period_id=chosen, choices=await choices_in(tx, chosen))
