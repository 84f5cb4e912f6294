"""Authority: clinical sense, written out here. A slip is asked about, and what is meant is let through."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from haicsim.edge import ending
from haicsim.main import hints_for, obey
from haicsim.sim.errors import InputError
from haicsim.sim.loading.inheritance import every_shipped_scenario
from haicsim.sim.parameters.sense import ORDERS, PLAUSIBLE
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.scenario.modify import changed
from haicsim.sim.units import to_base

ACCEPT = "accept=implausible"


def said(*overrides: str) -> str:
    """What is said of the reference with these values, each with a range of its own."""
    with pytest.raises(InputError) as refused:
        load_scenario("kurume", overrides)
    load_scenario("kurume", [*overrides, ACCEPT])  # if it is meant
    return str(refused.value)


def stated(path: str, value: float) -> str:
    return f"{path}={{value: {value}, unit: '{unit(path)}', range: [{value}, {value}], source: Ours, grade: assumed}}"


def unit(path: str) -> str:
    return next(number.unit for each, _, number in load_scenario("kurume").numbers() if each == path)


SLIPS = {
    "population.size_with_invasion": (7.8, "did you mean 7.8 cm?"),
    "population.size_without_invasion": (8.5, "did you mean 8.5 cm?"),
    "population.icg_r15_median": (0.18, "did you mean 0.18 as a share of 1?"),
    "policy.target_size": (100, "is hardly possible (plausible: 0 to 30 mm)"),
    "population.bsa_male": (0.5, "is hardly possible (plausible: 1.3 to 2.4 m2)"),
    "tumour.tvdt_log_sd": (5, "is hardly possible"),
    "treatment.ct_stay": (7, "is hardly possible (plausible: 0 to 3 d)"),
}


@pytest.mark.parametrize("path", SLIPS)
def test_a_slip_of_units_is_asked_about_and_what_is_meant_is_accepted(path: str) -> None:
    value, rule = SLIPS[path]
    assert rule in said(stated(path, value))
    assert "accept: implausible in the file" in said(stated(path, value))


def in_order(path: str, cells: Sequence[str], values: Sequence[float]) -> list[str]:
    return [stated(f"{path}.{cell}", value) for cell, value in zip(cells, values, strict=True)]


def numbers(path: str, cells: Sequence[str]) -> list[float]:
    reference = {each: number.value for each, _, number in load_scenario("kurume").numbers()}
    return [reference[f"{path}.{cell}"] for cell in cells]


TABLES = {
    ("tumour.thrombus_extent", "vp1 vp2 vp3 vp4"): "must rise in the order vp1, vp2, vp3, vp4",
    ("tumour.thrombus_extent", "vv1 vv2 vv3"): "must rise in the order vv1, vv2, vv3",
    ("liver.remnant_share", "right_trisectionectomy extended_right right posterior segment"): "must rise",
    ("liver.remnant_share", "left_trisectionectomy extended_left left segment"): "must rise",
    ("surgery.operative_death", "ample marginal poor"): "must rise in the order ample, marginal, poor",
    ("surgery.liver_failure", "ample marginal poor"): "must rise in the order ample, marginal, poor",
    ("surgery.operation_time", "minor half extended trisection"): "must rise in the order minor, half",
    ("surgery.blood_loss", "minor half extended trisection"): "must rise in the order minor, half",
    ("survival.score_factor", "five six seven eight nine"): "must rise in the order five, six",
    ("population.albumin_mean", "five six seven eight nine"): "must fall in the order five, six",
}


@pytest.mark.parametrize(("path", "cells"), [key for key in TABLES if key[0] != "population.albumin_mean"])
def test_a_table_reversed_is_refused(path: str, cells: str) -> None:
    names = cells.split()
    assert TABLES[path, cells] in said(*in_order(path, names, numbers(path, names)[::-1]))


def test_albumin_that_rises_with_the_score_is_refused() -> None:
    rising = [stated("population.albumin_mean.eight", 34), stated("population.albumin_mean.nine", 35)]
    assert TABLES["population.albumin_mean", "five six seven eight nine"] in said(*rising)


FLAT = [key for key in TABLES if key[0] not in ("survival.score_factor", "population.albumin_mean")]


@pytest.mark.parametrize(("path", "cells"), FLAT)
def test_a_table_in_which_all_are_alike_is_refused(path: str, cells: str) -> None:
    names = cells.split()
    alike = numbers(path, names)[1]
    assert TABLES[path, cells] in said(*in_order(path, names, [alike] * len(names)))


@pytest.mark.parametrize("path", ["surgery.operative_death", "surgery.liver_failure"])
def test_nobody_may_die_of_the_operation(path: str) -> None:
    load_scenario("kurume", in_order(path, ["ample", "marginal", "poor"], [0.0, 0.0, 0.0]))


def test_body_surfaces_below_the_possible_and_a_ct_that_never_ends_are_refused() -> None:
    assert "one in a thousand have less than 0.5 m2" in said(stated("population.bsa_sd", 0.4))
    scenario = [
        stated("treatment.ct_stay", 2),
        stated("treatment.ct_scatter", 0),
        "policy.ct_interval={value: 2, unit: d, range: [2, 2], source: Ours, grade: assumed}",
    ]
    assert "a CT would never be over before the next" in said(*scenario)


def test_a_drug_of_nothing_that_works_as_well_as_ever_is_refused() -> None:
    nothing = [stated("treatment.cisplatin", 0), stated("treatment.fluorouracil", 0)]
    assert "doses are only added up, treatment.relative_kill kills" in said(*nothing)
    load_scenario("kurume", [*nothing, stated("treatment.relative_kill", 0)])
    load_scenario("kurume", [stated("treatment.fluorouracil", 0)])  # cisplatin alone


@pytest.mark.slow
def test_every_shipped_scenario_makes_sense_over_all_its_ranges() -> None:
    for name in every_shipped_scenario():
        scenario = load_scenario(name)
        assert scenario.accept is None
        for path, entry, number in scenario.numbers():
            if path in PLAUSIBLE:
                low, high, plausible_unit = PLAUSIBLE[path]
                ends = [to_base(end, plausible_unit, entry.kind.dimension) for end in (low, high)]
                mine = [to_base(end, number.unit, entry.kind.dimension) for end in number.range]
                assert ends[0] <= mine[0] <= mine[1] <= ends[1], (name, path)


def test_every_number_spoken_of_is_there() -> None:
    paths = {path for path, _, _ in load_scenario("kurume").numbers()}
    assert set(PLAUSIBLE) <= paths
    assert {f"{order.path}.{cell}" for order in ORDERS for cell in order.cells} <= paths


def test_what_is_tried_on_purpose_is_tried() -> None:
    changed(
        load_scenario("kurume"), {"population.size_with_invasion": 50.0, "tumour.thrombus_extent.vp1": 100.0}
    )


def test_the_word_may_stand_in_the_file_is_inherited_and_written_out(tmp_path: Path) -> None:
    text = "name: h\nquestion: What then?\ninherits: kurume\naccept: implausible\npolicy:\n  target_size: "
    number = "{value: 50, unit: mm, range: [10, 100], grade: assumed, source: Ours}\n"
    (tmp_path / "h.yaml").write_text(text + number)
    scenario = load_scenario(tmp_path / "h.yaml")
    (tmp_path / "heir.yaml").write_text("name: i\nquestion: What then?\ninherits: h.yaml\n")
    assert load_scenario(tmp_path / "heir.yaml").accept == "implausible"
    (tmp_path / "written.json").write_text(scenario.as_json())
    assert load_scenario(tmp_path / "written.json").digest() == scenario.digest()
    (tmp_path / "h.yaml").write_text((text + number).replace("accept: implausible\n", ""))
    with pytest.raises(
        InputError, match=r"h\.yaml:5: policy\.target_size\.value = 50\.0: is hardly possible"
    ):
        load_scenario(tmp_path / "h.yaml")


def test_the_option_accepts_and_so_does_python(capfd: pytest.CaptureFixture[str]) -> None:
    import haicsim

    asked = ["check", "kurume", "--topic", "policy", "--set", stated("policy.target_size", 50)]
    assert ending(lambda: obey(asked), hints_for) == 2
    assert "--accept-implausible" in capfd.readouterr().err
    assert ending(lambda: obey([*asked, "--accept-implausible"]), hints_for) == 0
    wide = {"policy.target_size": 50.0, "policy.target_size.range": [10, 100]}
    with pytest.raises(InputError, match="is hardly possible"):
        load_scenario("kurume").with_(wide)
    assert (
        haicsim.load("kurume", overrides=[stated("policy.target_size", 50), ACCEPT]).accept == "implausible"
    )


# ---- What is impossible is no matter of acceptance


@pytest.mark.parametrize(("per_m2", "at_zero"), [(0, -500), (0, 0), (600, -700)])
def test_a_liver_of_no_volume_is_refused_whatever_is_accepted(per_m2: float, at_zero: float) -> None:
    given = [stated("liver.volume_per_m2", per_m2), stated("liver.volume_at_zero", at_zero), ACCEPT]
    with pytest.raises(InputError, match="leaves no liver at a body surface of 1 m2, the smallest drawn"):
        load_scenario("kurume", given)


def test_the_formula_of_vauthey_is_allowed() -> None:
    """Vauthey, Liver Transpl 2002;8:233: -794.41 + 1267.28 x body surface."""
    load_scenario("kurume", [stated("liver.volume_per_m2", 1267.28), stated("liver.volume_at_zero", -794.41)])


# ---- Text, lists and lengths: what is taken can be read back


@pytest.mark.parametrize("hidden", ["\x07", "\u00a0", "\u200b", "\u2028", "\x1b[31m"])
def test_text_set_from_outside_obeys_the_rules_of_files(hidden: str) -> None:
    with pytest.raises(InputError, match="text holds no control or invisible characters"):
        load_scenario("kurume", [f"question=What{hidden}then?"])
    with pytest.raises(InputError, match="text holds no control or invisible characters"):
        load_scenario("kurume").with_({"question": f"What{hidden}then?"})


@pytest.mark.slow
def test_ten_thousand_days_of_arrival_are_read_back_and_more_are_refused(tmp_path: Path) -> None:
    text = "name: h\nquestion: What then?\ninherits: kurume\nrun: {patients: 5}\narrivals:\n  days: "
    (tmp_path / "h.yaml").write_text(text + "[" + ",\n    ".join(map(str, range(10_000))) + "]\n")
    scenario = load_scenario(tmp_path / "h.yaml")
    (tmp_path / "written.json").write_text(scenario.as_json())
    assert load_scenario(tmp_path / "written.json").digest() == scenario.digest()
    (tmp_path / "h.yaml").write_text(text + "[" + ",\n    ".join(map(str, range(10_001))) + "]\n")
    with pytest.raises(InputError, match="must have at most 10000 entries"):
        load_scenario(tmp_path / "h.yaml")


def test_a_long_value_changed_again_and_again_keeps_a_source_within_its_limit() -> None:
    scenario = load_scenario(
        "kurume", ["policy.refusal={value: 0.06, unit: probability, range: [0, 0.5]}" + " " * 3000]
    )
    for times in range(60):
        scenario = scenario.with_({"policy.refusal": 0.1 + times / 1000})
    assert len(scenario.policy.refusal.source) <= 2000


@pytest.mark.parametrize("override", ["x" * 10_001, "policy.refusal=" + "0" * 10_000])
def test_an_override_is_no_longer_than_a_line(override: str) -> None:
    with pytest.raises(InputError, match="a value has at most 10,000 characters here"):
        load_scenario("kurume", [override])
