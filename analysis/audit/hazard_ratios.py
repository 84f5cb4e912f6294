"""Hazard ratios against the interval and the p value printed beside them.

An interval by Wald's method is as wide above the ratio as below it on the logarithmic scale, and its width gives the p of the
same model. Which method was used is proved only where the file says that the p is Wald's; other tests, the log-rank test
among them, can come to another conclusion than the interval, and are pointed to where they do.
"""

from dataclasses import dataclass
from math import erfc, log, sqrt
from statistics import NormalDist

from haicsim.analysis.audit.confidence_intervals import HIGH, LOW, limits_as_numbers
from haicsim.analysis.audit.findings import Context, Severity, follows_from
from haicsim.analysis.studies.reported_values import HazardRatio

CHECK = "hazard ratios"
WALD = "wald"
_HAIR = 1e-9  # for floating point


@dataclass(frozen=True)
class Span:
    """Between what a number lies."""

    low: float
    high: float

    def meets(self, low: float, high: float) -> bool:
        """Whether it has a number in common with another span."""
        return self.low <= high + _HAIR and low <= self.high + _HAIR


def check_hazard_ratios(context: Context) -> None:
    """Every hazard ratio that is printed with an interval."""
    for figure in context.study.figures:
        if isinstance(figure, HazardRatio):
            if context.number(f"{figure.id}.ratio").value < 0:
                _found(context, figure, ("ratio",), "contradiction", "a ratio of hazards is never below 0")
            elif figure.interval is not None:
                _check_middle(context, figure)
                if figure.p is not None and figure.interval.level is not None:
                    _check_p(context, figure, figure.interval.level)


def _check_middle(context: Context, figure: HazardRatio) -> None:
    """Whether the ratio is the geometric mean of its limits, as in an interval by Wald's method."""
    limits = limits_as_numbers(context, figure)
    ratio = context.interval(figure.parts()["ratio"])
    if limits is None or not _holds(context, figure):
        return
    low, high = limits
    least, most = sqrt(low.low * high.low), sqrt(low.high * high.high)
    if not Span(float(ratio.low), float(ratio.high)).meets(least, most):
        middle = sqrt(float(figure.parts()[LOW].value * figure.parts()[HIGH].value))
        why = (
            f"the middle of such an interval is {middle:.3g} by Wald's method; another method, or a misprint"
        )
        _found(context, figure, ("ratio", LOW, HIGH), "undecided", why)


def _holds(context: Context, figure: HazardRatio) -> bool:
    """Whether the interval holds its estimate; where it does not, another check says so."""
    ratio, (low, high) = (
        context.interval(figure.parts()["ratio"]),
        limits_as_numbers(context, figure) or (None, None),
    )
    return low is not None and high is not None and low.may_be_at_most(ratio) and ratio.may_be_at_most(high)


def p_span(context: Context, figure: HazardRatio, level: float) -> Span | None:
    """Between what the two-sided p of Wald's test lies, from ratio and interval; None where these do not tell."""
    limits = limits_as_numbers(context, figure)
    ratio = context.interval(figure.parts()["ratio"])
    if limits is None or ratio.low <= 0 or not _holds(context, figure):
        return None
    low, high = limits
    narrow, wide = log(high.low / low.high) if high.low > low.high else 0.0, log(high.high / low.low)
    ends = log(ratio.low), log(ratio.high)
    nearest = 0.0 if ends[0] <= 0.0 <= ends[1] else min(map(abs, ends))
    furthest = max(map(abs, ends))
    twice = 2.0 * NormalDist().inv_cdf(0.5 + level / 200.0)  # standard errors between the limits
    most = erfc(twice * nearest / wide / sqrt(2.0))
    least = erfc(twice * furthest / narrow / sqrt(2.0)) if narrow > 0.0 else 0.0
    return Span(least, most)


def _check_p(context: Context, figure: HazardRatio, level: float) -> None:
    span = p_span(context, figure, level)
    inside = context.interval(figure.parts()["p"])
    printed = float(inside.low), float(inside.high)
    if span is None or any(each.meets(*printed) for each in _by_sides(figure, span)):
        if span is not None:
            context.confirm([f"{figure.id}.p"])
        return
    said = f"ratio and interval give p {_few(span.low)} to {_few(span.high)} by Wald's test"
    if figure.test == WALD:
        _found(context, figure, ("p", "ratio", LOW, HIGH), "contradiction", said)
    elif _concludes_otherwise(figure, span, printed, 1.0 - level / 100.0):
        said += "; the interval and the p come to different conclusions, which is possible only by different tests"
        _found(context, figure, ("p", "ratio", LOW, HIGH), "undecided", said)


def _few(p: float) -> str:
    return f"{p:.2g}" if p >= 1e-6 else "less than 0.000001"


def _by_sides(figure: HazardRatio, span: Span) -> list[Span]:
    """The p values that a test of so many sides gives; of either where the paper does not say."""
    one = [Span(span.low / 2, span.high / 2), Span(1 - span.high / 2, 1 - span.low / 2)]
    return [span] if figure.sides == 2 else one if figure.sides == 1 else [span, *one]


def _concludes_otherwise(figure: HazardRatio, span: Span, printed: tuple[float, float], alpha: float) -> bool:
    """Whether the interval shows a difference at its level and the p none, or the other way round, for certain."""
    if figure.sides == 1:
        return False
    return (span.high < alpha and printed[0] > alpha) or (span.low > alpha and printed[1] < alpha / 2)


def _found(
    context: Context, figure: HazardRatio, names: tuple[str, ...], severity: Severity, possible: str
) -> None:
    refs = [f"{figure.id}.{name}" for name in names]
    proved = severity == "contradiction"
    limits = f" ({context.text(refs[-2])} to {context.text(refs[-1])})" if len(refs) > 2 else ""
    p = f", p {figure.p}" if names[0] == "p" else ""
    context.report(
        CHECK,
        severity,
        refs,
        possible,
        follows_from(severity),
        subject=figure.id,
        printed=f"{figure.ratio}{limits}{p} ({figure.place})",
        disputed=refs if proved else (),
        assumption=f"{context.rounding}; the p is that of the model whose interval is printed",
    )
