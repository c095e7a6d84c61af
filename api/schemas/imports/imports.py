"""Imports as JSON: a file's text in, row by row what became of it out."""

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from api.schemas.common import Day, Flag, Input, Output, Whole
from scheduler.services.imports import LARGEST_FILE, ImportFaculty, ImportOutcome

FileText = Annotated[str, StringConstraints(min_length=1, max_length=LARGEST_FILE, pattern=r"^[^\x00]*$")]


class ImportIn(Input):
    """A faculty of ITC-2007. Without `apply` nothing is kept: the answer says what would happen."""

    text: FileText = Field(description="The text of a .ctt file.")
    weeks: Annotated[Whole, Field(ge=1, le=52)] = Field(10, description="How long the term is.")
    first_on: Day | None = Field(None, description="The Monday it begins; null: the next, or as before.")
    apply: Flag = False

    def to_command(self) -> ImportFaculty:
        return ImportFaculty(text=self.text, weeks=self.weeks, first_on=self.first_on, apply=self.apply)


class ImportRowOut(Output):
    noun: str
    name: str
    outcome: ImportOutcome
    changes: dict[str, Any]
    reason: str


class ImportOut(Output):
    """`organisation_id` and `period_id` hold once `applied` is true."""

    name: str
    applied: bool
    counts: dict[ImportOutcome, int]
    rows: list[ImportRowOut]
    organisation_id: int | None
    period_id: int | None
