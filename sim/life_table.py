"""The Japanese life table: when other causes than the cancer kill."""

import csv
from functools import cache
from importlib.resources import files

from haicsim.sim.units import DAYS_PER_YEAR

OLDEST = 110
_FILE = "life_table_japan.csv"


@cache
def cumulative_hazard(sex: str) -> tuple[float, ...]:
    """Cumulative hazard of death at ages 0 to 110 (111 numbers) of "male" or "female".

    Death rates per person-year by age as published (`sim/data/life_table_japan.csv`, source in its first lines), constant
    within a year of age, none before the table's first age.
    """
    total = [0.0]
    rates = _rates(sex)
    for age in range(OLDEST):
        total.append(total[-1] + next((rate for start, end, rate in rates if start <= age < end), 0.0))
    return tuple(total)


def mean_daily_hazard(sex: str, age: float, years: float) -> float:
    """Mean hazard per day of the life table from an age on, over some years."""
    table = cumulative_hazard(sex)
    start, end = round(age), round(age + years)
    return (table[end] - table[start]) / ((end - start) * DAYS_PER_YEAR)


def _rates(sex: str) -> list[tuple[int, float, float]]:
    text = (files("haicsim.sim") / "data" / _FILE).read_text()
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return [(int(row["age_from"]), float(row["age_to"]), float(row[f"{sex}_mx"])) for row in rows]
