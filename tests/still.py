"""A world that stands still: no spread, no error, no accident, no death, a tumour that hardly grows; chance switched off.

Men of 36 with one lesion of 80 mm in the right liver and a thrombus of 30 mm in its portal branch, Vp3. Tests change what
they look at. What cannot be switched off is taken from the published generator (`chance`).
"""

from math import log1p

from haicsim.sim.parameters.tables import ByGrade, ByInvasion, ByNumber, ByScore, ByVessels
from haicsim.sim.random_numbers import addressed

MONTH = 30.4375
SEED = 1
AGE = 36
ALL_CAUSES = ("hcv", "hbv", "neither")
REMNANTS = ("ample", "marginal", "poor")
VESSELS = tuple(ByInvasion.model_fields)


def only(names, chosen: str) -> dict[str, int]:
    return {name: int(name == chosen) for name in names}


# no spread, no error, no accident, no death; a tumour that hardly grows
STILL = {
    "population.age_mean": AGE,
    "population.age_sd": 0,
    "population.male": 1,
    "population.bsa_male": 1.7,
    "population.bsa_sd": 0,
    "population.aetiology_share": only(ALL_CAUSES, "hcv"),
    "population.child_pugh": only(ByScore.model_fields, "five"),
    "population.vessels": only(ByVessels.model_fields, "vp3_vv0"),
    "population.number_with_invasion": only(ByNumber.model_fields, "one"),
    "population.lobe": only(("right", "left", "central"), "right"),
    "population.size_with_invasion": 80,
    "population.size_with_invasion_log_sd": 0,
    "population.icg_r15_median": 10,
    "population.icg_r15_log_sd": 0,
    "population.icg_error": 0,
    "population.icg_flow_bias": 1,
    "population.afp_log_sd": 0,
    "population.pivka_log_sd": 0,
    "population.afp_floor": 0,
    "population.pivka_floor": 0,
    "population.marker_scatter": 0,
    "policy.restage_after": 28,
    "tumour.tvdt_median": dict.fromkeys(ALL_CAUSES, 36525),
    "tumour.tvdt_multiplier": 100,
    "tumour.tvdt_log_sd": 0,
    "tumour.kill_log_sd": 0,
    "tumour.lesion_kill_log_sd": 0,
    "tumour.resistance_median": 0,
    "tumour.resistance_log_sd": 0,
    "tumour.kappa": 100,  # exposure follows the infusions at once: four weeks are 28 exposure-days, 1.4 a day of infusion
    "tumour.phi": 0.6,
    "tumour.ct_error": 0,
    "tumour.thrombus_log_sd": 0,
    "tumour.thrombus_kill": 1,  # the thrombus follows the lesion
    "tumour.grade_from": dict.fromkeys(ByGrade.model_fields, 0),  # and stays Vp3
    "tumour.z_on_kill": 0,
    "tumour.z_on_growth": 0,
    "tumour.z_on_seeding": 0,
    "tumour.z_on_death": 0,
    "seeding.seeding_liver": 0,
    "seeding.seeding_beyond": 0,
    "seeding.seeding_log_sd": 0,
    "treatment.port_success": 1,
    "treatment.port_complication": 0,
    "treatment.port_failure": 0,
    "treatment.gap_scatter": 0,
    "treatment.first_ct_scatter": 0,
    "treatment.ct_scatter": 0,
    "treatment.toxicity": 0,
    "treatment.toxicity_stop": 0,
    "policy.tace_at_ct": 0,
    "treatment.tace_liver_cost": 0,
    "treatment.systemic_year": 2200,  # no second line
    "policy.accept_stable": 0,
    "policy.unfit": 0,
    "policy.refusal": 0,
    "policy.thrombus_retraction": 0.3,
    "liver.worsening": 0,
    "liver.decompensation": 0,
    "surgery.rest_before": 0,  # operated as soon as theatre is free
    "surgery.lead_time": 0,
    "surgery.lead_scatter": 0,
    "surgery.operation_log_sd": 0,
    "surgery.blood_log_sd": 0,
    "surgery.margin_log_sd": 0,
    "surgery.ward_log_sd": 0,
    "surgery.complication": 0,
    "surgery.liver_failure": dict.fromkeys(REMNANTS, 0),
    "surgery.operative_death": dict.fromkeys(REMNANTS, 0),
    "recurrence.de_novo": dict.fromkeys(ALL_CAUSES, 0),
    "recurrence.repeat_resection": 0,
    "recurrence.most_recurrences": 0,  # no recurrence is treated for cure
    "recurrence.tace_again": 0,  # but by HAIC
    "recurrence.cure_early": 1,
    "recurrence.cure_late": 1,
    "survival.death_by_liver": 0,
    "survival.death_by_tumour": 0,
    "survival.load_exponent": 0,  # a tumour weighs 1, whatever its size
    "survival.death_by_thrombus": dict.fromkeys(VESSELS, 0),
    "survival.death_by_spread": 0,
    "survival.score_factor": dict.fromkeys(ByScore.model_fields, 1),
    "survival.embolism": 0,
}
UNIT = dict.fromkeys(
    ("death_by_liver", "death_by_tumour", "death_by_thrombus", "death_by_spread", "de_novo"), "1/d"
)
# 28 exposure-days: ln r = -0.84, 80 mm become 34.5 mm viable, 43% of baseline; anatomical 60%
RESPONDS = {"tumour.kill_median": 0.03}
RESISTS = {"tumour.kill_median": 0}


def overrides(changes: dict[str, object]) -> list[str]:
    """`--set` for every number: its value alone, the range as narrow, and base units where the file has others."""
    said = []
    for path, value in (STILL | changes).items():
        for cell, number in value.items() if isinstance(value, dict) else [("", value)]:
            full = f"{path}.{cell}" if cell else path
            said += [f"{full}.value={number}", f"{full}.range=[{number}, {number}]"]
            unit = UNIT.get(path.split(".")[1])
            said += [f"{full}.unit={unit}"] if unit else []
    return [*said, f"run.seed={SEED}", "accept=implausible"]


def doubling(days: float) -> dict[str, object]:
    """Every tumour's volume doubles in so many days."""
    return {"tumour.tvdt_median": dict.fromkeys(ALL_CAUSES, days), "tumour.tvdt_multiplier": 1}


def chance(decision: int, occasion: int = 0, patient: int = 0) -> float:
    """The unit exponential at this address."""
    return -log1p(-addressed((SEED, 0, 0), patient, decision, occasion))
