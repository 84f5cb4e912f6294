"""The digest of the program: whatever alters a result alters it, a table as much as a rule."""

import shutil
from pathlib import Path

import pytest

from haicsim import sim
from haicsim.sim.provenance import model_version
from haicsim.sim.sources import digest_of_sources


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of `sim` that can be edited."""
    folder = tmp_path / "sim"
    shutil.copytree(Path(sim.__file__).parent, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def test_a_copy_is_the_same_model(copy: Path) -> None:
    assert digest_of_sources(copy) == digest_of_sources()


@pytest.mark.parametrize("name", ["data/life_table_japan.csv", "rules/hazard.py"])
def test_an_edited_file_is_another_model_version(
    name: str, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = model_version()
    (copy / name).write_bytes((copy / name).read_bytes() + b"\n")
    monkeypatch.setattr("haicsim.sim.provenance.digest_of_sources", lambda: digest_of_sources(copy))
    assert model_version() != before


def test_whatever_the_program_reads_beside_its_code_is_in_the_digest() -> None:
    kinds = {path.suffix for path in Path(sim.__file__).parent.rglob("*") if path.is_file()}
    assert kinds - {".pyc"} <= {".py", ".csv", ".typed"}
