"""Real calendar programs, each in a place of its own under the temporary folder, installed once."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PYTHON_CLIENTS = ("vdirsyncer==0.21.0", "khal==0.14.1")
NODE_CLIENTS = ("ical.js@2.2.1",)


class CannotInstall(Exception):
    """A client cannot be installed here."""


def python_clients() -> Path:
    """The `bin` of a virtual environment with vdirsyncer and khal, apart from this project's."""
    folder = _folder(*PYTHON_CLIENTS)
    programs = folder / ("Scripts" if sys.platform == "win32" else "bin")
    if not (folder / "ready").exists():
        _run(sys.executable, "-m", "venv", "--clear", str(folder))
        pip = (str(programs / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
        _run(*pip, *PYTHON_CLIENTS)
        (folder / "ready").touch()
    return programs


def python_package(requirement: str) -> Path:
    """A folder with one package of the registry, for this Python, to be put on the import path."""
    folder = _folder(requirement)
    if not (folder / "ready").exists():
        pip = (
            str(python_clients() / "python"),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        )
        _run(*pip, "--target", str(folder), requirement)
        (folder / "ready").touch()
    return folder


def node_clients() -> tuple[Path, Path]:
    """The node program and a folder with ical.js, the parser of Thunderbird."""
    folder = _folder(*NODE_CLIENTS)
    found = shutil.which("npm", path=_search_path()), shutil.which("node", path=_search_path())
    if None in found:
        raise CannotInstall("node and npm are not installed")
    npm, node = (Path(str(program)) for program in found)
    if not (folder / "ready").exists():
        folder.mkdir(parents=True, exist_ok=True)
        quiet = ("--no-audit", "--no-fund", "--no-package-lock", "--silent")
        _run(str(npm), "install", "--prefix", str(folder), *quiet, *NODE_CLIENTS)
        (folder / "ready").touch()
    return node, folder


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
