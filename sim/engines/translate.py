"""Compiled copies of plain Python functions, cached on disk by what they say.

Rules, story and random numbers are plain Python. A copy is made of every function reached from an entry point, over a copied
namespace in which the functions it calls are copies too. The cache is a folder of the user's cache named by a digest
of all sources of `sim` and the versions of Python and numba; entry points carry a digest of everything they reach, so
an edited rule can never give an old answer.
"""

from collections.abc import Collection, Iterator, Mapping
from dis import get_instructions
from hashlib import sha256
from types import CodeType, FunctionType, ModuleType
from typing import Any

import numba
import numpy as np

from haicsim.sim.engines.cache import cache_folder
from haicsim.sim.engines.kept_code import KeptCode

Functions = Mapping[Any, Any]


class Translation:
    """The compiled copies made for one story; `replace` says which function stands in for which."""

    def __init__(self, replace: Functions, called: Collection[Any] = ()) -> None:
        """Set the cache folder; nothing is compiled yet.

        called: long functions used in many places, which are called there; all others are written out where they are used.
        """
        self._replace = dict(replace)
        self._called = set(called)
        self._made: dict[Any, Any] = {}
        self._said = sha256()
        self._folder = cache_folder()

    def inner(self, function: Any) -> Any:
        """A compiled copy to be called from other compiled functions only."""
        function = self._replace.get(function, function)
        if not isinstance(function, FunctionType):
            return function
        if function not in self._made:
            written_out = function not in self._called
            self._made[function] = numba.njit(self._copy(function), nogil=True, forceinline=written_out)
        return self._made[function]

    def entry(self, function: Any) -> Any:
        """A compiled copy to be called from Python, kept on disk under a name that says all it reaches."""
        copy = self._copy(function)
        copy.__qualname__ = f"{function.__name__}_{self._said.copy().hexdigest()[:20]}"
        if self._folder is None:
            return numba.njit(copy, nogil=True)
        numba.config.CACHE_DIR = str(self._folder)
        compiled = numba.njit(copy, nogil=True)
        compiled._cache = KeptCode(compiled.py_func)  # as `cache=True` would, but whatever lies there
        return compiled

    def _copy(self, function: FunctionType) -> FunctionType:
        names = set(_names(function.__code__))
        scope: dict[str, Any] = {"__builtins__": __builtins__, "__name__": __name__}
        for name in sorted(_globals(function.__code__) & function.__globals__.keys()):
            scope[name] = self._translated(
                function.__globals__[name], f"{function.__qualname__}.{name}", names
            )
        self._said.update(_what_it_says(function))
        return FunctionType(
            function.__code__, scope, function.__name__, function.__defaults__, function.__closure__
        )

    def _translated(self, value: Any, where: str, names: set[str]) -> Any:
        if isinstance(value, FunctionType):
            return self.inner(value)
        if isinstance(value, ModuleType) and value.__name__.startswith("haicsim.sim."):
            return self._module(value, names)
        if not isinstance(value, ModuleType):
            self._said.update(f"{where}={_spelt(value)}".encode())
        return value

    def _module(self, module: ModuleType, names: set[str]) -> ModuleType:
        """A module of our own used as `chance.normal`: what is named of it, functions compiled."""
        copy = ModuleType(module.__name__)
        for name in sorted(names & vars(module).keys()):
            setattr(copy, name, self._translated(vars(module)[name], f"{module.__name__}.{name}", names))
        return copy


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def _globals(code: CodeType) -> set[str]:
    """Names the code takes from its module: a field of a patient may have the name of a function."""
    return {step.argval for step in get_instructions(code) if step.opname in ("LOAD_GLOBAL", "LOAD_NAME")}


def _what_it_says(function: FunctionType) -> bytes:
    code = function.__code__
    closed_over = [cell.cell_contents for cell in function.__closure__ or ()]
    given = [_spelt(value) for value in (*(function.__defaults__ or ()), *closed_over)]
    return repr(
        (function.__name__, code.co_code, code.co_consts, code.co_names, code.co_varnames, given)
    ).encode()


def _spelt(value: Any) -> str:
    """A value in full: what numpy would shorten in print as its bytes."""
    if isinstance(value, np.ndarray | np.generic):
        return f"{value.dtype} {value.shape} {value.tobytes().hex()}"
    return repr(value)
