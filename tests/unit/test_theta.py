"""Theta holds every number of a scenario once, in base units, under a name that says the unit."""

from pathlib import Path

import numpy as np
import pytest

from haicsim.sim.codes import CANDIDATES, DECISION_RULES, LIVER_RULES
from haicsim.sim.criteria import BY_CODE, KEYS
from haicsim.sim.parameters.catalogue import catalogue
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.theta import capacity, plain_theta, theta, theta_dtype
from haicsim.sim.units import BASE

BY_HAND = {
    "per_year_per_day": 120.0 / 365.25,
    "warm_up_days": 0.0,
    "size_with_invasion_mm": 78.0,
    "bsa_male_m2": 1.7,
    "afp_median": 1500.0,
    "cisplatin_mg_per_m2": 7.0,
    "blood_loss_ml": (700.0, 1100.0, 1400.0, 1800.0),
    "operation_time_days": (400 / 1440, 480 / 1440, 540 / 1440, 600 / 1440),
    "later_cycles": (4.0, 4.0, 4.0),
    "cycles_after_toxicity": 2.0,
    "grade_from_mm": (3.0, 6.0, 9.0, 15.0, 3.0, 7.5, 15.0),
    "age_limit_days": 82 * 365.25,
    "vv_operable": (1.0, 1.0, 1.0, 1.0),
    "icg_r15_median": 18.0,
    "tvdt_median_days": (137.0, 77.0, 137.0),
    "kill_median_per_day": 0.01172,
    "port_failure_per_day": 0.034 / 30.4375,
    "induction_cycles": 4.0,
    "course_gap_days": (30.4375, 30.4375, 30.4375),
    "ct_interval_days": 60.875,
    "early_upto_days": 8 * 30.4375,
    "refusal_prob": 0.05,
    "makuuchi_r15": (10.0, 20.0, 30.0, 40.0),
    "makuuchi_bilirubin": (1.1 * 17.1, 1.6 * 17.1, 2.0 * 17.1),
    "makuuchi_upto_mm": (30.0, 20.0),
    "albi_grade": (-2.6, -1.39),
    "child_pugh_prob": (0.85, 0.12, 0.03, 0.0, 0.0),
    "extrahepatic_at_entry_prob": 0.0,
    "remnant_share_prob": (0.20, 0.28, 0.36, 0.30, 0.55, 0.66, 0.65, 0.68, 0.85),
    "remnant_marginal": 0.04,
    "operative_death_prob": (0.003, 0.08, 0.16),
    "death_by_thrombus_per_day": tuple(rate / 30.4375 for rate in (0.0, 0.05681, 0.08521, 0.02057, 0.03703)),
    "de_novo_per_day": (0.055 / 365.25, 0.045 / 365.25, 0.045 / 365.25),
    "death_by_tumour_per_day": 0.02198 / 30.4375,
    "horizon_days": 4383.0,
}


@pytest.mark.parametrize("name", BY_HAND)
def test_a_number_of_the_reference_reaches_theta_as_converted_by_hand(name: str) -> None:
    row = theta(load_scenario("kurume"))
    assert row.shape == (1,)
    assert row[name][0] == pytest.approx(BY_HAND[name], rel=1e-15)


def test_no_two_numbers_share_a_name_and_each_name_says_its_unit() -> None:
    names = [entry.name for entry in catalogue()]
    assert len(set(names)) == len(names)
    suffixes = {"d": "_days", "1/d": "_per_day", "mm": "_mm", "probability": "_prob", "m2": "_m2", "ml": "_ml",
                "mg/m2": "_mg_per_m2"}  # fmt: skip
    for entry in catalogue():
        assert entry.name == entry.key + suffixes.get(BASE[entry.kind.dimension], "")


def test_every_field_is_a_decimal_number_or_a_row_of_them() -> None:
    dtype = theta_dtype()
    numbers = tuple(entry.name for entry in catalogue())
    besides = (
        "decision_rule",
        "stop_rule",
        "haic",
        "liver_rule",
        "candidates",
        "criteria",
        "scarce",
        "life_table_male",
        "life_table_female",
    )
    assert dtype.names == numbers + besides
    for name in besides:
        assert dtype[name].base == np.float64
    for entry in catalogue():
        field = dtype[entry.name]
        assert field.base == np.float64
        assert field.shape == ((len(entry.cells),) if entry.cells else ())


def test_the_readable_theta_holds_the_same_bits_under_the_same_names() -> None:
    rows = np.concatenate(
        [theta(load_scenario("kurume")), theta(load_scenario("kurume", ["tumour.phi=0.7"]))]
    )
    plain = plain_theta(rows)
    assert [one.phi for one in plain] == [0.5823, 0.7]
    for number, one in enumerate(plain):
        for name in rows.dtype.names or ():
            value = getattr(one, name)
            assert type(value) in (float, tuple)
            assert np.array_equal(rows[name][number], value)


def test_the_readable_theta_refuses_names_it_does_not_have() -> None:
    one = plain_theta(theta(load_scenario("kurume")))[0]
    with pytest.raises(AttributeError):
        one.unheard_of = 1.0


def test_units_do_not_matter_to_theta(tmp_path: Path) -> None:
    weeks = ["treatment.cycle_rest.unit=week", "treatment.cycle_rest=1", "treatment.cycle_rest.range=[0, 2]"]
    days = ["treatment.cycle_rest=7"]
    assert theta(load_scenario("kurume", weeks)) == theta(load_scenario("kurume", days))


@pytest.mark.parametrize("rule", DECISION_RULES)
def test_the_decision_rule_is_the_code_of_its_name(rule: str) -> None:
    row = theta(load_scenario("kurume", [f"policy.decision={rule}"]))
    assert DECISION_RULES[int(row["decision_rule"][0])] == rule


@pytest.mark.parametrize("rule", LIVER_RULES)
def test_the_liver_rule_is_the_code_of_its_name(rule: str) -> None:
    row = theta(load_scenario("kurume", [f"policy.liver_rule={rule}"]))
    assert LIVER_RULES[int(row["liver_rule"][0])] == rule


@pytest.mark.parametrize("who", CANDIDATES)
def test_who_may_enter_is_the_code_of_its_name(who: str) -> None:
    row = theta(load_scenario("kurume", [f"entry.candidates={who}"]))
    assert CANDIDATES[int(row["candidates"][0])] == who


@pytest.mark.parametrize(
    "named", [["liver", "disease"], [], ["consent"], ["fitness", "vessels", "tumour", "response"]]
)
def test_criteria_reach_theta_in_their_order_and_nothing_stands_for_those_left_out(named: list[str]) -> None:
    row = theta(load_scenario("kurume", [f"policy.criteria=[{', '.join(named)}]"]))
    codes = row["criteria"][0].astype(int).tolist()
    assert [BY_CODE[code].key for code in codes if code] == named
    assert codes[len(named) :] == [0] * (len(KEYS) - len(named))


def test_the_life_table_rises_to_the_age_at_which_everybody_has_died() -> None:
    row = theta(load_scenario("kurume"))[0]
    for sex in ("male", "female"):
        table = row[f"life_table_{sex}"]
        assert table[0] == 0.0
        assert (np.diff(table) >= 0.0).all()
        assert np.exp(-table[-1]) < 0.01
    assert (row["life_table_male"][40:] > row["life_table_female"][40:]).all()


def test_capacity_is_by_resource_number_with_zero_for_no_limit_and_no_calendar() -> None:
    hospital = capacity(load_scenario("one-theatre"))
    assert hospital.places.tolist() == [0, 4, 0, 3, 1, 0, 0, 0]
    assert hospital.period.tolist() == [0.0, 0.0, 0.0, 28.0, 14.0, 0.0, 0.0, 0.0]
    assert (hospital.places.dtype, hospital.period.dtype) == (np.int64, np.float64)
    assert not capacity(load_scenario("kurume")).places.any()


def test_a_calendar_may_be_given_in_weeks() -> None:
    weekly = capacity(
        load_scenario("one-theatre", ["capacity.theatre.every=3", "capacity.theatre.every.unit=week"])
    )
    assert weekly.period.tolist() == [0.0, 0.0, 0.0, 28.0, 21.0, 0.0, 0.0, 0.0]
