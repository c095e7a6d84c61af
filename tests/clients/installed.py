"""Real calendar programs, each in a place of its own under the temporary folder, installed once."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PYTHON_CLIENTS = ("vdirsyncer==0.21.0", "khal==0.14.1")
NODE_CLIENTS = ("ical.js@2.2.1",)


class CannotInstall(Exception):
    """A client cannot be installed here."""


def python_clients(*requirements: str) -> Path:
    """The `bin` of a virtual environment apart from this project's, with vdirsyncer and khal unless
    something else is asked for."""
    wanted = requirements or PYTHON_CLIENTS
    folder = _folder(*wanted)
    programs = folder / "bin"
    with _once(folder) as ready:
        if ready:
            return programs
        _run(sys.executable, "-m", "venv", "--clear", str(folder))
        _install(programs, *wanted)
    return programs


def debian_programs(program: str, *packages: str) -> None:
    """Makes sure that a program of Debian's is there, as root and where there is apt-get."""
    if shutil.which(program) and all(_has_debian_package(package) for package in packages):
        return
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        raise CannotInstall(f"install {' '.join(packages)}: that takes apt-get and root")
    _run("apt-get", "update", "-qq")
    _run("apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages)


def _has_debian_package(package: str) -> bool:
    asked = subprocess.run(["dpkg", "-s", package], capture_output=True, text=True, check=False)
    return asked.returncode == 0 and "install ok installed" in asked.stdout


def python_package(requirement: str) -> Path:
    """A folder with one package of the registry, for this Python, to be put on the import path."""
    folder = _folder(requirement)
    with _once(folder) as ready:
        if ready:
            return folder
        _install(python_clients(), "--target", str(folder), requirement)
    return folder


def node_clients() -> tuple[Path, Path]:
    """The node program and a folder with ical.js, the parser of Thunderbird."""
    folder = _folder(*NODE_CLIENTS)
    found = shutil.which("npm", path=_search_path()), shutil.which("node", path=_search_path())
    if None in found:
        raise CannotInstall("node and npm are not installed")
    npm, node = (Path(str(program)) for program in found)
    with _once(folder) as ready:
        if ready:
            return node, folder
        quiet = ("--no-audit", "--no-fund", "--no-package-lock", "--silent")
        _run(str(npm), "install", "--prefix", str(folder), *quiet, *NODE_CLIENTS)
    return node, folder


@contextmanager
def _once(folder: Path) -> Iterator[bool]:
    """Whether `folder` is ready; one process at a time may ask, and the first makes it so."""
    folder.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ready = folder.with_suffix(".ready")
        yield ready.exists()
        ready.touch()


def _install(programs: Path, *arguments: str) -> None:
    pip = (str(programs / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    _run(*pip, *arguments)


def _search_path() -> str:
    """This project's own node first: it comes with the development dependencies."""
    return os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])


def _folder(*packages: str) -> Path:
    mark = hashlib.sha256(" ".join((sys.version, *packages)).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / "fieldlab-clients" / mark


def _run(*command: str) -> None:
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode:
        raise CannotInstall(f"{' '.join(command[:4])} ...: {result.stderr.strip()[-400:]}")
