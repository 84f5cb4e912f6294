"""`import haicsim` is light, complete and typed."""

import inspect
import subprocess
import sys

import pytest

import haicsim


def test_all_names_are_there_and_nothing_else_is_promised() -> None:
    assert set(haicsim.__all__) <= set(dir(haicsim))
    for name in haicsim.__all__:
        assert getattr(haicsim, name) is not None
    with pytest.raises(AttributeError, match="has no attribute 'runn'"):
        haicsim.runn  # noqa: B018


def test_importing_it_and_looking_round_loads_nothing_else() -> None:
    program = (
        "import sys, haicsim; dir(haicsim); print(*[m for m in sys.modules if m.split('.')[0] in {heavy}])"
    )
    heavy = (
        "numpy",
        "pydantic",
        "pandas",
        "simpy",
        "numba",
        "matplotlib",
        "lifelines",
        "typer",
        "rich",
        "ruamel",
    )
    found = subprocess.run(
        [sys.executable, "-c", program.format(heavy=heavy)], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == ""


@pytest.mark.slow
def test_the_api_neither_prints_nor_knows_the_command_line() -> None:
    program = (
        "import sys, haicsim; haicsim.run('kurume', patients=5, engine='process').summary();"
        "[getattr(haicsim, name) for name in haicsim.__all__]; print(*{'typer', 'rich'} & set(sys.modules))"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == ""


def test_every_function_says_its_types() -> None:
    for name in haicsim.__all__:
        thing = getattr(haicsim, name)
        if inspect.isfunction(thing):
            signature = inspect.signature(thing)
            assert signature.return_annotation is not inspect.Signature.empty
            assert all(
                each.annotation is not inspect.Parameter.empty for each in signature.parameters.values()
            )
