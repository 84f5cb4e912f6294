"""Authority: the file system. Whatever kills a writer, the results before or the new ones stand whole in their folder."""

import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from haicsim.analysis.results import folder as results
from haicsim.analysis.results.folder import check_place, in_one_step
from haicsim.analysis.results.leftovers import exchange, tidy, workplace
from haicsim.analysis.results.origin import read_mark
from haicsim.sim.errors import InputError

MARK = '{"digest": "a", "model_version": "1", "files": {}}'
WRITER = """
import os, signal, sys
from pathlib import Path
from haicsim.analysis.results import folder
moment, target = sys.argv[1], Path(sys.argv[2])
def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)
def write(there):
    (there / "new").write_text("new")
    (there / "provenance.json").write_text('{"digest": "b", "model_version": "1", "files": {}}')
    if moment == "writing":
        die()
if moment in ("aside", "put aside"):
    folder.exchange = lambda *_: False
if moment == "put aside":  # between the two moves
    moved, rename = [], os.rename
    def once(source, place):
        rename(source, place)
        moved.append(place)
        if len(moved) == 1:
            die()
    os.rename = once
if moment == "exchanged":
    swap = folder.exchange
    folder.exchange = lambda *both: swap(*both) and die()
folder.in_one_step(target, write, lambda: True)
"""


def killed(moment: str, target: Path) -> None:
    run = subprocess.run([sys.executable, "-c", WRITER, moment, str(target)], check=False)
    assert run.returncode == (-signal.SIGKILL if moment != "aside" else 0)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "provenance.json").write_text(MARK)
    return tmp_path / "old"


@pytest.mark.parametrize(
    ("moment", "digest"), [("writing", "a"), ("put aside", "a"), ("exchanged", "b"), ("aside", "b")]
)
def test_killed_at_any_moment_one_of_the_two_is_whole_and_nothing_is_left_over(
    moment: str, digest: str, old: Path
) -> None:
    killed(moment, old)
    assert read_mark(old).digest == digest  # put back where it had only been put aside
    check_place(old)  # as any command does before it begins
    assert os.listdir(old.parent) == ["old"]
    assert read_mark(old).digest == digest


def test_where_folders_can_change_places_the_old_results_are_never_away(old: Path, tmp_path: Path) -> None:
    if not exchange(old, old):
        pytest.skip("this file system exchanges nothing")
    seen = []

    def write(there: Path) -> None:
        (there / "provenance.json").write_text(MARK.replace('"a"', '"b"'))

    rename = os.rename

    def watched(source: Path, place: Path) -> None:
        seen.append((old / "provenance.json").exists())
        rename(source, place)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "rename", watched)
        in_one_step(old, write, lambda: True)
    assert seen
    assert all(seen)
    assert read_mark(old).digest == "b"


def test_what_a_living_process_works_on_is_let_alone(tmp_path: Path) -> None:
    with workplace(tmp_path) as place:
        (place / "fresh" / "theirs").mkdir()
        subprocess.run(
            [sys.executable, "-c", f"import sys; from pathlib import Path\n"
             f"from haicsim.analysis.results.leftovers import tidy\ntidy(Path({str(tmp_path)!r}))"], check=True,
        )  # fmt: skip
        assert (place / "fresh" / "theirs").is_dir()
    assert os.listdir(tmp_path) == []


def test_hidden_folders_that_are_not_haicsims_are_let_alone(tmp_path: Path) -> None:
    names = [".haicsim-notes", ".haicsim-abcdefgh", ".old-12345678"]
    for name in names:
        (tmp_path / name).mkdir()
        (tmp_path / name / "mine").write_text("mine")
    tidy(tmp_path)
    assert sorted(os.listdir(tmp_path)) == sorted(names)


def test_what_was_put_aside_stays_where_somebody_elses_folder_took_its_place(tmp_path: Path) -> None:
    aside = tmp_path / ".haicsim-abcdefgh" / "before" / "old"
    aside.mkdir(parents=True)
    (aside / "provenance.json").write_text(MARK)
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "mine").write_text("mine")
    tidy(tmp_path)
    assert (aside / "provenance.json").read_text() == MARK
    (tmp_path / "old" / "mine").unlink()
    tidy(tmp_path)
    assert read_mark(tmp_path / "old").digest == "a"


def test_an_empty_one_is_left_to_whom_may_just_have_made_it(tmp_path: Path) -> None:
    begun = tmp_path / ".haicsim-abcdefgh"
    begun.mkdir()
    tidy(tmp_path)
    assert begun.exists()
    os.utime(begun, (time.time() - 100, time.time() - 100))
    tidy(tmp_path)
    assert not begun.exists()


def test_a_file_system_without_locks_does_no_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(fcntl, "flock", refused)
    with workplace(tmp_path) as place:
        tidy(tmp_path)
        assert place.exists()
    assert os.listdir(tmp_path) == []


# ---- Answers in folders of their own


def answer(text: str, folder: Path) -> Path:
    return results.keep_answer(folder, lambda there: (there / "answer.json").write_text(text) and None)


def test_the_same_answer_is_written_anew_and_another_is_refused(tmp_path: Path) -> None:
    answer("1", tmp_path / "kept")
    answer("1", tmp_path / "kept")
    with pytest.raises(InputError, match="holds another answer: name another folder"):
        answer("2", tmp_path / "kept")
    assert (tmp_path / "kept" / "answer.json").read_text() == "1"


@pytest.mark.parametrize("mine", ["answer.json", "notes.txt"])
def test_a_users_folder_is_refused_whatever_its_files_are_called(mine: str, tmp_path: Path) -> None:
    (tmp_path / mine).write_text("mine")
    for refused in (results.check_ours, lambda folder: answer("1", folder)):
        with pytest.raises(InputError, match="is there already and is no folder of results"):
            refused(tmp_path)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {mine: "mine"}


def test_a_users_file_or_link_beside_an_answer_keeps_it_from_being_replaced(tmp_path: Path) -> None:
    answer("1", tmp_path / "kept")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "kept" / "link").symlink_to(tmp_path / "elsewhere")
    for refused in (results.check_ours, lambda folder: answer("1", folder)):
        with pytest.raises(InputError, match="holds a file of yours, link"):
            refused(tmp_path / "kept")
    assert (tmp_path / "kept" / "link").is_symlink()
