"""Authority: by hand. What commands and functions say at their ends: faulty arguments, nothing there, somebody interrupts."""

import errno
import json
import re
import runpy
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import matplotlib
import matplotlib.figure
import pytest
import typer

import haicsim
import haicsim.main
from haicsim import __main__ as entrance
from haicsim import working
from haicsim.analysis.audit.findings import Decision
from haicsim.analysis.experiments.cells_folder import MARK
from haicsim.analysis.experiments.log_lines import head_line
from haicsim.analysis.experiments.work_options import WorkOptions
from haicsim.analysis.report.sources import picture, read_source
from haicsim.analysis.results import difference, folder, leftovers
from haicsim.analysis.results.difference import RunDifference
from haicsim.analysis.results.new_file import check_new_file
from haicsim.analysis.results.origin import PROVENANCE, sign
from haicsim.analysis.whatif.mechanisms import Mechanism
from haicsim.analysis.whatif.question import Reach
from haicsim.api import keep, page, policy
from haicsim.api.expectations import expectation_rows
from haicsim.api.sweeps import _as_argument
from haicsim.commands import animate, calibrate, diff, run, study_audit, whatif_bias, whatif_conversion
from haicsim.edge import ending
from haicsim.sim.errors import Fault, InputError
from haicsim.sim.scenario.load import load_scenario


def refused(ask: Callable[..., object], *given: object, **named: object) -> str:
    """The one fault for which something is refused."""
    with pytest.raises(InputError) as refusal:
        ask(*given, **named)
    (fault,) = refusal.value.faults
    return f"{fault.file}: {fault.rule}"


def test_arguments_that_are_too_small_too_large_or_unknown_are_refused_before_anything_is_simulated() -> None:
    assert refused(haicsim.compare, replicates=99) == "replicates=99: must be between 100 and 20,000"
    assert refused(haicsim.compare, replicates=20_001).startswith("replicates=20001: must")
    assert refused(haicsim.reconstruct, draws=0) == "draws=0: must be between 1 and 100,000"
    assert refused(haicsim.reconstruct, until=1201.0) == "until=1201.0: must be between 1 and 1,200"
    assert refused(haicsim.reconstruct, seed=-1) == "seed=-1: must be at least 0"
    known = "must be one of any, half_up, half_even, truncated"
    assert refused(haicsim.reconstruct, rounding="up") == f"rounding=up: {known}"
    assert refused(haicsim.diff, "one", "other", margin=1.01) == "margin=1.01: must be between 0 and 1"
    assert refused(haicsim.report, []) == "results: must name at least one result"


def test_figures_of_a_result_that_was_not_saved_need_a_folder() -> None:
    lived = haicsim.run("kurume", patients=2, engine="process")
    assert refused(haicsim.pictures, lived) == "out: must name a folder for the figures of a result not saved"


def test_choices_of_a_search_may_be_a_file_and_a_policy_a_folder_of_results(tmp_path: Path) -> None:
    missing = tmp_path / "choices.yaml"
    assert "choices.yaml" in refused(haicsim.policy.search, "kurume", choices=missing)
    scenario = load_scenario("kurume", ["policy.refusal=0.2"])
    (tmp_path / "scenario.json").write_text(scenario.as_json())
    sign(tmp_path, {"digest": "a", "model_version": "1"})
    found = policy._named(str(tmp_path))
    assert isinstance(found, haicsim.Scenario)
    assert found.digest() == scenario.digest()
    assert policy._named("kurume") == "kurume"


def test_a_fault_of_an_option_speaks_of_the_argument_and_any_other_stays() -> None:
    asked = [Fault(file, 3, "", "", "rule") for file in ("--max-hours -1", "--again", "my.yaml")]
    assert [_as_argument(each).file for each in asked] == ["max_hours=-1", "again", "my.yaml"]


def test_a_class_that_offers_nothing_has_an_entry_of_its_words_alone() -> None:
    class Empty:
        """Nothing to call."""

    assert list(page._entry("Empty", Empty)) == ["### `haicsim.Empty`", "", "Nothing to call.", ""]


def test_a_notebook_keeps_the_way_in_which_it_draws() -> None:
    before = matplotlib.get_backend()
    with keep.backend_kept():
        matplotlib.use("svg" if before != "svg" else "agg")
        assert matplotlib.get_backend() != before
    assert matplotlib.get_backend() == before


def test_an_expectation_without_draws_of_its_own_has_nothing_under_their_names() -> None:
    both: Any = [SimpleNamespace(name="one", value=0.1), SimpleNamespace(name="other", value=0.2)]
    over: Any = {"one": SimpleNamespace(low=0.0, middle=0.1, high=0.2, met=30, of=40)}
    first, second = expectation_rows(both, over)
    assert (first["value"], first["draws_met"], first["draws"]) == (0.1, 30, 40)
    assert (second["value"], second["draws_met"], second["draws"]) == (0.2, None, None)
    assert expectation_rows(both, {})[0] == {"name": "one", "value": 0.1}


# ---- Commands


def test_what_a_command_has_written_is_named(monkeypatch: Any, capsys: Any, tmp_path: Path) -> None:
    monkeypatch.setattr("haicsim.show.whatif_bias.show_bias", lambda found: None)
    found: Any = SimpleNamespace(found=None)
    whatif_bias._show(found, None, None)
    assert capsys.readouterr().out == ""
    whatif_bias._show(found, Path("registry.csv"), Path("answer"))
    assert capsys.readouterr().out.splitlines() == ["Written: registry.csv", "Written: answer/"]
    monkeypatch.setattr("haicsim.api.animations.animate", lambda *given, **named: [Path("year.html")])
    animate.animate(tmp_path, json=True)
    assert json.loads(capsys.readouterr().out) == {"files": ["year.html"]}
    same = RunDifference((), (), paired=True, same_people=True)
    monkeypatch.setattr(difference, "compare_runs", lambda *given: same)
    diff.diff(tmp_path, tmp_path)
    assert "Written" not in capsys.readouterr().out
    monkeypatch.setattr(diff, "_draw", lambda *given: None)
    diff.diff(tmp_path, tmp_path, out=tmp_path / "both", json=True)
    assert json.loads(capsys.readouterr().out)["paired"] is True, "nothing but JSON"
    run._say_of_figures(there=True, figures="dpi=300")
    assert "are there already, with figures as they were drawn then" in capsys.readouterr().err


def test_levers_in_json_say_how_far_each_goes(monkeypatch: Any, capsys: Any) -> None:
    drug = Mechanism("efficacy", "a drug that kills more", "tumour.kill_median", 0.005, 0.1)
    found = [Reach(drug, 0.012, 0.1, 0.5)]
    monkeypatch.setattr("haicsim.analysis.whatif.question.reaches", lambda *given: found)
    whatif_conversion._levers(load_scenario("kurume"), "converted", json=True)
    (lever,) = json.loads(capsys.readouterr().out)
    assert (lever["name"], lever["present"], lever["reach"]) == ("efficacy", 0.012, [0.1, 0.5])


def test_all_decisions_are_listed_only_where_everything_is_asked_for() -> None:
    asked = (("log-rank 0", "possible"), ("log-rank 1", "possible"), ("OS", "impossible"))
    report: Any = SimpleNamespace(decisions=[Decision(*each) for each in asked])
    everything = ["log-rank 0: possible", "log-rank 1: possible", "OS: impossible"]
    assert study_audit._decisions(report, True) == everything
    short = ["OS: impossible", "log-rank: 2 p values are possible with the curves"]
    assert study_audit._decisions(report, False) == short


def test_a_calibration_of_which_only_a_part_is_done_ends_there(monkeypatch: Any) -> None:
    monkeypatch.setattr(calibrate, "work_on", lambda *given: None)
    asked: Any = None
    with pytest.raises(typer.Exit) as end:
        calibrate._carried(WorkOptions())(asked, Path())
    assert end.value.exit_code == 0


def test_a_working_folder_that_is_gone_is_no_bug_of_ours(monkeypatch: Any, capsys: Any) -> None:
    def ends(problem: BaseException) -> Callable[[], Any]:
        return lambda: (_ for _ in ()).throw(problem)

    with pytest.raises(GeneratorExit):
        ending(ends(GeneratorExit()))
    assert ending(ends(FileNotFoundError("there"))) == 1
    assert "a bug in haicsim" in capsys.readouterr().err
    monkeypatch.setattr("haicsim.edge.os.getcwd", ends(FileNotFoundError()))
    assert ending(ends(FileNotFoundError("there"))) == 2
    assert "The working folder has been deleted: change to another" in capsys.readouterr().err


@pytest.fixture
def interruptible() -> Iterator[None]:
    """How Ctrl-C is answered is as before at the end."""
    before = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_where_interruptions_are_ignored_they_stay_so(monkeypatch: Any) -> None:
    answers = []
    monkeypatch.setattr(haicsim.main, "main", lambda: answers.append(signal.getsignal(signal.SIGINT)))
    for before in (signal.SIG_IGN, signal.default_int_handler):
        signal.signal(signal.SIGINT, before)
        entrance.main()
    assert answers == [signal.SIG_IGN, entrance._leave]


@pytest.mark.usefixtures("interruptible")
def test_the_program_run_as_a_file_is_the_command(monkeypatch: Any, capsys: Any) -> None:
    monkeypatch.setattr("sys.argv", ["haicsim", "--version"])
    with pytest.raises(SystemExit) as end:
        runpy.run_path(str(haicsim.main.__file__), run_name="__main__")
    assert end.value.code == 0
    assert re.fullmatch(r"haicsim \d+\.\d+\.\d+\n", capsys.readouterr().out)


def test_of_many_cells_that_failed_five_are_named(capsys: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("sys.argv", ["haicsim", "sweep", "small.yaml", "--again"])
    cells = [SimpleNamespace(number=k, key=f"key-{k}") for k in range(8)]
    done: Any = {each.key: SimpleNamespace(failed="why" if each.number else None) for each in cells}
    work: Any = SimpleNamespace(cells=cells)
    with pytest.raises(typer.Exit) as end:
        working.say_failures(work, done)
    assert end.value.exit_code == 4
    said = capsys.readouterr().err.splitlines()
    assert said[:2] == ["Cell 1 failed: why", "  to repeat it: haicsim sweep small.yaml --cell 1"]
    assert said[-1] == "... and 2 cells more, named in cells.parquet"
    assert len(said) == 11
    working._note_damage(SimpleNamespace(damaged=3))  # type: ignore[arg-type]
    assert capsys.readouterr().err == "3 damaged lines in the log: their cells are run again.\n"


# ---- Folders of results


def test_two_folders_change_places_only_where_the_system_can_do_it(tmp_path: Path, monkeypatch: Any) -> None:
    library, number = SimpleNamespace(), 0
    system = SimpleNamespace(CDLL=lambda *given, **named: library, c_uint=int, get_errno=lambda: number)
    monkeypatch.setattr(leftovers, "ctypes", system)
    assert not leftovers.exchange(tmp_path, tmp_path), "an old library"
    library.renameat2 = lambda *given: -number
    assert leftovers.exchange(tmp_path, tmp_path)
    number = errno.EINVAL
    assert not leftovers.exchange(tmp_path, tmp_path), "a file system that cannot"
    number = errno.ENOENT
    with pytest.raises(FileNotFoundError):
        leftovers.exchange(tmp_path, tmp_path)
    with pytest.raises(FileNotFoundError):
        folder._moved(tmp_path / "none", tmp_path / "target")


def test_a_new_file_is_refused_in_a_folder_of_results_and_in_place_of_a_folder(tmp_path: Path) -> None:
    assert refused(check_new_file, tmp_path, True).endswith(": is a folder: name a file")
    (tmp_path / PROVENANCE).touch()
    inside = refused(check_new_file, tmp_path / "below" / "file", True)
    assert inside.endswith("lies in a folder of results, whose files are digested: name a file outside")


def test_a_folder_of_which_no_report_is_made_says_why(tmp_path: Path) -> None:
    sign(tmp_path, {"digest": "a", "model_version": "1"})
    assert picture(tmp_path, "figures/survival.png") is None
    (tmp_path / MARK).write_text("{}")
    assert refused(read_source, tmp_path).endswith("cells.json is damaged: the same command mends it")
    head = head_line({"method": "morris"}, ("os60",)).decode()
    (tmp_path / MARK).write_text(json.dumps({"head": head, "files": {}}))
    assert "holds no summary.csv or indices.csv: name the folder of" in refused(read_source, tmp_path)
