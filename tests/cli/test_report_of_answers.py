"""Reports of answers that are no runs. Authorities: what the analyses themselves gave; WCAG 2 for readers of the page."""

import json
import re
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from commands import here
from offline import no_network

import haicsim
from haicsim.analysis.report.sources import ANSWERS
from haicsim.api.keep_files import saved


def rows_of(text: str) -> list[list[str]]:
    """The cells of every row of the page."""
    rows = re.findall(r"<tr>(.*?)</tr>", text, re.S)
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S) for row in rows]


def reported(folder: Path, out: Path) -> str:
    """The page; every one has its parts, headings in order, figures said in words, and fetches nothing."""
    with no_network():
        text = haicsim.report(folder, out / "report.html").read_text(encoding="utf-8")
    levels = [int(level) for level in re.findall(r"<h([1-6])>", text)]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for part in ("What was compared", "What is assumed, and how it was done", "Reporting checklists"):
        assert f">{part}</h" in text
    assert re.search(r"Ledger: what each sentence rests on", text)
    assert "http" not in re.sub(r'src="data:[^"]+"', "", text)
    assert all(len(said) > 60 for said in re.findall(r'<img alt="([^"]*)"', text))
    assert 1 <= len(said_in(text)) <= 3
    assert len(text) < 5_000_000
    return text


def said_in(text: str) -> list[str]:
    """The sentences of the answer."""
    numbered = re.search(r"<ol>(.*?)</ol>", text, re.S)
    return re.findall(r"<li>(.*?)</li>", numbered[1], re.S) if numbered else []


def firmness_in(text: str) -> list[str]:
    """How firmly each sentence is said."""
    rows = rows_of(text)
    place = next(place for place, row in enumerate(rows) if row[:1] == ["Sentence"])
    return [row[1] for row in rows[place + 1 : place + 1 + len(said_in(text))]]


@pytest.mark.slow
def test_so_many_places_are_enough_as_the_search_found(tmp_path: Path) -> None:
    found = haicsim.capacity("kurume", "infusion_bed", "wait_median<10", patients=150, engine="process")
    text = reported(found.save(tmp_path / "beds"), tmp_path)
    assert said_in(text)[0] == (
        f"{found.places} places of the infusion bed are enough to keep the median wait below 10 days."
    )
    tried = {row[0]: row[1:] for row in rows_of(text) if len(row) == 4}
    for trial in found.trials.itertuples():
        assert tried[f"{trial.places}"][0] == f"{trial.value:.1f}"
        assert tried[f"{trial.places}"][2] == ("yes" if trial.kept else "no")


def test_an_interval_that_reaches_the_limit_is_said_so(tmp_path: Path) -> None:
    trial = {"places": 3, "value": 0.15, "loss": 0.008, "low": 0.004, "high": 0.012, "kept": True}
    fewer = trial | {"places": 2, "loss": 0.02, "low": 0.01, "high": 0.03, "kept": False}
    answer = {
        "scenario": "kurume", "patients": 500, "replications": 1, "seed": 1, "resource": "theatre", "keep":
        "conversion_loss<0.01", "unit": "share of 1", "places": 3, "session_days": None, "unlimited": 0.158,
        "trials": [fewer, trial], "demand_per_quarter": [],
    }  # fmt: skip
    text = reported(saved(tmp_path / "theatres", {"capacity.json": answer}, {}), tmp_path)
    assert "below 1 percentage point." in said_in(text)[0]
    assert said_in(text)[1] == "With one place less it is 2.0 (1.0 to 3.0) percentage points."
    first, _, third = firmness_in(text)
    assert (first, third) == ("its interval reaches the limit: more patients would tell", "withheld")


@pytest.mark.slow
def test_what_an_outcome_hinges_on_is_what_the_indices_say(tmp_path: Path) -> None:
    found = haicsim.sensitivity(
        "kurume", vary=["policy.refusal", "policy.boldness"], outcomes=["resection_rate"], patients=60, replications=3,
        engine="process", out=tmp_path / "kept",
    )  # fmt: skip
    text = reported(tmp_path / "kept", tmp_path)
    rows = {row[0]: row for row in rows_of(text) if len(row) == 4}
    for swing in found.indices.itertuples():
        cell = rows[swing.path][1 if swing.end == "low" else 2]
        assert cell.startswith(f"{swing.at:.4g}: {100 * swing.change:.3g}")
    clear = found.indices[~found.indices["below_noise_floor"]]
    first = said_in(text)[0]
    if len(clear):
        heaviest = (
            found.indices.assign(size=found.indices["change"].abs()).sort_values("size")["path"].iloc[-1]
        )
        assert heaviest in set(clear["path"])
        assert first.partition("depends most on ")[2].startswith(heaviest)
    else:
        assert first.endswith("depends on none of them beyond chance.")
    assert ["policy.refusal", "0 to 0.3"] in [row[:2] for row in rows_of(text)] or "policy.refusal" in text


@pytest.mark.slow
def test_studies_and_the_truth_are_those_of_the_registries(tmp_path: Path) -> None:
    found = haicsim.bias(
        "kurume", study_size=150, repeat=2, overrides=["policy.refusal=0.3", "run.engine=process"]
    )
    text = reported(found.save(tmp_path / "bias"), tmp_path)
    naive = found.table.iloc[0]
    assert (
        f"surgery gains {naive['mean']:.1f} months within 60; it gains {naive['truth']:.1f},"
        in said_in(text)[0]
    )
    assert len([row for row in rows_of(text) if len(row) == 6 and row[5].endswith("of 2")]) == len(
        found.table
    )


def parts_of(ends: list[float] | None) -> dict[str, Any]:
    """An answer of decompose; ends: from where to where the change goes over the ranges."""
    parts = {
        "more_operated": {"value": 1.0, "low": 0.5, "high": 1.5},
        "without_surgery": {"value": -0.2, "low": -0.4, "high": 0.0},
    }
    return {
        "a": "kurume", "b": "bold", "changed": [{"path": "policy.boldness", "before": 1.0, "after": 1.5}], "patients": 900,
        "people": 900, "seed": 1, "operated": {"before": 100, "after": 150, "both": 90}, "before": 20.0, "after": 20.8,
        "change": {"value": 0.8, "low": 0.3, "high": 1.3}, "parts": parts, "over": "the ranges of what is assumed",
        "ranges": {} if ends is None else dict.fromkeys(("change", *parts), ends),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("ends", "firmness", "begins"),
    [
        ([0.2, 2.0], "said with its margin", "All who start live longer on average."),
        ([-0.2, 2.0], "withheld", "Whether all who start live longer is not known."),
        (None, "with the scenario's own numbers only", "bold instead of kurume:"),
    ],
)
def test_a_change_is_said_no_more_firmly_than_its_sign_holds_over_the_ranges(
    tmp_path: Path, ends: list[float] | None, firmness: str, begins: str
) -> None:
    text = reported(saved(tmp_path / "where", {"decomposition.json": parts_of(ends)}, {}), tmp_path)
    first, second, third = said_in(text)
    assert unescape(firmness_in(text)[0]) == firmness
    assert first.startswith(begins)
    assert "+0.80 (+0.30 to +1.30)" in first
    assert second.startswith("The largest part of it: more patients are operated, +1.00 (+0.50 to +1.50)")
    assert third.startswith("100 are operated with kurume and 150 with bold, 90 of them in both")
    assert ["policy.boldness", "1.0", "1.5"] in rows_of(text)


@pytest.mark.slow
def test_the_parts_of_a_change_in_a_report_are_those_that_were_found_and_add_up(tmp_path: Path) -> None:
    worlds = [haicsim.load(name).with_({"run.engine": "process"}) for name in ("kurume", "except-vv")]
    found = haicsim.whatif.decompose(*worlds, patients=120, ranges=False)
    text = reported(found.save(tmp_path / "where"), tmp_path)
    rows = {row[0]: row[1] for row in rows_of(text) if len(row) == 3}
    for part in found.table.itertuples():
        assert (
            rows[part.words] == f"{part.value + 0.0:+.2f} ({part.low + 0.0:+.2f} to {part.high + 0.0:+.2f})"
        )
    whole = found.table.set_index("part")["value"]
    assert whole.drop("change").sum() == pytest.approx(whole["change"], abs=1e-9)


def policy(sign: str, ends: list[dict[str, Any]]) -> dict[str, Any]:
    """A comparison of one policy with the reference."""
    row = {
        "outcome": "rmst60_itt", "unit": "months", "before": 14.0, "after": 15.0, "change": 1.0, "low": 0.5, "high": 1.5,
        "verdict": "moved", "why": "",
    }  # fmt: skip
    whom = {"treated otherwise": {"people": 40, "months": [14.0, None], "features": {}}}
    ranges = {"value": 1.0, "low": 0.5, "high": 1.5, "ends": ends, "sign": sign}
    one = {
        "name": "bold", "outcomes": [row], "whom": whom, "decomposition": {}, "main": "rmst60_itt", "over_the_ranges": ranges,
    }  # fmt: skip
    return {"reference": "kurume", "people": 500, "seed": 1, "replications": 1, "policies": [one]}


@pytest.mark.parametrize(("sign", "firmness"), [("more", "said with its margin"), ("not known", "withheld")])
def test_a_policy_is_said_no_more_firmly_than_its_sign_holds(
    tmp_path: Path, sign: str, firmness: str
) -> None:
    answer = policy(sign, [{"where": "a = 1", "value": -1.0}, {"where": "a = 2", "value": 2.0}])
    text = reported(saved(tmp_path / "answer", {"policies.json": answer}, {}), tmp_path)
    assert firmness_in(text)[0] == firmness
    assert "1.00 (0.50 to 1.50), over the ranges -1.0 to 2.0" in said_in(text)[0]
    assert ["treated otherwise", "40", "14.0", "-"] in rows_of(text)


@pytest.mark.slow
def test_the_best_policy_is_reported_with_its_gain_on_fresh_patients(tmp_path: Path) -> None:
    choices = ["policy.ct_interval=1,2", "policy.boldness=1,1.5"]
    found = haicsim.policy.search("kurume", choices=choices, patients=400)
    text = reported(found.save(tmp_path / "best"), tmp_path)
    fresh = found.as_dict()["fresh"]["gain"]["fresh"]
    assert f"it gains {fresh['value']:.2f}" in said_in(text)[1]
    compared = haicsim.policy.compare("kurume", "bold", patients=200, ranges=False)
    text = reported(compared.save(tmp_path / "two"), tmp_path)
    change = compared.outcomes.iloc[0]["change"]
    assert f"is {change:.2f} (" in said_in(text)[0]


def test_a_calibration_says_how_much_was_narrowed_and_its_alarm(tmp_path: Path) -> None:
    number = {
        "range_low": 0.5, "range_high": 2.0, "label": "kill", "paths": "tumour.kill_median", "unit": "1/d", "now": 0.02,
        "low": 0.01, "middle": 0.02, "high": 0.03, "left": 0.4, "presses_against": "upper", "said": "narrowed",
    }  # fmt: skip
    printed = {
        "study": "fujino_2015", "what": "responders", "figure": "orr", "unit": "%", "printed": 30.0, "low": 20.0,
        "middle": 28.0, "high": 40.0, "position": 0.6, "inside": True,
    }  # fmt: skip
    answer = {
        "posterior": {"plan": "tiny", "scenario": "kurume", "alarm": "Alarm: they cannot be of one disease.", "draws": 120},
        "numbers": [number, number | {"label": "growth", "said": "nothing", "left": 1.0}], "together": [],
        "predicted": [printed, printed | {"what": "deaths", "inside": False}],
        "emulator_error": {"fujino_2015": 0.21}, "independent_draws": 88.0,
    }  # fmt: skip
    folder = tmp_path / "kept"
    folder.mkdir()
    saved(folder / "answer", {"calibration.json": answer}, {})
    text = reported(folder, tmp_path)
    assert "<title>Report: kept</title>" in text
    first, second, third = said_in(text)
    assert first == "Of 2 numbers the series narrow 1, say little of 0 and nothing of 1."
    assert second.startswith("Of 2 printed numbers 1 lie where 95% of studies")
    assert third == "Alarm: they cannot be of one disease."
    assert [
        "kill",
        "1/d",
        "0.02",
        "0.5 to 2",
        "0.02 (0.01 to 0.03)",
        "40%",
        "narrowed; at the upper end",
    ] in rows_of(text)


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_that_was_altered_and_signed_anew_is_refused_in_a_line(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    saved(Path("altered"), {name: {"groups": [], "scenario": 7}}, {})
    assert here("report", "altered") == 2
    assert capfd.readouterr().err.startswith("altered: was written by another version of haicsim, or altered")
    assert not Path("report.html").exists()


@pytest.mark.slow
def test_json_and_the_folder_of_capacity_say_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    size = ("--patients", "150", "--engine", "process", "--keep", "wait_median<10")
    out = tmp_path / "kept"
    assert here("capacity", "kurume", "--resource", "infusion_bed", *size, "--out", str(out), "--json") == 0
    assert json.loads(capsys.readouterr().out) == json.loads((out / "capacity.json").read_text())
