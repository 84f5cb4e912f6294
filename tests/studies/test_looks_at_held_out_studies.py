"""Authority: hand counts. Looks at held-out studies: one line each, counted by study and by set of parameters."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest

import haicsim
from haicsim.analysis.calibration.plan import load_plan, shipped_plans
from haicsim.analysis.studies import load_study
from haicsim.analysis.studies.loading import shipped_studies
from haicsim.analysis.validation import looks
from haicsim.analysis.validation.looks import parameters_digest, record_looks
from haicsim.analysis.validation.validate import trials
from haicsim.edge import ending
from haicsim.main import obey
from haicsim.sim.provenance import model_version


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where looks are recorded: a folder of this test."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state" / "haicsim" / "looks.jsonl"


def _rows(trial: str, inside: int = 1, of: int = 3) -> list[SimpleNamespace]:
    return [SimpleNamespace(trial=trial, inside=k < inside) for k in range(of)]


def _said(found: looks.Looks) -> list[tuple[str, int, int]]:
    return [(each.study, each.times, each.parameter_sets) for each in found.studies]


def test_the_same_parameters_again_are_a_look_but_no_new_set(record: Path) -> None:
    assert _said(record_looks(_rows("fohaic-1"))) == [("fohaic_1", 1, 1)]
    assert _said(record_looks(_rows("fohaic-1"))) == [("fohaic_1", 2, 1)]
    other = ["tumour.tvdt_multiplier=1.2"]
    both = [*_rows("fohaic-1"), *_rows("lthaic", 2, 4), *_rows("fujino-2015")]
    assert _said(record_looks(both, other)) == [("fohaic_1", 3, 2), ("lthaic", 1, 1)], (
        "Fujino was calibrated on"
    )
    assert str(looks.Looked("fohaic_1", 3, 2)) == "looked at 3 times with 2 different parameter sets"
    assert str(looks.Looked("fohaic_1", 1, 1)) == "looked at once with one parameter set"
    lines = [json.loads(line) for line in record.read_text().splitlines()]
    assert [(each["study"], each["inside"], each["of"]) for each in lines] == [
        ("fohaic_1", 1, 3), ("fohaic_1", 1, 3), ("fohaic_1", 1, 3), ("lthaic", 2, 4)
    ]  # fmt: skip
    assert lines[2]["parameters"] == parameters_digest("fohaic-1", other) != lines[1]["parameters"]
    assert {each["version"] for each in lines} == {model_version()}
    assert all(each["when"].endswith("+00:00") for each in lines)
    assert record.stat().st_mode & 0o077 == 0


def test_the_digest_is_of_what_alters_patients_and_not_of_how_many_or_which_are_drawn() -> None:
    own = parameters_digest("fohaic-1", ())
    assert parameters_digest("fohaic-1", ["run.patients=77", "run.seed=9"]) == own
    changes = ("policy.refusal=0.11", "capacity.theatre=1", "policy.decision=two_consecutive")
    assert len({own, *(parameters_digest("fohaic-1", [each]) for each in changes)}) == 4


@pytest.mark.parametrize(
    "damage",
    [
        b"not json\n",
        b'{"study": "fohaic_1"}\n',
        b"[1, 2]\n",
        b"\xff\xfe\n",
        b'{"when": 1, "version": "a", "para',
        b"null\n",
    ],
)
def test_damaged_lines_are_counted_and_kept_and_the_rest_counts(record: Path, damage: bytes) -> None:
    record_looks(_rows("fohaic-1"))
    with record.open("ab") as file:
        file.write(damage)
    found = record_looks(_rows("fohaic-1"))
    assert (_said(found), found.unreadable, found.problem) == ([("fohaic_1", 2, 1)], 1, "")
    assert _said(record_looks(_rows("fohaic-1"))) == [("fohaic_1", 3, 1)], (
        "the line after an unfinished one is whole"
    )
    assert damage.rstrip(b"\n") in record.read_bytes().split(b"\n")


@pytest.mark.slow
def test_many_at_once_leave_whole_lines(record: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: record_looks(_rows("fohaic-1")), range(40)))
    assert len([json.loads(line) for line in record.read_text().splitlines()]) == 40


def test_what_cannot_be_written_is_said_and_earlier_looks_still_count(
    record: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    record_looks(_rows("scoop-2"))

    def read_only(place: object, flags: int, mode: int = 0o777, *, at: object = os.open) -> int:
        if flags & os.O_CREAT and str(place) == str(record):
            raise PermissionError(13, "Permission denied")
        return at(place, flags, mode)  # type: ignore[operator, no-any-return]

    monkeypatch.setattr(looks.os, "open", read_only)
    found = record_looks(_rows("scoop-2"), ["policy.refusal=0.11"])
    assert (_said(found), found.problem) == ([("scoop_2", 2, 2)], "Permission denied")
    assert ending(lambda: obey(["study", "validate", "scoop-2"])) == 0
    shown = capfd.readouterr()
    assert f"could not be recorded in {record}: Permission denied" in " ".join(shown.err.split())
    assert "Traceback" not in shown.err
    assert "scoop_2: looked at 2 times with one parameter set" in shown.out


@pytest.mark.parametrize("kind", ["a file in the way", "a folder", "a pipe"])
def test_a_place_that_is_no_record_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    place = tmp_path / "haicsim"
    if kind == "a file in the way":
        place.write_text("mine")
    else:
        place.mkdir()
        (place / "looks.jsonl").mkdir() if kind == "a folder" else os.mkfifo(place / "looks.jsonl")
    found = record_looks(_rows("fohaic-1"))
    assert found.problem
    assert _said(found) == [("fohaic_1", 1, 1)]


def test_without_a_home_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "")

    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", homeless)
    assert "no home folder" in record_looks(_rows("fohaic-1")).problem


def test_screen_json_and_python_count_every_look(record: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert ending(lambda: obey(["study", "validate", "scoop-2"])) == 0
    shown = " ".join(capfd.readouterr().out.split())
    assert "scoop_2: looked at once with one parameter set" in shown
    assert (
        ending(lambda: obey(["study", "validate", "scoop-2", "--json", "--set", "policy.refusal=0.11"])) == 0
    )
    told = json.loads(capfd.readouterr().out)
    assert told["looks"]["studies"] == [{"study": "scoop_2", "times": 2, "parameter_sets": 2}]
    assert told["looks"]["place"] == str(record)
    found = haicsim.validate("scoop-2")
    assert str(found.looks.studies[0]) == "looked at 3 times with 2 different parameter sets"
    last = json.loads(record.read_text().splitlines()[-1])
    assert (last["inside"], last["of"]) == (int(found.table.inside.sum()), len(found.table))
    assert ending(lambda: obey(["study", "validate", "fujino-2015"])) == 0
    assert "Held out" not in capfd.readouterr().out
    assert len(record.read_text().splitlines()) == 3


def test_studies_are_marked_as_the_plans_use_them() -> None:
    uses = {name: load_study(name).use for name in shipped_studies()}
    planned = {each.study for name in shipped_plans() for each in load_plan(name).plan.series}
    assert {name for name, use in uses.items() if use == "calibration"} == planned
    held_out = {name for name, use in uses.items() if use == "held_out"}
    assert held_out >= {name.replace("-", "_") for name in trials()} - planned
    assert len(held_out) == 12
