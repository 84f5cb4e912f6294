"""How long do those who start live, by vessel group, and how far do the curves lie apart?

Survival of everyone infused, from the first infusion (intention to treat), by lifelines.
"""

from lifelines import KaplanMeierFitter
from lifelines.statistics import multivariate_logrank_test

import haicsim

PATIENTS = 1000

infused = haicsim.run("kurume", patients=PATIENTS).outcomes.dropna(subset=["os_days"])
for group, mine in infused.groupby("group", observed=True):
    curve = KaplanMeierFitter().fit(mine["os_days"], mine["os_observed"])
    print(f"group {group}: {len(mine)} patients, median {curve.median_survival_time_ / 30.4375:.1f} months")
test = multivariate_logrank_test(infused["os_days"], infused["group"], infused["os_observed"])
print(f"log-rank p {test.p_value:.2g}")
