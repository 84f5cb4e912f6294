"""Authority: by hand. What experiments do at their ends: nothing finished, nobody there to work, no value, no more time."""

import os
import re
from math import nan
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from sweeps import HEAD, inside, write

from haicsim.analysis.experiments import cells_folder, checkpoint_log, executors, work
from haicsim.analysis.experiments.capacity_limit import limit_of
from haicsim.analysis.experiments.capacity_search import _Search, smallest_capacity
from haicsim.analysis.experiments.cells import Cell, Simulation
from haicsim.analysis.experiments.checkpoint_log import (
    CheckpointLog,
    FinishedCell,
    open_checkpoint_log,
    read_finished,
)
from haicsim.analysis.experiments.draws import read_draws
from haicsim.analysis.experiments.plan import _placed
from haicsim.analysis.experiments.points import between
from haicsim.analysis.experiments.precision import more_cells
from haicsim.analysis.experiments.spec import Spread
from haicsim.analysis.experiments.summary import _over_draws, summarise_work
from haicsim.analysis.experiments.work_options import WorkOptions
from haicsim.sim.codes import RESOURCES
from haicsim.sim.errors import Fault, InputError
from haicsim.sim.scenario.load import load_scenario

KILL, PACE = "tumour.kill_median", "tumour.tvdt_multiplier"
VP3, VP4 = "survival.death_by_thrombus.vp3", "survival.death_by_thrombus.vp4"
SCENARIO = load_scenario("kurume", ["run.patients=3", "run.engine=process"])


def cell(number: int, replication: int = 0) -> Cell:
    return Cell(number, 0, 0, None, replication, (), f"key-{number}")


# ---- How many places are enough


class Searched(_Search):
    """A search that simulates nobody: the limit is kept from `enough_for` places on."""

    enough_for = 9

    def __post_init__(self) -> None:
        self.enough = 4

    def trial(self, places: int) -> Any:
        return SimpleNamespace(kept=places >= self.enough_for, loss=1.0 / places)


def search(resource: str, keep: str) -> Searched:
    meetings = ["capacity.meeting=4", "capacity.meeting.every={value: 14, unit: d}", "arrivals.warm_up=0"]
    return Searched(
        load_scenario("kurume", meetings), RESOURCES.index(resource), limit_of(keep), lambda what, share: None
    )


def test_places_are_doubled_until_the_limit_is_kept_or_eight_times_the_most_at_once_are_tried() -> None:
    found = search("theatre", "wait_median<10")
    assert found.doubled(4, None) == 16, "8 are too few"
    found.enough_for = 33
    with pytest.raises(
        InputError, match=r"by any number of places up to 32: with so many the wait is still 0\.0312"
    ):
        found.doubled(4, None)
    with pytest.raises(InputError, match=r"up to 4: with so many the loss is still 0\.25"):
        search("theatre", "conversion_loss<0.01").doubled(4, 4)
    with pytest.raises(InputError, match="because patients wait for the next session whatever its places"):
        search("meeting", "wait_median<1").doubled(4, 4)


def test_an_outcome_without_a_value_cannot_be_kept() -> None:
    nobody = load_scenario("no-surgery", ["run.patients=2", "run.engine=process"])
    with pytest.raises(
        InputError,
        match=r"--keep os60_resected_loss<0\.1: has no value without a limit \(.+\): take more patients",
    ):
        smallest_capacity(nobody, RESOURCES.index("theatre"), limit_of("os60_resected_loss<0.1"))


# ---- Who runs the cells


def test_a_worker_ends_with_the_process_that_started_it(monkeypatch: pytest.MonkeyPatch) -> None:
    parents, said = iter([7, 7, 1]), []
    monkeypatch.setattr("os.getppid", lambda: next(parents))
    monkeypatch.setattr("os._exit", lambda code: said.append(f"left with {code}"))
    monkeypatch.setattr(executors, "sleep", lambda seconds: said.append("looked"))
    monkeypatch.setattr(executors, "Thread", lambda target, daemon: SimpleNamespace(start=target))
    executors._live_no_longer_than(7)
    assert said == ["looked", "looked", "left with 1"]


def test_a_cluster_has_the_workers_its_scheduler_knows_and_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[Any] = []
    client = SimpleNamespace(
        nthreads=lambda: {"a": 2, "b": 3}, scatter=lambda model, **how: ("there", model),
        close=lambda timeout: said.append("let go"), get_executor=lambda **how: SimpleNamespace(submit=lambda *given: given),
    )  # fmt: skip
    monkeypatch.setattr(executors, "_client", lambda address: client)
    model: Any = "model"
    with executors.cluster(model, "tcp://there") as found:
        assert found.workers == 5
        assert found.submit([cell(0)])[1:] == (("there", "model"), [cell(0)])  # type: ignore[index]
        assert said == []
    assert said == ["let go"]
    client.nthreads = dict
    refused = pytest.raises(InputError, match="--cluster tcp://there: the scheduler has no workers")
    with refused, executors.cluster(model, "tcp://there"):
        pass
    assert said == ["let go", "let go"]


@pytest.mark.parametrize(
    ("shares", "patients", "options", "who"),
    [
        (True, 10, WorkOptions(workers=3), ("threads", 3)),
        (False, 10, WorkOptions(), ("threads", 1)),
        (False, 10, WorkOptions(workers=1), ("threads", 1)),
        (False, 10, WorkOptions(workers=2), ("processes", 2)),
        (False, 10_000, WorkOptions(), ("processes", None)),
        (False, 10, WorkOptions(cluster="tcp://there"), ("cluster", "tcp://there")),
    ],
)
def test_few_patients_are_run_here_and_many_by_processes_or_where_it_was_asked(
    shares: bool, patients: int, options: WorkOptions, who: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("threads", "processes", "cluster"):
        monkeypatch.setattr(executors, name, lambda model, given, name=name: (name, given))
    asked: Any = SimpleNamespace(model=SimpleNamespace(shares_threads=shares), patients=patients)
    assert work.workers_for(asked, 2, options) == who


def test_another_version_of_the_model_is_refused() -> None:
    with pytest.raises(
        InputError, match=r"another version of the model \(.+, not of old\): install the same"
    ):
        Simulation((SCENARIO,), "process", "of old").check()


# ---- What is kept


def test_an_interruption_leaves_no_half_line_and_is_no_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(log: int, content: bytes) -> None:
        os.write(log, content[:5])
        raise KeyboardInterrupt

    with open_checkpoint_log(tmp_path, {"a": 1}, ("share",)) as log:
        log.append([FinishedCell("key-0", (0.5,))])
        whole = (tmp_path / "log.jsonl").read_bytes()
        monkeypatch.setattr(checkpoint_log, "_write_all", interrupted)
        with pytest.raises(KeyboardInterrupt):
            log.append([FinishedCell("key-1", (0.5,))])
        assert (tmp_path / "log.jsonl").read_bytes() == whole
        assert list(log.finished) == ["key-0"]


def test_a_log_whose_first_line_nobody_repeats_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "log.jsonl").write_text("nonsense\n")
    with pytest.raises(InputError, match="its log is damaged: its first line cannot be read"):
        read_finished(tmp_path)


def test_what_is_ours_in_a_folder_of_cells(tmp_path: Path) -> None:
    cells_folder.enter_file(tmp_path, ["summary.csv"])
    assert list(tmp_path.iterdir()) == [], "a folder without a mark gets none"
    with open_checkpoint_log(tmp_path, {"a": 1}, ("share",)):
        pass
    cells_folder.enter_file(tmp_path, ["summary.csv"])
    mark = cells_folder.read_mark(tmp_path)
    assert mark is not None
    assert mark.files == {"summary.csv": ""}
    gone, alive = (
        tmp_path / f".cells.json-{number}" for number in (2**22 + 1, 1)
    )  # no process has so high a number
    for path in (gone, alive):
        path.write_text("{")
    cells_folder.sweep_half_written(tmp_path)
    assert (gone.exists(), alive.exists()) == (False, True)
    (tmp_path / "log-1-of-2.lock").write_text("a diary")
    with pytest.raises(InputError, match=r"holds a file of yours, log-1-of-2\.lock: move it out"):
        cells_folder.refuse_foreign(tmp_path)


# ---- From cells to lines


def test_a_cell_that_is_not_finished_has_no_line_and_one_without_value_no_mean() -> None:
    cells = (cell(0), cell(1), Cell(2, 0, 1, None, 0, (), "key-2"))
    done: Any = SimpleNamespace(cells=cells, with_draws=False, scenarios=("kurume",))
    log = CheckpointLog(Path(), ("os60",), {"key-0": FinishedCell("key-0", (0.25,))})
    (line,) = summarise_work(done, log, ["os60"])
    assert (line.mean, line.cells) == (0.25, 1)
    none = np.array([])
    assert np.isnan(_over_draws(none, none)).all()
    values, draws = np.array([1.0, 3.0, 5.0]), np.array([0, 0, 1])
    assert _over_draws(values, draws)[0] == 3.5, "replications of a draw are averaged first"


def test_an_outcome_without_an_interval_asks_for_no_more_replications() -> None:
    cells = tuple(cell(k, k) for k in range(10))
    log = CheckpointLog(Path(), ("os60",), {each.key: FinishedCell(each.key, (nan,)) for each in cells})
    model = SimpleNamespace(key=lambda last, k: f"key-{k}")
    done: Any = SimpleNamespace(cells=cells, model=model)
    assert more_cells(done, log, {"os60": 0.01}) == []
    log.finished["key-0"] = FinishedCell("key-0", (0.0,))
    log.finished["key-1"] = FinishedCell("key-1", (1.0,))
    assert [each.replication for each in more_cells(done, log, {"os60": 1.0})] == list(range(10, 20))


def test_what_is_varied_and_drawn(tmp_path: Path) -> None:
    apart = Spread(low=0.01, high=1.0, scale="log")
    assert [between("policy.refusal", apart, share) for share in (0.0, 0.5, 1.0)] == pytest.approx(
        [0.01, 0.1, 1.0]
    )
    assert between("policy.refusal", Spread(low=0.0, high=1.0), 0.5) == 0.5
    (tmp_path / "none.csv").write_text("policy.refusal\n")
    with pytest.raises(InputError, match=r"none\.csv: holds no draws"):
        read_draws(tmp_path / "none.csv", "none.csv")
    own = Fault("mine.yaml", 12, "a", "", "too large")
    file: Any = SimpleNamespace(fault=lambda path, value, rule, nearest: (path, value, rule))
    assert _placed(file, 1, "mine.yaml", own) is own, "what is wrong within a scenario is its own"
    absent = Fault("mine.yaml", None, "", "", "there is no such file")
    placed: Any = _placed(file, 1, "mine.yaml", absent)
    assert placed == (("scenarios", 1), "mine.yaml", "there is no such file")


# ---- The command


def test_a_part_of_a_sweep_and_one_whose_time_is_up_say_how_to_go_on(tmp_path: Path, capsys: Any) -> None:
    file = str(write(tmp_path, f"{HEAD}vary: {{policy.refusal: [0, 0.2]}}"))
    assert inside(tmp_path, "sweep", file, "--out", "kept", "--shard", "1/8", "--workers", "1") == 0
    said = capsys.readouterr().err
    assert "Part 1 of 8 is done; 7 cells of other parts are not.\nWhen all parts are, the same" in said
    assert inside(tmp_path, "sweep", file, "--out", "kept", "--max-hours", "1e-9", "--workers", "1") == 130
    said = capsys.readouterr().err
    assert re.search(r"The time is up: \d+ of 8 cells are kept\.\nTo go on, repeat the command: ", said)
