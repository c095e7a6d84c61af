"""A proof that ran out was enough for a booking that went on after it, and one that began today was not.

Qualifications were judged on the date in UTC of the first moment: just after midnight in Groningen that is
still yesterday, and of a booking over several days only the first was looked at.
"""

from datetime import date
from typing import Any

import pytest

from scheduler.domain.bookings.bookings import Need
from scheduler.domain.bookings.rules import judge
from scheduler.domain.bookings.violations import Rule
from scheduler.domain.identity.people import Qualification
from scheduler.domain.time.spans import Span
from tests.scheduler.domain.bookings.campus import LAB, NOW, make_around, make_span, make_wish

LATE_IN_THE_EVENING = make_span(13, 14.5)  # 22.00 to 23.30
JUST_AFTER_MIDNIGHT = make_span(15.5, 16)  # 0.30 to 1.00 on Wednesday, which is still Tuesday in UTC
UP_TO_MIDNIGHT = make_span(13, 15)
OVER_MIDNIGHT = make_span(13, 16)


@pytest.mark.parametrize(
    ("span", "valid", "refused"),
    [
        (LATE_IN_THE_EVENING, (date(2026, 11, 1), date(2026, 11, 24)), False),
        (UP_TO_MIDNIGHT, (date(2026, 11, 1), date(2026, 11, 24)), False),
        (OVER_MIDNIGHT, (date(2026, 11, 1), date(2026, 11, 24)), True),
        (OVER_MIDNIGHT, (date(2026, 11, 1), date(2026, 11, 25)), False),
        (JUST_AFTER_MIDNIGHT, (date(2026, 11, 25), None), False),
        (JUST_AFTER_MIDNIGHT, (date(2026, 11, 1), date(2026, 11, 24)), True),
    ],
)
def test_a_proof_holds_on_every_local_date(
    span: Span, valid: tuple[date, date | None], refused: bool
) -> None:
    proof = Qualification(id=1, person_id=7, name="Gas", valid_from=valid[0], valid_until=valid[1])
    around = make_around(
        changed={LAB: {"required_qualification": "Gas"}}, openings=[], qualifications=[proof]
    )

    found = judge(make_wish(Need(LAB), span=span), around, NOW).violations

    assert [violation.rule for violation in found] == [Rule.QUALIFICATION] * refused


def test_two_proofs_that_follow_one_another_hold_together() -> None:
    held: dict[str, Any] = {"person_id": 7, "name": "Gas"}
    proofs = [
        Qualification(id=1, **held, valid_from=date(2026, 1, 1), valid_until=date(2026, 11, 24)),
        Qualification(id=2, **held, valid_from=date(2026, 11, 25)),
    ]
    around = make_around(changed={LAB: {"required_qualification": "Gas"}}, openings=[], qualifications=proofs)

    assert judge(make_wish(Need(LAB), span=OVER_MIDNIGHT), around, NOW).violations == ()
