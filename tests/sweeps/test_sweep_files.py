"""Sweep files: what they ask for is what is told, and a faulty one is refused with file and line."""

from itertools import product
from pathlib import Path

import numpy as np
import pytest
from sweeps import CELLS, HEAD, VARY, write

from haicsim.analysis.experiments.plan import work_of
from haicsim.analysis.experiments.points import points_of
from haicsim.analysis.experiments.spec import load_sweep, shipped_sweeps
from haicsim.sim.errors import InputError

FAULTS = {
    "patients: 0\nreplications: 1": (8, "patients", "must be at least 1"),
    "vary: {tumour.ph: [0.5]}": (10, "vary.tumour.ph", "is nothing that can be varied"),
    "vary:\n  tumour.phi: [0.5, 9]": (11, "vary.tumour.phi.1", "between 0 and 1"),
    "vary:\n  tumour.phi: {low: 0.5, high: 9, steps: 3}": (11, "vary.tumour.phi.high", "between 0 and 1"),
    "vary:\n  tumour.phi: {low: 0.5, high: 0.4, steps: 3}": (11, "vary.tumour.phi.low", "must be below high"),
    "vary:\n  tumour.phi: {low: 0, high: 0.5, steps: 3, scale: log}": (11, "vary.tumour.phi.low", "above 0"),
    "vary:\n  tumour.phi: {low: 0.4, high: 0.5}": (11, "vary.tumour.phi", "needs steps, or a design"),
    "vary:\n  tumour.phi: {low: 0.4, high: 0.5, step: 3}": (11, "vary.tumour.phi.step", "not a name known"),
    "vary:\n  tumour.phi: []": (11, "vary.tumour.phi", "must have at least 1 entries"),
    "vary:\n  capacity.theatre: [0]": (11, "vary.capacity.theatre.0", "must be at least 1"),
    "vary:\n  capacity.theatre: [1.5]": (11, "vary.capacity.theatre.0", "must be a whole number"),
    "vary:\n  population.lobe.left: [0.2]": (11, "vary.population.lobe.left", "shares that add up to 1"),
    "vary:\n  surgery.ward_stay: {low: 1, high: 2, steps: 2, unit: mm}": (11, "vary.surgery.ward_stay.unit", "must be a unit"),
    "vary:\n  tumour.phi: [0.4, 0.5]\n  policy.refusal: [0.1]\nlists: side_by_side": (13, "lists", "of one length"),
    "design: {sampler: sobol, points: 4}": (10, "design", "samples nothing"),
    "vary:\n  tumour.phi: {low: 0.4, high: 0.5}\ndesign: {sampler: sobol, points: 5}": (12, "design.points", "power of 2"),
    "draws: {file: nowhere.csv}": (None, "", "there is no such file"),
    "outcome: [os60]": (10, "outcome", "not a name known here"),
}  # fmt: skip


@pytest.mark.parametrize("added", FAULTS)
def test_a_faulty_file_is_refused_on_its_line(added: str, tmp_path: Path) -> None:
    line, path, rule = FAULTS[added]
    text = HEAD.replace("patients: 12\nreplications: 2\n", "") if added.startswith("patients") else HEAD
    file = write(tmp_path, text.lstrip("\n").replace("name:", "\n\nname:", 1) + added)
    with pytest.raises(InputError) as caught:
        work_of(load_sweep(file))
    found = [(fault.line, fault.path) for fault in caught.value.faults if rule in fault.rule]
    assert found == [(line, path)], caught.value


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (("cautious", "cautios"), r"small\.yaml:5: scenarios\.1 .*Did you mean 'cautious'"),
        (("[kurume, cautious]", "[kurume, kurume]"), r"small\.yaml:5: scenarios\.1 .*is named twice"),
        (("os12", "os1"), r"small\.yaml:9: outcomes\.1 .*is no outcome known.*Did you mean"),
        (("small\n", "small sweep\n"), r"small\.yaml:3: name"),
    ],
)
def test_a_faulty_head_is_refused_on_its_line(changed: tuple[str, str], said: str, tmp_path: Path) -> None:
    file = write(tmp_path, HEAD.replace("\nname", "\n\nname", 1).replace(*changed))
    with pytest.raises(InputError, match=said):
        work_of(load_sweep(file))


def test_a_sweep_nobody_knows_is_refused_with_those_there_are() -> None:
    with pytest.raises(InputError, match="Did you mean 'scan-interval'"):
        load_sweep("scan-intervall")


def test_every_shipped_experiment_is_sound() -> None:
    assert "scan-interval" in shipped_sweeps()
    for name in shipped_sweeps():
        assert work_of(load_sweep(name)).cells


def test_scenarios_settings_and_replications_are_crossed_in_order(tmp_path: Path) -> None:
    work = work_of(load_sweep(write(tmp_path)))
    assert len(work.cells) == len({cell.key for cell in work.cells}) == CELLS
    assert [cell.number for cell in work.cells] == list(range(CELLS))
    mine = [(cell.base, cell.point, cell.replication) for cell in work.cells]
    assert mine == list(product(range(2), range(16), range(2)))
    assert [path for path, _ in work.cells[0].settings] == list(dict.fromkeys(
        ("policy.refusal", "capacity.theatre", "policy.max_courses")
    ))  # fmt: skip
    courses = {dict(cell.settings)["policy.max_courses"] for cell in work.cells}
    assert all(isinstance(each, int) and 6 <= each <= 12 for each in courses)


def test_lists_side_by_side_and_steps_by_hand(tmp_path: Path) -> None:
    text = HEAD + "lists: side_by_side\nvary:\n  tumour.phi: [0.4, 0.5, 0.6]\n"
    text += "  policy.boldness: {low: 0.5, high: 2, steps: 3, scale: log}\n"
    points = points_of(load_sweep(write(tmp_path, text)).sweep).points
    assert [list(point.values()) for point in points] == [[0.4, 0.5], [0.5, pytest.approx(1.0)], [0.6, 2.0]]


@pytest.mark.parametrize("sampler", ["sobol", "latin_hypercube"])
def test_a_sampled_interval_is_filled_evenly(sampler: str, tmp_path: Path) -> None:
    text = (
        HEAD + f"vary:\n  tumour.phi: {{low: 0.4, high: 0.7}}\ndesign: {{sampler: {sampler}, points: 64}}\n"
    )
    points = points_of(load_sweep(write(tmp_path, text)).sweep).points
    values = np.array([point["tumour.phi"] for point in points], float)
    counts, _ = np.histogram(values, 64, (0.4, 0.7))
    assert (counts == 1).all()  # theory: one in each sixty-fourth
    assert points == points_of(load_sweep(write(tmp_path, text)).sweep).points


def test_a_unit_is_converted_into_the_scenarios_own(tmp_path: Path) -> None:
    text = HEAD + "vary:\n  surgery.ward_stay: {low: 2, high: 3, steps: 2, unit: weeks}\n"
    work = work_of(load_sweep(write(tmp_path, text)))
    assert [dict(cell.settings)["surgery.ward_stay"] for cell in work.cells[:4:2]] == [14.0, 21.0]


def test_draws_are_crossed_with_settings_and_set_together(tmp_path: Path) -> None:
    (tmp_path / "joint.csv").write_text("tumour.phi,policy.refusal\n0.4,0.1\n0.5,0.2\n0.6,0.3\n")
    text = HEAD + "draws: {file: joint.csv, most: 2}\nvary: {policy.boldness: [1, 2]}\n"
    work = work_of(load_sweep(write(tmp_path, text)))
    assert len(work.cells) == 2 * 2 * 2 * 2
    drawn = [dict(cell.settings) for cell in work.cells[0:4:2]]
    assert drawn == [
        {"policy.boldness": 1, "tumour.phi": 0.4, "policy.refusal": 0.1},
        {"policy.boldness": 1, "tumour.phi": 0.5, "policy.refusal": 0.2},
    ]
    for column, said in (
        ("tumour.pi", "nothing that can be varied"),
        ("policy.boldness", "set by the draws"),
    ):
        (tmp_path / "joint.csv").write_text(f"{column}\n0.4\n")
        with pytest.raises(InputError, match=said):
            work_of(load_sweep(write(tmp_path, text)))
    (tmp_path / "joint.csv").write_text('tumour.phi\n0.4\n""\n')
    with pytest.raises(InputError, match=r"joint\.csv:3: tumour\.phi = None: must be a finite number"):
        work_of(load_sweep(write(tmp_path, text)))


def test_a_key_says_what_a_cell_follows_from(tmp_path: Path) -> None:
    keys = {cell.key for cell in work_of(load_sweep(write(tmp_path))).cells}
    for change in (
        ("0.2", "0.3"),
        ("patients: 12", "patients: 13"),
        ("replications: 2", "replications: 2\nseed: 7"),
    ):
        other = work_of(load_sweep(write(tmp_path, (HEAD + VARY).replace(*change))))
        assert sum(cell.key not in keys for cell in other.cells) == (
            CELLS // 2 if change[0] == "0.2" else CELLS
        )
    more = work_of(load_sweep(write(tmp_path, (HEAD + VARY).replace("replications: 2", "replications: 3"))))
    assert keys < {cell.key for cell in more.cells}
