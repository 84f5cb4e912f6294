"""Authority: an undamaged run. Whatever lies in the cache, whoever owns it, the answer is the same."""

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from test_cache import PROGRAM

from haicsim.sim.engines import cache
from haicsim.sim.engines.cache import cache_folder, cache_sizes, clear_cache, holds_compiled_code


def answer(at: Path, **environment: str) -> tuple[str, str, bool]:
    """The answer of a small story, what was said on the way, and whether it came from the cache."""
    (at / "program.py").write_text(PROGRAM)
    run = subprocess.run(
        [sys.executable, "program.py"], cwd=at, check=True, capture_output=True, text=True,
        env=os.environ | {"XDG_CACHE_HOME": str(at / "cache"), "NUMBA_DEBUG_CACHE": "1"} | environment,
    )  # fmt: skip
    said = next(line for line in run.stdout.splitlines() if line.startswith("ANSWER"))
    return said, run.stderr, "data loaded from" in run.stdout


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A cache that holds the compiled story, and its answer."""
    at = tmp_path_factory.mktemp("filled")
    said, _, _ = answer(at)
    assert answer(at) == (said, "", True)
    return at, said


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "damage"),
    [
        ("nbi", "emptied"),
        ("nbc", "truncated"),
        pytest.param("nbi", "truncated", marks=pytest.mark.slow),
        pytest.param("nbc", "emptied", marks=pytest.mark.slow),
    ],
)
def test_a_damaged_file_is_dropped_and_the_story_compiled_anew(
    kind: str, damage: str, filled: tuple[Path, str]
) -> None:
    at, said = filled
    found = list((at / "cache").rglob(f"*.{kind}"))
    assert found
    for file in found:
        whole = file.read_bytes()
        file.write_bytes(b"" if damage == "emptied" else whole[: len(whole) // 2])
    assert answer(at) == (said, "", False)
    assert answer(at) == (said, "", True)  # and kept again


class Planted:
    """What somebody else might leave there: unpickled, it makes a file."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, ("planted",)


@pytest.mark.slow
def test_code_in_a_folder_that_others_can_write_is_never_read(filled: tuple[Path, str]) -> None:
    at, said = filled
    index = next((at / "cache").rglob("*.nbi"))
    whole, place = index.read_bytes(), at / "cache" / "haicsim"
    index.write_bytes(pickle.dumps(Planted()))
    place.chmod(0o777)
    try:
        told, warned, cached = answer(at)
        assert (told, cached) == (said, False)
        assert "others can write there; compiled code is not read from it" in warned
        assert not (at / "planted").exists()
    finally:
        place.chmod(0o700)
        index.write_bytes(whole)


def test_the_cache_is_made_for_its_user_alone_whatever_the_umask(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    before = os.umask(0o002)
    try:
        folder = cache_folder()
    finally:
        os.umask(before)
    assert folder is not None
    assert folder.stat().st_mode & 0o077 == folder.parent.stat().st_mode & 0o077 == 0
    (folder / "made").mkdir()
    (folder / "made").chmod(0o775)  # as the compiler does under this umask: nobody gets there
    assert cache_folder() == folder


@pytest.mark.parametrize("which", ["haicsim", "digest", "within"])
def test_what_others_can_write_is_named_and_not_used(
    which: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = cache_folder()
    assert folder is not None
    (folder / "within").mkdir()
    (folder / "within" / "code.nbc").write_bytes(b"code")
    assert holds_compiled_code()
    unsafe = {"haicsim": folder.parent, "digest": folder, "within": folder / "within"}[which]
    folder.chmod(0o755)
    unsafe.chmod(0o775)
    with pytest.warns(UserWarning, match=f"{unsafe}: belongs to somebody else, or others can write there"):
        assert cache_folder() is None
    assert not holds_compiled_code()


@pytest.mark.skipif(os.geteuid() != 0, reason="only the superuser can give a folder away")
def test_a_folder_of_somebody_else_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = cache_folder()
    assert folder is not None
    os.chown(folder, 65534, 65534)
    with pytest.warns(UserWarning, match="belongs to somebody else"):
        assert cache_folder() is None


def test_an_emptied_file_is_no_compiled_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = cache_folder()
    assert folder is not None
    (folder / "code.nbc").touch()
    assert not holds_compiled_code()


def test_the_cache_is_measured_and_cleared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "cache_base", lambda: tmp_path / "haicsim")
    assert cache_sizes() == {}
    (tmp_path / "haicsim" / "pools").mkdir(parents=True)
    (tmp_path / "haicsim" / "pools" / "one.npz").write_bytes(b"12345")
    assert cache_sizes() == {"pools": 5}
    clear_cache()
    assert cache_sizes() == {}
    assert (tmp_path / "haicsim").is_dir()


# ---- Settings of numba


@pytest.mark.parametrize(("name", "value"), [("NUMBA_DISABLE_JIT", "1"), ("NUMBA_NUM_THREADS", "0")])
def test_settings_that_keep_numba_from_running_are_named(name: str, value: str, tmp_path: Path) -> None:
    arguments = ["run", "kurume", "--patients", "20", "--engine", "compiled", "--no-compare", "--out", "x"]
    run = subprocess.run(
        [sys.executable, "-m", "haicsim", *arguments], cwd=tmp_path, capture_output=True, text=True,
        env=os.environ | {name: value}, check=False,
    )  # fmt: skip
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith(
        f"{name}: keeps the compiled engine from running: unset it, or take the engine process"
    )
    assert list(tmp_path.iterdir()) == []


def test_without_a_compiler_auto_takes_the_other_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    from haicsim.sim.engines.choice import choose

    monkeypatch.setenv("NUMBA_DISABLE_JIT", "1")
    assert choose("auto", 1_000_000, 1).engine == "process"
