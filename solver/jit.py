"""How this package compiles: numba, without the interpreter's lock, with a cache that cannot go stale.

numba keys its cache by the file of a function alone; a function compiled against constants or functions of
another file would survive a change there. So the cache folder bears a digest of every source file that is
compiled, and an update of any of them starts a fresh one.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, TypeVar

import numba
import numpy as np
from numba import types
from numba.extending import intrinsic
from numpy.typing import NDArray

Memory = NDArray[np.int64]
"""Everything compiled search reads and writes, in one array (see `search.compiled.layout`)."""

Function = TypeVar("Function", bound=Callable[..., object])

HERE: Final = Path(__file__).parent
SOURCES: Final = (
    HERE / "jit.py",
    HERE / "pairs.py",
    *sorted((HERE / "search" / "compiled").glob("*.py")),
)


def cache_folder() -> Path:
    """Where compiled code is kept: beside the sources, or for the user when that cannot be written."""
    digest = sha256(b"".join(source.read_bytes() for source in SOURCES)).hexdigest()[:16]
    beside = HERE / "__pycache__"
    home = HERE if os.access(beside if beside.exists() else HERE, os.W_OK) else Path(tempfile.gettempdir())
    return home / "__pycache__" / f"compiled-{digest}"


if not os.environ.get("NUMBA_CACHE_DIR"):
    numba.config.CACHE_DIR = str(cache_folder())


def compiled(function: Function) -> Function:
    """Compile `function` at its first call, keep it on disk, and run it without the interpreter's lock.

    What Python calls begins with `pointer`; the functions below it get the pointer and pass it on.
    """
    made: Function = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    return made


def _typed(_: Any, memory: types.Type) -> tuple[Any, Any]:
    """What `pointer` compiles to."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        given = arguments[0]
        if isinstance(signature.args[0], types.CPointer):
            return given
        return context.make_array(signature.args[0])(context, builder, given).data

    return types.CPointer(types.int64)(memory), code


_pointer: Callable[[Memory], Memory] = intrinsic(_typed)


@compiled
def pointer(memory: Memory) -> Memory:
    """The numbers of an array as a bare pointer: read and written alike, at half the cost.

    Every call that passes an array counts references, and every access looks for a negative index. The caller
    keeps the array; a pointer is passed through.
    """
    return _pointer(memory)
