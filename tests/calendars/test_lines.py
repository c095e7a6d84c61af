"""Content lines: folding, escaping, durations."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.lines import duration, escape, fold, parameter
from tests.calendars.samples import texts


@given(texts.map(escape))
def test_folding_keeps_to_75_octets_and_whole_characters_and_can_be_undone(line: str) -> None:
    folded = fold(line)

    pieces = folded.encode().split(b"\r\n")
    assert max(map(len, pieces)) <= 75
    assert all(piece.decode() for piece in pieces[1:])
    assert folded.replace("\r\n ", "") == line


@given(texts)
def test_an_escaped_text_is_one_line(text: str) -> None:
    assert not set(escape(text)) & {"\r", "\n", "\x00", "\x0b", "\x7f"}


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Lassen", "Lassen"),
        ("a,b;c\\d", r"a\,b\;c\\d"),
        ("one\r\ntwo\rthree\nfour", r"one\ntwo\nthree\nfour"),
        ("bell\x07 and \ud800 half a character", "bell and  half a character"),
    ],
)
def test_text_is_escaped_and_what_no_line_can_hold_is_left_out(text: str, written: str) -> None:
    assert escape(text) == written


def test_a_parameter_says_quotes_and_line_ends_with_a_circumflex() -> None:
    assert parameter('Say "hi";\n10^2 C:\\') == "\"Say ^'hi^';^n10^^2 C:/\""


@pytest.mark.parametrize(
    ("span", "written"),
    [
        (timedelta(), "PT0S"),
        (timedelta(days=7), "P7D"),
        (timedelta(days=1, hours=2), "P1DT2H"),
        (timedelta(hours=1, seconds=30), "PT1H0M30S"),
        (timedelta(minutes=-15), "-PT15M"),
        (timedelta(seconds=90), "PT1M30S"),
    ],
)
def test_a_duration_follows_the_grammar(span: timedelta, written: str) -> None:
    assert duration(span) == written


@given(st.integers(-10_000_000, 10_000_000))
def test_a_duration_reads_back_as_it_was_written(seconds: int) -> None:
    from icalendar import vDuration

    span = timedelta(seconds=seconds)

    assert vDuration.from_ical(duration(span)) == span
