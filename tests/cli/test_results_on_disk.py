"""Results on disk: the same run has the same folder, whole or not at all, and nobody's file is ever lost."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from commands import TINY, command, contents, here, python

RUN = ("run", "kurume", *TINY, "--out", "kept")
FILES = {
    "outcomes.parquet", "journal.parquet", "scenario.json", "summary.json", "survival.csv", "provenance.json",
    "figures/survival.pdf", "figures/survival.png", "figures/survival.svg",
}  # fmt: skip


def without_time_and_machine(folder: Path) -> dict[str, Any]:
    """All files, provenance as data without what may differ."""
    found: dict[str, Any] = dict(contents(folder))
    origin = json.loads(found.pop("provenance.json"))
    assert {"when", "machine"} <= set(origin)
    return {
        **found,
        "provenance": {name: value for name, value in origin.items() if name not in ("when", "machine")},
    }


def test_the_files_promised_are_there_and_no_others(made: Path) -> None:
    assert set(contents(made)) == FILES
    assert [path.name for path in made.parent.iterdir()] == ["kept"]


def test_the_folder_is_named_by_scenario_and_digest(tmp_path: Path, made: Path) -> None:
    from haicsim.analysis.results.folder import folder_for
    from haicsim.analysis.results.origin import read_provenance
    from haicsim.sim.scenario.load import load_scenario

    scenario = load_scenario("kurume", ["run.patients=60"])
    digest = read_provenance(made).digest
    assert folder_for(scenario) == Path("results") / f"kurume-{digest[:8]}"
    assert folder_for(scenario, tmp_path) == tmp_path


@pytest.mark.parametrize(
    "other", ["run.patients=61", "run.seed=2", "run.replications=2", "capacity.theatre=1"]
)
def test_another_size_seed_or_number_is_another_digest(other: str, made: Path) -> None:
    from haicsim.analysis.results.origin import read_provenance
    from haicsim.sim.provenance import digest
    from haicsim.sim.scenario.load import load_scenario

    size = [] if other.startswith("run.patients") else ["run.patients=60"]
    assert digest(load_scenario("kurume", [*size, other])) != read_provenance(made).digest
    engine = load_scenario("kurume", ["run.patients=60", "run.engine=compiled"])
    assert digest(engine) == read_provenance(made).digest


def test_the_same_run_is_already_there_and_nothing_is_touched(
    kept: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(kept)
    monkeypatch.setattr("haicsim.sim.run.run", None)  # nothing is simulated
    assert here(*RUN) == 0
    assert "Already there: kept/" in capfd.readouterr().out
    assert contents(kept) == before


@pytest.mark.slow
def test_again_repeats_byte_for_byte_but_for_time_and_machine(
    kept: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    before = without_time_and_machine(kept)  # of another process, with another seed for Python's hashes
    assert here(*RUN, "--again") == 0
    assert "Written: kept/" in capfd.readouterr().out
    after = without_time_and_machine(kept)
    assert set(after) == set(before)
    assert [name for name in before if before[name] != after[name]] == []


def test_provenance_holds_the_digest_of_every_other_file(made: Path) -> None:
    from haicsim.analysis.results.origin import digest_of_file

    files = json.loads((made / "provenance.json").read_text())["files"]
    assert set(files) == FILES - {"provenance.json"}
    assert files == {name: digest_of_file(made / name) for name in files}


DAMAGE = {"emptied": b"", "another": b"{}", "half": None, "not text": b"\xff\x00\xfe", "deleted": None}


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize(
    "name", ["summary.json", "survival.csv", "scenario.json", "outcomes.parquet", "journal.parquet"]
)
def test_a_damaged_file_is_named_and_again_mends_it(
    name: str, damage: str, kept: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    whole = (kept / name).read_bytes()
    if damage == "deleted":
        (kept / name).unlink()
    else:
        (kept / name).write_bytes(DAMAGE[damage] if damage != "half" else whole[: len(whole) // 2])  # type: ignore[arg-type]
    what = "is missing" if damage == "deleted" else "has changed since it was written"
    said = f"kept: {name} {what}: run the scenario with --again to write it anew.\n"
    assert here(*RUN) == 2
    assert capfd.readouterr() == ("", said)
    if name.endswith(".parquet") or name == "scenario.json":
        assert here("story", "kept", "--patient", "3") == 2
        assert capfd.readouterr() == ("", said)


@pytest.mark.slow
def test_again_mends_a_damaged_folder(kept: Path) -> None:
    before = without_time_and_machine(kept)
    (kept / "summary.json").write_text("{}")
    (kept / "figures" / "survival.png").unlink()
    assert here(*RUN, "--again") == 0
    assert without_time_and_machine(kept) == before


@pytest.mark.parametrize(
    "mark", [b"", b"{}", b"[]", b'{"digest": 3}', b"\xff", b'{"files": [], "digest": "x"}']
)
def test_a_damaged_mark_is_never_overwritten(
    mark: bytes, kept: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (kept / "provenance.json").write_bytes(mark)
    before = contents(kept)
    for arguments in (RUN, (*RUN, "--again"), ("story", "kept", "--patient", "3")):
        assert here(*arguments) == 2
        assert capfd.readouterr().err.startswith("kept: provenance.json is damaged or of another version: ")
    assert contents(kept) == before


def test_results_of_another_run_are_never_overwritten(kept: Path, capfd: pytest.CaptureFixture[str]) -> None:
    before = contents(kept)
    assert here(*RUN, "--seed", "5", "--again") == 2
    assert "kept: holds the results of another scenario or model" in capfd.readouterr().err
    assert contents(kept) == before


def test_a_file_of_the_users_own_is_never_deleted(kept: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (kept / "figures" / "notes.txt").write_text("mine")
    assert here(*RUN) == 0
    capfd.readouterr()
    before = contents(kept)
    assert here(*RUN, "--again") == 2
    assert "kept: holds a file of yours, figures/notes.txt: move it out" in capfd.readouterr().err
    assert contents(kept) == before


@pytest.mark.slow
def test_the_comparison_with_another_study_is_not_shown_as_this_one(
    kept: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    from haicsim.analysis.studies import study_path

    other = study_path("kurume").read_text().replace("name: kurume", "name: other")
    (kept.parent / "other.yaml").write_text(other)
    assert here(*RUN, "--study", "other.yaml") == 2
    assert "kept: holds the comparison with the study 'kurume' as it was: --again" in capfd.readouterr().err
    assert here(*RUN, "--study", "other.yaml", "--again") == 0
    assert json.loads((kept / "provenance.json").read_text())["compared_with"]["study"] == "other"


@pytest.mark.slow
def test_results_of_another_analysis_are_written_anew(kept: Path, capfd: pytest.CaptureFixture[str]) -> None:
    mark = kept / "provenance.json"
    origin = json.loads(mark.read_text())
    origin["compared_with"]["analysis"] = "before"
    mark.write_text(json.dumps(origin))
    assert here(*RUN) == 0
    assert "Written: kept/" in capfd.readouterr().out


@pytest.mark.slow
def test_a_journal_asked_for_and_not_kept_is_written(kept: Path, capfd: pytest.CaptureFixture[str]) -> None:
    before = without_time_and_machine(kept)
    assert here(*RUN, "--no-journal", "--again") == 0
    assert not (kept / "journal.parquet").exists()
    assert here("story", "kept", "--patient", "3") == 2
    assert "kept: holds no journal: run the scenario with --journal --again" in capfd.readouterr().err
    assert here(*RUN) == 0
    assert "Already there" in capfd.readouterr().out
    assert here(*RUN, "--journal") == 0
    assert without_time_and_machine(kept) == before


@pytest.mark.slow
def test_a_full_disk_leaves_what_was_there(kept: Path) -> None:
    before = contents(kept)
    limit = "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))\n"  # as a disk with 5 kB left
    code = f"import sys\nsys.argv = {['haicsim', *RUN, '--again']!r}\nfrom haicsim.main import main\nmain()\n"
    run = python(limit + code, kept.parent)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == "kept: cannot be written (File too large).\n"
    assert contents(kept) == before
    assert [path.name for path in kept.parent.iterdir()] == ["kept"]


@pytest.mark.slow
def test_two_at_once_both_end_well_and_leave_one_whole_folder(kept: Path) -> None:
    before = without_time_and_machine(kept)
    fresh = [*RUN[:-1], "fresh"]
    runs = [
        subprocess.Popen(
            command(*fresh), cwd=kept.parent, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    for run in runs:
        out, err = run.communicate(timeout=120)
        assert (run.returncode, err) == (0, "")
        assert "fresh/" in out
    assert without_time_and_machine(kept.parent / "fresh") == before
    assert sorted(path.name for path in kept.parent.iterdir()) == ["fresh", "kept"]


@pytest.mark.slow
def test_a_folder_by_way_of_a_link_and_an_empty_folder_are_used(kept: Path) -> None:
    (kept.parent / "empty").mkdir()
    (kept.parent / "link").symlink_to("empty")
    assert here(*RUN[:-1], "link") == 0
    assert (kept.parent / "link").is_symlink()
    assert set(contents(kept.parent / "empty")) == FILES
