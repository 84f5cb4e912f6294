"""Authority: a second reader of the originals, who worked these cases out by hand or by integration."""

from itertools import pairwise
from math import exp
from types import SimpleNamespace
from typing import Any

import pytest

from haicsim.analysis.validation import exact_interval
from haicsim.sim.codes import GROUPS, RESPONSES, T_STAGES
from haicsim.sim.rules import liver, response, staging, tumour
from haicsim.sim.rules.chance import normal

LIMIT_MM = 5.0


def seen(diameters: list[float]) -> float:
    """Sum of what CT shows: nothing below the limit of detection."""
    return sum(mm for mm in diameters if mm >= LIMIT_MM)


def other(status: str) -> tuple[float, float]:
    """Measured and nadir of a non-target or a thrombus of that status, mm."""
    return {"none": (0.0, 0.0), "gone": (0.0, 20.0), "persists": (20.0, 20.0), "progressed": (40.0, 20.0)}[
        status
    ]


def judged(case: dict[str, Any]) -> str:
    others, thrombus = other(case["non_target"]), other(case["thrombus"])
    new = case["new_lesion_mm"] or 0.0
    patient = SimpleNamespace(
        target_mm=seen(case["now_mm"]),
        target_baseline_mm=seen(case["baseline_mm"]),
        target_nadir_mm=seen(case["nadir_mm"]),
        other_mm=others[0],
        other_nadir_mm=others[1],
        thrombus_seen_mm=thrombus[0],
        thrombus_nadir_mm=thrombus[1],
        new_mm=new if new >= LIMIT_MM else 0.0,
    )
    theta = SimpleNamespace(
        partial_response=0.70, progression=1.20, unequivocal_growth=1.5, new_lesion_size_mm=10.0
    )
    return RESPONSES[response.whole_category([patient], 0, [theta], case["extrahepatic"] or new >= 10.0)]


def test_mrecist_in_every_hand_worked_case(cases) -> None:
    table = cases["mrecist"]["cases"]
    assert len(table) >= 30
    wrong = [(c["id"], judged(c), c["expect"], c["because"]) for c in table if judged(c) != c["expect"]]
    assert not wrong


def test_ajcc7_and_vessel_group_in_all_80_combinations(cases) -> None:
    combinations = cases["ajcc7"]["combinations"]
    assert len(combinations) == 80
    for c in combinations:
        number, size = (2 if c["multiple"] else 1), (60.0 if c["largest_over_50_mm"] else 40.0)
        assert T_STAGES[staging.t_stage(c["vp"], c["vv"], number, size, 50.0)] == c["t"], c
        assert GROUPS[staging.vessel_group(c["vp"], c["vv"])] == c["group"], c


def test_exactly_50_mm_is_not_over_5_cm(cases) -> None:
    for c in cases["ajcc7"]["size_boundary"]:
        number = 2 if c["multiple"] else 1
        assert T_STAGES[staging.t_stage(c["vp"], c["vv"], number, c["largest_mm"], 50.0)] == c["t"], c


def test_remnant_needed_for_the_liver_limit(cases) -> None:
    for c in cases["liver"]["cases"]:
        k = liver.icg_k(c["r15_percent"])
        assert k == pytest.approx(c["icg_k_per_min"], abs=1e-6)
        assert 0.05 / k == pytest.approx(c["remnant_for_0.05"], abs=1e-4)
        assert 0.36 * k == pytest.approx(c["right_hepatectomy_0.36_gives"], abs=1e-5)


def test_growth_rates_from_doubling_times(cases) -> None:
    for c in cases["rates"]["growth"]:
        assert tumour.growth_per_day(c["tvdt_days"]) == pytest.approx(
            c["g_per_day_on_ln_diameter"], rel=1e-10
        )


def test_tumour_size_as_the_second_reader_integrated_it(cases) -> None:
    for c in cases["tumour_size"]["cases"]:
        par = c["parameters"]
        p = [SimpleNamespace(
            lesion_kill=[par["k"]], grown=0.0, killed=0.0, embolised=0.0, node_exposure=par["E0"],
            node_exposure_days=par["X0"], node_day=0.0, infusion_end=0.0, infused_dose=0.0, exposed=0.0, exposed_days=0.0,
        )]  # fmt: skip
        theta = [SimpleNamespace(kappa_per_day=par["kappa"])]
        before = tumour.kill_days(par["lambda"], par["X0"])
        edges = sorted(
            {
                0.0,
                *(d for on in c["on"] for d in on[:2]),
                *(s[0] for s in c["tace"]),
                *(a["day"] for a in c["at"]),
            }
        )
        expected = {a["day"]: a for a in c["at"]}
        for start, end in pairwise(edges):
            middle = 0.5 * (start + end)
            dose = next((u for first, last, u in c["on"] if first <= middle < last), 0.0)
            p[0].node_day, p[0].infusion_end, p[0].infused_dose = start, end, dose
            tumour.expose(p, 0, theta, end)
            p[0].node_exposure, p[0].node_exposure_days = p[0].exposed, p[0].exposed_days
            p[0].grown = par["g"] * end
            p[0].killed = tumour.kill_days(par["lambda"], p[0].exposed_days) - before
            p[0].embolised += sum(q for day, q in c["tace"] if day == end)
            if end in expected:
                assert tumour.ln_viable(p, 0, 0) == pytest.approx(expected[end]["ln_r"], abs=1e-9), (
                    c["id"],
                    end,
                )
                assert p[0].exposed_days == pytest.approx(expected[end]["X"], abs=1e-7)


def test_exact_intervals_of_small_groups(cases) -> None:
    for c in cases["clopper_pearson_95"]:
        low, high = exact_interval(c["x"] / c["n"], c["n"])
        assert (low, high) == pytest.approx((c["low"], c["high"]), abs=1e-6), c


def test_normal_quantiles(cases) -> None:
    for c in cases["as241"]["quantiles"]:
        if 5e-17 <= c["p"] <= 1 - 1.2e-16:  # a uniform of 53 bits is never nearer to 0 or 1
            assert normal(c["p"]) == pytest.approx(c["z"], rel=1e-9, abs=1e-12)


def test_survival_after_a_spread_risk(cases) -> None:
    from haicsim.sim.rules.hazard import rate_of_risk

    spread = next(c for c in cases["lifetime_budget"]["cases"] if c["id"] == "L4")
    step = next(s for s in spread["steps"] if "risk_spread" in s)
    days = step["to"] - step["from"]
    assert exp(-rate_of_risk(step["risk_spread"], days) * days) == pytest.approx(
        1.0 - step["risk_spread"], rel=1e-12
    )
