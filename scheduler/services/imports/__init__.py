"""Real input: a faculty's file becomes a campus that can be planned, published and subscribed to."""

from scheduler.services.imports.apply import import_faculty
from scheduler.services.imports.commands import (
    LARGEST_FILE,
    ImportFaculty,
    ImportOutcome,
    ImportReport,
    ImportRow,
)
from scheduler.services.imports.export import export_timetable

__all__ = [
    "LARGEST_FILE",
    "ImportFaculty",
    "ImportOutcome",
    "ImportReport",
    "ImportRow",
    "export_timetable",
    "import_faculty",
]
