"""Templates to HTML: one environment, strict about names, escaping everything."""

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from api.web.page_context import Frame


@cache
def environment() -> Environment:
    """The templates of `api/web/templates`."""
    return Environment(
        loader=PackageLoader("api.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(template: str, frame: Frame, **values: Any) -> str:
    """One page or fragment. Templates say `t(key)` for words and `when.span(...)` for times."""
    return environment().get_template(template).render(frame=frame, t=frame.words, when=frame.times, **values)
