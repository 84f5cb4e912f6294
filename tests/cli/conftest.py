"""One run by the real command, shared by the tests that only look at it."""

import shutil
from pathlib import Path

import pytest
from commands import TINY, haicsim


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of results, not to be changed."""
    at = tmp_path_factory.mktemp("made")
    run = haicsim("run", "kurume", *TINY, "--out", "kept", at=at)
    assert (run.returncode, run.stderr) == (0, "")
    return at / "kept"


@pytest.fixture
def kept(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, in the working folder under the name `kept`."""
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copytree(made, tmp_path / "kept"))


@pytest.fixture
def no_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands draw nothing: for tests of what is printed, since figures take most of their time."""
    of = "haicsim.analysis.figures.in_results"
    monkeypatch.setattr(f"{of}.of_run", lambda *given: lambda *folder: None)
    monkeypatch.setattr(f"{of}.of_reconstruction", lambda *given: lambda *folder: None)
    monkeypatch.setattr(f"{of}.draw_sensitivity", lambda *given: None)
    monkeypatch.setattr("haicsim.commands.sweep._draw", lambda *given: None)
