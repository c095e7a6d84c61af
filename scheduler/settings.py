"""Everything that can be set from outside, by environment variable or `.env` file."""

from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AliasChoices, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from scheduler.domain.bookings.approvals import ANSWER_DAYS
from scheduler.domain.identity.addresses import is_address
from scheduler.domain.notifications.channels import Channels
from scheduler.domain.time.zones import ZONES


def is_this_machine(host: str) -> bool:
    """Whether a server of that name is on this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _env(name: str) -> AliasChoices:
    return AliasChoices(name, name.lower())


class Settings(BaseSettings):
    """One value, one variable; docs/operator.md lists them all, and a test holds the two together."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", populate_by_name=True, frozen=True)

    database_url: Annotated[str, Field(validation_alias=_env("DATABASE_URL"))] = "sqlite:///var/fieldlab.db"
    """`sqlite:///PATH` or `postgresql://USER:PASSWORD@HOST/NAME`."""
    host: Annotated[str, Field(validation_alias=_env("HOST"))] = "127.0.0.1"
    port: Annotated[int, Field(validation_alias=_env("PORT"), ge=1, le=65535)] = 8000
    public_url: Annotated[str, Field(validation_alias=_env("PUBLIC_URL"))] = ""
    """The address people reach the system at; empty: what the request says."""
    zone: Annotated[str, Field(validation_alias=_env("FIELDLAB_ZONE"))] = "Europe/Amsterdam"
    """The IANA zone in which pages say times, and the clock of what happens on no campus."""
    state_dir: Annotated[Path, Field(validation_alias=_env("FIELDLAB_STATE_DIR"))] = Path("var")
    """Where the demo's log-ins and the solver's cache are kept."""
    session_days: Annotated[int, Field(validation_alias=_env("FIELDLAB_SESSION_DAYS"), ge=1)] = 14
    secure_cookies: Annotated[
        Literal["auto", "always"], Field(validation_alias=_env("FIELDLAB_SECURE_COOKIES"))
    ] = "auto"
    """`auto`: cookies ask for HTTPS when the public address does."""
    answer_days: Annotated[int, Field(validation_alias=_env("FIELDLAB_ANSWER_DAYS"), ge=1, le=60)] = (
        ANSWER_DAYS
    )
    """Working days that owners have to answer a request; then it lapses."""
    solve_seconds: Annotated[int, Field(validation_alias=_env("FIELDLAB_SOLVE_SECONDS"), ge=1, le=3600)] = 60
    solve_workers: Annotated[int, Field(validation_alias=_env("FIELDLAB_SOLVE_WORKERS"), ge=1, le=64)] = 2
    job_runner: Annotated[
        Literal["auto", "local", "worker"], Field(validation_alias=_env("FIELDLAB_JOB_RUNNER"))
    ] = "auto"
    """`local`: the server runs jobs itself; `worker`: `fieldlab worker` does (PostgreSQL only);
    `auto`: local on SQLite, worker on PostgreSQL."""
    smtp_host: Annotated[str, Field(validation_alias=_env("FIELDLAB_SMTP_HOST"))] = ""
    """The server that takes outgoing mail; empty: no mail is queued or sent."""
    smtp_port: Annotated[int, Field(validation_alias=_env("FIELDLAB_SMTP_PORT"), ge=1, le=65535)] = 587
    smtp_tls: Annotated[
        Literal["starttls", "tls", "none"], Field(validation_alias=_env("FIELDLAB_SMTP_TLS"))
    ] = "starttls"
    """`none` only for a server on this machine."""
    smtp_user: Annotated[str, Field(validation_alias=_env("FIELDLAB_SMTP_USER"))] = ""
    smtp_password: Annotated[SecretStr, Field(validation_alias=_env("FIELDLAB_SMTP_PASSWORD"))] = SecretStr(
        ""
    )
    mail_from: Annotated[str, Field(validation_alias=_env("FIELDLAB_MAIL_FROM"))] = ""
    """The address that invites people, such as `rooster@rooms.example`."""
    mail_listen: Annotated[str, Field(validation_alias=_env("FIELDLAB_MAIL_LISTEN"))] = ""
    """Where the mail server of this machine hands mail over by LMTP, such as `127.0.0.1:8024`."""
    mail_authserv: Annotated[str, Field(validation_alias=_env("FIELDLAB_MAIL_AUTHSERV"))] = ""
    """The name under which that server writes Authentication-Results."""
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"], Field(validation_alias=_env("FIELDLAB_LOG_LEVEL"))
    ] = "info"

    calendar_networks: Annotated[str, Field(validation_alias=_env("FIELDLAB_CALENDAR_NETWORKS"))] = ""
    """Networks inside from which calendars may be followed too, such as `10.1.2.0/24, 192.0.2.7/32`; the
    public internet always may."""

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        if not url.startswith(("sqlite:///", "postgresql://", "postgres://")):
            raise ValueError("use sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME")
        return url

    @field_validator("mail_from")
    @classmethod
    def _an_address(cls, address: str) -> str:
        if address and not is_address(address):
            raise ValueError("use a plain address such as rooster@rooms.example")
        return address.lower()

    @field_validator("mail_listen")
    @classmethod
    def _on_this_machine(cls, place: str) -> str:
        host, _, port = place.rpartition(":")
        known = host and is_this_machine(host.strip("[]")) and port.isdecimal() and int(port) < 2**16
        if place and not known:
            raise ValueError("use an address of this machine and a port, such as 127.0.0.1:8024")
        return place

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        if zone not in ZONES:
            raise ValueError("use an IANA name such as Europe/Amsterdam")
        return zone

    @model_validator(mode="after")
    def _mail_is_whole(self) -> Self:
        if bool(self.smtp_host) != bool(self.mail_from):
            raise ValueError("FIELDLAB_SMTP_HOST and FIELDLAB_MAIL_FROM are set together")
        if self.smtp_host and self.smtp_tls == "none" and not is_this_machine(self.smtp_host):
            raise ValueError("FIELDLAB_SMTP_TLS=none is for a mail server on this machine")
        if self.mail_listen and not (self.mails and self.mail_authserv):
            raise ValueError(
                "FIELDLAB_MAIL_LISTEN needs FIELDLAB_MAIL_AUTHSERV, and FIELDLAB_SMTP_HOST for the answers"
            )
        return self

    @property
    def mails(self) -> bool:
        """Whether people are told of their bookings by mail."""
        return bool(self.smtp_host)

    @property
    def channels(self) -> Channels:
        """By which ways people are reached."""
        return Channels(mail=self.mails)

    @field_validator("calendar_networks")
    @classmethod
    def _networks(cls, text: str) -> str:
        for network in _listed(text):
            ip_network(network)
        return text

    @property
    def networks_of_calendars(self) -> tuple[IPv4Network | IPv6Network, ...]:
        return tuple(ip_network(network) for network in _listed(self.calendar_networks))

    @property
    def mail_domain(self) -> str:
        """The host of the addresses by which places are booked; empty where no mail comes in."""
        return self.mail_from.rpartition("@")[2] if self.mail_listen else ""

    @property
    def cookies_need_https(self) -> bool:
        return self.secure_cookies == "always" or self.public_url.startswith("https:")

    @property
    def session_lasts(self) -> timedelta:
        return timedelta(days=self.session_days)

    @property
    def on_postgres(self) -> bool:
        return not self.database_url.startswith("sqlite")


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
