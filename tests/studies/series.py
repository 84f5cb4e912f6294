"""Series of any size: patients drawn at random with relapse, death and loss, and the figures a paper would print of them.

Nothing here uses the audit: every figure is counted from the patients, survival in exact fractions.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from cohorts import Figure, Patients, log_rank_p, printed

from haicsim.analysis.studies import Study

LANDMARKS = (12, 24, 36, 48, 60)
CONVENTIONS = {"OS": "os", "DFS": "dfs_event_death"}
VESSEL, SIZE = ("A", "B", "C"), ("L", "S")


@dataclass(frozen=True)
class Patient:
    """Months from operation: relapse and death if waited for, the end of follow-up; what he has."""

    relapse: float
    death: float
    seen: float
    vessel: str
    size: str
    responded: bool
    stable: bool
    factor: str

    def left(self, endpoint: str) -> tuple[float, bool]:
        """When he leaves the curve of an endpoint, and whether by the event."""
        event = self.death if endpoint == "OS" else min(self.relapse, self.death)
        return min(event, self.seen), event <= self.seen


def patients(chance: random.Random, n: int) -> list[Patient]:
    """n patients; times sometimes in whole months, so that ties occur."""
    rounded, slow = chance.random() < 0.3, chance.uniform(30, 120)
    quick, last = chance.uniform(10, 60), chance.choice([75, 100, 140])

    def months(mean: float) -> float:
        value = chance.expovariate(1 / mean)
        return float(max(1, round(value))) if rounded else value

    found = []
    for _ in range(n):
        seen = min(chance.uniform(20, last), chance.expovariate(1 / 300))
        seen = float(max(1, round(seen))) if rounded else max(seen, 0.5)
        vessel = chance.choices(VESSEL, (4, 3, 5))[0]
        slower = slow * {"A": 0.7, "B": 0.6, "C": 1.3}[vessel]
        who = vessel, chance.choice(SIZE), chance.random() < 0.4, chance.random() < 0.6, chance.choice("xyz")
        found.append(Patient(months(quick), months(slower), seen, *who))
    return found


def course(people: list[Patient], endpoint: str) -> Patients:
    """When each leaves the curve, and whether by the event."""
    left = [each.left(endpoint) for each in people]
    return Patients([month for month, _ in left], [event for _, event in left])


def survival(people: Patients, times: tuple[int, ...]) -> dict[int, Fraction]:
    """The Kaplan-Meier estimate at some times, exactly."""
    share, found, risk = Fraction(1), {}, len(people.months)
    order = sorted(zip(people.months, people.events, strict=True), key=lambda each: (each[0], not each[1]))
    place = 0
    for time in times:
        while place < len(order) and order[place][0] <= time:
            share *= Fraction(risk - 1, risk) if order[place][1] else 1
            risk, place = risk - 1, place + 1
        found[time] = share
    return found


def median(people: Patients) -> float | None:
    """When the estimate first falls to a half."""
    share, risk = Fraction(1), len(people.months)
    for month, event in sorted(
        zip(people.months, people.events, strict=True), key=lambda e: (e[0], not e[1])
    ):
        share *= Fraction(risk - 1, risk) if event else 1
        risk -= 1
        if share <= Fraction(1, 2):
            return month
    return None


class Series:
    """The figures of one series, as a paper of some size prints them."""

    def __init__(self, seed: int, n: int) -> None:
        self.chance = random.Random(seed)
        self.rounding = self.chance.choice(["half_up", "half_even", "truncated"])
        self.people = patients(self.chance, n)
        self.figures: list[Figure] = []
        self.after = (
            self.chance.random() < 0.5
        )  # numbers at risk counted just after the time, not just before
        self.groups = {"all": self.people}
        for name in (*VESSEL, *SIZE):
            self.groups[name] = [each for each in self.people if name in (each.vessel, each.size)]
        self.print_all()

    def add(self, kind: str, **fields: Any) -> None:
        name = f"f{len(self.figures)}_{kind}"
        self.figures.append({"id": name, "kind": kind, "place": "Results", **fields})

    def percent(self, share: Fraction, decimals: int = 1) -> str:
        return printed(100 * share, decimals, self.rounding)

    def print_all(self) -> None:
        for name, people in self.groups.items():
            self.add("size", group=name, count=str(len(people)))
        self.observation()
        for endpoint in CONVENTIONS:
            for name in ("all", *VESSEL, *(SIZE if endpoint == "OS" else ())):
                self.curve(endpoint, name)
            self.log_rank(endpoint, VESSEL)
        self.log_rank("OS", SIZE)
        self.counts()

    def observation(self) -> None:
        months = sorted(each.left("OS")[0] for each in self.people)
        n = len(months)
        middle = (Fraction(months[(n - 1) // 2]) + Fraction(months[n // 2])) / 2
        low, centre, high = (
            printed(Fraction(each), 1, self.rounding) for each in (months[0], middle, months[-1])
        )
        spread = {"spread": "range", "low": low, "high": high}
        self.add("summary", measure="seen", unit="month", statistic="median", centre=centre, **spread)

    def curve(self, endpoint: str, name: str) -> None:
        people = course(self.groups[name], endpoint)
        shares, last = survival(people, LANDMARKS), max(people.months)
        at_risk = self.chance.random() < 0.5
        for time in (time for time in LANDMARKS if time < last):
            at = {"endpoint": endpoint, "group": name, "at": f"{time} months"}
            self.add("survival", percent=self.percent(shares[time]), **at)
            if at_risk:
                risk = sum(month > time or (month == time and not self.after) for month in people.months)
                self.add("at_risk", count=str(risk), **at)
        half = median(people)
        if half is not None:
            centre = printed(Fraction(half), 1, self.rounding)
            self.add("median_survival", endpoint=endpoint, group=name, unit="month", centre=centre)
        if self.chance.random() < 0.5:
            self.add("events", endpoint=endpoint, group=name, count=str(sum(people.events)))

    def log_rank(self, endpoint: str, names: tuple[str, ...]) -> None:
        p = log_rank_p([course(self.groups[name], endpoint) for name in names])
        if p == p:
            text = "<0.001" if p < 0.001 else printed(Fraction(p), 3, self.rounding)
            self.add("p_value", endpoint=endpoint, arms=[[name] for name in names], test="log_rank", p=text)

    def counts(self) -> None:
        for name in ("all", *VESSEL):
            people = self.groups[name]
            for category in "xyz":
                self.count("factor", category, name, sum(each.factor == category for each in people))
        self.count("response", "yes", "all", sum(each.responded for each in self.people))
        self.count("control", "yes", "all", sum(each.responded or each.stable for each in self.people))

    def count(self, measure: str, category: str, group: str, k: int) -> None:
        percent = self.percent(Fraction(k, len(self.groups[group])))
        self.add("count", measure=measure, category=category, group=group, count=str(k), percent=percent)

    def study(self) -> Study:
        """The study file's content, validated."""
        observation = {"over": "all", "time_zero": "hepatectomy"}
        whole = {"label": "all", "n": len(self.people)}
        groups = {
            name: {"label": name, "n": len(people), "part_of": "all", "division": by}
            for by, names in (("vessel", VESSEL), ("size", SIZE))
            for name, people in ((name, self.groups[name]) for name in names)
        }
        endpoint = {"time_zero": "hepatectomy", "censored": ["last_follow_up"], "place": "Methods"}
        return Study.model_validate(
            {
                "format": 1,
                "name": "series",
                "title": "Generated series",
                "source": "none",
                "design": {
                    "entry_rule": {"name": "resected", "words": "all", "place": "Methods"},
                    "follow_up": "none",
                    "tests": ["log_rank"],
                    "place": "Methods",
                },
                "groups": {"all": whole} | groups,
                "divisions": {"vessel": {"of": "all"}, "size": {"of": "all"}},
                "endpoints": {
                    name: {"label": name, "event": "death", "convention": convention, **endpoint}
                    for name, convention in CONVENTIONS.items()
                },
                "measures": {
                    "factor": {"scale": "categories", "label": "factor", "categories": ["x", "y", "z"]},
                    "response": {"scale": "yes_no", "label": "Response"},
                    "control": {"scale": "yes_no", "label": "Control", "contains": [{"measure": "response"}]},
                    "seen": {
                        "scale": "numeric", "label": "Follow-up", "kind": "time", "what": "follow_up",
                        "observation": observation,
                    },
                },
                "figures": self.figures,
            }
        )  # fmt: skip


def alterable(figure: Figure) -> Iterator[str]:
    """The numbers of a figure that may be misprinted."""
    yield from (part for part in ("count", "percent", "centre", "high", "p") if part in figure)


def altered(series: Series, chance: random.Random) -> tuple[Figure, str]:
    """Misprints one number of one figure: a digit taken for another, or two exchanged. Returns the figure and the part."""
    while True:
        figure = chance.choice(series.figures)
        part = chance.choice(list(alterable(figure)))
        before = figure[part]
        places = [place for place, letter in enumerate(before) if letter.isdigit()]
        place = chance.choice(places)
        digits = list(before)
        digits[place] = chance.choice("0123456789")
        after = "".join(digits)
        small = figure["kind"] in ("survival", "count") and part == "percent" and float(after or 0) > 100
        if after != before and not before.startswith("<") and not small and not _leading_nought(after):
            figure[part] = after
            return figure, part


def _leading_nought(text: str) -> bool:
    return len(text) > 1 and text[0] == "0" and text[1] != "."
