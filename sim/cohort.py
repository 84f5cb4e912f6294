"""Who the patients are at diagnosis: everyone who starts HAIC, drawn before anything happens to them.

`diagnose` is a rule like those of `haicsim.sim.rules`: plain arithmetic on one patient, run by both engines. What it writes
(BASELINE) the story never changes. A candidate who may not enter (in the reference: who could be resected at once) is drawn
again, with the next attempt as occasion; vessels and disease outside the liver stay, because their tables state the shares
of those who start. Only where those who enter must be resectable are they drawn again too: by themselves they can forbid it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from haicsim.sim import stream_keys as key
from haicsim.sim.codes import LEAST_SCORE, MOST_LESIONS, RESECTABLE_ONLY, SCORES, VP1, VV1
from haicsim.sim.random_numbers import uniform
from haicsim.sim.rules import chance, liver, staging, tumour
from haicsim.sim.rules.life_table import life_table_days
from haicsim.sim.rules.resectability import may_enter
from haicsim.sim.units import DAYS_PER_YEAR

if TYPE_CHECKING:
    from haicsim.sim.random_numbers import RandomStream
    from haicsim.sim.rows import Patients, Thetas


def diagnose(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> None:
    """Draw the patient's state at diagnosis until it is one of those who may enter."""
    as_at_diagnosis(p, i)
    diagnose_year(p, i, theta, stream)
    diagnose_invasion(p, i, theta, stream, 0)
    p[i].attempts = 0
    enters = False
    while not enters and p[i].attempts < theta[0].most_attempts:
        if p[i].attempts > 0 and theta[0].candidates == RESECTABLE_ONLY:
            diagnose_invasion(p, i, theta, stream, p[i].attempts)
        diagnose_person(p, i, theta, stream, p[i].attempts)
        diagnose_lesions(p, i, theta, stream, p[i].attempts)
        diagnose_biology(p, i, theta, stream, p[i].attempts)
        p[i].attempts += 1
        enters = may_enter(p, i, theta)
    if not enters:
        p[i].attempts = -1
    p[i].t_stage = staging.t_stage(p[i].vp, p[i].vv, p[i].lesions, p[i].lesion_mm[0], theta[0].t3_size_mm)
    diagnose_markers(p, i, theta, stream)


def as_at_diagnosis(p: Patients, i: int) -> None:
    """Nothing has been given yet: the fields by which rules see the tumour stand at diagnosis."""
    p[i].grown = 0.0
    p[i].killed = 0.0
    p[i].embolised = 0.0
    p[i].node_held = 0.0
    p[i].remnant_gain = 1.0


def diagnose_year(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> None:
    """Calendar year of entry: anywhere in the years of the series, whatever the day of the simulation."""
    years = theta[0].last_year + 1.0 - theta[0].first_year
    p[i].entry_year = theta[0].first_year + years * uniform(stream, i, key.YEAR, 0)


def diagnose_invasion(p: Patients, i: int, theta: Thetas, stream: RandomStream, attempt: int) -> None:
    """Vascular invasion, and disease outside the liver."""
    diagnose_vessels(p, i, theta, stream, attempt)
    p[i].far_at_entry = 0
    if uniform(stream, i, key.FAR_AT_ENTRY, attempt) < theta[0].extrahepatic_at_entry_prob:
        p[i].far_at_entry = 1


def diagnose_vessels(p: Patients, i: int, theta: Thetas, stream: RandomStream, attempt: int) -> None:
    """Portal (Vp) and hepatic venous (Vv) invasion, from their joint table, and the paper's group."""
    cell = chance.choice(uniform(stream, i, key.VESSELS, attempt), theta[0].vessels_prob, 20)
    p[i].vv = int(cell / 5)
    p[i].vp = cell % 5
    p[i].group = staging.vessel_group(p[i].vp, p[i].vv)
    p[i].thrombus_mm = 0.0
    longest = 0.0
    least = 0.0
    if p[i].vp > 0:
        longest = theta[0].thrombus_extent_mm[VP1 + p[i].vp - 1]
        least = theta[0].grade_from_mm[VP1 + p[i].vp - 1]
    if p[i].vv > 0:
        longest = max(longest, theta[0].thrombus_extent_mm[VV1 + p[i].vv - 1])
        least = max(least, theta[0].grade_from_mm[VV1 + p[i].vv - 1])
    if longest > 0.0:
        drawn = chance.log_normal(
            uniform(stream, i, key.THROMBUS, attempt), longest, theta[0].thrombus_log_sd
        )
        p[i].thrombus_mm = max(drawn, least)


def diagnose_person(p: Patients, i: int, theta: Thetas, stream: RandomStream, attempt: int) -> None:
    """Age, sex, body, cause of the liver disease, liver function."""
    age = theta[0].age_mean_days + theta[0].age_sd_days * chance.normal(uniform(stream, i, key.AGE, attempt))
    p[i].age_days = min(max(age, theta[0].age_youngest_days), theta[0].age_oldest_days)
    p[i].male = 0
    mean = theta[0].bsa_female_m2
    if uniform(stream, i, key.SEX, attempt) < theta[0].male_prob:
        p[i].male = 1
        mean = theta[0].bsa_male_m2
    p[i].bsa_m2 = max(mean + theta[0].bsa_sd_m2 * chance.normal(uniform(stream, i, key.BODY, attempt)), 1.0)
    p[i].liver_ml = liver.liver_volume_ml(p[i].bsa_m2, theta[0].volume_per_m2, theta[0].volume_at_zero_ml)
    p[i].aetiology = chance.choice(
        uniform(stream, i, key.AETIOLOGY, attempt), theta[0].aetiology_share_prob, 3
    )
    diagnose_liver(p, i, theta, stream, attempt)
    p[i].u_accept_liver = uniform(stream, i, key.ACCEPT_LIVER, attempt)
    budget = -math.log1p(-uniform(stream, i, key.LIFE_TABLE, 0))
    table = theta[0].life_table_female
    if p[i].male == 1:
        table = theta[0].life_table_male
    p[i].life_table_days = life_table_days(budget, p[i].age_days, table, DAYS_PER_YEAR)


def diagnose_liver(p: Patients, i: int, theta: Thetas, stream: RandomStream, attempt: int) -> None:
    """Child-Pugh score, and by it retention, bilirubin and albumin: these within what the score allows."""
    place = chance.choice(uniform(stream, i, key.SCORE, attempt), theta[0].child_pugh_prob, SCORES)
    p[i].score = LEAST_SCORE + place
    median = theta[0].icg_r15_median * math.exp(theta[0].icg_per_score * place)
    p[i].icg_r15 = min(
        chance.log_normal(uniform(stream, i, key.ICG, attempt), median, theta[0].icg_r15_log_sd), 95.0
    )
    p[i].icg_measured = liver.measured_icg(p, i, theta, uniform(stream, i, key.ICG_ERROR, 0), p[i].vp)
    bilirubin = chance.log_normal(
        uniform(stream, i, key.BILIRUBIN, attempt),
        theta[0].bilirubin_median[place],
        theta[0].bilirubin_log_sd,
    )
    p[i].bilirubin = min(bilirubin, theta[0].bilirubin_most[place])
    albumin = chance.normal(uniform(stream, i, key.ALBUMIN, attempt)) * theta[0].albumin_sd
    p[i].albumin = max(theta[0].albumin_mean[place] + albumin, theta[0].albumin_least[place])


def diagnose_lesions(p: Patients, i: int, theta: Thetas, stream: RandomStream, attempt: int) -> None:
    """Number, lobe and viable diameter of the lesions, the largest first."""
    u = uniform(stream, i, key.NUMBER, attempt)
    size = uniform(stream, i, key.SIZE, attempt)
    if p[i].vp >= 3 or p[i].vv >= 2:
        p[i].lesions = 1 + chance.choice(u, theta[0].number_with_invasion_prob, MOST_LESIONS)
        median, log_sd = theta[0].size_with_invasion_mm, theta[0].size_with_invasion_log_sd
    else:
        p[i].lesions = 1 + chance.choice(u, theta[0].number_without_invasion_prob, MOST_LESIONS)
        median, log_sd = theta[0].size_without_invasion_mm, theta[0].size_without_invasion_log_sd
    p[i].lesion_mm[0] = chance.log_normal_up_to(size, median, log_sd, theta[0].largest_size_mm)
    p[i].lesion_lobe[0] = chance.choice(uniform(stream, i, key.LOBE, attempt * 8), theta[0].lobe_prob, 3)
    for j in range(1, MOST_LESIONS):
        p[i].lesion_mm[j] = 0.0
        p[i].lesion_lobe[j] = p[i].lesion_lobe[0]
        if j < p[i].lesions:
            diagnose_satellite(p, i, theta, stream, attempt * 8 + j, j)
            put_in_order(p, i, j)
    p[i].volume_ml = 0.0
    for j in range(p[i].lesions):
        p[i].volume_ml += tumour.sphere_ml(p[i].lesion_mm[j])


def diagnose_satellite(
    p: Patients, i: int, theta: Thetas, stream: RandomStream, occasion: int, j: int
) -> None:
    """A further lesion: smaller than the largest, in its lobe or in one of the two others."""
    ratio = chance.log_normal(
        uniform(stream, i, key.SATELLITE, occasion), theta[0].satellite_ratio, theta[0].satellite_log_sd
    )
    p[i].lesion_mm[j] = max(p[i].lesion_mm[0] * min(ratio, 1.0), theta[0].detection_limit_mm)
    u = uniform(stream, i, key.LOBE, occasion)
    if u >= theta[0].same_lobe_prob:
        step = 1
        if u >= 0.5 * (1.0 + theta[0].same_lobe_prob):
            step = 2
        p[i].lesion_lobe[j] = (p[i].lesion_lobe[0] + step) % 3


def put_in_order(p: Patients, i: int, j: int) -> None:
    """Put lesion `j` in its place among those before it, the largest first, equals as they were drawn."""
    mm, lobe = p[i].lesion_mm[j], p[i].lesion_lobe[j]
    place = j
    while place > 0 and p[i].lesion_mm[place - 1] < mm:
        p[i].lesion_mm[place] = p[i].lesion_mm[place - 1]
        p[i].lesion_lobe[place] = p[i].lesion_lobe[place - 1]
        place -= 1
    p[i].lesion_mm[place] = mm
    p[i].lesion_lobe[place] = lobe


def diagnose_biology(p: Patients, i: int, theta: Thetas, stream: RandomStream, attempt: int) -> None:
    """Malignant potential, growth and sensitivity; the more malignant tumour grows faster and is less sensitive."""
    z = chance.normal(uniform(stream, i, key.POTENTIAL, attempt))
    p[i].potential = z
    doubling = theta[0].tvdt_median_days[p[i].aetiology] * theta[0].tvdt_multiplier
    faster = with_potential(z, theta[0].z_on_growth, uniform(stream, i, key.GROWTH, attempt))
    p[i].growth = tumour.growth_per_day(doubling) * math.exp(theta[0].tvdt_log_sd * faster)
    more = with_potential(z, theta[0].z_on_seeding, uniform(stream, i, key.SHEDDING, attempt))
    p[i].shedding = math.exp(theta[0].seeding_log_sd * more)
    sensitivity = with_potential(z, -theta[0].z_on_kill, uniform(stream, i, key.KILL, attempt))
    median = theta[0].kill_median_per_day * theta[0].kill_factor[p[i].aetiology] * theta[0].relative_kill
    p[i].kill = median * math.exp(theta[0].kill_log_sd * sensitivity)
    for j in range(p[i].lesions):
        u = uniform(stream, i, key.LESION_KILL, attempt * 8 + j)
        p[i].lesion_kill[j] = chance.log_normal(u, p[i].kill, theta[0].lesion_kill_log_sd)
    median = theta[0].resistance_median_per_day * theta[0].resistance_factor[p[i].aetiology]
    p[i].resistance = chance.log_normal(
        uniform(stream, i, key.RESISTANCE, attempt), median, theta[0].resistance_log_sd
    ) * math.exp(theta[0].z_on_resistance * z)


def with_potential(z: float, correlation: float, u: float) -> float:
    """A standard normal quantity that is so correlated with malignant potential."""
    return correlation * z + math.sqrt(1.0 - correlation * correlation) * chance.normal(u)


def diagnose_markers(p: Patients, i: int, theta: Thetas, stream: RandomStream) -> None:
    """AFP (ng/ml) and PIVKA-II (mAU/ml): between patients they follow volume to a third of the power within one."""
    volume = p[i].volume_ml / tumour.sphere_ml(theta[0].reference_size_mm)
    afp = theta[0].afp_median * math.exp(theta[0].afp_power * math.log(volume) / 3.0)
    p[i].afp_baseline = chance.log_normal(uniform(stream, i, key.AFP, 0), afp, theta[0].afp_log_sd)
    pivka = theta[0].pivka_median * math.exp(theta[0].pivka_power * math.log(volume) / 3.0)
    p[i].pivka_baseline = chance.log_normal(uniform(stream, i, key.PIVKA, 0), pivka, theta[0].pivka_log_sd)
