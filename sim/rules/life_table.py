"""Death from other causes, by the life table of the country."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def life_table_days(
    budget: float, age_days: float, cumulative: Sequence[float], days_per_year: float
) -> float:
    """Days until other causes kill: where the life table's cumulative hazard has risen by `budget` since this age.

    cumulative: cumulative hazard at ages 0, 1, 2 ... years, straight between birthdays; the last age is certain death.
    """
    age = age_days / days_per_year
    year = min(math.floor(age), len(cumulative) - 2)
    target = cumulative[year] + (cumulative[year + 1] - cumulative[year]) * (age - year) + budget
    while year < len(cumulative) - 2 and cumulative[year + 1] < target:
        year += 1
    step = (target - cumulative[year]) / (cumulative[year + 1] - cumulative[year])
    end = year + min(step, 1.0)
    return float(max((end - age) * days_per_year, 0.0))
