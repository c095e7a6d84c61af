"""A matching problem and its answer in JSON: the dataclasses of `solver.matching`, field by field.

As in `solver.formats.json`: defaults may be left out, unknown fields are refused, and a mistake raises
FormatError with the JSON path and what was expected.
"""

from __future__ import annotations

import json

from solver.errors import FormatError
from solver.formats.json import decode, encode, parse
from solver.matching.answer import MatchAnswer
from solver.matching.problem import MatchProblem

LARGEST = 16 * 1024 * 1024
"""Characters of a document that are read at most."""

MOST_PAIRS = 1_000_000
"""Groups times projects of a problem that is read."""


def matching_from_json(text: str) -> MatchProblem:
    """The matching problem in a JSON document; raises FormatError."""
    problem = decode(MatchProblem, parse(text, LARGEST))
    pairs = len(problem.groups) * len(problem.projects)
    if pairs > MOST_PAIRS:
        raise FormatError("$", f"at most {MOST_PAIRS} groups times projects", pairs)
    return problem


def matching_to_json(problem: MatchProblem) -> str:
    """The matching problem as a compact JSON document."""
    return json.dumps(encode(problem), ensure_ascii=False, separators=(",", ":"))


def match_to_json(match: MatchAnswer) -> str:
    """Who got what and why nothing better, as a compact JSON document."""
    return json.dumps(encode(match), ensure_ascii=False, separators=(",", ":"))
