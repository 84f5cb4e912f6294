"""Medians, means, ranges and standard deviations: can so many patients have them, and is each called by its name."""

from fractions import Fraction
from math import sqrt

from haicsim.analysis.audit.findings import Context, Severity
from haicsim.analysis.km_solver.rounding import Interval
from haicsim.analysis.studies.measured import Numeric
from haicsim.analysis.studies.quantities import factor
from haicsim.analysis.studies.reported_values import Summary

CHECK = "summaries"
ONE = Fraction(1)


def check_summaries(context: Context) -> None:
    """Hold every summary against itself, against the number of patients, and against the methods section."""
    figures = [figure for figure in context.study.figures if isinstance(figure, Summary)]
    for figure in figures:
        _check_order(context, figure)
        _check_steps(context, figure, figures)
        _check_mean(context, figure)
        _check_sd(context, figure)
        _check_names(context, figure)
    for one in figures:
        for other in figures:
            if one.subject == other.subject and (one.statistic, other.statistic) == ("mean", "median"):
                _check_mean_and_median(context, one, other)


def limits(context: Context, figure: Summary) -> tuple[Interval, Interval] | None:
    """What the least and the largest value may have been, where a range is printed."""
    if figure.spread != "range":
        return None
    return end(context, figure, "low"), end(context, figure, "high")


def end(context: Context, figure: Summary, part: str) -> Interval:
    """What one end of a range may have been; a whole number is what it is."""
    number = figure.parts()[part]
    measure = context.study.measures[figure.measure]
    if isinstance(measure, Numeric) and measure.whole:
        return Interval(number.value, number.value)
    return context.interval(number)


def _size(context: Context, figure: Summary) -> int:
    return context.study.groups[figure.group].n


def _check_order(context: Context, figure: Summary) -> None:
    """low <= centre <= high; quartiles need not enclose a mean."""
    parts = figure.parts()
    if "low" not in parts or (figure.spread == "iqr" and figure.statistic == "mean"):
        return
    low, high, centre = (
        end(context, figure, "low"),
        end(context, figure, "high"),
        context.interval(parts["centre"]),
    )
    refs = [f"{figure.id}.{part}" for part in ("low", "centre", "high")]
    if not (low.may_be_at_most(centre) and centre.may_be_at_most(high) and low.may_be_at_most(high)):
        _found_odd(context, figure, refs, "contradiction", "the centre must lie between the two limits", refs)


def _check_steps(context: Context, figure: Summary, figures: list[Summary]) -> None:
    """A median of n values recorded in whole steps is a step, or half-way between two where n is even."""
    if figure.statistic != "median" or figure.spread != "range":
        return
    measure = context.study.measures[figure.measure]
    whole = isinstance(measure, Numeric) and measure.whole
    same = [other for other in figures if other.subject == figure.subject]
    decimals = max(
        other.parts()[part].decimals for other in same if other.spread == "range" for part in ("low", "high")
    )
    step = ONE if whole else Fraction(1, 10**decimals)
    allowed = step if _size(context, figure) % 2 else step / 2
    inside = context.interval(figure.parts()["centre"])
    nearest = round(figure.parts()["centre"].value / allowed) * allowed
    candidates = [nearest - allowed, nearest, nearest + allowed]
    ref = f"{figure.id}.centre"
    if not any(value in inside for value in candidates):
        severity: Severity = "contradiction" if whole else "implausible"
        near = " or ".join(f"{float(value):g}" for value in candidates[:2])
        why = f"the median of {_size(context, figure)} values recorded in steps of {float(step):g} could be {near}"
        why += "" if whole else "; it may be a mean, or the limits may be rounded"
        _found_odd(context, figure, [ref, f"{figure.id}.low", f"{figure.id}.high"], severity, why, [ref])


def mean_bounds(n: int, low: Interval, high: Interval, median: Interval | None) -> tuple[Fraction, Fraction]:
    """The least and largest mean of n values with this range and, if known, this median."""
    if n == 1:
        return low.low, high.high
    if median is None:
        return ((n - 1) * low.low + high.low) / n, (low.high + (n - 1) * high.high) / n
    if n == 2:
        return median.low, median.high
    middle = 2 if n % 2 == 0 else 1
    below = (n - middle) // 2
    least = below * low.low + middle * median.low + (below - 1) * median.low + max(high.low, median.low)
    most = min(low.high, median.high) + (below - 1) * median.high + middle * median.high + below * high.high
    return Fraction(least) / n, Fraction(most) / n


def _check_mean(context: Context, figure: Summary) -> None:
    """A mean must lie where n values within the range can have it."""
    ends = limits(context, figure)
    if figure.statistic != "mean" or ends is None:
        return
    least, most = mean_bounds(_size(context, figure), *ends, None)
    centre = context.interval(figure.parts()["centre"])
    if centre.high < least or centre.low > most:
        refs = [f"{figure.id}.{part}" for part in ("centre", "low", "high")]
        size = _size(context, figure)
        why = (
            f"the mean of {size} values with this range lies between {float(least):.4g} and {float(most):.4g}"
        )
        _found_odd(context, figure, refs, "contradiction", why, refs)


def _check_sd(context: Context, figure: Summary) -> None:
    """A standard deviation within a range is largest with everyone at the two ends."""
    parts = figure.parts()
    if "sd" not in parts or "low" not in parts:
        return
    n = _size(context, figure)
    width = float(context.interval(parts["high"]).high - context.interval(parts["low"]).low)
    most = width / 2 * sqrt(n / (n - 1)) if n > 1 else 0.0
    if float(context.interval(parts["sd"]).low) > most * (1 + 1e-9):
        refs = [f"{figure.id}.{part}" for part in ("sd", "low", "high")]
        why = f"the standard deviation of {n} values with this range is at most {most:.4g}"
        _found_odd(context, figure, refs, "contradiction", why, refs)


def _check_mean_and_median(context: Context, mean: Summary, median: Summary) -> None:
    """One number called a mean here and a median there."""
    refs = [f"{mean.id}.centre", f"{median.id}.centre"]
    ends = limits(context, median)
    scale = factor(median.unit, mean.unit)
    centre = context.interval(mean.parts()["centre"])
    if ends is not None:
        middle = context.interval(median.parts()["centre"])
        least, most = mean_bounds(_size(context, mean), *ends, middle)
        if centre.high < least * scale or centre.low > most * scale:
            why = f"with this median and range the mean lies between {float(least):.4g} and {float(most):.4g}"
            refs += [f"{median.id}.low", f"{median.id}.high"]
            _found_odd(context, mean, refs, "contradiction", why, refs)
            return
    why = "called a mean at one place and a median at the other; both are possible together"
    low, high = (float(each.low) for each in ends) if ends else (0.0, 0.0)
    below, above = float(median.parts()["centre"].value) - low, high - float(median.parts()["centre"].value)
    skewed = ends is not None and above > 2 * below
    if skewed and centre.high * factor(mean.unit, median.unit) < median.parts()["centre"].value:
        why = "a mean below the median is hardly to be expected of a distribution with so long a tail upwards"
        _found_odd(context, mean, refs, "implausible", why, refs)
        return
    _found_odd(context, mean, refs, "sloppy", why, [])


def _check_names(context: Context, figure: Summary) -> None:
    """What a number is called against its heading and against the methods section."""
    style = context.study.design.summarised
    ref = f"{figure.id}.centre"
    if figure.announced is not None and figure.announced != figure.form:
        why = f"the heading announces '{_words(figure.announced)}', the cell holds '{_words(figure.form)}'"
        _found_odd(context, figure, [ref], "sloppy", why, [])
    elif style is not None and not style.startswith(figure.statistic):
        why = f"the methods say continuous quantities are given as {_words(style)}; here it is called a {figure.statistic}"
        _found_odd(context, figure, [ref], "sloppy", why, [])


def _words(form: str) -> str:
    names = {"count": "n", "percent": "%", "iqr": "quartiles", "sd": "standard deviation"}
    first, _, rest = form.partition("_")
    inside = f" ({names.get(rest, rest)})" if rest else ""
    return names.get(first, first) + inside


def _found_odd(
    context: Context, figure: Summary, refs: list[str], severity: Severity, possible: str, doubtful: list[str]
) -> None:
    usable = severity == "sloppy"
    consequence = "none, if read with care" if usable else "do not calibrate to this number"
    context.report(
        CHECK,
        severity,
        refs,
        possible,
        consequence,
        subject=figure.id,
        suspects=doubtful,
        assumption=context.rounding,
    )
