"""Names that scenarios of earlier versions used, and what says the same now: for the message that refuses them."""

from collections.abc import Mapping
from types import MappingProxyType

RETIRED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "tumour.volume_cap": ("survival.death_by_tumour",),
        "tumour.resistance_clock": ("tumour.resistance_median",),
        "tumour.new_intrahepatic": ("seeding.seeding_liver",),
        "tumour.new_extrahepatic": ("seeding.seeding_beyond",),
        "tumour.new_lesion_start": ("seeding.seed_seen",),
        "tumour.new_lesion_log_sd": ("seeding.seed_latency", "seeding.seed_growth"),
        "tumour.spread_factor": ("seeding.seeding_liver_factor", "seeding.seeding_beyond_factor"),
        "tumour.z_on_spread": ("tumour.z_on_seeding",),
        "tumour.z_on_residual": ("tumour.z_on_seeding",),
        "treatment.control_after_response": ("tumour.resistance_median", "policy.max_courses"),
        "treatment.control_without_response": ("tumour.tvdt_median", "policy.max_courses"),
        "treatment.systemic_factor": ("treatment.slowed_growth",),
        "recurrence.residual_free": (
            "seeding.seeding_liver",
            "seeding.seeding_beyond",
            "seeding.inside_share",
            "surgery.ultrasound",
        ),
        "recurrence.residual_time": ("seeding.seed_latency", "seeding.seed_growth"),
        "recurrence.residual_log_sd": ("tumour.tvdt_log_sd",),
        "recurrence.extrahepatic": ("seeding.seeding_beyond", "seeding.seeding_beyond_factor"),
        "recurrence.also_intrahepatic": ("seeding.seeding_liver", "seeding.seeding_beyond"),
        "recurrence.multiple": ("seeding.seeding_liver", "seeding.seed_suspicious"),
        "recurrence.again": ("seeding.seeding_liver", "recurrence.de_novo"),
        "survival.death_on_haic": (
            "survival.death_by_liver",
            "survival.death_by_tumour",
            "survival.death_by_thrombus",
        ),
        "survival.death_after_progression": (
            "survival.death_by_tumour",
            "survival.death_by_thrombus",
            "survival.death_by_spread",
        ),
        "survival.group_factor": ("survival.death_by_thrombus",),
        "survival.both_vessels_factor": ("survival.death_by_thrombus",),
        "survival.death_disease_free": ("survival.death_by_liver",),
        "survival.death_after": (
            "survival.death_by_tumour",
            "survival.death_by_spread",
            "treatment.slowed_growth",
        ),
    }
)
_IS_A_SHARE = "survival.embolism"  # was a hazard of its own
_OF_WHAT = "survival.death_by_thrombus"


def retired_rule(path: str) -> str | None:
    """What stands in place of a name that is no longer used, or of the name it is a cell or part of; None for any other."""
    words = path.split(".")
    now = RETIRED.get(".".join(words[:2]))
    if now is None or len(words) < 2:
        return None
    return f"is no longer used; what it said follows from {_listed(now)}"


def retired_unit_rule(path: str) -> str | None:
    """What a number means now whose unit, at this path, is that of something else it meant before; None for any other."""
    if path != f"{_IS_A_SHARE}.unit":
        return None
    return f"is a share (probability) of {_OF_WHAT} with Vv3 now, no longer a rate"


def _listed(names: tuple[str, ...]) -> str:
    *before, last = names
    return f"{', '.join(before)} and {last}" if before else last
