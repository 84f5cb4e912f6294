"""From a life as the simulator told it to what the reference needs: the patient, and what was done to the disease.

Luck is read from the published generator at its addresses, rates are computed here from the numbers of the scenario and
the patient's baseline, doses and days are taken from the journal: nothing that the simulator reckoned of the disease
comes along, but which of the seeds ultrasound found.
"""

import numpy as np
from lives import Lives
from reference_people import DE_NOVO, LESIONS, NEVER, OUTER, SEEDS, STREAM, Floats, Patients, Plan

from haicsim.sim import codes, stream_keys
from haicsim.sim.random_numbers import philox_rows


def exponential(life: Lives, decision: int, occasions: int = 1) -> Floats:
    """Unit exponentials of everybody at an address; shape (n, occasions)."""
    seed, replication, first = life.world.stream
    number = np.arange(first, first + life.world.patients).astype(np.uint64)
    which = np.full(occasions, decision, np.uint64)
    return -np.log1p(-philox_rows(number, which, np.arange(occasions).astype(np.uint64), seed, replication))


def by_vessels(table: Floats, life: Lives) -> Floats:
    """A number by grade at diagnosis (none, Vp3, Vp4, Vv2, Vv3); both veins add."""
    vp, vv = life.row["vp"], life.row["vv"]
    portal = np.where(vp >= 3, table[np.clip(vp - 2, 0, 2)], 0.0)
    hepatic = np.where(vv >= 2, table[np.clip(vv + 1, 3, 4)], 0.0)
    return np.where((vp < 3) & (vv < 2), table[0], portal + hepatic)


def seeding(life: Lives) -> Floats:
    """Births per day by a tumour of the reference size in the three streams; shape (n, 3)."""
    theta, row = life.world.theta[0], life.row
    reference = np.log(2.0) / (3.0 * theta["reference_doubling_days"])
    own = row["growth"] / reference * row["shedding"]
    liver = theta["seeding_liver_per_day"] * by_vessels(theta["seeding_liver_factor"], life)
    beyond = theta["seeding_beyond_per_day"] * by_vessels(theta["seeding_beyond_factor"], life)
    inside = theta["inside_share_prob"]
    return own[:, None] * np.stack([inside * liver, (1.0 - inside) * liver, beyond], axis=1)


def patients(life: Lives) -> Patients:
    """Everybody at entry."""
    theta, row = life.world.theta[0], life.row
    gamma = exponential(life, stream_keys.SEED, SEEDS)
    for stream in range(3):
        gamma[:, stream == STREAM] = np.cumsum(gamma[:, stream == STREAM], axis=1)
    kill = np.where(np.arange(LESIONS) < row["lesions"][:, None], row["lesion_kill"], 0.0)
    score = np.minimum(row["score"], 9) - 5
    factor, worse = theta["score_factor"][score], theta["score_factor"][np.minimum(score + 1, 4)]
    failing = theta["decompensation_per_day"] * np.exp(theta["decompensation_per_score"] * (row["score"] - 5))
    thrombus_hazard = by_vessels(theta["death_by_thrombus_per_day"], life)
    with np.errstate(divide="ignore"):
        decompensation = exponential(life, stream_keys.DECOMPENSATION)[:, 0] / failing
        worsening = exponential(life, stream_keys.WORSENING)[:, 0] / theta["worsening_per_day"]
        new_cancer = exponential(life, stream_keys.DE_NOVO)[:, 0] / theta["de_novo_per_day"][row["aetiology"]]
    return Patients(
        row["lesion_mm"], kill, row["growth"], row["resistance"], theta["kappa_per_day"], row["thrombus_mm"] > 0.0,
        row["kill"] * theta["thrombus_kill"], thrombus_hazard, np.exp(theta["z_on_death"] * row["potential"]),
        factor, worse, worsening, decompensation, theta["decompensated_factor"], theta["death_by_liver_per_day"],
        theta["death_by_tumour_per_day"], theta["load_exponent"], theta["death_by_spread_per_day"], seeding(life),
        theta["seeding_exponent"], theta["seed_latency"], theta["seed_growth"], gamma, new_cancer,
        exponential(life, stream_keys.LIFETIME)[:, 0], row["life_table_days"],
    )  # fmt: skip


def noted(life: Lives, event: int) -> tuple[Floats, Floats]:
    """Days since entry of every row of this event and its values, NEVER and 0 where there is none; (n, most)."""
    rows = life.journal[life.journal["event"] == event]
    patient = rows["patient"] - life.world.stream[2]
    start = np.searchsorted(patient, np.arange(life.world.patients))
    place = np.arange(len(rows)) - start[patient]
    shape = (life.world.patients, int(place.max(initial=-1)) + 1)
    days, values = np.full(shape, NEVER), np.zeros(shape)
    days[patient, place] = rows["day"] - life.row["arrival"][patient]
    values[patient, place] = rows["value"]
    return days, values


def slowed_from(life: Lives) -> Floats:
    """The day from which everything grows more slowly: second line, or what was given for a recurrence not removed."""
    second, _ = noted(life, codes.SECOND_LINE)
    treated, how = noted(life, codes.TREATED)
    systemic = np.where(np.isin(how, codes.SYSTEMIC_TREATMENTS), treated, NEVER)
    again, stay = noted(life, codes.TREATED_AGAIN)
    embolised = again[:, :1] + stay[:, :1]  # the session comes first
    return np.concatenate([second, systemic, embolised, np.full((len(second), 1), NEVER)], axis=1).min(axis=1)


def plan(life: Lives) -> Plan:
    """What was done to the disease."""
    theta, row = life.world.theta[0], life.row
    cycles, doses = noted(life, codes.DOSE_GIVEN)
    sessions, _ = noted(life, codes.TACE_GIVEN)
    operated, _ = noted(life, codes.HEPATECTOMY)
    day = operated.min(axis=1, initial=NEVER)
    taken = np.zeros((life.world.patients, SEEDS + 1), bool)
    born = row["born"][:, [1]] > np.arange(4)
    taken[:, OUTER] = born & (row["seed_clock"][:, OUTER] >= NEVER)
    taken[:, DE_NOVO] = row["new_cancers"] > 0
    return Plan(
        cycles, doses * theta["infusion_intensity"] * 5.0 / 7.0, np.full(cycles.shape, theta["cycle_infusion_days"]),
        sessions, np.full(sessions.shape, theta["tace_kill"]), day, np.where(day < NEVER, row["operative_hazard"], 0.0),
        taken, slowed_from(life), theta["slowed_growth"],
    )  # fmt: skip
