"""Counts, medians and sites against brute force: every table, every set of values, every pattern few patients can have."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import combinations_with_replacement, product
from typing import Any

import pytest
from brute import may_print
from cohorts import Printer
from scipy.stats import binomtest, chi2, chi2_contingency, fisher_exact
from test_survival_against_brute_force import accused

Figure = dict[str, Any]
LEAVES = ("one", "many", "lung", "bone")
PARTS = {"inside": ("one", "many"), "outside": ("lung", "bone")}


def percent_prints(figure: Figure, k: int, n: int) -> bool:
    good = figure.get("count") in (None, str(k))
    return good and (figure.get("percent") is None or may_print(Fraction(100 * k, n), figure["percent"]))


def a_table_fits(printer: Printer) -> bool:
    """Some number of patients in each category of each group gives every printed count and percentage."""
    tables = [[split for split in product(range(n + 1), repeat=3) if sum(split) == n] for n in printer.sizes]
    for table in product(*tables):
        columns = dict(zip(printer.names, table, strict=True))
        columns["all"] = tuple(sum(split[place] for split in table) for place in range(3))
        sizes = dict(zip(printer.names, printer.sizes, strict=True)) | {"all": printer.n}
        if all(
            percent_prints(one, columns[one["group"]]["xyz".index(one["category"])], sizes[one["group"]])
            for one in printer.figures
        ):
            return True
    return False


def values_fit(printer: Printer) -> bool:
    """Some whole numbers give the printed median, range and counts."""
    highest = max(int(one["high"]) for one in printer.figures if one["kind"] == "summary")
    for values in combinations_with_replacement(range(highest + 1), printer.n):
        middle = printer.n // 2
        median = (
            Fraction(values[middle]) if printer.n % 2 else Fraction(values[middle - 1] + values[middle], 2)
        )
        counts = {"single": sum(v <= 1 for v in values), "multiple": sum(v > 1 for v in values)}
        if all(
            percent_prints(one, counts[one["category"]], printer.n)
            if one["kind"] == "count"
            else (str(values[0]), str(values[-1])) == (one["low"], one["high"])
            and may_print(median, one["centre"])
            for one in printer.figures
        ):
            return True
    return False


def patients_fit(printer: Printer) -> bool:
    """Some patients, each with one or more sites, give every count of sites, patterns and patients."""
    names = printer.names if len(printer.sizes) > 1 else ["all"]
    patterns = [
        tuple(s for s, has in zip(LEAVES, bits, strict=True) if has) for bits in product((0, 1), repeat=4)
    ][1:]
    outcomes: list[set[tuple[int, ...]]] = []
    for name, size in zip(names, printer.sizes, strict=True):
        here = set()
        for number in range(size + 1):
            for patients in combinations_with_replacement(patterns, number):
                table = tuple(sum(site in pattern for pattern in patients) for site in LEAVES)
                if group_fits(printer, name, table, Counter(frozenset(pattern) for pattern in patients)):
                    here.add((number, *table))
        outcomes.append(here)
    sums = {(0,) * 5}
    for here in outcomes:
        sums = {tuple(a + b for a, b in zip(one, other, strict=True)) for one in sums for other in here}
    return any(
        group_fits(printer, "all", total[1:], None)
        and all(one["count"] == str(total[0]) for one in printer.figures if one["kind"] == "events")
        for total in sums
    )


def group_fits(
    printer: Printer, name: str, table: tuple[int, ...], patterns: Counter[frozenset[str]] | None
) -> bool:
    counts = dict(zip(LEAVES, table, strict=True))
    counts |= {wide: sum(counts[site] for site in narrow) for wide, narrow in PARTS.items()}
    for one in printer.figures:
        if one["kind"] != "count" or one["group"] != name:
            continue
        if "together" in one:
            if patterns is not None and one["count"] != str(patterns[frozenset(one["together"])]):
                return False
        elif one["count"] != str(counts[one["category"]]):
            return False
    return True


def a_test_gives(printer: Printer) -> bool:
    """One of the usual tests on the printed counts gives the printed p value."""
    before, after = (int(one["count"]) for one in printer.figures if one["kind"] == "count")
    n = printer.n
    table = [[before, n - before], [after, n - after]]
    values = [fisher_exact(table, alternative=side).pvalue for side in ("two-sided", "less", "greater")]
    if 0 < before + after < 2 * n:
        values += [chi2_contingency(table, correction=corrected).pvalue for corrected in (True, False)]
        values.append(chi2_contingency(table, correction=False, lambda_="log-likelihood").pvalue)
    for lost in range(n + 1):
        gained = after - before + lost
        if lost <= before and 0 <= gained <= n - before and lost + gained:
            apart = abs(lost - gained)
            values.append(binomtest(lost, lost + gained).pvalue)
            values += [chi2.sf(x**2 / (lost + gained), 1) for x in (apart, max(apart - 1, 0))]
    texts = [one["p"] for one in printer.figures if one["kind"] == "p_value"]
    return all(any(p_prints(float(value), text) for value in values) for text in texts)


def p_prints(value: float, text: str) -> bool:
    return any(
        may_print(Fraction(value) + hair, text) for hair in (Fraction(-1, 10**8), 0, Fraction(1, 10**8))
    )


def printer_of(seed: int, sizes: list[int], *parts: Callable[[Printer], None]) -> Printer:
    printer = Printer(seed, sizes)
    for part in parts:
        part(printer)
    return printer


def alter_number(chance: random.Random, text: str) -> str:
    if "." in text:
        return f"{max(0.0, float(text) + chance.choice([-9.1, -2.3, -1.1, 1.1, 2.3, 9.1])):.{len(text.split('.')[1])}f}"
    return str(max(0, int(text) + chance.choice([-3, -2, -1, 1, 2, 3])))


def repeated_p(printer: Printer) -> None:
    printer.measures["large"] = {"scale": "yes_no", "label": "large"}
    counts = [printer.chance.randint(1, printer.n - 1) for _ in range(2)]
    for occasion, k in zip(("before", "after"), counts, strict=True):
        printer.add("count", measure="large", occasion=occasion, count=str(k))
    printer.before_after_p("large", [[k, printer.n - k] for k in counts])
    if printer.figures[-1]["p"].startswith("<"):
        printer.figures[-1]["p"] = "0.001"


FAMILIES = {
    "table": (
        lambda seed, c: printer_of(
            seed, [c.randint(2, 4) for _ in range(c.randint(1, 3))], Printer.categories
        ),
        a_table_fits,
    ),
    "values": (lambda seed, c: printer_of(seed, [c.randint(3, 6)], Printer.whole_numbers), values_fit),
    "sites": (
        lambda seed, c: printer_of(seed, [c.randint(1, 3) for _ in range(c.randint(1, 2))], Printer.sites),
        patients_fit,
    ),
    "p values": (lambda seed, c: printer_of(seed, [c.randint(5, 14)], repeated_p), a_test_gives),
}


def impossible(first: int, how_many: int) -> Iterator[tuple[int, str, Printer, str]]:
    """Studies with one figure altered so that brute force finds nothing that gives all figures."""
    families = list(FAMILIES)
    seed = first
    while how_many:
        chance = random.Random(seed)
        family = families[seed % len(families)]
        make, fits = FAMILIES[family]
        printer = make(seed, chance)
        assert fits(printer), f"seed {seed}: brute force refuses a coherent study"
        figure = chance.choice(
            [one for one in printer.figures if family != "p values" or one["kind"] == "p_value"]
        )
        part = chance.choice(
            [name for name in ("count", "percent", "centre", "low", "high", "p") if name in figure]
        )
        before = figure[part]
        figure[part] = alter_number(chance, before) if part != "p" else f"0.{chance.randint(1, 999):03d}"
        if figure[part] != before and not fits(printer):
            how_many -= 1
            yield seed, family, printer, f"{figure['id']}.{part}"
        seed += 1


def check_caught(first: int, how_many: int) -> None:
    for seed, family, printer, ref in impossible(first, how_many):
        assert ref in accused(printer.study()), (
            f"seed {seed}, {family}: {ref} was altered and is not among those named"
        )


def test_altered_counts_medians_sites_and_p_values_are_caught_and_named() -> None:
    check_caught(0, 16)


@pytest.mark.long
def test_altered_counts_medians_sites_and_p_values_are_caught_and_named_in_full() -> None:
    check_caught(1000, 80)
