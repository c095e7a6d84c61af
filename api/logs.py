"""How the log is written: a line of JSON each on standard error, and nothing of what variables held.

`api.middleware.log` says what is told of a request. Tracebacks name places in the code and never
the values there: those are people's.
"""

import json
import logging
import sys
from typing import Any, Final

import structlog

# json.dumps makes an encoder for every line.
_ENCODE: Final = json.JSONEncoder(default=repr).encode


def _as_json(event: dict[str, Any], **_: object) -> str:
    return _ENCODE(event)


def set_logging_up(level: str) -> None:
    """From now on, for this process; `level` is `debug`, `info`, `warning` or `error`."""
    logging.basicConfig(level=level.upper(), format="%(message)s")
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    for client in ("httpx", "httpcore"):  # they tell whole addresses, and those of calendars are secrets
        logging.getLogger(client).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(_as_json),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
