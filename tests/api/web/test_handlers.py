"""The edge is thin: what answers a page parses, asks one service and renders."""

import ast
import inspect
import textwrap
from typing import Any, Final

from fastapi.routing import APIRoute

from api.web.pages import PAGES

MOST_LINES: Final = 14


def test_what_answers_a_page_is_under_fifteen_lines() -> None:
    answering = [route.endpoint for router in PAGES for route in router.routes if isinstance(route, APIRoute)]

    long = {f"{each.__module__}.{each.__name__}": lines_of(each) for each in answering}

    assert {name: lines for name, lines in long.items() if lines > MOST_LINES} == {}


def lines_of(function: Any) -> int:
    """The lines of a function, its signature and docstring left out."""
    [tree] = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    assert isinstance(tree, ast.AsyncFunctionDef | ast.FunctionDef)
    told = ast.get_docstring(tree) is not None and len(tree.body) > 1
    return (tree.end_lineno or 0) - tree.body[told].lineno + 1
