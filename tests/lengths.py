"""Which cases of a test wait for `make verify` or `make long`: all but those a change is most likely to break first."""

from collections.abc import Iterable
from typing import Any

import pytest


def long_but(cases: Iterable[Any], *kept: Any) -> list[Any]:
    """The cases for `parametrize`, all marked long but those kept (as many as are named, or it is a mistake)."""
    return _all_but(cases, kept, pytest.mark.long)


def slow_but(cases: Iterable[Any], *kept: Any) -> list[Any]:
    """The cases for `parametrize`, all marked slow but those kept."""
    return _all_but(cases, kept, pytest.mark.slow)


def _all_but(cases: Iterable[Any], kept: tuple[Any, ...], mark: pytest.MarkDecorator) -> list[Any]:
    every = list(cases)
    assert set(kept) <= set(every), f"none of the cases: {set(kept) - set(every)}"
    return [case if case in kept else pytest.param(case, marks=mark) for case in every]
