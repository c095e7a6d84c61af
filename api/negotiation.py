"""What a client would rather have (RFC 9110 12.5), read from its Accept headers."""


def quality(header: str, *names: str) -> float:
    """The weight of the first of `names` that the header lists, from 0 (not at all) to 1.

    Name the wanted value first, then what covers it: `quality(h, "text/calendar", "text/*", "*/*")`.
    """
    weights: dict[str, float] = {}
    for part in header.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        weights[name] = min((_weight(parameter) for parameter in parameters), default=1.0)
    return next((weights[name] for name in names if name in weights), 0.0)


def _weight(parameter: str) -> float:
    name, _, value = parameter.partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return min(1.0, max(0.0, float(value)))
    except ValueError:
        return 1.0
