"""What goes wrong, in words: the sentences of errors, rules and refusals."""

from collections.abc import Mapping
from typing import Any

from scheduler.domain.people import Language
from scheduler.domain.violations import Violation


def say_title(language: Language, code: str) -> str:
    return code.replace("_", " ").capitalize()


def say_detail(language: Language, code: str, data: Mapping[str, Any]) -> str:
    return code.replace("_", " ").capitalize()


def say_invalid(language: Language, problem: str, data: Mapping[str, Any]) -> str:
    return str(data.get("expected", problem))


def say_conflict(language: Language, problem: str, data: Mapping[str, Any]) -> str:
    return problem.replace("_", " ")


def say_rule(language: Language, violation: Violation) -> str:
    return violation.rule.value.replace("_", " ")
