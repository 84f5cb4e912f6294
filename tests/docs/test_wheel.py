"""The package as it is installed elsewhere: built, unpacked away from the sources, run."""

import os
import subprocess
import sys
import tarfile
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest
from tree import ROOT, files

pytestmark = pytest.mark.slow
PACKAGES = ("haicsim",)


def pip(*arguments: str) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the published files alone."""
    copy = tmp_path_factory.mktemp("source")
    for path in files():
        (copy / path).parent.mkdir(parents=True, exist_ok=True)
        (copy / path).write_bytes((ROOT / path).read_bytes())
    return copy


@pytest.fixture(scope="module")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as others install it."""
    built = tmp_path_factory.mktemp("built")
    own = ["--no-build-isolation"] if find_spec("hatchling") else []
    pip("wheel", "--no-deps", *own, "--wheel-dir", str(built), str(source))
    return next(built.glob("haicsim-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the wheel installs."""
    target = tmp_path_factory.mktemp("installed")
    pip("install", "--no-deps", "--no-index", "--target", str(target), str(wheel))
    return target


def run(installed: Path, at: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    return subprocess.run(
        [sys.executable, *arguments], cwd=at, env=environment, capture_output=True, text=True, check=False
    )


def test_the_wheel_holds_every_file_of_the_packages_and_nothing_else(wheel: Path) -> None:
    published = {path.as_posix() for path in files() if path.parts[0] in PACKAGES}
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert held == published
    assert {"scenarios/kurume.yaml", "analysis/studies/kurume.yaml", "sim/py.typed"} <= held


def test_the_installed_command_finds_its_data_away_from_the_sources(installed: Path, tmp_path: Path) -> None:
    command = str(installed / "bin" / "haicsim")
    told = run(installed, tmp_path, command, "run", "one-theatre", "--patients", "400", "--out", "here")
    assert (told.returncode, told.stderr) == (0, "")
    assert (tmp_path / "here" / "figures" / "survival.png").exists()
    checked = run(installed, tmp_path, command, "check", "scenarios/kurume.yaml")
    assert checked.returncode == 0


def test_the_installed_packages_are_the_ones_used(installed: Path, tmp_path: Path) -> None:
    code = "import haicsim, sim, analysis, scenarios; print(*(m.__file__ for m in (haicsim, sim, analysis, scenarios)))"
    places = run(installed, tmp_path, "-c", code).stdout.split()
    assert len(places) == 4
    assert all(place.startswith(str(installed)) for place in places)
    said = run(
        installed, tmp_path, "-c", "from haicsim.sim.provenance import model_version; print(model_version())"
    ).stdout
    assert f'version = "{said.partition("+")[0]}"' in (ROOT / "pyproject.toml").read_text()


def test_the_packed_sources_hold_tests_and_documents(source: Path, tmp_path: Path) -> None:
    pip("install", "--target", str(tmp_path / "tools"), "hatchling")
    build = ("-m", "hatchling", "build", "-t", "sdist", "-d", str(tmp_path))
    made = run(tmp_path / "tools", source, *build)
    assert made.returncode == 0, made.stderr
    with tarfile.open(next(tmp_path.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {
        "README.md",
        "Makefile",
        "constraints.txt",
        "tests/docs/tree.py",
        "docs/decisions/README.md",
    } <= names
