"""Authority: counting by hand. What nobody could wait for, or no machine hold, is refused at once."""

import time
from pathlib import Path

import pytest
from pace import slowness
from sweeps import here, write

from haicsim.memory import check_work
from haicsim.sim.errors import InputError
from haicsim.sim.scenario.load import load_scenario

HEAD = """
name: large
question: Does a large sweep say so?
scenarios: [kurume]
patients: 12
engine: process
outcomes: [conversion_rate]
"""
VARY = "vary: {capacity.theatre: [1, 2]}\n"
STEPS = "{low: 0, high: 0.4, steps: 10000}"
SENSITIVITY = ("sensitivity", "kurume", "--vary", "policy.refusal", "--vary", "tumour.phi")
TOO_MUCH = {
    "patients of a sweep": (("sweep", "x.yaml", "--patients", "100000000"), "GB are free: take fewer patients"),
    "patients of a sensitivity": ((*SENSITIVITY, "--patients", "100000000"), "GB are free: take fewer patients"),
    "patients of a capacity": (
        ("capacity", "kurume", "--resource", "ward", "--patients", "100000000"), "GB are free: take fewer",
    ),
    "patients of a what-if": (("whatif", "conversion", "--to", "0.3", "--patients", "100000000"), "GB are free: take"),
    "patients of two worlds": (("whatif", "decompose", "kurume", "--patients", "100000000"), "GB are free: take fewer"),
    "patients of twins": (("whatif", "twin", "kurume", "--all", "--patients", "100000000"), "GB are free: take fewer"),
    "steps": (("sweep", "steps.yaml"), "asks for 100,000,000 runs (100,000,000 settings), more than 2,000,000"),
    "replications": (
        ("sweep", "steps.yaml", "--replications", "1000"), "(100,000,000 settings x 1,000 replications)",
    ),
    "points": (("sweep", "points.yaml"), "asks for 10,485,760,000 runs (10,485,760,000 settings)"),
    "Sobol": ((*SENSITIVITY, "--method", "sobol", "--size", "1048576"), "asks for 4,194,304 runs (4,194,304 points)"),
    "map": ((*SENSITIVITY, "--method", "twoway", "--size", "9999"), "asks for 99,980,001 runs"),
    "no workers": (("sweep", "x.yaml", "--workers", "0"), "--workers 0: must be between 1 and 1,000"),
    "fewer than none": (("sweep", "x.yaml", "--workers", "-1"), "--workers -1: must be between 1 and 1,000"),
    "too many workers": (("sweep", "x.yaml", "--workers", "1000000"), "--workers 1000000: must be between"),
}  # fmt: skip


@pytest.mark.parametrize("what", TOO_MUCH)
def test_it_is_refused_in_one_sentence_before_anything_is_made(
    what: str, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, HEAD + VARY, "x.yaml")
    write(tmp_path, HEAD + f"vary: {{policy.refusal: {STEPS}, policy.unfit: {STEPS}}}\n", "steps.yaml")
    design = "design: {sampler: sobol, points: 1048576}\n"
    sampled = f"vary: {{policy.refusal: {STEPS}, policy.unfit: {{low: 0, high: 0.4}}}}\n{design}"
    write(tmp_path, HEAD + sampled, "points.yaml")
    arguments, rule = TOO_MUCH[what]
    start = time.process_time()
    assert here(*arguments) == 2
    said = capfd.readouterr().err
    assert rule in said
    assert said.count("\n") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["points.yaml", "steps.yaml", "x.yaml"]
    assert time.process_time() - start < 10.0 * slowness()


@pytest.mark.slow
def test_a_precision_nobody_can_reach_is_refused_after_the_first_replications(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path, HEAD + VARY, "x.yaml")
    asked = ("sweep", str(file), "--out", str(tmp_path / "kept"), "--precision", "conversion_rate=1e-300")
    assert here(*asked) == 2
    said = capfd.readouterr().err.splitlines()[-1]
    assert (
        said
        == "--precision: would need more than 10,000 replications of a setting: ask for less, or take more patients."
    )


def test_workers_of_a_sweep_share_the_memory() -> None:
    from haicsim.analysis.experiments.work_options import WorkOptions
    from haicsim.analysis.sensitivity.question import question_of

    scenario = load_scenario("kurume", ["run.patients=100000", "run.engine=compiled"])
    work = question_of(scenario, "oneway", ["policy.refusal"]).analysis.work
    free = 460_000_000 + 3 * 100_000 * 2_200
    check_work(work, WorkOptions(workers=2), free)
    with pytest.raises(InputError, match="30 runs of 100,000 patients, 3 at once: need about"):
        check_work(work, WorkOptions(workers=3), free // 2)


def test_arrivals_of_a_rate_beyond_all_measure_need_no_more_memory_than_the_patients() -> None:
    from haicsim.sim.arrivals import arrival_days

    rate = "arrivals.per_year={value: 100000, unit: 1/year, range: [1, 100000], source: Ours, grade: assumed}"
    trend = "arrivals.trend={value: 10, unit: 1/year, range: [-10, 10], source: Ours, grade: assumed}"
    scenario = load_scenario("kurume", [rate, trend, "run.patients=5000"])
    start = time.process_time()
    days = arrival_days(scenario, 0)
    assert len(days) == 5000
    assert days[-1] < 60
    assert time.process_time() - start < 2.0 * slowness()


def test_a_search_in_vain_ends_with_the_first_patient(monkeypatch: pytest.MonkeyPatch) -> None:
    from haicsim.sim import cohort
    from haicsim.sim.run import run

    seen = []
    diagnose = cohort.diagnose
    monkeypatch.setattr(cohort, "diagnose", lambda p, i, *more: seen.append(i) or diagnose(p, i, *more))
    nobody = ["entry.candidates=resectable", "run.patients=500", "run.engine=process", "entry.most_attempts=1",
              "entry.entry_liver_limit={value: 0.3, unit: 1/min, range: [0, 0.3], source: Ours, grade: assumed}",
              "entry.entry_liver_limit_good={value: 0.3, unit: 1/min, range: [0, 0.3], source: Ours, grade: assumed}",
              "entry.entry_liver_limit_lowest={value: 0.3, unit: 1/min, range: [0, 0.3], source: Ours, grade: assumed}",
              "entry.most_attempts.range=[1,1000]"]  # fmt: skip
    with pytest.raises(InputError, match=r"for 1 of 1 patients no candidate was resectable at entry"):
        run(load_scenario("kurume", nobody))
    assert seen == [0]
