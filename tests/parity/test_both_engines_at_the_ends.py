"""Authority: the other engine. At the far ends of what a file may say both tell the same lives, and neither breaks down."""

import pytest

from haicsim.sim.run import run
from haicsim.sim.scenario.load import load_scenario

ENDS = {
    "doubling times": {"tumour.tvdt_log_sd": (5, "log_sd")},
    "growth with potential": {"tumour.z_on_growth": (-1, "correlation")},
    "all spreads": {
        "tumour.tvdt_log_sd": (5, "log_sd"), "tumour.kill_log_sd": (5, "log_sd"),
        "tumour.resistance_log_sd": (5, "log_sd"), "seeding.seeding_log_sd": (5, "log_sd"),
    },
    "retention": {"population.icg_r15_median": (99.9, "%"), "population.icg_r15_log_sd": (3, "log_sd")},
    "body surface": {
        "population.bsa_male": (0.5, "m2"), "population.bsa_female": (0.5, "m2"), "population.bsa_sd": (1, "m2"),
    },
    "the formula of Vauthey": {"liver.volume_per_m2": (1267.28, "ml/m2"), "liver.volume_at_zero": (-794.41, "ml")},
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("end", ENDS)
def test_far_ends_give_the_same_records_in_both_engines(end: str) -> None:
    given = [
        f"{path}={{value: {value}, unit: '{unit}', range: [{value}, {value}], source: Ours, grade: assumed}}"
        for path, (value, unit) in ENDS[end].items()
    ]
    told = [
        run(
            load_scenario(
                "kurume", [*given, "accept=implausible", "run.patients=150", f"run.engine={engine}"]
            ),
            journal=False,
        ).records.tobytes()
        for engine in ("process", "compiled")
    ]
    assert told[0] == told[1]
