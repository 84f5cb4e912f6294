"""The naive comparison: those ever judged resectable against those never."""

import numpy as np

from haicsim.analysis.whatif.bias.estimate import Estimate, mean_months_longer
from haicsim.analysis.whatif.bias.patients import Patients


def naive(patients: Patients, until_days: float) -> Estimate:
    """Months lived longer from first infusion by the converted than by the unconverted, up to a time.

    Nobody can be converted who died before: the converted are given the months they had to live to be so (immortal time),
    and they are those whose tumour responded (selection).
    """
    return mean_months_longer(patients.days, patients.died, ~np.isnan(patients.converted), until_days)
