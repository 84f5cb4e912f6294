"""Random censored cohorts, and the figures a paper would print of them: material for tests of the audit.

Nothing here uses the audit: survival is computed from patients with exact fractions, p values by lifelines and scipy.
"""

import random
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
from lifelines.statistics import multivariate_logrank_test
from scipy.stats import chi2_contingency, fisher_exact

from haicsim.analysis.studies import Study

Figure = dict[str, Any]


@dataclass
class Patients:
    """One group: month of leaving observation and whether by the event, patient by patient."""

    months: list[float] = field(default_factory=list)
    events: list[bool] = field(default_factory=list)

    def __add__(self, other: "Patients") -> "Patients":
        return Patients(self.months + other.months, self.events + other.events)


def kaplan_meier(patients: Patients, at: float) -> Fraction:
    """The share free of the event at a time, exactly."""
    share = Fraction(1)
    for time in sorted({m for m, e in zip(patients.months, patients.events, strict=True) if e and m <= at}):
        risk = sum(month >= time for month in patients.months)
        dead = sum(e and m == time for m, e in zip(patients.months, patients.events, strict=True))
        share *= 1 - Fraction(dead, risk)
    return share


def printed(value: Fraction, decimals: int, rounding: str) -> str:
    """A number as a paper prints it."""
    scaled = value * 10**decimals
    if rounding == "truncated":
        whole = int(scaled)
    elif rounding == "half_even":
        whole = round(scaled)
    else:
        whole = int(scaled + Fraction(1, 2))
    text = f"{whole:0{decimals + 1}d}"
    return text if decimals == 0 else f"{text[:-decimals]}.{text[-decimals:]}"


def random_group(chance: random.Random, n: int) -> Patients:
    """n patients with exponential events and uniform censoring, months sometimes rounded so that ties occur."""
    mean, last = chance.choice([12, 30, 80]), chance.choice([40, 70, 130])
    rounded = chance.random() < 0.3
    group = Patients()
    for _ in range(n):
        event, loss = chance.expovariate(1 / mean), chance.uniform(3, last)
        month = min(event, loss)
        group.months.append(float(max(1, round(month))) if rounded else month)
        group.events.append(event <= loss)
    return group


ARMS: dict[str, dict[str, Any]] = {
    "all": {"label": "All", "n": 20},
    "arm": {"label": "Treated", "n": 10, "part_of": "all"},
    "control": {"label": "Controls", "n": 10, "part_of": "all"},
}


def study_of(
    groups: dict[str, Any], measures: dict[str, Any], figures: list[Figure], endpoints: list[str]
) -> Study:
    """A study file's content, validated."""
    about = {
        "time_zero": "first_infusion",
        "event": "death",
        "censored": ["last_follow_up"],
        "convention": "os",
    }
    return Study.model_validate(
        {
            "format": 1,
            "name": "generated",
            "title": "Generated study",
            "source": "none",
            "design": {
                "entry_rule": {"name": "resected", "words": "all", "place": "Methods"},
                "follow_up": "none",
                "summarised": "median_range",
                "tests": ["chi_square", "fisher", "log_rank"],
                "place": "Methods",
            },
            "occasions": {"before": "before", "after": "after"},
            "groups": groups,
            "endpoints": {name: {"label": name, "place": "Methods", **about} for name in endpoints},
            "measures": measures,
            "figures": figures,
        }
    )


class Printer:
    """Prints the figures of one random cohort the way papers do."""

    def __init__(self, seed: int, sizes: list[int]) -> None:
        self.chance = random.Random(seed)
        self.rounding = self.chance.choice(["half_up", "half_even", "truncated"])
        self.sizes = sizes
        self.names = ["A", "B", "C", "D"][: len(sizes)]
        self.n = sum(sizes)
        self.figures: list[Figure] = []
        self.measures: dict[str, Any] = {}
        self.endpoints: list[str] = []

    def add(self, kind: str, place: str = "Results", **fields: Any) -> str:
        name = f"f{len(self.figures)}_{kind}"
        self.figures.append({"id": name, "kind": kind, "place": place, **fields})
        return name

    def study(self) -> Study:
        if len(self.sizes) == 1:
            groups = {"all": {"label": "all", "n": self.n}}
        else:
            groups = {"all": {"label": "all", "n": self.n}}
            groups |= {
                name: {"label": name, "n": size, "part_of": "all"}
                for name, size in zip(self.names, self.sizes, strict=True)
            }
        return study_of(groups, self.measures, self.figures, self.endpoints)

    def percent(self, share: Fraction, decimals: int) -> str:
        return printed(100 * share, decimals, self.rounding)

    def survival(self, endpoint: str, extras: bool = True, most_times: int = 4) -> None:
        """Landmarks overall and by group, sometimes numbers at risk, numbers of events, a median, a log-rank p."""
        chance = self.chance
        self.endpoints.append(endpoint)
        groups = {name: random_group(chance, n) for name, n in zip(self.names, self.sizes, strict=True)}
        everyone = sum(groups.values(), Patients())
        curves = {"all": everyone} | (groups if len(groups) > 1 else {})
        times = sorted(chance.sample([12, 24, 36, 60], k=chance.randint(1, most_times)))
        for name, patients in curves.items():
            decimals = chance.choice([0, 1, 1])
            for time in times:
                share = kaplan_meier(patients, time)
                self.add(
                    "survival",
                    endpoint=endpoint,
                    group=name,
                    at=f"{time} months",
                    percent=self.percent(share, decimals),
                )
                if extras and chance.random() < 0.2:
                    risk = sum(month >= time for month in patients.months)
                    self.add("at_risk", endpoint=endpoint, group=name, at=f"{time} months", count=str(risk))
            if extras and chance.random() < 0.3:
                self.add("events", endpoint=endpoint, group=name, count=str(sum(patients.events)))
            if extras and chance.random() < 0.3:
                self._median(endpoint, name, patients)
        if extras and len(groups) > 1 and any(everyone.events) and chance.random() < 0.6:
            self._log_rank(endpoint, groups)

    def five_landmarks(self, endpoint: str) -> None:
        """Survival overall and by group at five times, and a log-rank p: as much as a paper of some size prints."""
        self.endpoints.append(endpoint)
        groups = {name: random_group(self.chance, n) for name, n in zip(self.names, self.sizes, strict=True)}
        for name, patients in {"all": sum(groups.values(), Patients()), **groups}.items():
            for time in (12, 24, 36, 48, 60):
                share = self.percent(kaplan_meier(patients, time), 1)
                at = f"{time} months"
                self.add("survival", endpoint=endpoint, group=name, at=at, percent=share)
        self._log_rank(endpoint, groups)

    def _median(self, endpoint: str, name: str, patients: Patients) -> None:
        reached = [m for m in sorted(patients.months) if kaplan_meier(patients, m) <= Fraction(1, 2)]
        if reached:
            self.add(
                "median_survival",
                endpoint=endpoint,
                group=name,
                unit="month",
                centre=printed(Fraction(reached[0]), 1, self.rounding),
            )

    def _log_rank(self, endpoint: str, groups: dict[str, Patients]) -> None:
        p = log_rank_p(list(groups.values()))
        if p == p:
            text = "<0.001" if p < 0.001 else printed(Fraction(p), 3, self.rounding)
            self.add("p_value", endpoint=endpoint, arms=[[name] for name in groups], test="log_rank", p=text)

    def sizes_printed(self) -> None:
        self.add("size", group="all", count=str(self.n), place="Abstract")
        if len(self.sizes) > 1:
            for name, size in zip(self.names, self.sizes, strict=True):
                self.add("size", group=name, count=str(size))

    def categories(self) -> None:
        """A factor in three categories, with percentages, overall and by group."""
        self.measures["factor"] = {"scale": "categories", "label": "factor", "categories": ["x", "y", "z"]}
        decimals = self.chance.choice([0, 1])
        by_group = {}
        for name, size in zip(self.names, self.sizes, strict=True):
            drawn = [self.chance.choice("xyz") for _ in range(size)]
            by_group[name] = {category: drawn.count(category) for category in "xyz"}
        for category in "xyz":
            total = sum(counts[category] for counts in by_group.values())
            self.counted("factor", category, "all", total, self.n, decimals)
            if len(self.sizes) > 1:
                for name, size in zip(self.names, self.sizes, strict=True):
                    self.counted("factor", category, name, by_group[name][category], size, decimals)

    def counted(
        self, measure: str, category: str, group: str, k: int, n: int, decimals: int, **more: Any
    ) -> str:
        share = self.percent(Fraction(k, n), decimals)
        return self.add(
            "count", measure=measure, category=category, group=group, count=str(k), percent=share, **more
        )

    def sizes_before_and_after(self) -> None:
        """A diameter twice in the same patients, its fall, how many above a limit, and a p value; all twice."""
        chance = self.chance
        self.measures["size"] = {
            "scale": "numeric",
            "label": "size",
            "kind": "length",
            "what": "tumour_diameter",
        }
        change = {"measure": "size", "before": "before", "after": "after", "form": "relative_fall"}
        self.measures["fall"] = {"scale": "numeric", "label": "fall", "kind": "percent", "change": change}
        cut = {"measure": "size", "side": "above", "limit": 60, "unit": "mm"}
        self.measures["large"] = {"scale": "yes_no", "label": "large", "cut": cut}
        before = [Fraction(chance.randint(150, 1500), 10) for _ in range(self.n)]
        fall = [Fraction(chance.randint(5, 70), 100) for _ in range(self.n)]
        after = [size * (1 - share) for size, share in zip(before, fall, strict=True)]
        for occasion, values in (("before", before), ("after", after)):
            self.summary("size", values, "mm", 0, occasion=occasion, place="Results")
            self.summary(
                "size", [value / 10 for value in values], "cm", 1, occasion=occasion, place="Table I"
            )
            above = sum(value > 60 for value in values)
            self.counted("large", "yes", "all", above, self.n, 0, occasion=occasion)
        self.summary("fall", [100 * share for share in fall], "%", 1)
        counts = [[sum(v > 60 for v in values), sum(v <= 60 for v in values)] for values in (before, after)]
        self.before_after_p("large", counts)

    def summary(self, measure: str, values: list[Fraction], unit: str, decimals: int, **more: Any) -> str:
        ordered = sorted(values)
        middle = len(ordered) // 2
        median = ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
        extra = 1 if decimals == 0 and len(ordered) % 2 == 0 and self.chance.random() < 0.5 else 0
        return self.add(
            "summary",
            measure=measure,
            unit=unit,
            statistic="median",
            centre=printed(
                median,
                decimals + extra if all(v.denominator == 1 for v in values) else decimals,
                self.rounding,
            ),
            spread="range",
            low=printed(ordered[0], decimals, self.rounding),
            high=printed(ordered[-1], decimals, self.rounding),
            **more,
        )

    def before_after_p(self, measure: str, counts: list[list[int]]) -> None:
        table = np.array(counts)
        if (table.sum(axis=0) == 0).any():
            return
        tests = {
            "pearson": lambda: chi2_contingency(table, correction=False).pvalue,
            "yates": lambda: chi2_contingency(table, correction=True).pvalue,
            "likelihood": lambda: chi2_contingency(table, correction=False, lambda_="log-likelihood").pvalue,
            "fisher": lambda: fisher_exact(table).pvalue,
        }
        p = float(tests[self.chance.choice(list(tests))]())
        text = "<0.001" if p < 0.001 else printed(Fraction(p), 3, self.rounding)
        self.add("p_value", measure=measure, occasions=["before", "after"], p=text)

    def whole_numbers(self) -> None:
        """A number of tumours: median, range, and how many have just one."""
        self.measures["number"] = {"scale": "numeric", "label": "number", "kind": "number", "whole": True}
        cuts = [
            {"category": "single", "measure": "number", "side": "at_most", "limit": 1, "unit": "1"},
            {"category": "multiple", "measure": "number", "side": "above", "limit": 1, "unit": "1"},
        ]
        self.measures["plurality"] = {
            "scale": "categories", "label": "plurality", "categories": ["single", "multiple"], "cuts": cuts,
        }  # fmt: skip
        values = [Fraction(self.chance.choice([1, 1, 2, 3, 5])) for _ in range(self.n)]
        self.summary("number", values, "1", 0)
        single = sum(value == 1 for value in values)
        self.counted("plurality", "single", "all", single, self.n, 0)
        self.counted("plurality", "multiple", "all", self.n - single, self.n, 0)

    def sites(self) -> None:
        """Sites of recurrence: patients may have two; a table of sites, patterns in the text, patients in all."""
        self.endpoints.append("DFS")
        parts = {"inside": ["one", "many"], "outside": ["lung", "bone"]}
        self.measures["site"] = {"scale": "sites", "label": "site", "endpoint": "DFS", "parts": parts}
        leaves = ["one", "many", "lung", "bone"]
        tables: dict[str, dict[str, int]] = {}
        total = 0
        for name, size in zip(self.names, self.sizes, strict=True):
            patients = [self._pattern() for _ in range(self.chance.randint(0, size))]
            total += len(patients)
            tables[name] = {site: sum(site in pattern for pattern in patients) for site in leaves}
            for pattern in sorted(set(patients)):
                group = name if len(self.sizes) > 1 else "all"
                number = str(patients.count(pattern))
                self.add("count", measure="site", group=group, together=list(pattern), count=number)
        self.add("events", endpoint="DFS", group="all", count=str(total))
        everywhere = {site: sum(table[site] for table in tables.values()) for site in leaves}
        columns = {"all": everywhere} | (tables if len(self.sizes) > 1 else {})
        for group, table in columns.items():
            for wide, narrow in parts.items():
                counts = {wide: sum(table[site] for site in narrow)} | {site: table[site] for site in narrow}
                for site, k in counts.items():
                    self.add(
                        "count",
                        measure="site",
                        category=site,
                        group=group,
                        per="sites",
                        count=str(k),
                        place="Table",
                    )

    def _pattern(self) -> tuple[str, ...]:
        return self.chance.choice(
            [("one",), ("many",), ("lung",), ("lung", "many"), ("bone",), ("bone", "lung")]
        )


def log_rank_p(groups: list[Patients]) -> float:
    """The log-rank p value by lifelines."""
    months = [month for group in groups for month in group.months]
    events = [event for group in groups for event in group.events]
    labels = [number for number, group in enumerate(groups) for _ in group.months]
    return float(
        multivariate_logrank_test(event_durations=months, groups=labels, event_observed=events).p_value
    )


def coherent_study(seed: int, sizes: list[int] | None = None) -> Study:
    """A study whose figures all come from one random cohort."""
    chance = random.Random(seed)
    if sizes is None:
        sizes = [chance.randint(3, 10) for _ in range(chance.randint(1, 4))]
    printer = Printer(seed, sizes)
    printer.sizes_printed()
    printer.survival("OS")
    if chance.random() < 0.4:
        printer.survival("PFS")
    for part in (printer.categories, printer.sizes_before_and_after, printer.whole_numbers, printer.sites):
        if chance.random() < 0.7:
            part()
    return printer.study()


def sixty_patients(seed: int, at: int | None = None, more: float = 0.0) -> tuple[Study, str]:
    """60 patients in three groups, five landmarks; a pooled one altered by so many percent; the figure altered."""
    printer = Printer(seed, [20, 20, 20])
    printer.five_landmarks("OS")
    pooled = [one for one in printer.figures if one["kind"] == "survival" and one["group"] == "all"]
    figure = next((one for one in pooled if one["at"] == f"{at} months"), pooled[0])
    figure["percent"] = f"{min(float(figure['percent']) + more, 100.0):.1f}"
    return printer.study(), f"{figure['id']}.percent"
