"""Authority: arithmetic. Whatever ends a writer, every finished cell is kept once, and the table has the same bytes."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from math import isnan, nan, pi
from pathlib import Path

import numpy as np
import pytest
from lengths import long_but
from pace import slowness
from sweeps import program

from haicsim.analysis.experiments.checkpoint_log import (
    TABLE,
    FinishedCell,
    Shard,
    open_checkpoint_log,
    read_finished,
)
from haicsim.analysis.experiments.table import write_table
from haicsim.sim.errors import InputError

PLAN = {"tumour.phi": 0.5, "run.seed": 1}
COLUMNS = ("share", "days")
ROWS = [{"cell": number, "theatre": "unlimited" if number == 3 else number} for number in range(4)]
KEYS = [f"key-{number}" for number in range(4)]


def cell(number: int) -> FinishedCell:
    return FinishedCell(f"key-{number}", (number / 7.0, nan if number == 2 else pi * number))


def write(folder: Path, numbers: Sequence[int], **options: object) -> None:
    with open_checkpoint_log(folder, PLAN, COLUMNS, **options) as log:  # type: ignore[arg-type]
        log.append([cell(number) for number in numbers])


def test_what_is_kept_is_read_back_bit_for_bit(tmp_path: Path) -> None:
    write(tmp_path, [0, 1, 2])
    plan, log = read_finished(tmp_path)
    assert (plan, log.columns, log.damaged) == (PLAN, COLUMNS, 0)
    assert log.finished["key-1"] == cell(1)
    assert log.finished["key-2"].values[0] == 2 / 7.0
    assert isnan(log.finished["key-2"].values[1])


def test_the_table_has_the_same_bytes_in_whatever_order_cells_came(tmp_path: Path) -> None:
    for name, order in (("forth", [0, 1, 2, 3]), ("back", [3, 2, 1, 0])):
        for number in order:
            write(tmp_path / name, [number])
        with open_checkpoint_log(tmp_path / name, PLAN, COLUMNS) as log:
            write_table(log, ROWS, KEYS)
    assert (tmp_path / "forth" / TABLE).read_bytes() == (tmp_path / "back" / TABLE).read_bytes()


@pytest.mark.slow
def test_a_log_cut_at_any_byte_loses_at_most_the_lines_it_cuts(tmp_path: Path) -> None:
    write(tmp_path, [0, 1, 2])
    log = tmp_path / "log.jsonl"
    whole = log.read_bytes()
    ends = [place + 1 for place, byte in enumerate(whole) if byte == ord("\n")]
    for length in range(len(whole)):
        log.write_bytes(whole[:length])
        with open_checkpoint_log(tmp_path, PLAN, COLUMNS) as kept:
            assert len(kept.finished) == max(sum(end <= length for end in ends) - 1, 0), length
            kept.append([cell(0), cell(1), cell(2)])
        assert log.read_bytes() == whole, length


def test_a_last_line_with_one_byte_changed_is_cut_and_another_is_told_again(tmp_path: Path) -> None:
    write(tmp_path, [0, 1, 2])
    log = tmp_path / "log.jsonl"
    lines = log.read_bytes().splitlines(keepends=True)
    for changed, damaged in ((3, 0), (2, 1)):
        hurt = [*lines]
        hurt[changed] = hurt[changed].replace(b"key", b"kez")
        log.write_bytes(b"".join(hurt))
        with open_checkpoint_log(tmp_path, PLAN, COLUMNS) as kept:
            assert (kept.damaged, len(kept.finished)) == (damaged, 2)
            kept.append([cell(0), cell(1), cell(2)])
        assert len(read_finished(tmp_path)[1].finished) == 3


def test_a_cell_is_kept_once_unless_it_failed(tmp_path: Path) -> None:
    failed = FinishedCell("key-1", failed="no patient was counted")
    with open_checkpoint_log(tmp_path, PLAN, COLUMNS) as log:
        log.append([cell(2), cell(2), failed])
        log.append([cell(2), failed])
        log.append([cell(1)])
        log.append([failed])
    lines = (tmp_path / "log.jsonl").read_text().splitlines()[1:]
    assert [json.loads(line[17:])[0] for line in lines] == ["key-2", "key-1", "key-1"]
    assert read_finished(tmp_path)[1].finished["key-1"] == cell(1)


def test_another_plan_is_refused_and_the_changed_keys_are_named(tmp_path: Path) -> None:
    write(tmp_path, [0])
    before = (tmp_path / "log.jsonl").read_bytes()
    refused = pytest.raises(InputError, match=r"changed since are tumour\.phi \(0\.5, now 0\.7\); --again")
    with refused, open_checkpoint_log(tmp_path, {**PLAN, "tumour.phi": 0.7}, COLUMNS):
        pass
    refused = pytest.raises(InputError, match=r"columns .*model_version \(absent, now")
    with refused, open_checkpoint_log(tmp_path, {**PLAN, "model_version": "2"}, ("share",)):
        pass
    assert (tmp_path / "log.jsonl").read_bytes() == before
    with open_checkpoint_log(tmp_path, {"run.seed": 2}, COLUMNS, again=True) as log:
        assert not log.finished


def test_a_second_writer_is_refused_until_the_first_is_gone(tmp_path: Path) -> None:
    refused = pytest.raises(InputError, match=rf"another haicsim \(process {os.getpid()}\) is writing here")
    with open_checkpoint_log(tmp_path, PLAN, COLUMNS), refused:
        write(tmp_path, [0])
    write(tmp_path, [0])


def test_shards_write_side_by_side_and_are_read_together(tmp_path: Path) -> None:
    with open_checkpoint_log(tmp_path, PLAN, COLUMNS, Shard(1, 2)) as first:
        first.append([cell(0)])
        with open_checkpoint_log(tmp_path, PLAN, COLUMNS, Shard(2, 2)) as second:
            assert set(second.finished) == {"key-0"}
            second.append([cell(1)])
        for shard in (Shard(1, 2), Shard()):
            with pytest.raises(InputError, match=r"another haicsim( \(process \d+\))? is writing"):
                write(tmp_path, [2], shard=shard)
    assert set(read_finished(tmp_path)[1].finished) == {"key-0", "key-1"}


def test_the_first_line_of_another_shard_not_yet_whole_stands_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / "log-1-of-2.jsonl").write_bytes(b"0123")
    write(tmp_path, [1], shard=Shard(2, 2))
    assert set(read_finished(tmp_path)[1].finished) == {"key-1"}


def test_a_file_that_is_no_log_is_refused(tmp_path: Path) -> None:
    (tmp_path / "log.jsonl").write_text("not a log\n\n")
    with pytest.raises(
        InputError, match="is no log of finished cells, or its first line is damaged: nothing of it was"
    ):
        write(tmp_path, [0])
    with pytest.raises(InputError, match="is no folder of finished cells"):
        read_finished(tmp_path / "nowhere")


def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match=r"cannot be written \(Not a directory\)"):
        write(tmp_path / "file" / "below", [0])


def test_a_folder_nobody_may_write_in_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> int:
        raise PermissionError(13, os.strerror(13))

    monkeypatch.setattr(
        "haicsim.analysis.experiments.checkpoint_log.os.open", refused
    )  # the tests may run as one who may write anywhere
    with pytest.raises(InputError, match=r"cannot be written \(Permission denied\)"):
        write(tmp_path, [0])


def test_a_full_disk_is_said_and_what_was_kept_stays_whole(tmp_path: Path) -> None:
    write(tmp_path, [0, 1])
    before = (tmp_path / "log.jsonl").read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        with open_checkpoint_log(tmp_path, PLAN, COLUMNS) as log:
            resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 20, limits[1]))
            with pytest.raises(InputError, match=r"File too large\): what was finished before is kept"):
                log.append([cell(2)])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert (tmp_path / "log.jsonl").read_bytes() == before
    write(tmp_path, [2])
    assert set(read_finished(tmp_path)[1].finished) == {"key-0", "key-1", "key-2"}


def test_a_table_that_cannot_be_written_leaves_every_cell_in_the_log(tmp_path: Path) -> None:
    write(tmp_path, [0, 1, 2, 3])
    (tmp_path / TABLE).mkdir()
    refused = pytest.raises(InputError, match=r"cells\.parquet cannot be written .*every cell is kept")
    with open_checkpoint_log(tmp_path, PLAN, COLUMNS) as log, refused:
        write_table(log, ROWS, KEYS)
    assert [path.name for path in tmp_path.glob(".*")] == []


def test_ten_thousand_finished_cells_are_read_in_under_two_seconds(tmp_path: Path) -> None:
    columns = [f"outcome_{place}" for place in range(40)]
    values = np.random.default_rng(1).random((10_000, 40)).tolist()
    with open_checkpoint_log(tmp_path, PLAN, columns) as log:
        log.append([FinishedCell(f"{number:064d}", tuple(row)) for number, row in enumerate(values)])
    start = time.process_time()
    with open_checkpoint_log(tmp_path, PLAN, columns) as log:
        assert len(log.finished) == 10_000
    assert time.process_time() - start < 2.0 * slowness()


WRITER = """
import sys, time
from pathlib import Path
from haicsim.analysis.experiments.checkpoint_log import FinishedCell, open_checkpoint_log
with open_checkpoint_log(Path(sys.argv[1]), {"a": 1}, ["x"]) as log:
    for start in range(0, 600, 3):
        cells = [FinishedCell(f"key-{n:04d}", (n / 7.0,)) for n in range(start, start + 3)]
        log.append(cell for cell in cells if cell.key not in log.finished)
        time.sleep(0.0005)
"""


@pytest.mark.slow
@pytest.mark.parametrize("kills", long_but([10, 100], 10))
def test_writers_killed_at_random_lose_and_repeat_nothing(tmp_path: Path, kills: int) -> None:
    stream, rows = np.random.default_rng(kills), [{"cell": n} for n in range(600)]
    keys = [f"key-{n:04d}" for n in range(600)]
    struck, seen = 0, 0
    while struck < kills:
        writer = program(WRITER, str(tmp_path / "killed"), at=tmp_path)
        log = tmp_path / "killed" / "log.jsonl"
        while writer.is_alive() and (not log.exists() or log.stat().st_size <= seen):
            time.sleep(0.001)
        time.sleep(float(stream.random()) * 0.4 / kills)
        writer.kill()
        writer.join()
        struck += writer.exitcode == -signal.SIGKILL
        seen = log.stat().st_size
        with log.open("ab") as tail:  # what a kill in the middle of a write leaves
            tail.write(log.read_bytes()[-30 : int(stream.integers(-29, 0))] * int(stream.integers(0, 2)))
        if writer.exitcode == 0:
            (tmp_path / "killed" / "log.jsonl").unlink()
            seen = 0
    for name in ("killed", "unharmed"):
        subprocess.run([sys.executable, "-c", WRITER, str(tmp_path / name)], check=True)
        with open_checkpoint_log(tmp_path / name, {"a": 1}, ["x"]) as log:
            write_table(log, rows, keys)
    lines = (tmp_path / "killed" / "log.jsonl").read_text().splitlines()[1:]
    assert sorted(json.loads(line[17:])[0] for line in lines) == keys
    assert (tmp_path / "killed" / TABLE).read_bytes() == (tmp_path / "unharmed" / TABLE).read_bytes()
