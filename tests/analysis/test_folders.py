"""A folder is filled beside its place and moved there in one step: whole, or as before."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from haicsim.analysis.results.folder import check_place, in_one_step
from haicsim.sim.errors import InputError


def fill(folder: Path) -> None:
    (folder / "new").write_text("new")


def yes() -> bool:
    return True


def no() -> bool:
    return False


def files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()
    }


@pytest.fixture
def old(tmp_path: Path) -> Path:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "before").write_text("before")
    return tmp_path / "old"


def test_a_new_folder_and_the_folders_above_it_are_made(tmp_path: Path) -> None:
    in_one_step(tmp_path / "a" / "b", fill, no)
    assert files(tmp_path) == {"a/b/new": "new"}


def test_what_is_there_is_replaced_only_with_leave(old: Path) -> None:
    in_one_step(old, fill, no)
    assert files(old.parent) == {"old/before": "before"}
    in_one_step(old, fill, yes)
    assert files(old.parent) == {"old/new": "new"}
    assert os.listdir(old.parent) == ["old"]


@pytest.mark.parametrize(
    "error", [OSError(28, "No space left on device"), ValueError("a bug"), KeyboardInterrupt()]
)
def test_whatever_goes_wrong_while_writing_what_was_there_stays(old: Path, error: BaseException) -> None:
    def fail(folder: Path) -> None:
        fill(folder)
        raise error

    expected = InputError if isinstance(error, OSError) else type(error)
    with pytest.raises(expected) as raised:
        in_one_step(old, fail, yes)
    if expected is InputError:
        assert str(raised.value) == f"{old}: cannot be written (No space left on device)."
    assert files(old.parent) == {"old/before": "before"}
    assert os.listdir(old.parent) == ["old"]


def test_interrupted_between_the_two_moves_what_was_there_comes_back(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename, calls = os.rename, []

    def interrupted(source: Path, target: Path) -> None:
        calls.append(target)
        if len(calls) == 3:  # refused, put aside, and now the new one in its place
            raise KeyboardInterrupt
        rename(source, target)

    monkeypatch.setattr("haicsim.analysis.results.folder.exchange", lambda *both: False)
    monkeypatch.setattr(os, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        in_one_step(old, fill, yes)
    assert files(old.parent) == {"old/before": "before"}
    assert os.listdir(old.parent) == ["old"]


def test_another_process_that_was_quicker_meanwhile_is_asked_about(tmp_path: Path) -> None:
    place = tmp_path / "place"
    asked = []

    def slowly(folder: Path) -> None:
        fill(folder)
        place.mkdir()
        (place / "theirs").write_text("theirs")

    def ask() -> bool:
        asked.append(place)
        return False

    in_one_step(place, slowly, ask)
    assert asked == [place]
    assert files(tmp_path) == {"place/theirs": "theirs"}


def test_a_place_is_tried_and_left_as_it_was(old: Path) -> None:
    check_place(old)
    check_place(old.parent / "not" / "yet" / "there")
    assert files(old.parent) == {"old/before": "before"}
    assert os.listdir(old.parent) == ["old"]
    with pytest.raises(InputError, match=r"cannot be written \(Not a directory\)"):
        check_place(old / "before" / "below")


@contextmanager
def an_ordinary_user() -> Iterator[None]:
    """The superuser may write everywhere, so for a moment be nobody."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(before)


def test_a_place_one_may_not_write_to_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with (
        an_ordinary_user(),
        pytest.raises(InputError, match=r"results: cannot be written \(Permission denied\)"),
    ):
        check_place(tmp_path / "results")
    with (
        an_ordinary_user(),
        pytest.raises(InputError, match=r"results: cannot be written \(Permission denied\)"),
    ):
        in_one_step(tmp_path / "results", fill, no)
