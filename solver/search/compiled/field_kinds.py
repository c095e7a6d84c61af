"""Named access to the array that compiled search works on, at no cost.

Each function here makes the reader or writer of one field of a layout: `time_of = entry(layout.TIME)` reads
entry `a` of the list TIME as `time_of(state, a)`. numba puts the two loads of `m[m[TIME] + a]` where the call
stands: nothing is called, and nothing more is compiled. They take the bare pointer of `jit.pointer`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from solver.jit import Memory

Emit = Callable[[Any, Any, Any], Any]
"""What writes the instructions of a field: from the builder, the pointer and the arguments after it."""

WORD = ir.IntType(64)
NUMBER = types.int64
ROWS = types.range_state64_type


def _word(builder: Any, pointer: Any, at: Any) -> Any:
    """The place of number `at` of the array."""
    return builder.gep(pointer, [at])


def _load(builder: Any, pointer: Any, at: int) -> Any:
    """A number of the head that never changes, so that it need not be read twice: a width, a beginning."""
    found = builder.load(_word(builder, pointer, ir.Constant(WORD, at)))
    found.set_metadata("invariant.load", builder.module.add_metadata([]))
    return found


def _typed(emit: Emit, answer: types.Type, memory: types.Type, count: int) -> tuple[Any, Any]:
    """The signature of a field with `count` whole numbers after the array, and what it compiles to."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        found = emit(builder, arguments[0], arguments[1:])
        if answer is not ROWS:
            return context.get_dummy_value() if found is None else found
        rows = cgutils.create_struct_proxy(ROWS)(context, builder)
        rows.start, rows.stop = found
        rows.step = ir.Constant(WORD, 1)
        return rows._getvalue()

    return answer(memory, *(NUMBER,) * count), code


def _of_state(emit: Emit, answer: types.Type = NUMBER) -> Any:
    return intrinsic(lambda _, memory: _typed(emit, answer, memory, 0))


def _of_one(emit: Emit, answer: types.Type = NUMBER) -> Any:
    return intrinsic(lambda _, memory, i: _typed(emit, answer, memory, 1))


def _of_two(emit: Emit, answer: types.Type = NUMBER) -> Any:
    return intrinsic(lambda _, memory, i, j: _typed(emit, answer, memory, 2))


def _of_three(emit: Emit, answer: types.Type = NUMBER) -> Any:
    return intrinsic(lambda _, memory, i, j, value: _typed(emit, answer, memory, 3))


def _entry(name: int) -> Emit:
    """The place of entry i of a list."""

    def place(builder: Any, pointer: Any, given: Any) -> Any:
        return _word(builder, pointer, builder.add(_load(builder, pointer, name), given[0]))

    return place


def _cell(name: int, width: int) -> Emit:
    """The place of entry j of row i, where rows are as wide as number `width` says."""

    def place(builder: Any, pointer: Any, given: Any) -> Any:
        begin, wide = _load(builder, pointer, name), _load(builder, pointer, width)
        row = builder.add(begin, builder.mul(given[0], wide))
        return _word(builder, pointer, builder.add(row, given[1]))

    return place


def _read(place: Emit) -> Emit:
    return lambda builder, pointer, given: builder.load(place(builder, pointer, given))


def _write(place: Emit) -> Emit:
    def put(builder: Any, pointer: Any, given: Any) -> None:
        builder.store(given[-1], place(builder, pointer, given[:-1]))

    return put


def _add(place: Emit) -> Emit:
    def put(builder: Any, pointer: Any, given: Any) -> Any:
        at = place(builder, pointer, given[:-1])
        total = builder.add(builder.load(at), given[-1])
        builder.store(total, at)
        return total

    return put


def _number(name: int) -> Emit:
    return lambda builder, pointer, given: _word(builder, pointer, ir.Constant(WORD, name))


def number(name: int) -> Callable[[Memory], int]:
    """Reads a number of the head."""
    read: Callable[[Memory], int] = _of_state(_read(_number(name)))
    return read


def set_number(name: int) -> Callable[[Memory, int], None]:
    """Writes a number of the head."""
    write: Callable[[Memory, int], None] = _of_one(_write(_number(name)), types.void)
    return write


def add_number(name: int) -> Callable[[Memory, int], int]:
    """Adds to a number of the head; what it is then."""
    write: Callable[[Memory, int], int] = _of_one(_add(_number(name)))
    return write


def entry(name: int) -> Callable[[Memory, int], int]:
    """Reads entry i of a list."""
    read: Callable[[Memory, int], int] = _of_one(_read(_entry(name)))
    return read


def set_entry(name: int) -> Callable[[Memory, int, int], None]:
    """Writes entry i of a list."""
    write: Callable[[Memory, int, int], None] = _of_two(_write(_entry(name)), types.void)
    return write


def add_entry(name: int) -> Callable[[Memory, int, int], int]:
    """Adds to entry i of a list; what it is then."""
    write: Callable[[Memory, int, int], int] = _of_two(_add(_entry(name)))
    return write


def cell(name: int, width: int) -> Callable[[Memory, int, int], int]:
    """Reads entry j of row i of a table whose rows are as wide as number `width` says."""
    read: Callable[[Memory, int, int], int] = _of_two(_read(_cell(name, width)))
    return read


def set_cell(name: int, width: int) -> Callable[[Memory, int, int, int], None]:
    """Writes entry j of row i of a table."""
    write: Callable[[Memory, int, int, int], None] = _of_three(_write(_cell(name, width)), types.void)
    return write


def add_cell(name: int, width: int) -> Callable[[Memory, int, int, int], int]:
    """Adds to entry j of row i of a table; what it is then."""
    write: Callable[[Memory, int, int, int], int] = _of_three(_add(_cell(name, width)))
    return write


def column(name: int, at: int, width: int) -> Callable[[Memory, int], int]:
    """Reads entry `at` of row i of a table that is `width` wide in every problem."""

    def place(builder: Any, pointer: Any, given: Any) -> Any:
        begin = _load(builder, pointer, name)
        row = builder.add(begin, builder.mul(given[0], ir.Constant(WORD, width)))
        return _word(builder, pointer, builder.add(row, ir.Constant(WORD, at)))

    read: Callable[[Memory, int], int] = _of_one(_read(place))
    return read


def _bounds(begins: int) -> Emit:
    def both(builder: Any, pointer: Any, given: Any) -> Any:
        place = _entry(begins)
        first = builder.load(place(builder, pointer, given))
        following = builder.add(given[0], ir.Constant(WORD, 1))
        return first, builder.load(place(builder, pointer, [following]))

    return both


def rows(begins: int) -> Callable[[Memory, int], range]:
    """The entries that belong to i in a ragged list, whose beginnings are list `begins`."""
    read: Callable[[Memory, int], range] = _of_one(_bounds(begins), ROWS)
    return read


def count(begins: int) -> Callable[[Memory, int], int]:
    """How many entries belong to i in a ragged list."""

    def length(builder: Any, pointer: Any, given: Any) -> Any:
        first, end = _bounds(begins)(builder, pointer, given)
        return builder.sub(end, first)

    read: Callable[[Memory, int], int] = _of_one(length)
    return read


def nested(begins: int, name: int) -> Callable[[Memory, int, int], int]:
    """Reads entry j of those that belong to i in the ragged list `name`."""

    def value(builder: Any, pointer: Any, given: Any) -> Any:
        first = builder.load(_entry(begins)(builder, pointer, given[:1]))
        return builder.load(_entry(name)(builder, pointer, [builder.add(first, given[1])]))

    read: Callable[[Memory, int, int], int] = _of_two(value)
    return read


def clear(first: int, end: int) -> Callable[[Memory], None]:
    """Writes 0 into every list from `first` up to, not including, `end`."""

    def zero(builder: Any, pointer: Any, given: Any) -> None:
        begin, after = _load(builder, pointer, first), _load(builder, pointer, end)
        size = builder.mul(builder.sub(after, begin), ir.Constant(WORD, 8))
        cgutils.memset(builder, _word(builder, pointer, begin), size, 0)

    write: Callable[[Memory], None] = _of_state(zero, types.void)
    return write
