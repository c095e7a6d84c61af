"""Times as people write them, in both languages."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from api.i18n import Times, Words
from scheduler.domain.identity.people import Language
from scheduler.domain.time.spans import Span

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def make_times(language: Language = Language.DUTCH) -> Times:
    return Times(Words(language), AMSTERDAM, NOW)


def make_span(start: str, end: str) -> Span:
    return Span(*(datetime.fromisoformat(moment).replace(tzinfo=AMSTERDAM) for moment in (start, end)))


@pytest.mark.parametrize(
    ("language", "said"),
    [(Language.DUTCH, "di 24 nov, 13.00–15.00"), (Language.ENGLISH, "Tue 24 Nov, 13:00–15:00")],
)
def test_a_span_reads_as_people_write_it(language: Language, said: str) -> None:
    assert make_times(language).span(make_span("2026-11-24T13:00", "2026-11-24T15:00")) == said


def test_a_span_into_the_next_day_names_that_day() -> None:
    said = make_times().span(make_span("2026-11-24T22:00", "2026-11-25T06:30"))

    assert said == "di 24 nov, 22.00–wo 25 nov, 06.30"


def test_a_span_until_midnight_stays_on_its_day() -> None:
    assert make_times().hours(make_span("2026-11-24T22:00", "2026-11-25T00:00")) == "22.00–00.00"


def test_a_day_of_another_year_names_the_year() -> None:
    assert make_times().day(date(2027, 1, 4)) == "ma 4 jan 2027"


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (date(2026, 11, 22), "vandaag, zo 22 nov"),
        (date(2026, 11, 23), "morgen, ma 23 nov"),
        (date(2026, 11, 24), "di 24 nov"),
    ],
)
def test_a_near_day_is_named_beside_its_date(on: date, said: str) -> None:
    assert make_times().near_day(on) == said


@pytest.mark.parametrize(
    ("minutes", "said"), [(45, "45 minuten"), (60, "1 uur"), (150, "2 uur 30 minuten"), (0, "0 minuten")]
)
def test_a_length_reads_in_hours_and_minutes(minutes: int, said: str) -> None:
    assert make_times().length(minutes) == said


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (timedelta(minutes=1), "1 minuut geleden"),
        (timedelta(hours=3), "3 uur geleden"),
        (timedelta(days=5), "5 dagen geleden"),
    ],
)
def test_how_long_ago_something_was(before: timedelta, said: str) -> None:
    assert make_times().ago(NOW - before) == said


def test_a_form_field_gets_local_wall_time() -> None:
    assert make_times().iso(datetime(2026, 11, 24, 12, tzinfo=UTC)) == "2026-11-24T13:00"
