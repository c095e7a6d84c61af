"""Names and titles that people type."""

import pytest

from scheduler.domain.errors import Invalid
from scheduler.domain.titles import check_title


@pytest.mark.parametrize(("text", "problem"), [("", "empty"), (" \t", "empty"), ("x" * 11, "too_long")])
def test_a_title_that_is_blank_or_too_long_is_refused_with_its_field(text: str, problem: str) -> None:
    with pytest.raises(Invalid) as refusal:
        check_title(text, 10, "title")

    assert (refusal.value.field, refusal.value.problem) == ("title", problem)


def test_a_title_of_just_the_longest_length_is_taken() -> None:
    check_title("x" * 10, 10)
