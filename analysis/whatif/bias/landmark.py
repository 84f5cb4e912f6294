"""The landmark comparison: those judged resectable by a day against those not yet, among all alive on that day.

Anderson JR, Cain KC, Gelber RD, J Clin Oncol 1983;1:710-9.
"""

from haicsim.analysis.whatif.bias.estimate import Estimate, mean_months_longer
from haicsim.analysis.whatif.bias.patients import Patients


def landmark(patients: Patients, landmark_days: float, until_days: float) -> Estimate:
    """Months lived longer from the landmark on by those converted by then than by the others alive, up to a time.

    until_days: counted from first infusion, as the landmark. No immortal time, but still selection, and who is converted
    later stands among the others.
    """
    alive = patients.days > landmark_days
    return mean_months_longer(
        patients.days[alive] - landmark_days,
        patients.died[alive],
        patients.converted[alive] <= landmark_days,
        until_days - landmark_days,
    )
