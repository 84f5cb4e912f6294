"""What would care of those who start cost, by what it is spent on, if prices were as in this made-up table?

The program knows no prices: they are laid over its tables. A stay that death cuts short counts until death.
"""

import pandas as pd

import haicsim

PATIENTS = 400
# in units of money a time, or a day; all invented
EACH = {"cycles": 900.0, "scans": 150.0, "taces": 2500.0, "ports": 1200.0, "meetings": 80.0, "resected": 14e3}
A_DAY = {"intensive care": 1_500.0, "ward": 350.0}


def laid_over(people: pd.DataFrame, journal: pd.DataFrame) -> pd.DataFrame:
    """What each patient costs: a row a patient, a column for each thing that is paid for."""
    who = ["replication", "patient"]
    costs = people.set_index(who)[list(EACH)].astype(float) * pd.Series(EACH)
    stays = journal[journal["event_name"].isin(A_DAY)].merge(people[[*who, "death_day"]], on=who)
    days = stays["value"].clip(upper=stays["death_day"].sub(stays["day"]).fillna(float("inf")))
    paid = days * stays["event_name"].map(A_DAY).astype(float)
    for name in A_DAY:
        costs[name] = paid[stays["event_name"] == name].groupby([stays[key] for key in who]).sum()
    return costs.fillna(0.0)


if __name__ == "__main__":
    run = haicsim.run("kurume", patients=PATIENTS)
    costs = laid_over(run.outcomes, run.journal)
    for name, mean in costs.mean().items():
        print(f"{name}: {mean:,.0f} a starter")
    resected, of_all = run.outcomes["resected"].to_numpy(), costs.sum(axis=1)
    print(f"resected: {of_all[resected].mean():,.0f}, others: {of_all[~resected].mean():,.0f}")
