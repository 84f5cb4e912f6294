"""How long do those who start live, by vessel group, and how far do the curves lie apart?

Survival of everyone who started, infused or not, from the decision for HAIC (intention to treat), by lifelines.
"""

from lifelines import KaplanMeierFitter
from lifelines.statistics import multivariate_logrank_test

import haicsim

PATIENTS = 1000

everyone = haicsim.run("kurume", patients=PATIENTS).outcomes
for group, mine in everyone.groupby("group", observed=True):
    curve = KaplanMeierFitter().fit(mine["itt_days"], mine["itt_observed"])
    print(f"group {group}: {len(mine)} patients, median {curve.median_survival_time_ / 30.4375:.1f} months")
test = multivariate_logrank_test(everyone["itt_days"], everyone["group"], everyone["itt_observed"])
print(f"log-rank p {test.p_value:.2g}")
