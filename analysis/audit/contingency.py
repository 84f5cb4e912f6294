"""p values of small tables of counts, by every usual test, with the pairing that repeated measurement allows."""

from collections.abc import Iterator
from itertools import product
from math import comb, lgamma

import numpy as np
from numpy.typing import NDArray

Table = NDArray[np.int64]
FEW = 2_000  # patients up to whom tables are gone through one by one

FAMILY = {
    "Pearson chi-square": "chi_square",
    "chi-square with continuity correction": "chi_square",
    "likelihood-ratio chi-square": "chi_square",
    "Fisher exact": "fisher",
    "Fisher exact, one-sided": "fisher",
    "McNemar": "mcnemar",
    "McNemar with continuity correction": "mcnemar",
    "McNemar exact": "mcnemar",
}


def unpaired_p_values(table: Table) -> dict[str, float]:
    """The p value of a table (rows: arms, columns: categories) by each usual test of independence.

    Columns and rows without patients are left out; a table with one row or column has no p value.
    """
    from scipy.stats import chi2_contingency, fisher_exact

    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    if min(table.shape) < 2:
        return {}
    found = {
        "Pearson chi-square": chi2_contingency(table, correction=False).pvalue,
        "likelihood-ratio chi-square": chi2_contingency(
            table, correction=False, lambda_="log-likelihood"
        ).pvalue,
    }
    if table.shape == (2, 2):
        found["chi-square with continuity correction"] = chi2_contingency(table, correction=True).pvalue
        left, right = _one_sided(table)
        found["Fisher exact, one-sided"] = min(left, right)
    if table.shape == (2, 2) and table.sum() > FEW:
        found["Fisher exact"] = fisher_exact(table).pvalue
    elif table.sum() <= FEW and (table.shape == (2, 2) or _ways(table) < 10**18):
        found["Fisher exact"] = exact_p_value(table)
    return {name: float(value) for name, value in found.items()}


def _ways(table: Table) -> int:
    return comb(int(table.sum()), int(table.sum(axis=1)[0]))


def _one_sided(table: Table) -> tuple[float, float]:
    from scipy.stats import hypergeom

    (a, b), (c, d) = table
    chance = hypergeom(a + b + c + d, a + c, a + b)
    return float(chance.cdf(a)), float(chance.sf(a - 1))


def exact_p_value(table: Table) -> float:
    """Fisher's exact test in the form of Freeman and Halton: tables with these margins no likelier than this one."""
    rows, columns = [int(n) for n in table.sum(axis=1)], [int(n) for n in table.sum(axis=0)]
    seen = _log_weight(tuple(int(n) for n in table.ravel()))
    weights = [_log_weight(each) for each in _with_margins(rows, columns)]
    top = max(weights)
    total = sum(np.exp(weight - top) for weight in weights)
    rare = sum(np.exp(weight - top) for weight in weights if weight <= seen + 1e-7)
    return float(rare / total)


def _log_weight(cells: tuple[int, ...]) -> float:
    return -sum(lgamma(n + 1) for n in cells)


def _with_margins(rows: list[int], columns: list[int]) -> Iterator[tuple[int, ...]]:
    """Every table of counts with these margins, flattened."""
    if len(rows) == 1:
        yield tuple(columns)
        return
    for first in _splits(rows[0], columns):
        left = [n - taken for n, taken in zip(columns, first, strict=True)]
        for rest in _with_margins(rows[1:], left):
            yield (*first, *rest)


def _splits(total: int, most: list[int]) -> Iterator[tuple[int, ...]]:
    """Every way to divide a total over places with room for so many each."""
    if len(most) == 1:
        if total <= most[0]:
            yield (total,)
        return
    for first in range(min(total, most[0]) + 1):
        for rest in _splits(total - first, most[1:]):
            yield (first, *rest)


def paired_p_values(before: int, after: int, n: int) -> dict[str, set[float]]:
    """p values of yes/no in the same n patients twice, over every number of patients who changed each way."""
    from scipy.stats import binom, chi2

    lost = np.arange(max(0, before - after), min(before, n - after) + 1)
    gained = after - before + lost
    lost, gained = lost[lost + gained > 0], gained[lost + gained > 0]
    apart, changed = np.abs(lost - gained), lost + gained
    corrected = np.maximum(apart - 1, 0)
    exact = np.minimum(2 * binom.cdf(np.minimum(lost, gained), changed, 0.5), 1.0)
    return {
        "McNemar": set(chi2.sf(apart.astype(float) ** 2 / changed, 1).tolist()),
        "McNemar with continuity correction": set(
            chi2.sf(corrected.astype(float) ** 2 / changed, 1).tolist()
        ),
        "McNemar exact": set(exact.tolist()),
    }


def paired_category_p_values(before: list[int], after: list[int], most: int = 20_000) -> set[float] | None:
    """p values of Bowker's test of symmetry over every way the same patients may have moved between categories.

    None where there are more ways than `most`.
    """
    from scipy.stats import chi2

    found: set[float] = set()
    for number, cells in enumerate(_with_margins(before, after)):
        if number >= most:
            return None
        table = np.array(cells).reshape(len(before), len(after))
        pairs = [
            (i, j) for i, j in product(range(len(before)), repeat=2) if i < j and table[i, j] + table[j, i]
        ]
        statistic = sum((table[i, j] - table[j, i]) ** 2 / (table[i, j] + table[j, i]) for i, j in pairs)
        if pairs:
            found.add(float(chi2.sf(statistic, len(before) * (len(before) - 1) / 2)))
    return found
