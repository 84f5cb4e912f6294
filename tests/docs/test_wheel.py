"""The package as it is installed elsewhere: built, unpacked away from the sources, run among clashing names."""

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest
from lengths import long_but
from tree import ROOT, files, links

pytestmark = pytest.mark.slow
ROOMS = ("sim", "analysis", "scenarios")  # inside haicsim once installed
DATA = {
    "haicsim/analysis/report/templates/report.html.jinja",
    "haicsim/analysis/report/templates/report.md.jinja",
    "haicsim/analysis/report/templates/report.css",
    "haicsim/sim/data/life_table_japan.csv",
    "haicsim/analysis/studies/kurume.yaml",
    "haicsim/analysis/studies/kurume.marks.yaml",
    "haicsim/scenarios/kurume.yaml",
    "haicsim/scenarios/regimens/folfox.yaml",
    "haicsim/scenarios/trials/fohaic-1.yaml",
    "haicsim/scenarios/series/kim-2010.yaml",
    "haicsim/analysis/studies/fohaic_1.yaml",
    "haicsim/scenarios/scenario.schema.json",
    "haicsim/py.typed",
}
# of `run`: seconds, not minutes
TINY = ("--patients", "60", "--engine", "process", "--no-compare", "--out", "here")
RUN_IT = "import haicsim; print(len(haicsim.run('kurume', patients=50).outcomes))"


def python(*arguments: str, at: Path, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    """This interpreter in a folder, what is in `path` to be imported before all that is installed."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    if path is not None:
        environment["PYTHONPATH"] = str(path)
    return subprocess.run(
        [sys.executable, *arguments], cwd=at, env=environment, capture_output=True, text=True, check=False
    )


def pip(*arguments: str, at: Path, path: Path | None = None) -> None:
    run = python("-m", "pip", "--disable-pip-version-check", *arguments, at=at, path=path)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what builds the package, empty if it is installed already."""
    target = tmp_path_factory.mktemp("tools")
    if find_spec("hatchling") is None or find_spec("editables") is None:
        pip("install", "--target", str(target), "hatchling", "editables", at=target)
    return target


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the published files alone."""
    copy = tmp_path_factory.mktemp("source")
    for path in files():
        (copy / path).parent.mkdir(parents=True, exist_ok=True)
        (copy / path).write_bytes((ROOT / path).read_bytes())
    for path, leads_to in links().items():
        (copy / path).symlink_to(leads_to)
    return copy


def built(kind: str, source: Path, tools: Path, target: Path) -> Path:
    """The wheel or the sdist of some sources."""
    made = python("-m", "hatchling", "build", "-t", kind, "-d", str(target), at=source, path=tools)
    assert made.returncode == 0, made.stderr
    return next(target.iterdir())


@pytest.fixture(scope="module")
def wheel(source: Path, tools: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as others install it."""
    return built("wheel", source, tools, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def sdist(source: Path, tools: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packed sources."""
    return built("sdist", source, tools, tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the wheel installs."""
    target = tmp_path_factory.mktemp("installed")
    pip("install", "--no-deps", "--no-index", "--target", str(target), str(wheel), at=target)
    return target


@pytest.fixture(scope="module")
def editable(source: Path, tools: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a new environment that uses the sources where they are."""
    environment = tmp_path_factory.mktemp("editable") / "env"
    made = python("-m", "venv", str(environment), at=source)
    assert made.returncode == 0, made.stderr
    interpreter = environment / "bin" / "python"
    pip(
        "--python", str(interpreter), "install", "editables", at=source
    )  # what an editable installation asks for
    pip(
        "--python", str(interpreter), "install", "--no-deps", "--no-build-isolation", "--editable", str(source),
        at=source, path=tools,
    )  # fmt: skip
    return interpreter


@pytest.fixture
def clashing(tmp_path: Path) -> Path:
    """A user's folder whose own modules bear the names of our folders, and say so when they are imported."""
    folder = tmp_path / "mine"
    (folder / "scenarios").mkdir(parents=True)
    for name in ("sim.py", "analysis.py", "scenarios/__init__.py"):
        (folder / name).write_text("raise RuntimeError('a module of the user was imported: ' + __name__)\n")
    return folder


def interpreter_of(version: str) -> str | None:
    """A Python of that version: the one under test, or one on the path or where pyenv keeps them."""
    kept = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    candidates = [sys.executable, shutil.which(f"python{version}"), *kept.glob(f"{version}.*/bin/python")]
    ask = "import sys, venv; print('%d.%d' % sys.version_info[:2])"
    for each in filter(None, candidates):  # what pyenv puts on the path may refuse to start
        answer = subprocess.run([each, "-c", ask], capture_output=True, text=True, check=False).stdout
        if answer.strip() == version:
            return str(each)
    return None


def inside(path: Path) -> str:
    """Where a published file is in the installed package."""
    return f"haicsim/{path.as_posix()}" if path.parts[0] in ROOMS else path.as_posix()


def test_the_wheel_holds_every_file_of_the_package_and_one_name(wheel: Path) -> None:
    published = {inside(path) for path in files() if path.parts[0] in ("haicsim", *ROOMS)}
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    about = {name for name in names if ".dist-info/" in name}
    assert names - about == published
    assert {name.partition("/")[0] for name in published} == {"haicsim"}
    assert published >= DATA
    assert any(name.endswith("/licenses/LICENSE") for name in about)


def test_the_packed_sources_are_the_repository_and_give_the_same_wheel(
    sdist: Path, wheel: Path, tools: Path, tmp_path: Path
) -> None:
    with tarfile.open(sdist) as archive:
        members = {member.name.partition("/")[2]: member for member in archive.getmembers()}
        archive.extractall(tmp_path, filter="data")
    assert set(members) == {path.as_posix() for path in (*files(), *links())} | {"PKG-INFO"}
    found = {Path(name): member.linkname for name, member in members.items() if member.issym()}
    assert found == links() == {Path("haicsim", room): f"../{room}" for room in ROOMS}
    unpacked = next(tmp_path.glob("haicsim-*"))
    again = built("wheel", unpacked, tools, tmp_path / "again")
    assert again.read_bytes() == wheel.read_bytes()


def test_python_runs_it_where_a_user_has_modules_of_the_same_names(installed: Path, clashing: Path) -> None:
    # "-c" has the working folder first on the path, as a notebook's kernel does
    told = python("-c", RUN_IT, at=clashing, path=installed)
    assert (told.returncode, told.stdout) == (0, "50\n"), told.stderr
    where = python("-c", "import haicsim.sim as s; print(s.__file__)", at=clashing, path=installed).stdout
    assert where.startswith(str(installed))
    theirs = python("-c", "import sim", at=clashing, path=installed)
    assert "a module of the user was imported: sim" in theirs.stderr


def test_the_command_runs_where_a_user_has_modules_of_the_same_names(installed: Path, clashing: Path) -> None:
    for start in (["-m", "haicsim"], [str(installed / "bin" / "haicsim")]):
        told = python(*start, "run", "kurume", *TINY, "--again", at=clashing, path=installed)
        assert (told.returncode, told.stderr) == (0, "")
        assert (clashing / "here" / "figures" / "survival.png").exists()
        checked = python(*start, "check", "scenarios/kurume.yaml", at=clashing, path=installed)
        assert (checked.returncode, checked.stderr) == (0, "")


def test_the_benchmarks_stay_in_the_source_tree(installed: Path, clashing: Path) -> None:
    told = python("-m", "haicsim", "bench", at=clashing, path=installed)
    assert (told.returncode, told.stdout, told.stderr.count("\n")) == (2, "", 1)
    assert "the benchmarks are in the source tree" in told.stderr


def test_the_version_is_that_of_the_project(installed: Path, tmp_path: Path) -> None:
    code = "from haicsim.sim.provenance import model_version; print(model_version())"
    said = python("-c", code, at=tmp_path, path=installed).stdout
    assert f'version = "{said.partition("+")[0]}"' in (ROOT / "pyproject.toml").read_text()


@pytest.mark.parametrize("name", [*ROOMS, "tests", "benchmarks"])
def test_an_editable_installation_gives_one_name(name: str, editable: Path, tmp_path: Path) -> None:
    told = subprocess.run(
        [editable, "-c", f"import haicsim, {name}"],
        cwd=tmp_path,
        env={},
        capture_output=True,
        text=True,
        check=False,
    )
    assert f"No module named '{name}'" in told.stderr


def test_an_editable_installation_is_the_sources(editable: Path, source: Path, clashing: Path) -> None:
    code = "import haicsim, haicsim.scenarios as s, haicsim.sim.errors as e; print(haicsim.__file__, s.FOLDER, e.__file__)"
    told = subprocess.run(
        [editable, "-c", code], cwd=clashing, env={}, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stderr
    assert all(place.startswith(str(source)) for place in told.stdout.split())


KERNEL = """
import nbformat, sys
from nbclient import NotebookClient
code = "import haicsim, sys\\n"
code += "print('' in sys.path, len(haicsim.run('kurume', patients=50).outcomes))"
book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
NotebookClient(book, timeout=300, kernel_name="python3").execute()
print(book.cells[0].outputs[0].text, end="")
"""


@pytest.mark.parametrize("version", long_but(["3.11", "3.12", "3.13"], "3.13"))
def test_a_new_environment_runs_it_in_python_as_a_command_and_in_a_notebook(
    version: str, wheel: Path, clashing: Path, tmp_path: Path
) -> None:
    base = interpreter_of(version)
    if base is None:
        pytest.skip(f"no Python {version} here")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}

    def said(*command: str, at: Path = clashing) -> str:
        run = subprocess.run(command, cwd=at, env=environment, capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stdout + run.stderr
        return run.stdout

    new = str(tmp_path / "env" / "bin" / "python")
    said(base, "-m", "venv", str(tmp_path / "env"), at=tmp_path)
    limits = ("--constraint", str(ROOT / "constraints.txt"))
    said(new, "-m", "pip", "install", "--quiet", *limits, str(wheel), "ipykernel", "nbclient", at=tmp_path)
    assert said(new, "-c", RUN_IT) == "50\n"
    assert "Written: here/" in said(new, "-m", "haicsim", "run", "kurume", *TINY)
    assert "Started 60" in said(new, "-m", "haicsim", "run", "kurume", *TINY)
    assert "sound" in said(str(Path(new).with_name("haicsim")), "check", "one-theatre")
    assert (
        said(new, "-P", "-c", KERNEL) == "True 50\n"
    )  # -P: the kernel has the folder on its path, its client has not
