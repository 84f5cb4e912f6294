"""Authority: the examples themselves: every one in a docstring of the API and in README's section is executed."""

import doctest
import importlib
import inspect
import re
from pathlib import Path

import pytest

import haicsim

README = Path(__file__).parents[2] / "README.md"
MODULES = [
    "capacities",
    "folders",
    "result",
    "runs",
    "scenarios",
    "sensitivities",
    "studies",
    "sweeps",
    "whatif",
]


@pytest.mark.slow
@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_docstrings_run(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = doctest.testmod(importlib.import_module(f"haicsim.api.{name}"))
    assert result.failed == 0
    assert result.attempted >= 3


def test_every_function_has_an_example() -> None:
    functions = [each for each in haicsim.__all__ if inspect.isfunction(getattr(haicsim, each))]
    without = [each for each in functions if f"haicsim.{each}(" not in (getattr(haicsim, each).__doc__ or "")]
    # they take minutes, a folder, or a file of a team's own patients; tested below their commands
    assert without == ["animate", "calibrate", "cohort", "coverage", "gallery", "new_cohort", "pictures"]


@pytest.mark.slow
def test_the_section_of_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    section = README.read_text().partition("## In Python")[2].partition("\n## ")[0]
    blocks = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    assert len(blocks) == 1
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(blocks[0].replace("5000", "150"), names)
    assert (tmp_path / "survival.png").stat().st_size > 5_000
    assert haicsim.read(tmp_path / "first").outcomes.equals(names["result"].outcomes)  # type: ignore[attr-defined]
