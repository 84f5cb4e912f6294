"""What must hold of the figures of any series, by theorems a page long: an oracle that knows nothing of the audit.

A Kaplan-Meier curve only falls; with r of n still at risk it is at least r/n, and with d events among those who have left
at most (n-d)/n; its median lies where it crosses a half. Percentages are k of n, categories and parts add up, a rate is no
rarer than one it contains, nobody is watched after the longest follow-up.
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

from cohorts import Figure
from series import SIZE, VESSEL, Series

Span = tuple[Fraction, Fraction]


def before_rounding(text: str) -> Span:
    """Between what a number lay, however it was rounded."""
    step = Fraction(1, 10 ** len(text.partition(".")[2]))
    return Fraction(text) - step / 2, Fraction(text) + step


class Figures:
    """The printed figures of a series, by what they are about."""

    def __init__(self, series: Series) -> None:
        self.figures = series.figures
        self.n = {name: len(people) for name, people in series.groups.items()}

    def of(self, kind: str, **about: str) -> Iterator[Figure]:
        for figure in self.figures:
            if figure["kind"] == kind and all(figure.get(field) == value for field, value in about.items()):
                yield figure


def month(figure: Figure) -> int:
    return int(figure["at"].split()[0])


def broken(series: Series) -> str | None:
    """The first theorem the figures break; None where none of these does."""
    figures = Figures(series)
    for check in (sizes, percentages, sums, containment, follow_up, curves):
        for said in check(figures):
            return said
    return None


def sizes(figures: Figures) -> Iterator[str]:
    for figure in figures.of("size"):
        if int(figure["count"]) != figures.n[figure["group"]]:
            yield f"size of {figure['group']}"


def percentages(figures: Figures) -> Iterator[str]:
    for figure in figures.of("count"):
        low, high = before_rounding(figure["percent"])
        k, n = int(figure["count"]), figures.n[figure["group"]]
        if k > n or not low <= Fraction(100 * k, n) < high:
            yield f"{k} of {n} is not {figure['percent']}%"


def sums(figures: Figures) -> Iterator[str]:
    counted = {
        (one["measure"], one["category"], one["group"]): int(one["count"]) for one in figures.of("count")
    }
    for group in ("all", *VESSEL):
        if sum(counted["factor", category, group] for category in "xyz") != figures.n[group]:
            yield f"categories of {group}"
    for category in "xyz":
        if sum(counted["factor", category, group] for group in VESSEL) != counted["factor", category, "all"]:
            yield f"groups of {category}"


def containment(figures: Figures) -> Iterator[str]:
    response, control = (next(figures.of("count", measure=name)) for name in ("response", "control"))
    if int(control["count"]) < int(response["count"]):
        yield "control is rarer than response"


def follow_up(figures: Figures) -> Iterator[str]:
    longest = before_rounding(next(figures.of("summary"))["high"])[1]
    for figure in figures.of("survival"):
        if month(figure) > longest and before_rounding(figure["percent"])[0] > 0:
            yield f"{figure['endpoint']} at {month(figure)} months after {float(longest):g}"


def curves(figures: Figures) -> Iterator[str]:
    for endpoint, group in product(("OS", "DFS"), ("all", *VESSEL, *SIZE)):
        yield from curve(figures, {"endpoint": endpoint, "group": group})


def curve(figures: Figures, about: dict[str, str]) -> Iterator[str]:
    n = figures.n[about["group"]]
    shares = {month(one): before_rounding(one["percent"]) for one in figures.of("survival", **about)}
    risks = {month(one): int(one["count"]) for one in figures.of("at_risk", **about)}
    for sooner, later in product(shares, shares):
        if sooner < later and shares[later][0] > shares[sooner][1]:
            yield f"{about} rises from {sooner} to {later}"
    for sooner, later in product(risks, risks):
        if sooner < later and risks[later] > risks[sooner]:
            yield f"{about} more at risk at {later} than at {sooner}"
    for sooner, later in product(shares, risks):
        if sooner < later and risks[later] > n * shares[sooner][1] / 100:
            yield f"{about} {risks[later]} at risk at {later}, though {float(shares[sooner][1])}% at {sooner}"
    for one in figures.of("events", **about):
        if int(one["count"]) > n or (
            int(one["count"]) == 0 and any(high < 100 for _, high in shares.values())
        ):
            yield f"{about} {one['count']} events"
    for one in figures.of("median_survival", **about):
        low, high = before_rounding(one["centre"])
        for time, (least, most) in shares.items():
            if (time < low and most < 50) or (time >= high and least > 50):
                yield f"{about} median {one['centre']} against {time} months"
