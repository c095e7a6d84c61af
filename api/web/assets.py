"""Where the built scripts and styles are, by the manifest that Vite writes."""

import json
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

STATIC = Path(__file__).parent / "static"


class FrontEndMissing(RuntimeError):
    """The scripts and styles were never built: run `make setup`."""


@dataclass(frozen=True, slots=True)
class Assets:
    """Addresses, each with a hash of its bytes, so that a browser may keep it for ever."""

    script: str
    reference: str
    reference_styles: tuple[str, ...]
    styles: tuple[str, ...]
    icons: str


@cache
def built_assets() -> Assets:
    """The addresses of the front end. Raises `FrontEndMissing`."""
    manifest = STATIC / "built" / "manifest.json"
    if not manifest.exists():
        raise FrontEndMissing(FrontEndMissing.__doc__)
    entries = json.loads(manifest.read_text("utf-8"))
    entry, reference = entries["src/main.ts"], entries["src/reference.ts"]
    icons = sha256((STATIC / "icons.svg").read_bytes()).hexdigest()[:8]
    return Assets(
        script=f"/static/built/{entry['file']}",
        styles=tuple(f"/static/built/{name}" for name in entry.get("css", ())),
        reference=f"/static/built/{reference['file']}",
        reference_styles=tuple(f"/static/built/{name}" for name in reference.get("css", ())),
        icons=f"/static/icons.svg?v={icons}",
    )
