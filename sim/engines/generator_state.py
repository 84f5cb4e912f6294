"""Where a compiled story stopped: its place is saved as bytes and taken up again later.

A patient who asks for a scarce resource is left, and taken up when it is granted. A compiled generator keeps its place
and its local variables in one block of memory; `place_bytes`, `save_place` and `load_place` measure, save and load it.
What a story keeps in local variables must be plain numbers (anything else is refused when it is compiled).
"""

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.errors import TypingError
from numba.extending import intrinsic

from haicsim.sim.engines.borrowed_rows import Rows

_ALIGNMENT = 8  # the resume point is kept in the first eight bytes


def _is_yielded(kind: Any) -> bool:
    """What is being yielded, (verb, what, amount): nothing reads it again (see `flatten`)."""
    return isinstance(kind, types.Tuple) and isinstance(kind.types[0], types.Literal)


def _plain(kind: Any) -> bool:
    if isinstance(kind, types.BaseTuple):
        return all(_plain(part) for part in kind.types)
    return isinstance(kind, types.Number | types.Boolean | types.Record | types.NoneType | Rows)


def _kept(generator: Any) -> list[int]:
    """Which of the generator's variables are to be kept; refuses what is not plain."""
    kept = [at for at, kind in enumerate(generator.state_types) if not _is_yielded(kind)]
    for at in kept:
        if not _plain(generator.state_types[at]):
            kind = generator.state_types[at]
            raise TypingError(f"a story may keep only plain numbers between its yields, not {kind}")
    return kept


def _parts(builder: Any, generator: Any) -> tuple[Any, Any]:
    """Pointers to the resume point and to the saved variables."""
    zero, two = ir.Constant(ir.IntType(32), 0), ir.Constant(ir.IntType(32), 2)
    return builder.gep(generator, [zero, zero]), builder.gep(generator, [zero, two])


def _places(context: Any, state: Any, kept: list[int]) -> tuple[list[int], int]:
    """Where in the saved bytes each variable is, and how many bytes there are."""
    offsets, end = [], _ALIGNMENT
    for at in kept:
        offsets.append(end)
        end += -(-int(context.get_abi_sizeof(state.type.pointee.elements[at])) // _ALIGNMENT) * _ALIGNMENT
    return offsets, end


@intrinsic
def place_bytes(typing_context: Any, generator: Any) -> Any:
    """Bytes needed to keep the place of this story."""
    kept = _kept(generator)

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        _, state = _parts(builder, arguments[0])
        return ir.Constant(ir.IntType(64), _places(context, state, kept)[1])

    return types.int64(generator), code


@intrinsic
def turn_to(typing_context: Any, generator: Any, i: Any) -> Any:
    """Begin the story anew, with patient `i`, its second argument."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        resume, _ = _parts(builder, arguments[0])
        zero, one = ir.Constant(ir.IntType(32), 0), ir.Constant(ir.IntType(32), 1)
        patient = builder.gep(arguments[0], [zero, one, one])
        builder.store(ir.Constant(resume.type.pointee, 0), resume)
        builder.store(context.cast(builder, arguments[1], i, generator.arg_types[1]), patient)
        return context.get_dummy_value()

    return types.void(generator, i), code


def _mover(saving: bool) -> Callable[..., Any]:
    def move(typing_context: Any, generator: Any, places: Any, i: Any) -> Any:
        kept = _kept(generator)

        def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            kind = signature.args[1]
            array = context.make_array(kind)(context, builder, arguments[1])
            zero = ir.Constant(ir.IntType(64), 0)
            row = cgutils.get_item_pointer(context, builder, kind, array, [arguments[2], zero])
            row = builder.bitcast(row, ir.IntType(8).as_pointer())
            resume, state = _parts(builder, arguments[0])
            pairs = [(resume, 0)]
            for at, offset in zip(kept, _places(context, state, kept)[0], strict=True):
                pairs.append((cgutils.gep_inbounds(builder, state, 0, at), offset))
            for live, offset in pairs:
                place = builder.gep(row, [ir.Constant(ir.IntType(64), offset)])
                saved = builder.bitcast(place, live.type)
                source, target = (live, saved) if saving else (saved, live)
                builder.store(builder.load(source), target)
            return context.get_dummy_value()

        return types.void(generator, places, i), code

    return move


save_place = intrinsic(_mover(saving=True))
load_place = intrinsic(_mover(saving=False))
