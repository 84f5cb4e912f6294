"""Authority: a second reader, who entered the literature's numbers without having seen the scenario or the study file."""

from collections.abc import Iterator
from itertools import pairwise
from math import exp, log
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from haicsim.analysis.studies import load_study
from haicsim.sim.life_table import cumulative_hazard
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.theta import theta

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
MONTH, YEAR = 30.4375, 365.25
RATE = 1.0 / MONTH  # a hazard per month, as the engines read it

# number of the reference scenario, as the engines read it -> the second reader's key, and the factor to its unit
SAME = {
    "resistance_median_per_day": ("second_resistance_rate_median", 1.0),
    "resistance_log_sd": ("second_resistance_rate_log_sd", 1.0),
    "kappa_per_day": ("second_effect_onset_rate", 1.0),
    "thrombus_kill": ("second_thrombus_kill", 1.0),
    "seeding_log_sd": ("second_seeds_log_sd", 1.0),
    "seeding_exponent": ("second_seeds_volume_exponent", 1.0),
    "reference_doubling_days": ("second_volume_doubling_time_median", 1.0),
    "seed_seen_mm": ("second_seed_seen", 1.0),
    "seed_suspicious_mm": ("second_seed_suspicious", 1.0),
    "z_on_kill": ("second_z_on_kill", 1.0),
    "z_on_growth": ("second_z_on_growth", 1.0),
    "z_on_seeding": ("second_z_on_seeds", 1.0),
    "z_on_death": ("second_z_on_death", 1.0),
    "death_by_liver_per_day": ("second_death_liver", RATE),
    "load_exponent": ("second_load_exponent", 1.0),
    "inside_share_prob": ("second_inside_share", 1.0),
    "ultrasound_prob": ("second_ultrasound", 1.0),
    "again_kill": ("second_again_kill", 1.0),
    "slowed_growth": ("second_slowed_growth", 1.0),
    "decompensation_per_day": ("second_decompensation", 1.0 / YEAR),
    "infusion_intensity": ("second_dose_on_infusion_day", 1.0),
    "lead_time_days": ("second_lead_time", 1.0),
    "pivka_floor": ("second_pivka_floor", 1.0),
    "tvdt_median_days.0": ("volume_doubling_time_median_hcv_before_multiplier", 1.0),
    "tvdt_median_days.1": ("volume_doubling_time_median_hbv_before_multiplier", 1.0),
    "ct_error": ("ct_error_log_sd", 1.0),
    "accept_stable_prob": ("accept_stable_disease_probability", 1.0),
    "operative_death_prob.0": ("operative_death_remnant_k_at_least_0.05", 1.0),
    "operative_death_prob.1": ("operative_death_remnant_k_0.04_to_0.049", 1.0),
    "operative_death_prob.2": ("operative_death_remnant_k_below_0.04", 1.0),
    "operative_period_days": ("operative_risk_window", 1.0),
    "remnant_share_prob.0": ("remnant_share_right_trisectionectomy", 1.0),
    "remnant_share_prob.1": ("remnant_share_extended_right_hepatectomy", 1.0),
    "remnant_share_prob.2": ("remnant_share_right_hepatectomy", 1.0),
    "remnant_share_prob.3": ("remnant_share_left_trisectionectomy", 1.0),
    "remnant_share_prob.4": ("remnant_share_extended_left_hepatectomy", 1.0),
    "remnant_share_prob.5": ("remnant_share_left_hepatectomy", 1.0),
    "remnant_share_prob.6": ("remnant_share_posterior_sectionectomy", 1.0),
    "remnant_share_prob.7": ("remnant_share_anterior_sectionectomy", 1.0),
    "remnant_share_prob.8": ("remnant_share_segmentectomy", 1.0),
    "volume_per_m2": ("standard_liver_volume_slope", 1.0),
    "volume_at_zero_ml": ("standard_liver_volume_intercept", 1.0),
    "gap_scatter_days": ("course_gap_scatter", 1.0),
    "detection_limit_mm": ("visible_from", 1.0),
    "target_size_mm": ("target_lesion_at_least", 1.0),
    "targets": ("target_lesions_at_most", 1.0),
    "partial_response": ("partial_response_ratio_to_baseline", 1.0),
    "progression": ("progression_ratio_to_nadir", 1.0),
    "new_lesion_size_mm": ("new_lesion_at_least", 1.0),
    "stable_shrinkage": ("stable_disease_shrinkage_needed", 1.0),
    "liver_limit": ("icg_k_remnant_limit", 1.0),
    "liver_limit_good": ("icg_k_remnant_limit_good_liver", 1.0),
    "liver_limit_lowest": ("icg_k_remnant_acceptance_zero", 1.0),
    "hypertrophy": ("contralateral_hypertrophy", 1.0),
    "rfa_limit_mm": ("ablatable_below", 1.0),
    "cisplatin_mg_per_m2": ("cisplatin_dose", 1.0),
    "fluorouracil_mg_per_m2": ("fluorouracil_dose", 1.0),
    "cycle_infusion_days": ("infusion_days_per_cycle", 1.0),
    "cycle_rest_days": ("rest_days_per_cycle", 1.0),
    "induction_cycles": ("induction_cycles", 1.0),
    "later_cycles.1": ("further_cycles_many", 1.0),
    "cycles_after_toxicity": ("further_cycles_few", 1.0),
    "course_gap_days.2": ("gap_between_courses_short", MONTH),
    "course_gap_after_toxicity_days": ("gap_between_courses_long", MONTH),
    "ct_interval_days": ("ct_interval", MONTH),
    "male_prob": ("male_share", 1.0),
    "aetiology_share_prob.0": ("hcv_share", 1.0),
    "aetiology_share_prob.1": ("hbv_share", 1.0),
    "aetiology_share_prob.2": ("neither_virus_share", 1.0),
    "reference_size_mm": ("size_before", 1.0),
    "port_failure_per_day": ("port_failure_0_24_months", RATE),
    "port_success_prob": ("port_implanted_successfully", 1.0),
    "port_complication_prob": ("port_port_or_puncture_trouble", 1.0),
}

# where the scenario differs from what was printed, on purpose: its own value, and what the second reader has
ON_PURPOSE = {
    "seeding_liver_factor.2": (1.2, "second_seeds_liver", "grades apart: Vp3 is the reference"),
    "seeding_liver_factor.3": (3.0, "second_seeds_liver_b", "grades apart"),
    "seeding_liver_factor.4": (3.7, "second_seeds_liver_b", "grades apart"),
    "cure_early_prob": (0.4, "second_cure_single", "early and late apart"),
    "cure_late_prob": (0.6, "second_cure_single", "early and late apart"),
    "afp_floor": (3.0, "second_afp_floor", "within 2-5"),
    "de_novo_per_day.0": (0.055 / YEAR, "de_novo_recurrence", "by aetiology"),
}

# calibrated (docs/calibration.md), and so in no source from which they could be entered again: the scenario says so of each,
# and what the second reader took down is only where the design began
CALIBRATED = {
    "tumour.tvdt_multiplier": "volume_doubling_time_multiplier",
    "tumour.tvdt_log_sd": "second_volume_doubling_time_log_sd",
    "tumour.kill_median": "second_kill_rate_median",
    "tumour.kill_log_sd": "second_kill_rate_log_sd",
    "tumour.phi": "second_anatomical_exponent",
    "seeding.seeding_liver": "second_seeds_liver",
    "seeding.seeding_liver_factor.none": "second_seeds_liver_c",
    "seeding.seeding_beyond": "second_seeds_beyond",
    "seeding.seeding_beyond_factor.vv2": "second_seeds_beyond_b",
    "seeding.seeding_beyond_factor.vv3": "second_seeds_beyond_b",
    "seeding.seed_latency": "second_seed_latency",
    "seeding.seed_growth": "second_seed_growth",
    "policy.thrombus_retraction": None,
    "survival.death_by_tumour": "second_death_tumour",
    "survival.death_by_thrombus.vp3": "second_death_thrombus_vp",
    "survival.death_by_thrombus.vp4": "second_death_thrombus_vp",
    "survival.death_by_thrombus.vv2": "second_death_thrombus_vv",
    "survival.death_by_thrombus.vv3": "second_death_thrombus_vv",
    "survival.death_by_spread": "second_death_spread",
}

# printed survival: the study file's figure -> the second reader's key
GROUPS = {"all": "all", "A": "group_a", "B": "group_b", "C": "group_c"}


@pytest.fixture(scope="module")
def row():
    return theta(load_scenario("kurume"))[0]


def value(row, name: str) -> float:
    field, _, cell = name.partition(".")
    return float(row[field][int(cell)] if cell else row[field])


@pytest.mark.parametrize("name", SAME)
def test_the_scenario_says_what_the_second_reader_read(row, numbers, name) -> None:
    key, factor = SAME[name]
    assert value(row, name) == pytest.approx(float(numbers[key]["value"]) * factor, rel=0.02), numbers[key][
        "source"
    ]


@pytest.mark.parametrize("name", ON_PURPOSE)
def test_what_differs_on_purpose_is_what_is_said(row, numbers, name) -> None:
    own, key, why = ON_PURPOSE[name]
    assert value(row, name) == pytest.approx(own, rel=1e-6), why
    assert key in numbers


def test_what_was_calibrated_is_listed_and_says_so(numbers) -> None:
    said = YAML(typ="safe").load(SCENARIOS / "kurume.yaml")
    assert {path for path, entry in entries(said) if "Calibration kurume" in str(entry["source"])} == set(
        CALIBRATED
    )
    assert {key for key in CALIBRATED.values() if key} <= set(numbers)


def entries(tree, path="") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every number of a scenario file, by its path."""
    for key, below in tree.items():
        if isinstance(below, dict):
            if "value" in below and "source" in below:
                yield f"{path}{key}", below
            else:
                yield from entries(below, f"{path}{key}.")


def test_grades_apart_lie_about_what_was_read_for_both_together(row, numbers) -> None:
    # where no calibration has moved them: the hazards of thrombus and the seeds beyond the liver are calibrated
    low, high = (value(row, f"seeding_liver_factor.{cell}") for cell in (3, 4))
    assert low < float(numbers["second_seeds_liver_b"]["value"]) < high


def test_starters_by_group_follow_from_the_joint_table(row, numbers) -> None:
    shares = {"a": 0.0, "b": 0.0, "c": 0.0}
    for cell, share in enumerate(row["vessels_prob"].tolist()):
        vv, vp = divmod(cell, 5)
        shares["b" if vv >= 2 else "a" if vp >= 3 else "c"] += share
    for group, share in shares.items():
        assert share == pytest.approx(float(numbers[f"starters_share_group_{group}"]["value"]))


@pytest.mark.parametrize("sex", ["male", "female"])
def test_life_expectancy_at_65_is_the_second_readers(numbers, sex) -> None:
    table = cumulative_hazard(sex)
    alive = [exp(table[65] - hazard) for hazard in table[65:]]
    years = sum((a - b) / -log(b / a) if b < a else a for a, b in pairwise(alive))
    key = f"life_expectancy_65_{'men' if sex == 'male' else 'women'}_2005_hmd"
    assert years == pytest.approx(float(numbers[key]["value"]), abs=0.02)


def test_printed_survival_was_entered_alike_by_both_readers(numbers) -> None:
    marks = load_study("kurume").landmarks
    assert len(marks) == 22
    for mark in marks:
        key = f"{mark.endpoint.lower()}_{GROUPS[mark.group]}_{mark.time_months / 12:g}y"
        assert mark.percent / 100.0 == pytest.approx(float(numbers[key]["value"])), (key, mark)
