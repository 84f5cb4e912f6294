"""Authority: the bytes before. Nobody's file is written over, and neither a damaged byte nor advice costs cells."""

import shutil
from pathlib import Path

import pytest
from sweeps import here, write

from haicsim.analysis.experiments.cells_folder import MARK, write_beside
from haicsim.analysis.experiments.checkpoint_log import (
    TABLE,
    FinishedCell,
    Shard,
    open_checkpoint_log,
    read_finished,
)
from haicsim.analysis.experiments.table import write_table
from haicsim.sim.errors import InputError

TEXT = """
name: small
question: Does a small sweep keep its hands off other people's files?
scenarios: [kurume]
patients: 12
engine: process
vary: {capacity.theatre: [1, 2]}
outcomes: [conversion_rate]
"""
PLAN, COLUMNS = {"a": 1}, ("x",)
CELLS = [FinishedCell(f"key-{number}", (number / 7.0,)) for number in range(3)]


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished sweep, not to be changed."""
    at = tmp_path_factory.mktemp("made")
    assert here("sweep", str(write(at, TEXT)), "--out", str(at / "kept")) == 0
    return at


@pytest.fixture
def kept(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path / "kept"


def again(kept: Path, *more: str) -> int:
    return here("sweep", str(kept.parent / "small.yaml"), "--out", str(kept), *more)


MINE = [
    "logbook.jsonl",
    "summary.csv",
    "differences.csv",
    TABLE,
    "figures/sweep.png",
    "notes.txt",
    "log.jsonl",
]


@pytest.mark.parametrize("option", [(), ("--again",)])
@pytest.mark.parametrize("mine", MINE)
@pytest.mark.parametrize("command", ["sweep", "sensitivity"])
def test_a_folder_of_the_users_is_refused_whatever_is_in_it_and_again_changes_nothing(
    command: str, mine: str, option: tuple[str, ...], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "mine"
    (folder / mine).parent.mkdir(parents=True)
    (folder / mine).write_text("mine\n")
    asked = [str(write(tmp_path, TEXT))]
    if command == "sensitivity":
        asked = ["kurume", "--vary", "policy.refusal", "--patients", "20", "--engine", "process"]
    assert here(command, *asked, "--out", str(folder), *option) == 2
    said = capfd.readouterr().err
    assert "name another" in said
    assert "--again" not in said
    assert contents(folder) == {mine: b"mine\n"}


@pytest.mark.slow
def test_other_files_of_the_users_in_a_folder_of_cells_stay(kept: Path) -> None:
    for name in ("logbook.jsonl", "log-old.jsonl", "notes.txt"):
        (kept / name).write_text("mine")
    for option in ((), ("--again",)):
        assert again(kept, *option) == 0
        assert [(kept / name).read_text() for name in ("logbook.jsonl", "log-old.jsonl", "notes.txt")] == [
            "mine"
        ] * 3


def test_answers_a_user_has_worked_in_are_not_written_over(
    kept: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with (kept / "summary.csv").open("a") as file:
        file.write("my own remark\n")
    before = contents(kept)
    assert again(kept) == 2
    assert "holds a file of yours, summary.csv: move it out" in capfd.readouterr().err
    assert contents(kept) == before


@pytest.mark.slow
def test_the_same_command_writes_the_same_again_and_leaves_nothing_hidden(kept: Path) -> None:
    before = contents(kept)
    assert again(kept) == 0
    assert {name: text for name, text in contents(kept).items() if "lock" not in name} == {
        name: text for name, text in before.items() if "lock" not in name
    }
    assert not list(kept.glob(".*"))


def test_a_table_of_the_users_is_not_written_over_and_the_cells_are_kept(tmp_path: Path) -> None:
    with open_checkpoint_log(tmp_path, PLAN, COLUMNS) as log:
        log.append(CELLS)
        (tmp_path / TABLE).write_text("mine")
        with pytest.raises(InputError, match=f"holds a file of yours, {TABLE}"):
            write_table(log, [{"cell": n} for n in range(3)], [cell.key for cell in CELLS])
    with open_checkpoint_log(tmp_path, PLAN, COLUMNS, again=True):
        assert (tmp_path / TABLE).read_text() == "mine"


# ---- One damaged byte


def logged(folder: Path) -> bytes:
    with open_checkpoint_log(folder, PLAN, COLUMNS) as log:
        log.append(CELLS)
    return (folder / "log.jsonl").read_bytes()


def test_one_flipped_bit_anywhere_in_the_first_line_costs_no_cell(tmp_path: Path) -> None:
    whole = logged(tmp_path)
    for place in range(whole.find(b"\n") + 1):
        for bit in (0, 3, 6):
            hurt = bytearray(whole)
            hurt[place] ^= 1 << bit
            (tmp_path / "log.jsonl").write_bytes(bytes(hurt))
            assert set(read_finished(tmp_path)[1].finished) >= {"key-1", "key-2"}
            with open_checkpoint_log(tmp_path, PLAN, COLUMNS) as log:
                assert set(log.finished) >= {"key-1", "key-2"}, place  # the first may hang on a lost line end
                log.append(CELLS)
            assert sorted((tmp_path / "log.jsonl").read_bytes().split(b"\n")) == sorted(whole.split(b"\n"))


def test_a_finished_sweep_with_a_flipped_bit_is_simply_there(
    kept: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    log = kept / "log.jsonl"
    hurt = bytearray(log.read_bytes())
    hurt[30] ^= 1
    log.write_bytes(bytes(hurt))
    monkeypatch.setattr("haicsim.sim.run.records_of", None)  # nothing is simulated
    assert again(kept) == 0
    assert "2 cells, kept in" in capfd.readouterr().out


def test_without_any_word_of_what_the_cells_are_of_they_are_let_alone_and_nothing_advises_deleting(
    tmp_path: Path,
) -> None:
    whole = bytearray(logged(tmp_path))
    whole[30] ^= 1
    (tmp_path / "log.jsonl").write_bytes(bytes(whole))
    (tmp_path / MARK).unlink()
    for option in (False, True):
        refused = pytest.raises(InputError, match="nothing of it was touched; move it away to keep it")
        with refused as said, open_checkpoint_log(tmp_path, PLAN, COLUMNS, again=option):
            pass
        assert "again" not in str(said.value)
        assert "delete" not in str(said.value)
        assert (tmp_path / "log.jsonl").read_bytes() == bytes(whole)


@pytest.mark.parametrize("damage", [b"", b"{}", b"\xff", b'{"head": 3, "files": {}}', b"[1]"])
def test_a_damaged_mark_is_written_anew_from_the_log(damage: bytes, tmp_path: Path) -> None:
    logged(tmp_path)
    before = (tmp_path / MARK).read_bytes()
    (tmp_path / MARK).write_bytes(damage)
    with open_checkpoint_log(tmp_path, PLAN, COLUMNS) as log:
        assert len(log.finished) == 3
    assert (tmp_path / MARK).read_bytes() == before


def test_what_killed_processes_had_only_begun_to_write_is_swept_at_the_next_start(tmp_path: Path) -> None:
    logged(tmp_path)
    dead = 2**22 + 1  # no process has this number
    for name in (f".{TABLE}-{dead}", f".{MARK}-{dead}", f".log.jsonl-{dead}", f".{TABLE}-1", ".mine-12"):
        (tmp_path / name).write_bytes(b"half")
    with open_checkpoint_log(tmp_path, PLAN, COLUMNS):
        assert sorted(path.name for path in tmp_path.glob(".*")) == [f".{TABLE}-1", ".mine-12"]


def test_answers_are_written_whole_or_not_at_all(tmp_path: Path) -> None:
    logged(tmp_path)
    write_beside(tmp_path, lambda there: (there / "answer.csv").write_text("old"))

    def fails(there: Path) -> None:
        (there / "answer.csv").write_text("new")
        raise OSError(28, "No space left on device")

    with pytest.raises(InputError, match=r"No space left on device\): every cell is kept"):
        write_beside(tmp_path, fails)
    assert (tmp_path / "answer.csv").read_text() == "old"
    assert not list(tmp_path.glob(".*"))


def test_shards_started_before_any_has_written_a_line_are_let_in(tmp_path: Path) -> None:
    (tmp_path / "lock").write_text("")
    (tmp_path / "log-1-of-2.jsonl").write_bytes(b"0123")
    with open_checkpoint_log(tmp_path, PLAN, COLUMNS, Shard(2, 2)) as log:
        log.append(CELLS[:1])
    assert set(read_finished(tmp_path)[1].finished) == {"key-0"}
