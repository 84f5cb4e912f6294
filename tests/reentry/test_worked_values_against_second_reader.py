"""Authority: a second reader's worked values: volumes, rates, half-lives, lifetime budgets; the rules must give each."""

from math import exp, log
from types import SimpleNamespace
from typing import Any

import pytest

from haicsim.sim.codes import (
    GROUP_B,
    NEVER,
    OF_OPERATION,
    OF_OTHER_RESECTED,
    PHASE_PROGRESSED,
    PHASE_RESECTED,
    PHASE_TUMOUR,
)
from haicsim.sim.life_table import cumulative_hazard, mean_daily_hazard
from haicsim.sim.rules import chance, liver, survival, tumour
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
            resistance=0.0, exposure=1.0, exposure_days=0.0, kill_days=0.0, size_day=0.0, first_infusion_day=0.0
        )]  # fmt: skip
        numbers = [SimpleNamespace(kappa_per_day=c["rate_per_day"], resistance_clock=0.0)]
        tumour.grow_for(p, 0, numbers, 0.0, c["half_life_days"])
        assert p[0].exposure == pytest.approx(0.5, rel=1e-9)


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

ON_HAIC, PER_MONTH = 0.0005, 1.0 / MONTH
NUMBERS = SimpleNamespace(
    death_on_haic_per_day=ON_HAIC, death_after_progression_per_day=0.16 * PER_MONTH, decompensated_factor=4.0,
    embolism_per_day=0.0, group_factor=(1.0, 1.2, 1.0), z_on_death=0.3, both_vessels_factor=1.4,
)  # fmt: skip


def somebody(budget: float, **changes: Any) -> list[SimpleNamespace]:
    """A patient on HAIC with that lifetime budget on day 0."""
    p = SimpleNamespace(
        now=0.0, budget=budget, budget_day=0.0, phase=PHASE_TUMOUR, frailty=1.0, load=1.0, vv=0, u_embolism=1.0,
        new_lesion_day=NEVER, extrahepatic_day=NEVER, decompensation_day=NEVER, recurrence_day=NEVER, recurred=0,
        operative_end=0.0, operative_hazard=0.0, hazard_progressed=0.0, hazard_free=0.001 * PER_MONTH,
        hazard_recurred=0.0, life_table_day=NEVER, death_cause=-1, death_day=NEVER,
    )  # fmt: skip
    vars(p).update(changes)
    return [p]


def settled(p: list[SimpleNamespace], day: float) -> list[SimpleNamespace]:
    """The patient on that day, what the days have cost taken."""
    p[0].now = day
    survival.settle(p, 0, [NUMBERS])
    return p


def operated(budget: float, day: float = 155.0, risk: float = 0.08) -> list[SimpleNamespace]:
    """On HAIC until an operation whose risk is spread over ninety days."""
    p = settled(somebody(budget), day)
    p[0].phase, p[0].operative_end = PHASE_RESECTED, day + 90.0
    p[0].operative_hazard = survival.rate_of_risk(risk, 90.0)
    return p


def frail() -> float:
    """Group B with z = 1."""
    return survival.frailty([SimpleNamespace(group=GROUP_B, potential=1.0, vp=0, vv=2)], 0, [NUMBERS])


STATES = {
    "L1": lambda: somebody(9.0, phase=PHASE_RESECTED),
    "L2": lambda: somebody(9.0, extrahepatic_day=60.0),
    "L4": lambda: operated(9.0),
    "L5": lambda: somebody(9.0, phase=PHASE_PROGRESSED, hazard_progressed=0.16 * PER_MONTH, frailty=frail()),
    "L6": lambda: somebody(9.0, phase=PHASE_RESECTED, recurrence_day=700.0, hazard_recurred=0.11 * PER_MONTH),
}


def budget(cases: dict[str, Any], name: str) -> dict[str, Any]:
    return next(c for c in cases["lifetime_budget"]["cases"] if c["id"] == name)


@pytest.mark.parametrize("name", STATES)
def test_budgets_spent_in_the_patients_states(cases, name: str) -> None:
    for check in budget(cases, name)["checks"]:
        spent = 9.0 - settled(STATES[name](), check["day"])[0].budget
        assert spent == pytest.approx(check.get("spent", spent), abs=1e-10)
        assert exp(-spent) == pytest.approx(check["survival"], rel=1e-9), (name, check)


def test_a_risk_at_an_instant_is_the_same_once_its_ninety_days_are_over(cases) -> None:
    before, after, later = budget(cases, "L3")["checks"]
    p = settled(somebody(9.0), 155.0)
    assert exp(p[0].budget - 9.0) == pytest.approx(before["survival"], rel=1e-9)
    taken = survival.rate_of_risk(0.08, 90.0) * 90.0
    assert exp(p[0].budget - 9.0 - taken) == pytest.approx(after["survival"], rel=1e-9)
    assert exp(settled(operated(9.0), later["day"])[0].budget - 9.0) == pytest.approx(
        later["survival"], rel=1e-9
    )


def test_the_day_on_which_a_budget_runs_out(cases) -> None:
    first, second, third, fourth = budget(cases, "L7")["checks"]
    p = somebody(first["budget"])
    survival.foretell(p, 0, [NUMBERS])
    assert p[0].death_day == pytest.approx(first["death_day"], rel=1e-12)
    p = somebody(second["budget"])
    survival.foretell(p, 0, [NUMBERS])
    assert p[0].death_day == pytest.approx(second["death_day"], rel=1e-12)
    p = operated(
        third["budget"]
    )  # inside the risk: at its instant for the reader, within its ninety days here
    survival.foretell(p, 0, [NUMBERS])
    assert third["death_day"] < p[0].death_day < third["death_day"] + 90.0
    assert p[0].death_cause == OF_OPERATION
    p = operated(fourth["budget"])
    survival.foretell(p, 0, [NUMBERS])
    assert p[0].death_day == pytest.approx(fourth["death_day"], abs=1e-5)
    assert p[0].death_cause == OF_OTHER_RESECTED


@pytest.mark.parametrize(("name", "sex"), [("L8", "male"), ("L9", "female")])
def test_the_second_budget_is_spent_at_the_life_table(cases, name: str, sex: str) -> None:
    table = cumulative_hazard(sex)
    for check in budget(cases, name)["checks"]:
        day = survival.life_table_days(check["life_table_spent"], 68.5 * DAYS_PER_YEAR, table, DAYS_PER_YEAR)
        assert day == pytest.approx(check["day"], rel=1e-9)
        excess = 9.0 - settled(somebody(9.0, phase=PHASE_RESECTED), check["day"])[0].budget
        assert excess == pytest.approx(check["excess_spent"], abs=1e-12)
        assert exp(-excess - check["life_table_spent"]) == pytest.approx(check["survival_both"], rel=1e-9)


def test_a_published_hazard_less_the_life_table(cases) -> None:
    case = budget(cases, "L10")
    step, check = case["steps"][0], case["checks"][0]
    background = mean_daily_hazard("male", 68.0, 1.0) * MONTH
    assert background == pytest.approx(step["life_table_per_month"], rel=1e-9)
    assert step["all_cause_per_month"] - background == pytest.approx(check["excess_per_month"], rel=1e-9)


def test_risks_at_instants_multiply(cases) -> None:
    port, wait, operation = budget(cases, "L11")["steps"]
    check = budget(cases, "L11")["checks"][0]
    spent = sum(survival.rate_of_risk(step["risk"], 1.0) for step in (port, operation))
    spent += wait["per_day"] * (wait["to"] - wait["from"])
    assert spent == pytest.approx(check["spent"], rel=1e-10)
    assert exp(-spent) == pytest.approx(check["survival"], rel=1e-10)


def test_no_risk_spends_nothing_and_certain_death_everything(cases) -> None:
    never, always = budget(cases, "L12")["checks"]
    assert exp(-survival.rate_of_risk(0.0, 1.0)) == never["survival"]
    assert exp(-survival.rate_of_risk(1.0, 1.0)) == pytest.approx(always["survival"], abs=2e-16)
    largest = -log(0.5**53)  # the largest budget that a uniform of 53 bits can give
    assert survival.rate_of_risk(1.0, 1.0) > largest - 0.1


def test_every_worked_budget_is_compared_here(cases) -> None:
    compared = {*STATES, "L3", "L7", "L8", "L9", "L10", "L11", "L12"}
    assert {c["id"] for c in cases["lifetime_budget"]["cases"]} == compared
