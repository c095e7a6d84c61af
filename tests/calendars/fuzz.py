"""Coverage-guided fuzzing of the calendar readers, for as long as you like.

    python -m tests.calendars.fuzz --minutes 10

Anything but a named error, a slow input (10 s) or one that takes 1 GB ends it, with the input in a file.
atheris is installed into the temporary folder; it is not among the dependencies.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.calendars.test_hostile import SEEDS
from tests.clients.installed import python_package

ATHERIS = "atheris==3.0.0"
PACKAGES = ["calendars"]
KNOWN_WORDS = """
BEGIN: END: VCALENDAR VEVENT VTIMEZONE VFREEBUSY STANDARD DAYLIGHT DTSTART DTEND DURATION RRULE:
RDATE: EXDATE: RECURRENCE-ID RANGE=THISANDFUTURE FREQ= SECONDLY HOURLY DAILY WEEKLY MONTHLY YEARLY
COUNT= UNTIL= INTERVAL= BYDAY= BYMONTH= BYMONTHDAY= BYYEARDAY= BYWEEKNO= BYSETPOS= BYHOUR= WKST=
;TZID= ;VALUE=DATE UID: SEQUENCE: FREEBUSY: TZOFFSETFROM: TZOFFSETTO: X-WR-TIMEZONE:
Europe/Amsterdam 20261123T090000Z PT1H P1D -1SU \\x0d\\x0a \\x0d\\x0a\\x20
"""


def main() -> None:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--minutes", type=float, default=10)
    arguments.add_argument("--corpus", type=Path, default=Path(tempfile.gettempdir()) / "fieldlab-corpus")
    asked = arguments.parse_args()
    sys.path.append(str(python_package(ATHERIS)))
    import atheris  # type: ignore[import-not-found]

    with atheris.instrument_imports(include=PACKAGES):
        _forget_imported()
        from tests.calendars.test_hostile import read_or_refuse

    asked.corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(SEEDS):
        (asked.corpus / f"seed-{number}").write_bytes(seed)
    words = asked.corpus.with_suffix(".words")
    words.write_text("".join(f'"{word}"\n' for word in KNOWN_WORDS.split()))
    limits = [
        f"-max_total_time={int(asked.minutes * 60)}",
        "-timeout=10",
        "-rss_limit_mb=1024",
        "-max_len=8192",
    ]
    found = f"-artifact_prefix={asked.corpus}-found-"
    atheris.Setup([sys.argv[0], *limits, f"-dict={words}", found, str(asked.corpus)], read_or_refuse)
    atheris.Fuzz()


def _forget_imported() -> None:
    """Only what is imported under atheris is watched by it."""
    watched = {name for name in sys.modules if name.partition(".")[0] in PACKAGES}
    for name in watched | {"tests.calendars.test_hostile"}:
        del sys.modules[name]


if __name__ == "__main__":
    main()
