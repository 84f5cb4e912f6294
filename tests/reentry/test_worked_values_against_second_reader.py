"""Authority: a second reader's worked values: volumes, rates, half-lives, lifetime budgets; the rules must give each."""

from math import exp, log
from types import SimpleNamespace
from typing import Any

import pytest

from haicsim.sim.life_table import cumulative_hazard, mean_daily_hazard
from haicsim.sim.rules import chance, hazard, liver, tumour
from haicsim.sim.rules.life_table import life_table_days
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.theta import theta
from haicsim.sim.units import DAYS_PER_MONTH, DAYS_PER_YEAR, to_base

MONTH = DAYS_PER_MONTH


@pytest.fixture(scope="module")
def row() -> Any:
    return theta(load_scenario("kurume"))[0]


# ---- Liver


def test_standard_liver_volumes(cases, row) -> None:
    worked = cases["liver"]["standard_liver_volume"]
    assert len(worked) == 5
    for c in worked:
        volume = liver.liver_volume_ml(c["bsa_m2"], row["volume_per_m2"], row["volume_at_zero_ml"])
        assert volume == pytest.approx(c["urata_ml"], abs=5e-3)


def test_remnants_needed_for_every_limit_just_meet_it(cases) -> None:
    for c in cases["liver"]["cases"]:
        k = liver.icg_k(c["r15_percent"])
        for limit in (0.05, 0.04, 0.03):
            needed = c[f"remnant_for_{limit}"]
            assert k * needed == pytest.approx(limit, rel=3e-4)  # printed to four places
            assert liver.accepted_share(k * needed * 1.001, limit, 0.02) == 1.0
            assert liver.accepted_share(k * needed * 0.999, limit, 0.02) < 1.0
        assert (k >= 0.05) is c["possible_at_0.05"]


def test_the_worst_retention_with_which_a_whole_liver_meets_a_limit(cases) -> None:
    whole = cases["liver"]["whole_liver_limits"]
    keys = {
        0.05: "r15_at_which_whole_liver_just_meets_0.05",
        0.04: "at_0.04",
        0.03: "at_0.03",
    }
    assert len(whole) == len(keys)
    for limit, key in keys.items():
        assert liver.icg_k(whole[key]) == pytest.approx(limit, rel=1e-4)


# ---- Rates


def test_growth_of_volume_and_days_to_a_fifth_more(cases) -> None:
    for c in cases["rates"]["growth"]:
        g = tumour.growth_per_day(c["tvdt_days"])
        assert 3.0 * g == pytest.approx(c["g_per_day_on_ln_volume"], rel=1e-10)
        assert exp(g * c["days_to_plus_20_percent_diameter"]) == pytest.approx(1.2, rel=1e-10)


def test_exposure_is_halved_after_its_half_life(cases) -> None:
    worked = cases["rates"]["half_life"]
    assert len(worked) == 7
    for c in worked:
        p = [SimpleNamespace(
            node_exposure=1.0, node_exposure_days=0.0, node_day=0.0, infusion_end=0.0, infused_dose=0.0, exposed=0.0,
            exposed_days=0.0,
        )]  # fmt: skip
        tumour.expose(p, 0, [SimpleNamespace(kappa_per_day=c["rate_per_day"])], c["half_life_days"])
        assert p[0].exposed == pytest.approx(0.5, rel=1e-9)


def test_hazards_in_every_unit_in_which_they_are_published(cases) -> None:
    worked = cases["rates"]["hazard"]
    assert len(worked) == 9
    for c in worked:
        per_day = c["per_day"]
        assert to_base(c["per_month"], "1/month", "rate") == pytest.approx(per_day, rel=1e-10), c
        words = c["from"].split()
        if words[0] == "median":
            assert chance.exponential(0.5, per_day) == pytest.approx(float(words[1]) * MONTH, rel=1e-10)
        elif words[1] == "per":
            unit = {"day": "1/d", "month": "1/month", "year": "1/year"}[words[2]]
            assert to_base(float(words[0]), unit, "rate") == pytest.approx(per_day, rel=1e-10)
        else:
            alive, months = float(words[0].rstrip("%")) / 100.0, float(words[2])
            assert chance.exponential(1.0 - alive, per_day) == pytest.approx(months * MONTH, rel=1e-9)


def test_volumes_from_diameters(cases) -> None:
    for c in cases["rates"]["volume"]:
        ratio = tumour.sphere_ml(71.0 * c["diameter_ratio"]) / tumour.sphere_ml(71.0)
        assert ratio == pytest.approx(c["volume_ratio"], rel=1e-12)


# ---- Lifetime budgets

# worked for the first design of the disease, whose hazards went by state; those of the second add up, and are held to closed
# forms of their own in tests/verification
BY_STATE = {"L1", "L2", "L3", "L5", "L6", "L7"}
SPREAD_RISK = {"L4"}  # in test_rules_against_second_reader


def budget(cases: dict[str, Any], name: str) -> dict[str, Any]:
    return next(c for c in cases["lifetime_budget"]["cases"] if c["id"] == name)


@pytest.mark.parametrize(("name", "sex"), [("L8", "male"), ("L9", "female")])
def test_the_second_budget_is_spent_at_the_life_table(cases, name: str, sex: str) -> None:
    table = cumulative_hazard(sex)
    for check in budget(cases, name)["checks"]:
        day = life_table_days(check["life_table_spent"], 68.5 * DAYS_PER_YEAR, table, DAYS_PER_YEAR)
        assert day == pytest.approx(check["day"], rel=1e-9)


def test_a_published_hazard_less_the_life_table(cases) -> None:
    case = budget(cases, "L10")
    step, check = case["steps"][0], case["checks"][0]
    background = mean_daily_hazard("male", 68.0, 1.0) * MONTH
    assert background == pytest.approx(step["life_table_per_month"], rel=1e-9)
    assert step["all_cause_per_month"] - background == pytest.approx(check["excess_per_month"], rel=1e-9)


def test_risks_at_instants_multiply(cases) -> None:
    port, wait, operation = budget(cases, "L11")["steps"]
    check = budget(cases, "L11")["checks"][0]
    spent = sum(hazard.rate_of_risk(step["risk"], 1.0) for step in (port, operation))
    spent += wait["per_day"] * (wait["to"] - wait["from"])
    assert spent == pytest.approx(check["spent"], rel=1e-10)
    assert exp(-spent) == pytest.approx(check["survival"], rel=1e-10)


def test_no_risk_spends_nothing_and_certain_death_everything(cases) -> None:
    never, always = budget(cases, "L12")["checks"]
    assert exp(-hazard.rate_of_risk(0.0, 1.0)) == never["survival"]
    assert exp(-hazard.rate_of_risk(1.0, 1.0)) == pytest.approx(always["survival"], abs=2e-16)
    largest = -log(0.5**53)  # the largest budget that a uniform of 53 bits can give
    assert hazard.rate_of_risk(1.0, 1.0) > largest - 0.1


def test_every_worked_budget_is_compared_here_or_said_not_to_be(cases) -> None:
    compared = {"L8", "L9", "L10", "L11", "L12"} | SPREAD_RISK | BY_STATE
    assert {c["id"] for c in cases["lifetime_budget"]["cases"]} == compared
