"""Readers and writers: ITC-2007 .ctt, ITC-2019 .xml and our own JSON; chosen by a file's suffix."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from solver.errors import FormatError
from solver.formats import ctt, itc2019, json
from solver.problem import Problem
from solver.solution import Solution


@dataclass(frozen=True, slots=True)
class Format:
    """How problems and solutions of one kind are read and written."""

    name: str
    suffix: str
    read: Callable[[str], Problem]
    read_solution: Callable[[Problem, str], Solution]
    write_solution: Callable[[Problem, Solution], str]


FORMATS = (
    Format("ITC-2007", ".ctt", ctt.read, ctt.read_solution, ctt.write_solution),
    Format("ITC-2019", ".xml", itc2019.read, itc2019.read_solution, itc2019.write_solution),
    Format(
        "JSON",
        ".json",
        json.problem_from_json,
        lambda _, text: json.solution_from_json(text),
        lambda _, solution: json.solution_to_json(solution),
    ),
)


def format_of(path: Path) -> Format:
    """The format of a problem file; raises FormatError for an unknown suffix."""
    for each in FORMATS:
        if path.suffix.lower() == each.suffix:
            return each
    known = ", ".join(each.suffix for each in FORMATS)
    raise FormatError(path.name, f"a file that ends in one of {known}")


def read_text(path: Path) -> str:
    """The text of a file; raises FormatError when it is not UTF-8 (a leading byte order mark is dropped)."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormatError(f"byte {error.start}", "UTF-8 text") from None
