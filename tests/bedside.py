"""One patient and a team's numbers as the rules take them, written by hand: round numbers, whatever is said different."""

from types import SimpleNamespace
from typing import Any

from haicsim.sim.codes import CENTRAL, LEFT, NEVER, RIGHT

LOBE = {"right": RIGHT, "left": LEFT, "central": CENTRAL}
# in the order of Table II: right trisectionectomy, extended right, right, left trisectionectomy, extended left, left,
# posterior, anterior, segment
REMNANTS = (0.20, 0.28, 0.36, 0.30, 0.55, 0.66, 0.65, 0.68, 0.85)


def patient(*lesions: tuple[str, float], **said: Any) -> list[Any]:
    """A man of 60 with these lesions (lobe, mm), the largest first, at diagnosis, in a liver of 1,200 ml; R15 20.2%."""
    lesions = lesions or (("right", 80.0),)
    empty = 5 - len(lesions)
    one = {
        "arrival": 0.0, "now": 0.0, "grown": 0.0, "killed": 0.0, "embolised": 0.0, "node_held": 0.0, "growth": 0.0,
        "volume_ml": sum(0.5236e-3 * mm**3 for _, mm in lesions), "kill": 0.0,
        "lesion_kill": [0.0] * 5, "lesions": len(lesions),
        "lesion_mm": [mm for _, mm in lesions] + [0.0] * empty,
        "lesion_lobe": [LOBE[lobe] for lobe, _ in lesions] + [LOBE[lesions[0][0]]] * empty,
        "vp": 0, "vv": 0, "thrombus_mm": 0.0, "liver_ml": 1200.0, "remnant_gain": 1.0,
        "far_at_entry": 0, "icg_r15": 20.2, "icg_measured": 20.2, "bilirubin": 13.0, "albumin": 40.0,
        "score": 5, "score_now": 5, "decompensation_day": NEVER,
        "u_accept_liver": 0.5, "u_accept_stable": 0.5, "u_unfit": 0.5, "age_days": 60.0 * 365.25,
    }  # fmt: skip
    return [SimpleNamespace(**one | said)]


def team(**said: Any) -> list[Any]:
    """Kurume's numbers for liver, resection and entry, in round figures."""
    one = {
        "phi": 0.6, "detection_limit_mm": 5.0, "thrombus_kill": 1.0, "grade_from_mm": (0.0,) * 7,
        "segment_upto_mm": 35.0, "section_upto_mm": 50.0, "half_upto_mm": 85.0, "extended_upto_mm": 120.0,
        "remnant_share_prob": REMNANTS, "obstructed_function": 0.5, "hypertrophy": 1.2, "least_working": 0.1,
        "icg_error": 0.0, "icg_flow_bias": 1.15, "boldness": 1.0, "rfa_limit_mm": 20.0, "rfa_most": 3.0,
        "child_pugh_limit": 6.0, "liver_limit": 0.05, "liver_limit_good": 0.04, "good_liver_r15": 10.0,
        "liver_limit_lowest": 0.03, "thrombus_retraction": 0.3, "vp_operable": (1.0,) * 5, "vv_operable": (1.0,) * 4,
        "liver_rule": 0.0, "makuuchi_r15": (10.0, 20.0, 30.0, 40.0), "makuuchi_bilirubin": (18.81, 27.36, 34.2),
        "makuuchi_upto_mm": (30.0, 20.0), "remnant_limit": 0.4, "remnant_limit_good": 0.25,
        "albi_per_log_bilirubin": 0.66, "albi_per_albumin": -0.085, "albi_grade": (-2.6, -1.39),
        "albi_remnant": (0.3, 0.5), "bilirubin_median": (13.0, 17.0, 24.0, 32.0, 40.0),
        "bilirubin_most": (34.0, 51.0, 200.0, 200.0, 200.0), "albumin_mean": (40.0, 36.0, 33.0, 31.0, 29.0),
        "albumin_least": (35.0, 28.0, 20.0, 20.0, 20.0), "candidates": 0.0,
        "stable_shrinkage": 0.1, "both_vessels": 0.0, "age_limit_days": 82.0 * 365.25, "unfit_prob": 0.08,
        "unresectable_vp": 3.0, "unresectable_vv": 2.0, "entry_child_pugh_limit": 6.0, "entry_liver_limit": 0.05,
        "entry_liver_limit_good": 0.04, "entry_good_liver_r15": 10.0, "entry_liver_limit_lowest": 0.03,
        "entry_rfa_limit_mm": 20.0, "entry_rfa_most": 3.0,
        "operative_death_prob": (0.003, 0.08, 0.16), "operative_death_factor": (1.0,) * 4,
        "remnant_ample": 0.05, "remnant_marginal": 0.04,
        "decompensation_per_day": 0.001, "decompensation_per_score": 0.7,
    }  # fmt: skip
    return [SimpleNamespace(**one | said)]


class Told:
    """Luck that is told: a number for each decision, or for a decision and its occasion; one half otherwise."""

    def __init__(self, said: dict[Any, float]) -> None:
        self.said = said

    def draw(self, i: int, decision: int, occasion: int) -> float:
        """The number said."""
        return self.said.get((decision, occasion), self.said.get(decision, 0.5))
