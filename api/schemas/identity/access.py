"""Signing in, sessions, tokens and invitations as JSON."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from api.schemas.common import Id, Input, Line, Output
from scheduler.domain.identity.credentials import TokenScope
from scheduler.domain.identity.people import Language, MailChoice, Role

Password = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]
Secret = Annotated[str, StringConstraints(max_length=200, pattern=r"^[\x21-\x7e]*$")]
Email = Annotated[str, StringConstraints(max_length=254, pattern=r"^[^\x00\s@]+@[^\x00\s@]+\.[^\x00\s@]+$")]


class SignInIn(Input):
    email: Annotated[str, StringConstraints(max_length=254, pattern=r"^[^\x00]*$")]
    password: Password


class SessionOut(Output):
    id: Id
    created_at: datetime
    expires_at: datetime
    current: bool = False


class SignedInOut(Output):
    """The session's secret is in the cookie and nowhere else."""

    person_id: Id
    expires_at: datetime


class RoleOut(Output):
    organisation_id: Id
    role: Role


class MeOut(Output):
    """Who is acting, and all that decides what they may do."""

    id: Id
    name: str
    email: str
    language: Language
    mail_choice: MailChoice
    operator: bool
    roles: list[RoleOut]
    group_resource_ids: list[Id] = Field(description="The groups one is in, by their resource.")
    staff_resource_id: int | None = Field(description="Oneself as a resource that can be booked.")
    read_only: bool
    version: int


class PasswordChange(Input):
    old: Password
    new: Password


class TokenIn(Input):
    name: Line = Field(min_length=1)
    scope: TokenScope = TokenScope.READ
    days: int = Field(90, ge=1, le=366)


class TokenOut(Output):
    id: Id
    name: str
    scope: TokenScope
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


class NewTokenOut(TokenOut):
    secret: str = Field(description="Shown this once. Send it as `Authorization: Bearer flt_...`.")


class InvitationOut(Output):
    link: str = Field(description="Shown this once, and good for one use.")
    expires_at: datetime


class ChoosePasswordIn(Input):
    secret: Secret = Field(description="The last part of the link.")
    password: Password
